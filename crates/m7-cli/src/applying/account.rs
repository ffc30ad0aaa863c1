//! Which account is written to, and where it is kept what was written to it.

use std::path::PathBuf;

use crate::{
    cli::{Global, roster::StoreArgs},
    connection::{self, Connection},
    failure::Failure,
};

/// An account, and the folder of its store.
pub(crate) struct Account {
    /// What it is called in journals, plans and questions.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// What the command line has to say to mean it, before and after the command.
    options: (String, String),
}

impl Account {
    pub(crate) fn of(
        connection: &Connection,
        global: &Global,
        args: &StoreArgs,
    ) -> Result<Self, Failure> {
        let (appkey, base_url) = (connection.m7.appkey(), connection.m7.base_url());
        let (name, key) = if connection.is_embedded() {
            // Its port is another one each time.
            (
                format!("account {appkey} of the embedded sandbox"),
                format!("sandbox-{appkey}"),
            )
        } else {
            let server = base_url
                .split_once("://")
                .map_or(base_url, |(_, rest)| rest);
            (
                format!("account {appkey} at {base_url}"),
                format!("{}-{appkey}", server.trim_end_matches('/')),
            )
        };
        let folder = match &args.store {
            Some(folder) => folder.clone(),
            None => connection::state_folder()?
                .join("roster")
                .join(file_name(&key)),
        };
        let given = |option: &str, value: &Option<String>| match value {
            Some(value) => format!("{option} {} ", quoted(value)),
            None => String::new(),
        };
        let before = if connection.is_embedded() {
            "--sandbox ".to_owned()
        } else {
            given("--profile", &global.profile) + &given("--base-url", &global.base_url)
        };
        let after = match &args.store {
            Some(folder) => format!(" --store {}", quoted(&folder.display().to_string())),
            None => String::new(),
        };
        Ok(Self {
            name,
            folder,
            options: (before, after),
        })
    }

    /// A command for the same account and store, as it is typed.
    pub(crate) fn command(&self, command: &str) -> String {
        let (before, after) = &self.options;
        format!("m7 {before}{command}{after}")
    }
}

/// A word as a shell takes it, without quotes where that is so anyway.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A text as a file's name on any system, which is none of `.` and `..`.
fn file_name(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let name: String = text
        .chars()
        .map(|c| if safe(c) { c } else { '-' })
        .collect();
    match name.trim_start_matches('.') {
        "" => "account".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_s_name_leads_nowhere_else() {
        for (text, name) in [
            ("v7openapi.7moor.com-2000113", "v7openapi.7moor.com-2000113"),
            ("127.0.0.1:8071-2000113", "127.0.0.1-8071-2000113"),
            ("[::1]:8071-1", "---1--8071-1"),
            ("host/../../etc-1", "host-..-..-etc-1"),
            ("..", "account"),
        ] {
            assert_eq!(file_name(text), name);
        }
    }
}
