//! Whose request it was: each call's nonces, told apart by the task that it runs in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use m7::{NoNonce, NonceAllocator, NonceShare, NonceSource};
use m7_auth::{Nonce, Timestamp};
use m7_sandbox::JournalEntry;

tokio::task_local! {
    static CALL: usize;
}

/// Gives out nonces, and remembers which call got which. Its clones are the same ledger.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Shared>);

struct Shared {
    nonces: NonceAllocator,
    /// By timestamp and nonce as they are sent.
    calls: Mutex<HashMap<(String, String), usize>>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            nonces: NonceAllocator::new(NonceShare::WHOLE),
            calls: Mutex::default(),
        }))
    }

    /// Runs what belongs to this call.
    pub(crate) async fn of<F: Future>(call: usize, future: F) -> F::Output {
        CALL.scope(call, future).await
    }

    /// The call that this is a request of.
    pub(crate) fn call_of(&self, entry: &JournalEntry) -> usize {
        let header = |wanted: &str| {
            let mut headers = entry.request.headers.iter();
            let found = headers.find(|(name, _)| name == wanted);
            found.map_or_else(String::new, |(_, value)| value.clone())
        };
        let key = (header("m7-timestamp"), header("m7-nonce"));
        self.0.calls.lock().unwrap()[&key]
    }

    /// How many requests were signed for this call.
    pub(crate) fn signed(&self, call: usize) -> usize {
        let calls = self.0.calls.lock().unwrap();
        calls.values().filter(|of| **of == call).count()
    }
}

impl NonceSource for Ledger {
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        let (timestamp, nonce) = NonceSource::allocate(&self.0.nonces, now)?;
        let call = CALL.try_with(|call| *call);
        let call = call.expect("a request is signed in its call's own task");
        let key = (timestamp.to_string(), nonce.to_string());
        self.0.calls.lock().unwrap().insert(key, call);
        Ok((timestamp, nonce))
    }
}
