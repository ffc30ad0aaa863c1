//! Passwords from stdin, a file or a hidden prompt; never from an argument, where `ps` and the
//! shell's history would show them.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use clap::Args;
use m7::{SipPassword, roster::PasswordRule};

use crate::{failure::Failure, secret_line};

/// What is read.
const PASSWORD: &str = "password";

/// What stands for the number in a file's name.
const NUMBER: &str = "{number}";

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

    /// Whether each number has one of its own, in a file whose name has the number in it.
    pub(crate) fn is_of_each_number(&self) -> bool {
        let path = self.password_file.as_deref();
        path.is_some_and(|path| path.to_string_lossy().contains(NUMBER))
    }

    /// Where each of several numbers has a password of its own.
    pub(crate) fn rule(&self) -> Result<PasswordRule, Failure> {
        let each = "m7 sip create 2001-2040 --password-file 'secrets/{number}'";
        match &self.password_file {
            Some(path) if self.is_of_each_number() => Ok(PasswordRule::File(path.clone())),
            _ if self.is_given() => Err(Failure::usage(
                "one password for several numbers lets each phone be taken for the others",
            )
            .hint(format!(
                "name a file for each, `{each}`, or give --generate-passwords"
            ))),
            _ => Err(
                Failure::usage("several numbers need a password each").hint(format!(
                    "give --generate-passwords, or name a file for each: `{each}`"
                )),
            ),
        }
    }

    /// The password, if one of the options names a source.
    pub(crate) async fn read(&self) -> Result<Option<SipPassword>, Failure> {
        let line = if self.password_stdin {
            Some(secret_line::from_stdin(PASSWORD).await?)
        } else {
            match &self.password_file {
                Some(path) => Some(secret_line::from_file(PASSWORD, path).await?),
                None => None,
            }
        };
        Ok(line.map(|line| SipPassword::new(line.as_str())))
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
        let typed = secret_line::from_prompt(PASSWORD, question).await?;
        Ok(SipPassword::new(typed.as_str()))
    }
}
