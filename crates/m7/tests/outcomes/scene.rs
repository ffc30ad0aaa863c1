//! One cell of the matrix: a call, and what really became of it.

use std::time::{Duration, Instant};

use m7::{CallReport, Client, Error, Outcome};
use m7_sandbox::{Fault, JournalEntry, Sandbox};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::asked::{Answer, Asked};
use crate::faults::{Position, Row};
use crate::policy::Policy;

/// How long anything is waited for that comes in milliseconds on a machine that isn't busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// One cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) asked: Asked,
    pub(crate) row: Row,
    pub(crate) position: Position,
    pub(crate) policy: Policy,
}

/// What the client says, and what the sandbox knows.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) result: Result<Answer, Error>,
    /// The requests of the operation that reached the sandbox, in the order in which it was done
    /// with them.
    pub(crate) requests: Vec<JournalEntry>,
    /// The lists that the client asked for of its own accord.
    pub(crate) lists: Vec<JournalEntry>,
    /// Whether the sandbox's data is as it was asked for.
    pub(crate) is_done: bool,
    /// Whether what the call says that it created is there, whoever made it.
    pub(crate) is_there: bool,
}

impl Cell {
    /// Makes the call in a sandbox that nobody else uses, with this much time for each attempt.
    pub(crate) async fn play(&self, sandbox: &Sandbox, patience: Duration) -> Seen {
        sandbox.reset().await.unwrap();
        let there = self.asked.prepare(sandbox).await;
        let client = self.client(sandbox, patience);
        let schedule = self
            .row
            .schedule(self.asked.operation(), self.position, self.policy);
        sandbox.faults().set(schedule.unwrap()).await.unwrap();
        let result = self.asked.call(&client.sip(), &there).await;
        let entries = settled(sandbox, &result, self.asked).await;
        sandbox.faults().clear().await;
        let numbers = numbers(sandbox).await;
        let created = result.as_ref().ok();
        let created = created.and_then(|answer| answer.created.as_deref());
        let (requests, lists) = entries
            .into_iter()
            .partition(|entry| entry.operation == Some(self.asked.operation()));
        Seen {
            is_there: created.is_some_and(|id| numbers.iter().any(|number| number["sipId"] == *id)),
            is_done: self.asked.is_done(&numbers, &there, created),
            result,
            requests,
            lists,
        }
    }

    /// Whether connections are refused for a while, and then no more.
    fn awaits_a_connection(&self) -> bool {
        let refuses = |fault: &Fault| matches!(fault, Fault::Refuse { .. });
        self.position == Position::First && self.row.faults.iter().any(refuses)
    }

    fn client(&self, sandbox: &Sandbox, patience: Duration) -> Client {
        let builder = Client::builder()
            .credentials(sandbox.credentials())
            .base_url(sandbox.base_url())
            .clock(sandbox.clock().clone());
        let builder = if self.awaits_a_connection() {
            self.policy.configure_for(builder, patience, 5000)
        } else {
            self.policy.configure(builder, patience)
        };
        builder.build().unwrap()
    }
}

/// How many requests the client says that it sent, or tried to.
pub(crate) fn attempts(result: &Result<Answer, Error>) -> usize {
    let attempts = match result {
        Ok(answer) => answer.report.attempts(),
        Err(error) if error.outcome() == Outcome::NotSent => 0,
        Err(error) => error.call().map_or(0, CallReport::attempts),
    };
    attempts as usize
}

/// The journal once it tells of all requests that the client has sent: of one that it gave up, the
/// sandbox may still be reading the head.
async fn settled(
    sandbox: &Sandbox,
    result: &Result<Answer, Error>,
    asked: Asked,
) -> Vec<JournalEntry> {
    let attempts = attempts(result);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let entries = sandbox.journal().entries_after(0);
        let of_operation = |entry: &&JournalEntry| entry.operation == Some(asked.operation());
        let arrived = entries.iter().filter(of_operation).count();
        // Attempts that found no connection don't arrive.
        let refused = sandbox
            .faults()
            .schedule()
            .rules
            .iter()
            .any(|rule| matches!(rule.fault, Fault::Refuse { .. }));
        if arrived >= attempts || refused {
            return entries;
        }
        assert!(
            Instant::now() < deadline,
            "{arrived} of {attempts} requests arrived"
        );
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// The account's numbers, as the control API shows them: no code of the client is asked.
pub(crate) async fn numbers(sandbox: &Sandbox) -> Vec<Value> {
    let deadline = Instant::now() + PATIENCE;
    let mut stream = loop {
        match TcpStream::connect(sandbox.address()).await {
            Ok(stream) => break stream,
            // A fault has connections refused, for a while.
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    let request = "GET /_sandbox/state?limit=1000 HTTP/1.1\r\nhost: localhost\r\n\
                   connection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    let (_, body) = reply.split_once("\r\n\r\n").unwrap();
    let mut state: Value = serde_json::from_str(body).unwrap();
    let Value::Array(numbers) = state["accounts"][0]["numbers"].take() else {
        panic!("the state has no numbers: {reply}");
    };
    numbers
}

/// A request in a line.
pub(crate) fn line(entry: &JournalEntry) -> String {
    let nonce = entry
        .request
        .headers
        .iter()
        .find(|(name, _)| name == "m7-nonce");
    format!(
        "{}: {} with nonce {}: {}, status {}, fault {}, message {:?}",
        entry.seq,
        entry.operation.unwrap_or("no operation"),
        nonce.map_or("none", |(_, nonce)| nonce),
        if entry.committed { "done" } else { "not done" },
        entry
            .status
            .map_or("none".to_owned(), |status| status.to_string()),
        entry.fault.as_ref().map_or("none", |fault| fault.kind),
        entry.message.as_deref().unwrap_or_default()
    )
}
