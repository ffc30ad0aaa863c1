//! Real phones register: sipp, baresip and linphonec.

use std::net::UdpSocket;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::http::Method;

use super::api::Api;
use super::packages::Needed;
use super::phone::{Act, Line, Phone, Running};
use super::{E2eError, Stage};
use crate::conformance::civil_seconds;
use crate::served_sandbox::ServedSandbox;
use crate::wire;

/// What must be installed.
pub(super) const NEEDED: &[Needed] = &[
    Needed {
        program: "sipp",
        package: "sip-tester",
    },
    Needed {
        program: "baresip",
        package: "baresip-core",
    },
    Needed {
        program: "linphonec",
        package: "linphone-cli",
    },
];

/// What numbers show as their SIP server.
const PUBLIC: &str = "sip.example.test:5060";

/// How long to wait for a phone to be seen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longer than any of the phones registers for, in seconds.
const BEYOND_EXPIRY: u32 = 2 * 3600;

/// Each phone over each transport.
pub(super) fn run(stage: &Stage) -> Result<(), E2eError> {
    for phone in Phone::ALL {
        for transport in ["udp", "tcp"] {
            let sandbox =
                stage.sandbox(&["--sip-listen", "127.0.0.1:0", "--sip-public", PUBLIC])?;
            Trial::new(stage, &sandbox, phone, transport)?
                .run()
                .map_err(|error| {
                    E2eError::Failed(format!("{} over {transport}: {error}", phone.name()))
                })?;
        }
    }
    Ok(())
}

/// A phone, a transport, and a sandbox of its own.
struct Trial<'a> {
    stage: &'a Stage,
    api: Api,
    phone: Phone,
    transport: &'a str,
    registrar: &'a str,
    /// Where the phone sends from over UDP.
    port: u16,
}

impl<'a> Trial<'a> {
    fn new(
        stage: &'a Stage,
        sandbox: &'a ServedSandbox,
        phone: Phone,
        transport: &'a str,
    ) -> Result<Self, E2eError> {
        let registrar = match transport {
            "udp" => sandbox.sip_udp(),
            _ => sandbox.sip_tcp(),
        };
        Ok(Self {
            stage,
            api: Api::new(sandbox),
            phone,
            transport,
            port: free_port()?,
            registrar: registrar
                .ok_or_else(|| E2eError::Failed("the sandbox has no registrar".to_owned()))?,
        })
    }

    /// Every story has a number of its own: a phone that is turned away may try until it is locked
    /// out, and one that was killed is listed until it expires.
    fn run(&self) -> Result<(), E2eError> {
        self.story("a wrong password and an unknown number are refused", || {
            self.create("2001", "first-2001")?;
            self.is_refused("2001", "not-the-password")?;
            self.is_refused("2999", "first-2001")?;
            self.expect_status("2001", 0)
        })?;
        self.story("it registers, is listed as it is, and unregisters", || {
            self.create("2002", "first-2002")?;
            let phone = self.register("2002", "first-2002")?;
            self.check_listed("2002")?;
            self.unregister(phone, "2002", "first-2002")
        })?;
        let what = "another password ends the registration, and the old one is refused";
        self.story(what, || {
            let id = self.create("2003", "first-2003")?;
            let phone = self.register("2003", "first-2003")?;
            self.update(&json!({"sipId": id, "password": "second-2003"}))?;
            self.expect_status("2003", 0)?;
            drop(phone);
            drop(self.register("2003", "second-2003")?);
            self.is_refused("2003", "first-2003")
        })?;
        let what = "another number ends the registration, and the old one is refused";
        self.story(what, || {
            let id = self.create("2004", "first-2004")?;
            let phone = self.register("2004", "first-2004")?;
            self.update(&json!({"sipId": id, "number": "2005"}))?;
            self.expect_status("2005", 0)?;
            drop(phone);
            drop(self.register("2005", "first-2004")?);
            self.is_refused("2004", "first-2004")
        })?;
        self.story(
            "a number that is deleted under its phone is refused",
            || {
                let id = self.create("2006", "first-2006")?;
                let phone = self.register("2006", "first-2006")?;
                self.expect_registration("2006", true)?;
                self.api.sip("delete", &json!({"sipId": id}))?;
                self.expect_registration("2006", false)?;
                drop(phone);
                self.is_refused("2006", "first-2006")
            },
        )?;
        self.story("a phone that is lost expires", || {
            self.create("2007", "first-2007")?;
            drop(self.register("2007", "first-2007")?);
            self.expect_status("2007", 1)?;
            self.api.advance(BEYOND_EXPIRY)?;
            self.expect_status("2007", 0)
        })
    }

    /// Says what is being done, does it, and says how long it took.
    fn story(
        &self,
        what: &str,
        act: impl FnOnce() -> Result<(), E2eError>,
    ) -> Result<(), E2eError> {
        let started = Instant::now();
        let (phone, transport) = (self.phone.name(), self.transport);
        self.stage
            .say(&format!("{phone} over {transport}: {what} …"));
        act().map_err(|error| E2eError::Failed(format!("{what}: {error}")))?;
        let took = started.elapsed().as_secs_f32();
        self.stage.say(&format!("  it does, after {took:.1} s"));
        Ok(())
    }

    fn create(&self, number: &str, password: &str) -> Result<Value, E2eError> {
        let data = self
            .api
            .sip("create", &json!({"number": number, "password": password}))?;
        Ok(data["sipId"].clone())
    }

    fn update(&self, body: &Value) -> Result<(), E2eError> {
        self.api.sip("update", body).map(drop)
    }

    fn start(&self, act: Act, number: &str, password: &str) -> Result<Running, E2eError> {
        let line = Line {
            registrar: self.registrar,
            transport: self.transport,
            port: self.port,
            number,
            password,
        };
        self.phone.start(self.stage.root(), act, &line)
    }

    /// A phone that is turned away; the script looks for what it prints.
    fn is_refused(&self, number: &str, password: &str) -> Result<(), E2eError> {
        self.start(Act::Refused, number, password)?.finish()
    }

    /// A phone that is listed as registered, and goes on.
    fn register(&self, number: &str, password: &str) -> Result<Running, E2eError> {
        let mut phone = self.start(Act::Register, number, password)?;
        let until = Instant::now() + PATIENCE;
        while self.status(number)? != 1 {
            let ended = phone.has_ended() && self.phone != Phone::Sipp;
            if ended || Instant::now() > until {
                return Err(phone.failed(&format!("{number} isn't registered")));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(phone)
    }

    fn unregister(&self, phone: Running, number: &str, password: &str) -> Result<(), E2eError> {
        phone.leave()?;
        if self.phone == Phone::Sipp {
            self.start(Act::Unregister, number, password)?.finish()?;
        }
        self.expect_status(number, 0)
    }

    /// What is listed of a registered number.
    fn check_listed(&self, number: &str) -> Result<(), E2eError> {
        let listed = self.listed(number)?;
        let text = |name: &str| listed[name].as_str().unwrap_or_default();
        let device = text("registerDevice").to_lowercase();
        let now = i64::try_from(wire::now().unix_seconds()).unwrap_or(i64::MAX);
        let at = civil_seconds(text("registerTime"));
        let port = text("clientUrl")
            .strip_prefix("127.0.0.1:")
            .and_then(|port| port.parse::<u16>().ok());
        let is_right_port = match self.transport {
            "udp" => port == Some(self.port),
            _ => port.is_some_and(|port| port > 0),
        };
        let holds = [
            ("clientUrl", is_right_port),
            ("serverUrl", text("serverUrl") == PUBLIC),
            ("registerDevice", device.contains(self.phone.name())),
            // By UTC+8, or it would be hours off.
            (
                "registerTime",
                at.is_some_and(|at| (now - 60..=now).contains(&at)),
            ),
        ];
        for (name, holds) in holds {
            if !holds {
                return Err(E2eError::Failed(format!(
                    "{name} is {} of a phone that has just registered",
                    listed[name]
                )));
            }
        }
        Ok(())
    }

    fn listed(&self, number: &str) -> Result<Value, E2eError> {
        let mut found = self.api.sip("list", &json!({"number": number}))?;
        Ok(found[0].take())
    }

    fn status(&self, number: &str) -> Result<i64, E2eError> {
        Ok(self.listed(number)?["registerStatus"]
            .as_i64()
            .unwrap_or(-1))
    }

    /// Whether the registrar has a registration to a number, at once.
    fn expect_registration(&self, number: &str, expected: bool) -> Result<(), E2eError> {
        let listed = self.api.control(Method::GET, "registrations", &json!({}))?;
        let numbers = listed["numbers"].as_array();
        let is_there = numbers.into_iter().flatten().any(|listed| {
            let registrations = listed["registrations"].as_array();
            listed["number"] == number && registrations.is_some_and(|all| !all.is_empty())
        });
        if is_there == expected {
            Ok(())
        } else {
            Err(E2eError::Failed(format!(
                "{number} is registered: {is_there} instead of {expected}"
            )))
        }
    }

    /// At once: nothing is waited for.
    fn expect_status(&self, number: &str, status: i64) -> Result<(), E2eError> {
        let seen = self.status(number)?;
        if seen == status {
            Ok(())
        } else {
            Err(E2eError::Failed(format!(
                "{number} has the registerStatus {seen} instead of {status}"
            )))
        }
    }
}

/// A UDP port of 127.0.0.1 that nobody had a moment ago.
fn free_port() -> Result<u16, E2eError> {
    UdpSocket::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .map(|address| address.port())
        .map_err(|error| E2eError::Failed(format!("no port is free: {error}")))
}
