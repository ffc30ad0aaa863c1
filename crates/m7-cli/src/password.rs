//! Passwords from stdin, a file or a hidden prompt; never from an argument, where `ps` and the
//! shell's history would show them.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::PathBuf,
};

use clap::Args;
use m7::SipPassword;
use zeroize::Zeroizing;

use crate::{failure::Failure, input};

/// Longer than any password; a bigger input is surely the wrong file.
const MAX_BYTES: usize = 4096;

/// Where a password comes from.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
pub(crate) struct PasswordSource {
    /// Read the phone's password from stdin (one line)
    #[arg(long)]
    password_stdin: bool,
    /// Read the phone's password from a file (one line)
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl PasswordSource {
    /// Whether one of the options names a source.
    pub(crate) fn is_given(&self) -> bool {
        self.password_stdin || self.password_file.is_some()
    }

    /// The password, if one of the options names a source.
    pub(crate) async fn read(&self) -> Result<Option<SipPassword>, Failure> {
        if self.password_stdin {
            return input::blocking(|| one_line("stdin", io::stdin().lock()))
                .await
                .map(Some);
        }
        match self.password_file.clone() {
            Some(path) => input::blocking(|| from_file(path)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The password; asked for at the terminal when no option names a source.
    pub(crate) async fn read_or_prompt(&self, number: &str) -> Result<SipPassword, Failure> {
        if let Some(password) = self.read().await? {
            return Ok(password);
        }
        if !io::stdin().is_terminal() {
            return Err(
                Failure::usage("no password given, and no terminal to ask for one")
                    .hint("pipe it in with --password-stdin, or name a file with --password-file"),
            );
        }
        let question = format!("Password for {number}: ");
        input::blocking(move || {
            let typed = rpassword::prompt_password(question)
                .map_err(|error| input::failed("the password", &error))?;
            checked("the prompt", &Zeroizing::new(typed))
        })
        .await
    }
}

fn from_file(path: PathBuf) -> Result<SipPassword, Failure> {
    let name = path.display().to_string();
    let file = fs::File::open(path)
        .map_err(|error| Failure::usage(format!("can't open the password file {name}: {error}")))?;
    one_line(&name, file)
}

fn one_line(name: &str, input: impl Read) -> Result<SipPassword, Failure> {
    let mut text = Zeroizing::new(String::new());
    // One byte more than may be there, so that what is too long is seen to be. The line end doesn't
    // count.
    input
        .take(MAX_BYTES as u64 + 3)
        .read_to_string(&mut text)
        .map_err(|error| input::failed(&format!("the password from {name}"), &error))?;
    checked(name, &text)
}

/// Takes the line end off that editors and `echo` add. All else belongs to the password.
fn checked(name: &str, text: &str) -> Result<SipPassword, Failure> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let wrong = if line.is_empty() {
        "is empty"
    } else if line.len() > MAX_BYTES {
        "is longer than 4096 bytes"
    } else if line.contains(['\n', '\r']) {
        "has more than one line"
    } else {
        return Ok(SipPassword::new(line));
    };
    Err(Failure::usage(format!("the password from {name} {wrong}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_end_is_taken_off_and_nothing_else() {
        for (text, password) in [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), (" a ", " a ")] {
            let read = one_line("test", text.as_bytes()).unwrap();
            assert_eq!(read.expose(), password);
        }
    }

    #[test]
    fn an_empty_or_long_input_is_refused_without_quoting_it() {
        for text in ["", "\n", "a\n\n", "hunter2\nhunter2"] {
            let failure = one_line("test", text.as_bytes()).unwrap_err();
            assert!(!failure.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn a_password_is_taken_whole_or_not_at_all() {
        for line_end in ["", "\n", "\r\n"] {
            let longest = "x".repeat(MAX_BYTES);
            let read = one_line("test", format!("{longest}{line_end}").as_bytes()).unwrap();
            assert_eq!(read.expose(), longest);
            for more in [1, 2, 3, 5000] {
                let long = "x".repeat(MAX_BYTES + more) + line_end;
                let failure = one_line("test", long.as_bytes()).unwrap_err();
                assert!(
                    failure.to_string().contains("longer than 4096 bytes"),
                    "{more}"
                );
            }
        }
    }
}
