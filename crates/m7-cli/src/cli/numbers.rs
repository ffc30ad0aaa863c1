//! Numbers that a command is about.

use clap::Args;
use m7::roster::Scope;

use crate::failure::Failure;

/// More than any account has; who names more has mistyped a range.
const MOST: u64 = 100_000;

/// Numbers and ranges of numbers.
#[derive(Clone, Debug, Args)]
pub(crate) struct Numbers {
    /// Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100
    #[arg(value_name = "NUMBER|RANGE", required = true, value_parser = part)]
    parts: Vec<String>,
}

impl From<Vec<String>> for Numbers {
    /// Of what [`part`] let through.
    fn from(parts: Vec<String>) -> Self {
        Self { parts }
    }
}

impl Numbers {
    /// The one number that is meant, if it is but one.
    pub(crate) fn single(&self) -> Option<&str> {
        self.named().next().filter(|_| self.parts.len() == 1)
    }

    /// Those that are named by themselves, and not by a range.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        let is_number = |part: &&String| scope(part).is_ok_and(|scope| scope.contains(part));
        self.parts.iter().filter(is_number).map(String::as_str)
    }

    /// As it was typed.
    pub(crate) fn typed(&self) -> String {
        self.parts.join(" ")
    }

    /// Which numbers are meant.
    pub(crate) fn scope(&self) -> Result<Scope, Failure> {
        let mut whole = Scope::default();
        for part in &self.parts {
            whole
                .add(part)
                .map_err(|error| Failure::usage(error.to_string()))?;
        }
        if whole.count() > MOST {
            return Err(Failure::usage(format!(
                "these are {} numbers, and no command takes more than {MOST}",
                whole.count()
            ))
            .hint("see whether a range has a digit too many"));
        }
        Ok(whole)
    }
}

/// Numbers and ranges of numbers, or none, which means all that the account has.
#[derive(Debug, Args)]
pub(crate) struct AnyNumbers {
    /// Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100; without any, all
    /// that the account has
    #[arg(value_name = "NUMBER|RANGE", value_parser = part)]
    parts: Vec<String>,
}

impl AnyNumbers {
    /// Which numbers are meant, if not all.
    pub(crate) fn scope(&self) -> Result<Option<Scope>, Failure> {
        if self.parts.is_empty() {
            return Ok(None);
        }
        Numbers::from(self.parts.clone()).scope().map(Some)
    }
}

/// What is one of them on the command line.
pub(super) fn part(text: &str) -> Result<String, String> {
    let part = super::text(text)?;
    scope(&part)?;
    Ok(part)
}

fn scope(part: &str) -> Result<Scope, String> {
    let mut scope = Scope::default();
    scope.add(part).map_err(|error| error.to_string())?;
    Ok(scope)
}
