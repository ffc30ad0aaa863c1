//! How a sandbox is told to stop: first gently, then at once.

use tokio::sync::watch;

/// Tells a sandbox to stop. Dropped, used or not, it says so at once.
pub(crate) struct Stop(watch::Sender<bool>);

/// Hears when to stop.
#[derive(Clone)]
pub(crate) struct Stopping(watch::Receiver<bool>);

/// Both ends.
pub(crate) fn channel() -> (Stop, Stopping) {
    let (stop, stopping) = watch::channel(false);
    (Stop(stop), Stopping(stopping))
}

impl Stop {
    /// Lets what is under way be finished, as long as this isn't dropped.
    pub(crate) fn gently(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Waits for the word to stop, gently or at once.
    pub(crate) async fn asked(&self) {
        // An error says that the other end is gone, which is the word too.
        let _ = self.0.clone().wait_for(|gently| *gently).await;
    }

    /// Waits for the word to stop at once.
    pub(crate) async fn at_once(&self) {
        let mut stopping = self.0.clone();
        while stopping.changed().await.is_ok() {}
    }
}
