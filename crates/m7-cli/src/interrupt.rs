//! Ctrl-C, and SIGTERM where there is one.

use crate::failure::Failure;

/// Which signal asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM, as supervisors send it.
    #[cfg(unix)]
    Terminate,
}

/// The signals that ask to stop, listened for from the moment this is made.
pub(crate) struct Interrupt {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Interrupt {
    /// Listens from now on. Until then, and so as early as possible, a signal simply kills.
    pub(crate) fn listen() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};

            let failed = |error| Failure::new(format!("can't listen for signals: {error}"));
            Ok(Self {
                signals: [
                    signal(SignalKind::interrupt()).map_err(failed)?,
                    signal(SignalKind::terminate()).map_err(failed)?,
                ],
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Completes at the next signal.
    pub(crate) async fn next(&mut self) -> Signal {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
            }
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
            Signal::Interrupt
        }
    }
}
