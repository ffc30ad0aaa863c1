//! One run against one server: sends what the scenarios say, one request at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use m7_auth::header;
use serde_json::{Value, json};
use ureq::http::Method;

use super::Options;
use super::exchange::Exchange;
use super::ledger::Ledger;
use super::scenario::{Call, Phone, Step};
use super::secrets::{Secrets, without_user};
use super::signing::Headers;
use super::times::uuid_millis;
use super::variables::Variables;
use crate::wire::{self, Answer, NoAnswer, Request, Wire};

/// What a run needs, and what it has come to know.
pub(crate) struct Session<'a> {
    pub(crate) options: &'a Options,
    pub(crate) ledger: Option<Ledger>,
    pub(crate) secrets: Secrets,
    pub(crate) requests: usize,
    wire: Wire,
    headers: Headers,
    interrupted: &'a AtomicBool,
    deadline: Instant,
}

/// Why a step has no answer to examine.
#[derive(Debug)]
pub(crate) enum NoExchange {
    /// It isn't sent, and why.
    NotSent(String),
    /// Nothing came back.
    NoAnswer(NoAnswer),
    /// The run is to end.
    Stopped(&'static str),
}

impl<'a> Session<'a> {
    pub(crate) fn new(options: &'a Options, interrupted: &'a AtomicBool) -> Self {
        let mut secrets = Secrets::default();
        secrets.add(options.credentials.expose_secret_key());
        if let (_, Some(user)) = without_user(&options.base_url) {
            secrets.add(user);
            secrets.add(user.split_once(':').map_or("", |(_, password)| password));
        }
        Self {
            wire: Wire::new(&options.base_url),
            headers: Headers::new(&options.credentials),
            ledger: None,
            secrets,
            requests: 0,
            interrupted,
            deadline: Instant::now() + options.within,
            options,
        }
    }

    /// Whether somebody wants the run to end.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Why no further scenario is to begin.
    pub(crate) fn stopped(&self) -> Option<&'static str> {
        if self.is_interrupted() {
            Some("interrupted")
        } else if Instant::now() > self.deadline {
            Some("the time for the whole run is over (--within)")
        } else {
            None
        }
    }

    /// Does a step of a scenario.
    pub(crate) fn step(
        &mut self,
        step: &Step,
        variables: &Variables,
    ) -> Result<Option<Exchange>, NoExchange> {
        if let Some(why) = self.stopped() {
            return Err(NoExchange::Stopped(why));
        }
        if let Some(phone) = &step.phone {
            self.phone(phone, variables)?;
            return Ok(None);
        }
        let fill = |value: &Value| variables.fill(value).map_err(NoExchange::NotSent);
        let body = step.body.as_ref().map(fill).transpose()?;
        let mut headers = self.headers.next(wire::now(), &step.sign);
        for (name, value) in &step.headers {
            headers.retain(|(header, _)| header != name);
            if !value.is_empty() {
                headers.push((name.clone(), value.clone()));
            }
        }
        let path = match (step.call, &step.path) {
            (Some(call), _) => call.path().to_owned(),
            (None, path) => path.clone().unwrap_or_default(),
        };
        let method = step.method.as_deref().unwrap_or("POST");
        let request = Request {
            method: Method::from_bytes(method.as_bytes()).unwrap_or(Method::POST),
            path,
            headers,
            body: match (&step.raw_body, &body) {
                (Some(raw), _) => raw.clone(),
                (None, body) => body.clone().unwrap_or_else(|| json!({})).to_string(),
            },
            patience: self.options.patience(step.call.unwrap_or(Call::List)),
        };
        self.exchange(request).map(Some)
    }

    /// Calls an operation, signed right. Neither an interrupt nor the time that is over stops it, so
    /// that what was made can be removed.
    pub(crate) fn call(&mut self, call: Call, body: &Value) -> Result<Exchange, NoExchange> {
        let request = Request {
            method: Method::POST,
            path: call.path().to_owned(),
            headers: self.headers.next(wire::now(), &[]),
            body: body.to_string(),
            patience: self.options.patience(call),
        };
        self.exchange(request)
    }

    /// Sends a request once, after the ledger has agreed, and tells the ledger what came of it. What
    /// it is and does is read off it as it will be sent.
    fn exchange(&mut self, request: Request) -> Result<Exchange, NoExchange> {
        let write = Call::of_path(&request.path).filter(|call| *call != Call::List);
        let body: Option<Value> = serde_json::from_str(&request.body).ok();
        match (write, &mut self.ledger) {
            (Some(call), Some(ledger)) => {
                ledger
                    .guard(call, body.as_ref())
                    .map_err(NoExchange::NotSent)?;
                ledger.sent(call, body.as_ref());
            }
            (Some(_), None) => {
                return Err(NoExchange::NotSent("nothing may be written".to_owned()));
            }
            (None, _) => {}
        }
        for (name, value) in &request.headers {
            if name == header::SIGN {
                self.secrets.add(value);
            }
        }
        if self.requests > 0 {
            thread::sleep(self.options.pause);
        }
        self.requests += 1;
        let answer = self.wire.send(&request);
        if let (Some(call), Some(ledger), Err(NoAnswer::NotConnected(_))) =
            (write, &mut self.ledger, &answer)
        {
            ledger.not_sent(call, body.as_ref());
        }
        let exchange = exchange_of(request, body, answer.map_err(NoExchange::NoAnswer)?);
        if let (Some(call), Some(ledger)) = (write, &mut self.ledger) {
            if exchange.is_done() {
                ledger.answered(call, Some(exchange.at("/data").unwrap_or(&Value::Null)));
            } else if exchange.is_refused() {
                ledger.answered(call, None);
            }
        }
        Ok(exchange)
    }

    /// A stand-in phone comes or leaves, by the sandbox's control API.
    fn phone(&mut self, phone: &Phone, variables: &Variables) -> Result<(), NoExchange> {
        let fill = |text: &str| variables.fill_text(text).map_err(NoExchange::NotSent);
        let (method, path, body) = match phone {
            Phone::Registers(number) => (
                Method::POST,
                "/_sandbox/registrations".to_owned(),
                json!({
                    "appkey": self.options.credentials.appkey(),
                    "number": fill(number)?,
                    "clientUrl": "192.0.2.7:5060",
                    "registerDevice": "Conformance/1.0",
                }),
            ),
            Phone::Leaves(number) => {
                let appkey = self.options.credentials.appkey();
                let path = format!("/_sandbox/registrations/{}?appkey={appkey}", fill(number)?);
                (Method::DELETE, path, json!({}))
            }
        };
        let request = Request {
            method,
            path,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string(),
            patience: self.options.patience(Call::List),
        };
        let answer = self.wire.send(&request).map_err(NoExchange::NoAnswer)?;
        if answer.status == 200 {
            return Ok(());
        }
        let status = answer.status;
        Err(NoExchange::NotSent(format!(
            "the control API doesn't take a stand-in phone: status {status}"
        )))
    }

    /// Takes the server's clock for signing if it is far from this machine's. Returns by how many
    /// seconds it is ahead.
    pub(crate) fn set_clock_by(&mut self, exchange: &Exchange) -> Option<i64> {
        const NEAR: i64 = 30;
        let id = exchange.at("/requestInfo/requestId")?.as_str()?;
        let server = i64::try_from(uuid_millis(id)? / 1000).ok()?;
        let here = i64::try_from(wire::now().unix_seconds()).ok()?;
        let offset = server - here;
        self.headers.offset = if offset.abs() > NEAR { offset } else { 0 };
        Some(offset)
    }
}

fn exchange_of(request: Request, body: Option<Value>, answer: Answer) -> Exchange {
    Exchange {
        path: request.path,
        headers: request.headers,
        body,
        json: answer.json(),
        answer,
    }
}

#[cfg(test)]
mod tests {
    use m7_auth::Credentials;

    use super::*;

    /// What is said of a request to a path, on an account that has nothing; nobody listens there.
    fn said_of(path: &str, body: &Value, ledger: Option<Ledger>) -> String {
        let credentials = Credentials::new("N00000000001", "a-secret-key-of-nobody");
        let options = Options::new("http://127.0.0.1:1", credentials.unwrap());
        let interrupted = AtomicBool::new(false);
        let mut session = Session::new(&options, &interrupted);
        session.ledger = ledger;
        let step = Step {
            path: Some(path.to_owned()),
            body: Some(body.clone()),
            ..Step::default()
        };
        match session.step(&step, &Variables::default()) {
            Err(NoExchange::NotSent(why)) => why,
            Err(NoExchange::NoAnswer(_)) => "sent".to_owned(),
            other => format!("{:?}", other.map(|_| ())),
        }
    }

    #[test]
    fn a_path_is_guarded_as_the_operation_that_it_is() {
        let theirs = json!({"sipId": "5fc9d54105fd0161a498c503", "number": "99000001"});
        for path in [
            "/openapi/v1/call/sip/delete",
            "/openapi/v1/call/sip/delete?x=/list",
            "/openapi/v1/call/sip/Update/",
        ] {
            assert_eq!(said_of(path, &theirs, None), "nothing may be written");
            let ledger = Ledger::new("9900", &[]);
            let said = said_of(path, &theirs, Some(ledger));
            assert!(said.contains("wasn't made here"), "{path}: {said}");
        }
        let list = "/openapi/v1/call/sip/list?delete";
        assert_eq!(said_of(list, &theirs, None), "sent");
    }
}
