//! `m7 config list` and `get`: what applies, and who said so.

use serde::Serialize;

use super::{PROFILE, SECRET_KEY};
use crate::{
    cli::{Global, Output},
    config::{Key, NOT_SET, Origin, Settings},
    failure::Failure,
    print,
};

/// A setting as it is shown.
#[derive(Serialize)]
struct Row {
    setting: &'static str,
    /// Nothing where nobody said anything, and never the secret key.
    value: Option<String>,
    #[serde(rename = "isSet")]
    is_set: bool,
    from: String,
    #[serde(flatten)]
    origin: Origin,
    /// What applies, for people.
    #[serde(skip)]
    shown: String,
}

pub(super) fn run(global: &Global) -> Result<(), Failure> {
    let settings = global.settings()?;
    if let Some(too_open) = &settings.too_open {
        print::warn(&format!("{too_open}: {}", too_open.remedy()));
    }
    let rows = rows(settings);
    match global.output {
        Output::Json => print::json(&rows),
        Output::Table => print::table(["SETTING", "VALUE", "FROM"], rows.iter().map(Row::cells)),
        Output::Csv => print::csv(["setting", "value", "from"], rows.iter().map(Row::cells)),
    }
}

pub(super) fn get(name: &str, global: &Global) -> Result<(), Failure> {
    if name == SECRET_KEY {
        return Err(Failure::usage("a secret key is never shown")
            .hint("`m7 config list` says where it comes from"));
    }
    if name != PROFILE {
        super::known(name)?;
    }
    let rows = rows(global.settings()?);
    let Some(row) = rows.iter().find(|row| row.setting == name) else {
        return Ok(());
    };
    if global.output == Output::Json {
        return print::json(row);
    }
    match (&row.value, Key::of(name)) {
        (Some(value), _) => print::line(&print::visible(value)),
        (None, Some(Key::BaseUrl | Key::Output)) => print::line(&row.shown),
        // An empty line would look like a value.
        (None, _) => {
            print::note(&format!("{name} is not set ({})", row.shown));
            Ok(())
        }
    }
}

fn rows(settings: &Settings) -> Vec<Row> {
    let profile = match &settings.profile {
        Some(profile) => Row::of(PROFILE, &profile.text, profile.origin.clone()),
        None => Row::unset(PROFILE, NOT_SET),
    };
    let secret = match &settings.secret {
        Some(secret) => Row {
            setting: SECRET_KEY,
            value: None,
            is_set: true,
            from: secret.origin.to_string(),
            origin: secret.origin.clone(),
            shown: "set".to_owned(),
        },
        None => Row::unset(SECRET_KEY, NOT_SET),
    };
    let others = Key::ALL.into_iter().map(|key| match settings.get(key) {
        Some(setting) => Row::of(key.as_str(), &setting.text, setting.origin.clone()),
        None => Row::unset(key.as_str(), key.default()),
    });
    let mut rows: Vec<Row> = std::iter::once(profile).chain(others).collect();
    // Beside the account that it is of.
    rows.insert(2, secret);
    rows
}

impl Row {
    fn of(setting: &'static str, value: &str, origin: Origin) -> Self {
        Self {
            setting,
            value: Some(value.to_owned()),
            is_set: true,
            from: origin.to_string(),
            origin,
            shown: value.to_owned(),
        }
    }

    fn unset(setting: &'static str, shown: &str) -> Self {
        Self {
            setting,
            value: None,
            is_set: false,
            from: Origin::Default.to_string(),
            origin: Origin::Default,
            shown: shown.to_owned(),
        }
    }

    fn cells(&self) -> [String; 3] {
        [
            self.setting.to_owned(),
            self.shown.clone(),
            if self.shown == NOT_SET {
                "-".to_owned()
            } else {
                self.from.clone()
            },
        ]
    }
}
