//! Numbers that a command is about.

use clap::Args;
use m7::roster::Scope;

use crate::failure::Failure;

/// More than any account has; who names more has mistyped a range.
const MOST: u64 = 100_000;

/// Numbers and ranges of numbers.
#[derive(Debug, Args)]
pub(crate) struct Numbers {
    /// Numbers, and ranges of numbers with as many digits: 2004 2010-2019 0001-0100
    #[arg(value_name = "NUMBER|RANGE", required = true, value_parser = part)]
    parts: Vec<String>,
}

impl Numbers {
    /// The one number that is meant, if it is but one.
    pub(crate) fn single(&self) -> Option<&str> {
        match &self.parts[..] {
            [number] if scope(number).is_ok_and(|scope| scope.contains(number)) => Some(number),
            _ => None,
        }
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

fn part(text: &str) -> Result<String, String> {
    scope(text).map(|_| text.to_owned())
}

fn scope(part: &str) -> Result<Scope, String> {
    let mut scope = Scope::default();
    scope.add(part).map_err(|error| error.to_string())?;
    Ok(scope)
}
