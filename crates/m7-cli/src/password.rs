//! Passwords from stdin, a file or a hidden prompt; never from an argument, where `ps` and the
//! shell's history would show them.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use clap::Args;
use m7::SipPassword;

use crate::failure::Failure;

/// Longer than any password; a bigger input is surely the wrong file.
const MAX_BYTES: u64 = 4096;

/// Where a password comes from.
#[derive(Debug, Args)]
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
    /// The password, if one of the options names a source.
    pub(crate) fn read(&self) -> Result<Option<SipPassword>, Failure> {
        if self.password_stdin {
            return one_line("stdin", io::stdin().lock()).map(Some);
        }
        self.password_file.as_deref().map(from_file).transpose()
    }

    /// The password; asked for at the terminal when no option names a source.
    pub(crate) fn read_or_prompt(&self, number: &str) -> Result<SipPassword, Failure> {
        if let Some(password) = self.read()? {
            return Ok(password);
        }
        if !io::stdin().is_terminal() {
            return Err(
                Failure::usage("no password given, and no terminal to ask for one")
                    .hint("pipe it in with --password-stdin, or name a file with --password-file"),
            );
        }
        let typed = rpassword::prompt_password(format!("Password for {number}: "))
            .map_err(|error| Failure::usage(format!("can't read the password: {error}")))?;
        checked("the prompt", &typed)
    }
}

fn from_file(path: &Path) -> Result<SipPassword, Failure> {
    let name = path.display().to_string();
    let file = fs::File::open(path)
        .map_err(|error| Failure::usage(format!("can't open the password file {name}: {error}")))?;
    one_line(&name, file)
}

fn one_line(name: &str, input: impl Read) -> Result<SipPassword, Failure> {
    let mut text = String::new();
    input
        .take(MAX_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("can't read the password from {name}: {error}")))?;
    checked(name, &text)
}

/// Takes the line end off that editors and `echo` add. All else belongs to the password.
fn checked(name: &str, text: &str) -> Result<SipPassword, Failure> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Failure::usage(format!("the password from {name} is empty")));
    }
    if line.contains(['\n', '\r']) {
        return Err(Failure::usage(format!(
            "the password from {name} has more than one line"
        )));
    }
    Ok(SipPassword::new(line))
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
}
