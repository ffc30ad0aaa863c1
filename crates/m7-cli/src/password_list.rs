//! Passwords that were made up, as whoever sets up the phones gets them.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use m7::roster::GeneratedPassword;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{cli::Output, cmd_export::not_created, failure::Failure, print, ranges};

const HEADER: &str = "number,password,password_version,certain\n";

/// A file that wasn't there before, and is nobody else's business. Unless passwords are written to it, it
/// goes with this.
pub(crate) struct PasswordFile {
    path: PathBuf,
    file: File,
    is_written: bool,
}

impl PasswordFile {
    /// Makes it, so that it is known that it can be written before there is anything to write.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::open(&options, path)
    }

    /// The same, or the one that a run which was killed has left behind: nothing is in it yet.
    pub(crate) fn create_again(path: &Path) -> Result<Self, Failure> {
        if is_empty_and_ours(path) {
            Self::open(OpenOptions::new().write(true), path)
        } else {
            Self::create(path)
        }
    }

    fn open(options: &OpenOptions, path: &Path) -> Result<Self, Failure> {
        let file = options
            .open(path)
            .map_err(|error| not_created(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            is_written: false,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes them, as the file's name says, as `-o` says, or as CSV.
    pub(crate) fn write(
        mut self,
        passwords: &[GeneratedPassword],
        output: Option<Output>,
    ) -> Result<(), Failure> {
        let text = formed(passwords, form(Some(&self.path), output))?;
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_all())
            .map_err(|error| not_created(&self.path, &error))?;
        self.is_written = true;
        Ok(())
    }
}

/// Warns of those that may not be the number's.
pub(crate) fn warn_of_uncertain(passwords: &[GeneratedPassword]) {
    let numbers: BTreeSet<&str> = passwords
        .iter()
        .filter(|it| !it.is_certain)
        .map(|it| it.number.as_str())
        .collect();
    if !numbers.is_empty() {
        print::warn(&format!(
            "of {} it isn't known which password holds (certain is false): a run with --resume \
             finds out, where one was cut off; else `m7 sip rotate-password` sets another",
            ranges::of(numbers)
        ));
    }
}

/// Whether it is a file without anything in it that nobody else can read.
fn is_empty_and_ours(path: &Path) -> bool {
    let Ok(found) = fs::symlink_metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    let is_ours = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777 == 0o600;
    #[cfg(not(unix))]
    let is_ours = true;
    found.is_file() && found.len() == 0 && is_ours
}

impl Drop for PasswordFile {
    fn drop(&mut self) {
        if !self.is_written {
            // It was made by this, and holds nothing that is whole.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Them all as one text, as `-o` says or as CSV.
pub(crate) fn text(
    passwords: &[GeneratedPassword],
    output: Option<Output>,
) -> Result<Zeroizing<String>, Failure> {
    formed(passwords, form(None, output))
}

/// One of them as JSON and YAML have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    number: &'a str,
    password: &'a str,
    password_version: u32,
    certain: bool,
}

/// How a file of this name is written: as its name says, as `-o` says, or as CSV.
fn form(path: Option<&Path>, output: Option<Output>) -> Output {
    let extension = path
        .and_then(Path::extension)
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    match (extension.as_deref(), output) {
        (Some("csv"), _) => Output::Csv,
        (Some("json"), _) => Output::Json,
        (Some("jsonl"), _) => Output::Jsonl,
        (Some("yaml" | "yml"), _) => Output::Yaml,
        (_, output) => output.unwrap_or(Output::Csv),
    }
}

/// All of them, in memory of which no copy is left behind: as large as it gets, so that it never grows,
/// and written without anything in between.
fn formed(passwords: &[GeneratedPassword], form: Output) -> Result<Zeroizing<String>, Failure> {
    let size = passwords
        .iter()
        .map(|it| 128 + 6 * (it.number.len() + it.password.expose().len()));
    let mut text = Zeroizing::new(Vec::with_capacity(HEADER.len() + size.sum::<usize>()));
    let (begin, before, between, end) = match form {
        Output::Table | Output::Csv => (HEADER, "", "", ""),
        Output::Json => ("[\n", "  ", ",\n", "\n]\n"),
        Output::Jsonl => ("", "", "\n", "\n"),
        // JSON is YAML.
        Output::Yaml => ("", "- ", "\n", "\n"),
    };
    text.extend_from_slice(begin.as_bytes());
    for (index, it) in passwords.iter().enumerate() {
        let between = if index > 0 { between } else { "" };
        text.extend_from_slice(between.as_bytes());
        text.extend_from_slice(before.as_bytes());
        match form {
            Output::Table | Output::Csv => csv_row(&mut text, it)?,
            _ => serde_json::to_writer(&mut *text, &Shown::of(it)).map_err(|_| not_written())?,
        }
    }
    text.extend_from_slice(end.as_bytes());
    match String::from_utf8(std::mem::take(&mut *text)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(not_written())
        }
    }
}

fn csv_row(text: &mut Vec<u8>, it: &GeneratedPassword) -> Result<(), Failure> {
    let (version, certain) = (it.version.to_string(), it.is_certain.to_string());
    csv::Writer::from_writer(text)
        .write_record([&it.number, it.password.expose(), &version, &certain])
        .map_err(|_| not_written())
}

impl<'a> Shown<'a> {
    fn of(it: &'a GeneratedPassword) -> Self {
        Self {
            number: &it.number,
            password: it.password.expose(),
            password_version: it.version,
            certain: it.is_certain,
        }
    }
}

/// What the library says may quote a row.
fn not_written() -> Failure {
    Failure::new("the passwords can't be written")
}
