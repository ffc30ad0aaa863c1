//! What must be installed.

use std::env;
use std::path::Path;

use thiserror::Error;

/// A program, and the Debian package that it is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed {
    /// A name on the path, or the path of a file.
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
}

/// Debian packages that must be installed first.
#[derive(Debug, Error)]
#[error(
    "these Debian packages are missing: {names}. Install them with `apt-get install \
     --no-install-recommends {names}`, as .ci/run does",
    names = .0.join(" ")
)]
pub struct Missing(Vec<&'static str>);

/// Whether all of it is there.
pub(super) fn check(needed: &[Needed]) -> Result<(), Missing> {
    let mut missing: Vec<_> = needed
        .iter()
        .filter(|needed| !is_there(needed.program))
        .map(|needed| needed.package)
        .collect();
    // Two parts need sipp, and not one after the other.
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Missing(missing))
    }
}

fn is_there(program: &str) -> bool {
    if program.starts_with('/') {
        return Path::new(program).exists();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_by_its_package() {
        let shell = Needed {
            program: "sh",
            package: "dash",
        };
        let phone = Needed {
            program: "no-such-phone",
            package: "phones",
        };
        let browser = Needed {
            program: "no-such-browser",
            package: "browsers",
        };
        assert!(check(&[shell]).is_ok());
        let missing = check(&[shell, phone, browser, phone])
            .err()
            .map(|missing| missing.to_string());
        let expected = "these Debian packages are missing: browsers phones. Install them with \
                        `apt-get install --no-install-recommends browsers phones`, as .ci/run does";
        assert_eq!(missing.as_deref(), Some(expected));
    }
}
