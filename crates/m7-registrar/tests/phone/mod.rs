//! A small SIP phone that registers over real sockets, and whose every header a test can bend.
//!
//! It shares no code with the registrar: its digest is computed and its messages are read here.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test file is a crate of its own and uses what it needs"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a phone that can't work fails the test that uses it"
)]

mod desk;
mod digest;
mod line;
mod response;

use std::net::SocketAddr;

pub(crate) use desk::{Desk, NUMBER, PASSWORD};
use digest::Challenge;
use line::Line;
pub(crate) use response::Response;

/// Which digest the phone answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// `qop=auth`, as phones do since RFC 2617.
    Auth,
    /// Without qop, as phones did by RFC 2069.
    Old,
}

/// A phone with one number on one line.
pub(crate) struct Phone {
    pub(crate) number: String,
    pub(crate) password: String,
    pub(crate) user_agent: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    /// The Contact headers of a registration.
    pub(crate) contacts: Vec<String>,
    pub(crate) answer: Answer,
    /// The algorithm whose challenge it picks.
    pub(crate) algorithm: &'static str,
    line: Line,
    branch: u32,
    challenge: Option<Challenge>,
}

impl Phone {
    /// A phone that talks UDP to the registrar.
    pub(crate) async fn udp(registrar: SocketAddr, number: &str, password: &str) -> Self {
        Self::on(Line::udp(registrar).await, number, password)
    }

    /// A phone that is connected to the registrar by TCP.
    pub(crate) async fn tcp(registrar: SocketAddr, number: &str, password: &str) -> Self {
        Self::on(Line::tcp(registrar).await, number, password)
    }

    fn on(line: Line, number: &str, password: &str) -> Self {
        let contact = format!("<sip:{number}@{}>", line.local);
        Self {
            number: number.to_owned(),
            password: password.to_owned(),
            user_agent: "Test Phone/1.0".to_owned(),
            call_id: format!("{number}-{}", line.local.port()),
            cseq: 0,
            contacts: vec![contact],
            answer: Answer::Auth,
            algorithm: "MD5",
            line,
            branch: 0,
            challenge: None,
        }
    }

    /// The address that the registrar sees.
    pub(crate) fn local(&self) -> SocketAddr {
        self.line.local
    }

    /// Registers for so many seconds, answering a challenge when there is one.
    pub(crate) async fn register(&mut self, expires: u32) -> Response {
        self.register_with(&format!("Expires: {expires}\r\n")).await
    }

    /// Takes its contacts back.
    pub(crate) async fn unregister(&mut self) -> Response {
        self.register(0).await
    }

    /// Registers with these header lines more; each ends in a line break.
    pub(crate) async fn register_with(&mut self, headers: &str) -> Response {
        let contacts = self.contacts.join(", ");
        self.authenticated(&format!("Contact: {contacts}\r\n{headers}"))
            .await
    }

    /// Asks what is registered.
    pub(crate) async fn query(&mut self) -> Response {
        self.authenticated("").await
    }

    /// Sends a REGISTER with these header lines, answering at most two challenges, as a second one
    /// may only say that the nonce is too old.
    pub(crate) async fn authenticated(&mut self, headers: &str) -> Response {
        for _ in 0..2 {
            let response = self.once(headers).await;
            if response.status != 401 {
                return response;
            }
            let answered = self.challenge.is_some();
            self.take_challenge(&response);
            if answered && !response.is_stale() {
                return response;
            }
        }
        self.once(headers).await
    }

    /// Sends one REGISTER with what it knows, and gives the answer, whatever it is.
    pub(crate) async fn once(&mut self, headers: &str) -> Response {
        let authorization = self.authorization();
        let request = self.request("REGISTER", &format!("{authorization}{headers}"));
        self.exchange(&request).await
    }

    /// The Authorization header line for its next REGISTER, or nothing when it was never asked.
    pub(crate) fn authorization(&mut self) -> String {
        let (number, password, answer) = (&self.number, &self.password, self.answer);
        match &mut self.challenge {
            None => String::new(),
            Some(challenge) => challenge.authorization(number, password, "sip:m7", answer),
        }
    }

    /// Notes the challenge of a 401.
    pub(crate) fn take_challenge(&mut self, response: &Response) {
        let algorithm = self.algorithm;
        self.challenge = response
            .all("WWW-Authenticate")
            .into_iter()
            .filter_map(Challenge::parse)
            .find(|challenge| challenge.algorithm == algorithm);
    }

    /// Forgets what it was asked.
    pub(crate) fn forget_challenge(&mut self) {
        self.challenge = None;
    }

    /// A whole request with the headers that every one has, and these.
    pub(crate) fn request(&mut self, method: &str, headers: &str) -> String {
        self.cseq += 1;
        self.branch += 1;
        let Self {
            number,
            call_id,
            cseq,
            user_agent,
            branch,
            ..
        } = self;
        let (local, transport) = (self.line.local, self.line.transport());
        format!(
            "{method} sip:m7 SIP/2.0\r\n\
             Via: SIP/2.0/{transport} {local};branch=z9hG4bK{branch}-{call_id};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{number}@m7>;tag=phone\r\n\
             To: <sip:{number}@m7>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} {method}\r\n\
             User-Agent: {user_agent}\r\n\
             {headers}Content-Length: 0\r\n\r\n"
        )
    }

    /// Sends bytes and gives the answer.
    pub(crate) async fn exchange(&mut self, message: impl AsRef<[u8]>) -> Response {
        self.send(message).await;
        // An answer that must come may take its time on a busy machine.
        for _ in 0..5 {
            if let Some(response) = self.receive().await {
                return response;
            }
        }
        panic!("the registrar doesn't answer")
    }

    pub(crate) async fn send(&mut self, message: impl AsRef<[u8]>) {
        self.line.send(message.as_ref()).await;
    }

    /// The next answer, or `None` when none comes within a second or the connection is closed.
    pub(crate) async fn receive(&mut self) -> Option<Response> {
        self.line
            .receive()
            .await
            .map(|bytes| Response::parse(&bytes))
    }

    /// Bytes that aren't a message, or `None` when none come within a second.
    pub(crate) async fn receive_raw(&mut self) -> Option<Vec<u8>> {
        self.line.receive_raw().await
    }
}
