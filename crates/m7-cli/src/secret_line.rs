//! One line that nobody is to see: from stdin, a file or a hidden prompt.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use crate::{failure::Failure, input};

/// Longer than any password or key; a bigger input is surely the wrong file.
const MAX_BYTES: usize = 4096;

/// Reads it from stdin. `what` it is, is what errors call it.
pub(crate) async fn from_stdin(what: &'static str) -> Result<Zeroizing<String>, Failure> {
    input::blocking(move || one_line(what, "stdin", io::stdin().lock())).await
}

/// Reads it from a file.
pub(crate) async fn from_file(
    what: &'static str,
    path: &Path,
) -> Result<Zeroizing<String>, Failure> {
    let path = path.to_owned();
    input::blocking(move || {
        let name = path.display().to_string();
        let file = fs::File::open(path).map_err(|error| {
            Failure::usage(format!("can't open the {what} file {name}: {error}"))
        })?;
        one_line(what, &name, file)
    })
    .await
}

/// Asks for it at the terminal, which doesn't show what is typed.
pub(crate) async fn from_prompt(
    what: &'static str,
    question: String,
) -> Result<Zeroizing<String>, Failure> {
    // Whoever is told to stop meanwhile leaves the one who reads behind.
    let _echo = Echo::kept();
    input::blocking(move || {
        let typed = rpassword::prompt_password(question)
            .map(Zeroizing::new)
            .map_err(|error| input::failed(&format!("the {what}"), &error))?;
        checked(what, "the prompt", &typed)
    })
    .await
}

/// What is typed is shown again when this is dropped, if it was before.
struct Echo {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl Echo {
    fn kept() -> Self {
        Self {
            #[cfg(unix)]
            settings: rustix::termios::tcgetattr(io::stdin()).ok(),
        }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(settings) = &self.settings {
            use rustix::termios::{OptionalActions, tcsetattr};

            let _ = tcsetattr(io::stdin(), OptionalActions::Now, settings);
        }
    }
}

fn one_line(what: &str, name: &str, input: impl Read) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    // One byte more than may be there, so that what is too long is seen to be. The line end doesn't
    // count.
    input
        .take(MAX_BYTES as u64 + 3)
        .read_to_string(&mut text)
        .map_err(|error| input::failed(&format!("the {what} from {name}"), &error))?;
    checked(what, name, &text)
}

/// Takes the line end off that editors and `echo` add. All else belongs to it.
fn checked(what: &str, name: &str, text: &str) -> Result<Zeroizing<String>, Failure> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let wrong = if line.is_empty() {
        "is empty"
    } else if line.len() > MAX_BYTES {
        "is longer than 4096 bytes"
    } else if line.contains(['\n', '\r']) {
        "has more than one line"
    } else {
        return Ok(Zeroizing::new(line.to_owned()));
    };
    Err(Failure::usage(format!("the {what} from {name} {wrong}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Zeroizing<String>, Failure> {
        one_line("password", "test", text.as_bytes())
    }

    #[test]
    fn one_line_end_is_taken_off_and_nothing_else() {
        for (text, password) in [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), (" a ", " a ")] {
            assert_eq!(*read(text).unwrap(), password);
        }
    }

    #[test]
    fn an_empty_or_long_input_is_refused_without_quoting_it() {
        for text in ["", "\n", "a\n\n", "hunter2\nhunter2"] {
            let failure = read(text).unwrap_err();
            assert!(!failure.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn it_is_taken_whole_or_not_at_all() {
        for line_end in ["", "\n", "\r\n"] {
            let longest = "x".repeat(MAX_BYTES);
            assert_eq!(*read(&format!("{longest}{line_end}")).unwrap(), longest);
            for more in [1, 2, 3, 5000] {
                let long = "x".repeat(MAX_BYTES + more) + line_end;
                let failure = read(&long).unwrap_err();
                assert!(
                    failure.to_string().contains("longer than 4096 bytes"),
                    "{more}"
                );
            }
        }
    }
}
