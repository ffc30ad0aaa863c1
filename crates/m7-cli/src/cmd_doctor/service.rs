//! What one signed request, which changes nothing, shows of TLS, the clocks and the account.

use std::time::Duration;

use m7::CallReport;
use m7_auth::WINDOW;

use super::finding::{Check, Findings};
use crate::{duration, exit::Exit, failure::Failure, probe};

pub(super) async fn examine(m7: &m7::Client, findings: &mut Findings) {
    let is_https = m7.base_url().starts_with("https");
    let asked = probe::ask(m7).await;
    let error = asked.as_ref().err();
    match error.filter(|error| error.is_connect()) {
        Some(error) if is_https => {
            findings.add(no_tls(error));
            return findings.skip_rest("there is no connection");
        }
        _ if is_https => findings.add(Check::ok(
            "TLS",
            "the handshake works, and this machine trusts the certificate",
        )),
        _ => findings.skip("TLS", "the base URL is plain http"),
    }
    findings.add(clock(m7, error));
    match asked {
        Ok(reply) => {
            findings.add(answered(Some(&reply.call)));
            findings.add(Check::ok(
                "account",
                format!("account {} answers", m7.appkey()),
            ));
        }
        Err(error) if error.is_auth() => {
            findings.add(answered(error.call()));
            findings.add(refused(m7, &error));
        }
        Err(error) => {
            let failure = Failure::from(error);
            findings.add(Check::failed("request", Exit::Failure, failure));
            findings.skip("account", "the service doesn't say");
        }
    }
}

fn no_tls(error: &m7::Error) -> Check {
    let failure = Failure::from(error.clone()).hint(
        "check that the base URL is right to say https, its host and port, this machine's clock and \
         its trusted certificates",
    );
    Check::failed("TLS", Exit::Failure, failure)
}

/// How far the clocks are apart, and what that means for what is signed.
fn clock(m7: &m7::Client, error: Option<&m7::Error>) -> Check {
    let Some(offset) = m7.clock_offset() else {
        return match error {
            Some(error) if error.is_clock_skew() => Check::failed(
                "clock",
                Exit::Auth,
                Failure::new(format!("requests are refused for their time: {error}"))
                    .hint(error.hint()),
            ),
            _ => Check::skipped("clock", "no reply has told the server's time"),
        };
    };
    let seen = probe::clock_in_words(&offset);
    let check = if offset.distance() <= WINDOW {
        let allowed = duration::shown(WINDOW);
        Check::ok(
            "clock",
            format!("{seen}: within the {allowed} that the service allows"),
        )
    } else {
        Check::warning(
            "clock",
            format!(
                "{seen}, which is more than the service allows: m7 signs by the server's time all \
                 the same, at the cost of a refused request"
            ),
            "set this machine's clock, best by NTP",
        )
    };
    check.with("offsetSeconds", offset.offset_seconds())
}

fn answered(call: Option<&CallReport>) -> Check {
    let Some(call) = call else {
        return Check::ok("request", "answered");
    };
    let check = Check::ok("request", format!("answered in {call}"))
        .with("milliseconds", millis(Some(call.elapsed())))
        .with("network", millis(call.network()))
        .with("gateway", millis(call.gateway()))
        .with("business", millis(call.business()))
        .with("attempts", call.attempts());
    match call.request_id() {
        Some(id) => check.with("requestId", id.as_str()),
        None => check,
    }
}

fn refused(m7: &m7::Client, error: &m7::Error) -> Check {
    let failure = Failure::from(error.clone());
    let is_timely = m7
        .clock_offset()
        .is_some_and(|offset| offset.distance() <= WINDOW);
    let failure = if is_timely {
        failure.hint(
            "check appkey and secret key, and whether the account may use this API; it isn't the \
             time, since the clocks agree. `m7 login` asks for them anew",
        )
    } else {
        failure
    };
    Check::failed("account", Exit::Auth, failure)
}

fn millis(time: Option<Duration>) -> Option<u64> {
    u64::try_from(time?.as_millis()).ok()
}
