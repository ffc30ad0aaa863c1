//! A registrar with one number, a clock that the test moves, and a line to it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use m7_registrar::{Binding, Builder, Error, Event, MemoryStore, Registrar};

use super::Phone;

pub(crate) const NUMBER: &str = "2004";
pub(crate) const PASSWORD: &str = "not-a-real-password";

pub(crate) struct Desk {
    pub(crate) registrar: Registrar,
    pub(crate) store: MemoryStore,
    now: Arc<Mutex<SystemTime>>,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Desk {
    pub(crate) async fn new() -> Result<Self, Error> {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(
        set: impl FnOnce(Builder<MemoryStore>) -> Builder<MemoryStore>,
    ) -> Result<Self, Error> {
        let store = MemoryStore::new();
        store.set_password(NUMBER, PASSWORD);
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let now = Arc::new(Mutex::new(noon));
        let events = Arc::new(Mutex::new(Vec::new()));
        let (clock, log) = (Arc::clone(&now), Arc::clone(&events));
        let builder = Registrar::builder(store.clone())
            .clock(move || *clock.lock().unwrap())
            .on_event(move |event| log.lock().unwrap().push(event.clone()));
        Ok(Self {
            registrar: set(builder).start().await?,
            store,
            now,
            events,
        })
    }

    pub(crate) async fn phone(&self) -> Phone {
        Phone::udp(self.registrar.udp_addr().unwrap(), NUMBER, PASSWORD).await
    }

    pub(crate) async fn phone_with(&self, number: &str, password: &str) -> Phone {
        Phone::udp(self.registrar.udp_addr().unwrap(), number, password).await
    }

    pub(crate) async fn tcp_phone(&self) -> Phone {
        Phone::tcp(self.registrar.tcp_addr().unwrap(), NUMBER, PASSWORD).await
    }

    pub(crate) fn now(&self) -> SystemTime {
        *self.now.lock().unwrap()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// The bindings of the number that count now.
    pub(crate) fn bindings(&self) -> Vec<Binding> {
        self.store.bindings(NUMBER, self.now())
    }

    /// The contacts of the number that count now.
    pub(crate) fn contacts(&self) -> Vec<String> {
        let bindings = self.bindings();
        bindings
            .into_iter()
            .map(|binding| binding.contact)
            .collect()
    }

    /// What happened since the last call.
    pub(crate) fn events(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }
}
