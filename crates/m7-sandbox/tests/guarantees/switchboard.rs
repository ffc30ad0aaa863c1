//! A sandbox that phones register at, with a clock that stands still until the test moves it.

use std::time::{Duration, SystemTime};

use m7_sandbox::{Builder, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, LIST, Reply, UPDATE};
use crate::phone::Phone;

pub(crate) const PASSWORD: &str = "not-a-real-password";

pub(crate) struct Switchboard {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: SandboxClock,
    caller: Caller,
}

impl Switchboard {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    /// It is 2020-12-04 14:33:27 in UTC+8.
    pub(crate) async fn with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_607_063_607);
        let clock = SandboxClock::stopped_at(start);
        let builder = Sandbox::builder()
            .clock(clock.clone())
            .sip_listen("127.0.0.1:0".parse().unwrap());
        let sandbox = set(builder).start().await.unwrap();
        Self {
            caller: Caller::new(&sandbox),
            sandbox,
            clock,
        }
    }

    /// A call that is signed at the sandbox's time.
    pub(crate) fn call(&self, path: &str, body: &Value) -> Reply {
        self.caller.call_at(self.clock_now(), path, body)
    }

    fn clock_now(&self) -> SystemTime {
        use m7_auth::Clock as _;
        self.clock.now()
    }

    #[track_caller]
    pub(crate) fn create(&self, number: &str) -> String {
        let reply = self.call(CREATE, &json!({"number": number, "password": PASSWORD}));
        reply.data()["sipId"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn listed(&self, number: &str) -> Value {
        let reply = self.call(LIST, &json!({"number": number}));
        reply.data()[0].clone()
    }

    /// How many numbers are listed as registered, and how many as not.
    #[track_caller]
    pub(crate) fn counts(&self) -> (usize, usize) {
        let count = |status: u8| {
            let reply = self.call(LIST, &json!({"registerStatuses": [status]}));
            reply.data().as_array().unwrap().len()
        };
        (count(1), count(0))
    }

    pub(crate) fn update(&self, body: &Value) -> Reply {
        self.call(UPDATE, body)
    }

    pub(crate) async fn phone(&self, number: &str) -> Phone {
        Phone::udp(self.sandbox.sip_udp().unwrap(), number, PASSWORD).await
    }

    pub(crate) async fn tcp_phone(&self, number: &str) -> Phone {
        Phone::tcp(self.sandbox.sip_tcp().unwrap(), number, PASSWORD).await
    }
}
