//! What happens to the terminal that is drawn on: it is wanted back for a while (Ctrl-Z), given again, or
//! gone.

use crate::failure::Failure;

/// What a signal says of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), allow(dead_code, reason = "there are no such signals"))]
pub(super) enum Event {
    /// Somebody else is to have it: SIGTSTP.
    WantedBack,
    /// It is ours again, with whatever stands on it: SIGCONT.
    Returned,
    /// SIGHUP.
    Gone,
}

/// The signals, which do nothing by themselves from the moment this is made.
pub(super) struct TerminalSignals {
    #[cfg(unix)]
    wanted_back: tokio::signal::unix::Signal,
    #[cfg(unix)]
    returned: tokio::signal::unix::Signal,
    #[cfg(unix)]
    gone: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl TerminalSignals {
    pub(super) fn listen() -> Result<Self, Failure> {
        use rustix::process::Signal;
        use tokio::signal::unix::{SignalKind, signal};

        let listen = |kind: SignalKind| {
            signal(kind).map_err(|error| Failure::new(format!("can't listen for signals: {error}")))
        };
        Ok(Self {
            wanted_back: listen(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            returned: listen(SignalKind::from_raw(Signal::CONT.as_raw()))?,
            gone: listen(SignalKind::hangup())?,
        })
    }

    pub(super) async fn next(&mut self) -> Event {
        tokio::select! {
            _ = self.wanted_back.recv() => Event::WantedBack,
            _ = self.returned.recv() => Event::Returned,
            _ = self.gone.recv() => Event::Gone,
        }
    }

    /// Stops this process, as SIGTSTP would have, and completes when it is continued.
    pub(super) async fn stop(&mut self) -> Result<(), Failure> {
        use rustix::process::{Signal, getpid, kill_process};

        kill_process(getpid(), Signal::STOP)
            .map_err(|error| Failure::new(format!("can't be stopped: {error}")))?;
        self.returned.recv().await;
        Ok(())
    }
}

#[cfg(not(unix))]
impl TerminalSignals {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    pub(super) fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    pub(super) async fn next(&mut self) -> Event {
        std::future::pending().await
    }

    pub(super) async fn stop(&mut self) -> Result<(), Failure> {
        std::future::pending().await
    }
}
