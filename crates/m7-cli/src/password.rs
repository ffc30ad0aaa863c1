//! Passwords from stdin, a file or a hidden prompt; never from an argument, where `ps` and the
//! shell's history would show them.

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
};

use clap::Args;
use m7::SipPassword;

use crate::{failure::Failure, secret_line};

/// What is read.
const PASSWORD: &str = "password";

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
