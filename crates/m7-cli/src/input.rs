//! What is read from a person or a pipe. Reading blocks, so it runs beside the command, which can
//! then be interrupted.

use std::io::{self, BufRead, IsTerminal};

use tokio::task;

use crate::failure::{Failure, Writes};
use crate::interrupt::Signal;

/// Runs something that blocks on input.
pub(crate) async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    task::spawn_blocking(read)
        .await
        .unwrap_or_else(|error| Err(Failure::new(format!("reading failed: {error}"))))
}

/// What went wrong while reading from `name`; Ctrl-C at a prompt is one of these.
pub(crate) fn failed(name: &str, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::Interrupted {
        Failure::stopped(Signal::Interrupt, Writes::Nothing)
    } else {
        Failure::usage(format!("can't read {name}: {error}"))
    }
}

/// Whether there is somebody who sees a question and can answer it.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The answer to a question that was asked on stderr.
pub(crate) async fn answer() -> Result<String, Failure> {
    blocking(|| {
        let mut answer = String::new();
        io::stdin()
            .lock()
            .read_line(&mut answer)
            .map_err(|error| failed("the answer", &error))?;
        Ok(answer)
    })
    .await
}

/// Whether a question that was asked on stderr is answered with yes.
pub(crate) async fn is_yes() -> Result<bool, Failure> {
    let answer = answer().await?.trim().to_ascii_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
