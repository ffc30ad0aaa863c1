//! A sandbox, the store of what was written to it, and what it knows that no list shows.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use m7::roster::{GeneratedPassword, Plan, PlanOptions, Report, Roster, Seen, Status, Store};
use m7::testing::Sandboxed;
use m7::testing::sandbox::{Agent, Builder, Phone};
use m7::{Client, SipPassword};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::wanted::{self, THIRD_AGENT, Wanted};

pub(crate) const TARGET: &str = "the sandbox of a test";

/// Long enough to show what was done, since the sandbox shows it at once.
pub(crate) const SETTLE: Duration = Duration::from_millis(300);

pub(crate) struct World {
    pub(crate) test: Sandboxed,
    /// Where the store is.
    pub(crate) folder: PathBuf,
    _temporary: TempDir,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|sandbox| sandbox).await
    }

    pub(crate) async fn with(configure: impl FnOnce(Builder) -> Builder) -> Self {
        let test = Sandboxed::with(|sandbox| {
            let sip = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let third = Agent::new(THIRD_AGENT, "a third agent", "8736");
            configure(sandbox.sip_listen(sip).agent(third))
        });
        let folder = tempfile::tempdir().unwrap();
        Self {
            test: test.await.unwrap(),
            folder: folder.path().join("store"),
            _temporary: folder,
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.test.client()
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.folder, TARGET).unwrap()
    }

    pub(crate) async fn seen(&self) -> Seen {
        Seen::list(&self.client()).await.unwrap()
    }

    pub(crate) async fn plan(&self, roster: &Roster, options: PlanOptions) -> Plan {
        let history = self.store().history();
        Plan::new(roster, &self.seen().await, &history, &options).unwrap()
    }

    /// Settles what is open, plans, and carries that out.
    pub(crate) async fn apply(&self, roster: &Roster, options: PlanOptions) -> Report {
        let store = self.store();
        store.settle(&self.client(), SETTLE).await.unwrap();
        let seen = self.seen().await;
        let plan = Plan::new(roster, &seen, &store.history(), &options).unwrap();
        plan.apply(&self.client(), &store).run().await.unwrap()
    }

    /// Plans, and is cut off once the first write has begun.
    pub(crate) async fn cut_off(&self, roster: &Roster, options: PlanOptions) {
        let store = self.store();
        let seen = self.seen().await;
        let plan = Plan::new(roster, &seen, &store.history(), &options).unwrap();
        let (begun, mut cut_off) = mpsc::unbounded_channel();
        let apply = plan.apply(&self.client(), &store).observe(move |_| {
            let _ = begun.send(());
        });
        tokio::select! {
            biased;
            _ = cut_off.recv() => {}
            _ = apply.run() => panic!("it is cut off"),
        }
        drop(store);
        // The write that was cut off holds the store until its task is gone.
        while Store::open(&self.folder, TARGET).is_err() {
            tokio::task::yield_now().await;
        }
    }

    /// The passwords that were kept for this version of a number's, one for each intent.
    pub(crate) fn kept(&self, number: &str, version: u32) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("passwords.csv")).unwrap();
        let its = format!(",{number},{version},");
        text.lines()
            .filter_map(|line| line.split_once(&its))
            .map(|(_, password)| password.to_owned())
            .collect()
    }

    /// By number, what the sandbox has: `None` where it has a number twice.
    pub(crate) async fn numbers(&self) -> BTreeMap<String, Option<Value>> {
        let state = self.state().await;
        let mut numbers = BTreeMap::new();
        for number in state["accounts"][0]["numbers"].as_array().unwrap() {
            let name = number["number"].as_str().unwrap().to_owned();
            numbers
                .entry(name)
                .and_modify(|there| *there = None)
                .or_insert_with(|| Some(number.clone()));
        }
        numbers
    }

    async fn state(&self) -> Value {
        let address = self.test.sandbox().address();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /_sandbox/state?limit=10000 HTTP/1.0\r\nhost: {address}\r\n\
             accept: application/json\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        let (_, body) = reply.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// What is there and isn't wanted, and all that [`differences`](Self::differences) finds.
    pub(crate) async fn all_differences(&self, wanted: &[Wanted]) -> Vec<String> {
        let mut wrong = self.differences(wanted).await;
        for number in self.numbers().await.into_keys() {
            if !wanted.iter().any(|wanted| wanted.number == number) {
                wrong.push(format!("{number} is there"));
            }
        }
        wrong
    }

    /// What of these numbers isn't as it is wanted: each is there once and as it is to be, and each
    /// password that was made up lets a phone register.
    pub(crate) async fn differences(&self, wanteds: &[Wanted]) -> Vec<String> {
        let numbers = self.numbers().await;
        let passwords = GeneratedPassword::read(&self.folder).unwrap();
        let mut wrong = Vec::new();
        for wanted in wanteds {
            let Some(there) = numbers.get(&wanted.number) else {
                wrong.push(format!("{} isn't there", wanted.number));
                continue;
            };
            let Some(there) = there else {
                wrong.push(format!("{} is there twice", wanted.number));
                continue;
            };
            if let Some(codecs) = &wanted.codecs
                && there["codingFormat"] != serde_json::to_value(codecs).unwrap()
            {
                wrong.push(format!("{wanted:?} has other codecs: {there}"));
            }
            if let Some(behind_nat) = wanted.behind_nat
                && there["isNAT"] != behind_nat
            {
                wrong.push(format!("{wanted:?} has other NAT: {there}"));
            }
            let bound = there["agentId"].as_str();
            match wanted.agent {
                wanted::Agent::Any => {}
                wanted::Agent::Nobody if bound.is_none() => {}
                wanted::Agent::Bound(agent_id) if bound == Some(agent_id) => {}
                // It can't be bound as long as there is no phone.
                wanted::Agent::Bound(_) if there["registrations"] == Value::Array(Vec::new()) => {}
                _ => wrong.push(format!("{wanted:?} is bound otherwise: {there}")),
            }
            let of_number: Vec<_> = passwords
                .iter()
                .filter(|kept| kept.number == wanted.number)
                .collect();
            match of_number[..] {
                [kept] if kept.is_certain && kept.version == wanted.version => {
                    if !self.lets_in(&kept.number, &kept.password).await {
                        wrong.push(format!("{wanted:?} has another password"));
                    }
                }
                _ => wrong.push(format!("{wanted:?} has these passwords: {of_number:?}")),
            }
        }
        wrong
    }

    async fn lets_in(&self, number: &str, password: &SipPassword) -> bool {
        let registrar = self.test.sandbox().sip_tcp().unwrap();
        let phone = Phone::tcp(registrar, number, password.expose()).await;
        // Asked for no time, it only has its password checked.
        phone.unwrap().register(Duration::ZERO).await.is_ok()
    }
}

/// How many steps became of this.
pub(crate) fn counts(report: &Report) -> [usize; 5] {
    [
        Status::Done,
        Status::Pending,
        Status::Failed,
        Status::Unknown,
        Status::NotStarted,
    ]
    .map(|status| report.count(status))
}
