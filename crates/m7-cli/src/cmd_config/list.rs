//! `m7 config list` and `get`: what applies, and who said so.

use serde::Serialize;

use super::{PROFILE, SECRET_KEY};
use crate::{
    cli::Global,
    config::{Key, NOT_SET, Origin, Settings},
    failure::Failure,
    output::{Column, Row},
    print,
};

/// A setting as it is shown.
#[derive(Serialize)]
pub(crate) struct Shown {
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
    applies: String,
}

pub(super) fn run(global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let settings = global.settings()?;
    if let Some(too_open) = &settings.too_open {
        print::warn(&format!("{too_open}: {}", too_open.remedy()));
    }
    let rows = rows(settings);
    printer.list(&rows)
}

pub(super) fn get(name: &str, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
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
    if !printer.is_for_people() {
        return printer.object(row);
    }
    match (&row.value, Key::of(name)) {
        (Some(value), _) => print::line(&print::visible(value)),
        (None, Some(Key::BaseUrl | Key::Output)) => print::line(&row.applies),
        // An empty line would look like a value.
        (None, _) => {
            print::note(&format!("{name} is not set ({})", row.applies));
            Ok(())
        }
    }
}

fn rows(settings: &Settings) -> Vec<Shown> {
    let profile = match &settings.profile {
        Some(profile) => Shown::of(PROFILE, &profile.text, profile.origin.clone()),
        None => Shown::unset(PROFILE, NOT_SET),
    };
    let secret = match &settings.secret {
        Some(secret) => Shown {
            setting: SECRET_KEY,
            value: None,
            is_set: true,
            from: secret.origin.to_string(),
            origin: secret.origin.clone(),
            applies: "set".to_owned(),
        },
        None => Shown::unset(SECRET_KEY, NOT_SET),
    };
    let others = Key::ALL.into_iter().map(|key| match settings.get(key) {
        Some(setting) => Shown::of(key.as_str(), &setting.text, setting.origin.clone()),
        None => Shown::unset(key.as_str(), key.default()),
    });
    let mut rows: Vec<Shown> = std::iter::once(profile).chain(others).collect();
    // Beside the account that it is of.
    rows.insert(2, secret);
    rows
}

impl Shown {
    fn of(setting: &'static str, value: &str, origin: Origin) -> Self {
        Self {
            setting,
            value: Some(value.to_owned()),
            is_set: true,
            from: origin.to_string(),
            origin,
            applies: value.to_owned(),
        }
    }

    fn unset(setting: &'static str, shown: &str) -> Self {
        Self {
            setting,
            value: None,
            is_set: false,
            from: Origin::Default.to_string(),
            origin: Origin::Default,
            applies: shown.to_owned(),
        }
    }
}

impl Row for Shown {
    const FIELDS: &'static [&'static str] = &[
        "setting", "value", "isSet", "from", "origin", "option", "variable", "profile", "file",
        "line",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("setting", "SETTING", |it| it.setting.to_owned()),
            Column::of("value", "VALUE", |it| it.applies.clone()),
            Column::of("from", "FROM", |it| match it.applies.as_str() {
                NOT_SET => "-".to_owned(),
                _ => it.from.clone(),
            }),
        ]
    }
}
