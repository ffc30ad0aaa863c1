//! Relations between the values of an answer, and between it and its request.

use serde::Deserialize;
use serde_json::Value;

use super::check::Mismatch;
use super::exchange::Exchange;
use super::times::{civil_seconds, object_id_seconds, uuid_millis};

/// What the gateway's own address is, as the page shows it.
const PROXY: &str = "http://v7openapi.7moor.com/call";

/// A relation that the documented examples show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Law {
    /// The four times of the span are in order.
    SpanOrder,
    /// bizSpan = proxyEndTime − proxyStartTime.
    BizSpan,
    /// latency = (reqEndTime − requestStartTime) − bizSpan.
    LatencySpan,
    /// The time in requestId is requestStartTime.
    RequestIdTime,
    /// traceId = requestId.
    TraceId,
    /// The echoed accountId is the appkey.
    AccountId,
    /// The echoed body is what was sent.
    EchoBody,
    /// The echoed headers have each that was sent, with its value.
    EchoHeaders,
    /// The names of the echoed headers are in lower case, but for the two that the gateway adds.
    LowerCaseHeaders,
    /// url is the path.
    EchoUrl,
    /// proxyUrl is the documented host's, and the path.
    ProxyUrl,
    /// The time in data.sipId is in the span.
    SipIdTime,
    /// No listed number registered before it was made, nor later than now, by UTC+8.
    RegisteredAfterMade,
    /// success, code, message, data, requestInfo: in this order.
    EnvelopeOrder,
}

impl Law {
    pub(crate) fn examine(self, exchange: &Exchange) -> Result<(), Mismatch> {
        match self {
            Self::SpanOrder => span_order(exchange),
            Self::BizSpan => {
                let [_, start, end, _] = span(exchange)?;
                written_millis(
                    exchange,
                    "/requestInfo/span/bizSpan",
                    end.wrapping_sub(start),
                )
            }
            Self::LatencySpan => {
                let [begin, start, end, done] = span(exchange)?;
                let latency = done
                    .wrapping_sub(begin)
                    .wrapping_sub(end.wrapping_sub(start));
                written_millis(exchange, "/requestInfo/span/latency", latency)
            }
            Self::RequestIdTime => request_id_time(exchange),
            Self::TraceId => {
                let id = text(exchange, "/requestInfo/requestId")?;
                equal(exchange, "/requestInfo/headers/traceId", &id)
            }
            Self::AccountId => {
                let appkey = exchange.sent_header("m7-appkey").unwrap_or_default();
                equal(exchange, "/requestInfo/headers/accountId", appkey)
            }
            Self::EchoBody => echo_body(exchange),
            Self::EchoHeaders => echo_headers(exchange),
            Self::LowerCaseHeaders => lower_case_headers(exchange),
            Self::EchoUrl => equal(exchange, "/requestInfo/url", &exchange.path),
            Self::ProxyUrl => {
                let expected = format!("{PROXY}{}", exchange.path);
                equal(exchange, "/requestInfo/proxyUrl", &expected)
            }
            Self::SipIdTime => sip_id_time(exchange),
            Self::RegisteredAfterMade => registered_after_made(exchange),
            Self::EnvelopeOrder => envelope_order(exchange),
        }
    }
}

/// The four times, in the order of the page.
fn span(exchange: &Exchange) -> Result<[u64; 4], Mismatch> {
    let mut times = [0; 4];
    for (time, name) in times.iter_mut().zip([
        "requestStartTime",
        "proxyStartTime",
        "proxyEndTime",
        "reqEndTime",
    ]) {
        let place = format!("/requestInfo/span/{name}");
        *time = exchange.at(&place).and_then(Value::as_u64).ok_or_else(|| {
            Mismatch::new(
                format!("Unix milliseconds at {place}"),
                exchange.shown(&place),
            )
        })?;
    }
    Ok(times)
}

fn span_order(exchange: &Exchange) -> Result<(), Mismatch> {
    let times = span(exchange)?;
    // Seconds would be in order, too.
    let are_millis = times[0] > 1_000_000_000_000;
    if times.is_sorted() && are_millis {
        return Ok(());
    }
    Err(Mismatch::new(
        "four times in Unix milliseconds, none before the one before it",
        format!("{times:?}"),
    ))
}

fn written_millis(exchange: &Exchange, place: &str, millis: u64) -> Result<(), Mismatch> {
    equal(exchange, place, &format!("{millis}ms"))
}

fn request_id_time(exchange: &Exchange) -> Result<(), Mismatch> {
    let [begin, ..] = span(exchange)?;
    let id = text(exchange, "/requestInfo/requestId")?;
    match uuid_millis(&id) {
        Some(millis) if millis == begin => Ok(()),
        Some(millis) => Err(Mismatch::new(
            format!("a UUID of {begin}, requestStartTime"),
            format!("{id}, which is of {millis}"),
        )),
        None => Err(Mismatch::new("a UUID of version 1 without hyphens", id)),
    }
}

fn sip_id_time(exchange: &Exchange) -> Result<(), Mismatch> {
    let [_, start, end, _] = span(exchange)?;
    let id = text(exchange, "/data/sipId")?;
    let expected = format!(
        "an ObjectId of a second from {} to {}, when it was passed on and answered",
        start / 1000,
        end / 1000
    );
    match object_id_seconds(&id) {
        Some(seconds) if (start / 1000..=end / 1000).contains(&seconds) => Ok(()),
        Some(seconds) => Err(Mismatch::new(
            expected,
            format!("{id}, which is of {seconds}"),
        )),
        None => Err(Mismatch::new(expected, id)),
    }
}

fn echo_body(exchange: &Exchange) -> Result<(), Mismatch> {
    let Some(sent) = &exchange.body else {
        return Err(Mismatch::new("a JSON body in the request", "none"));
    };
    let echoed = exchange.at("/requestInfo/body");
    if echoed == Some(sent) {
        return Ok(());
    }
    Err(Mismatch::new(
        sent.to_string(),
        exchange.shown("/requestInfo/body"),
    ))
}

fn echo_headers(exchange: &Exchange) -> Result<(), Mismatch> {
    for (name, value) in &exchange.headers {
        let place = format!("/requestInfo/headers/{name}");
        if exchange.at(&place).and_then(Value::as_str) != Some(value) {
            // Its value may be a sign.
            let seen = match exchange.at(&place) {
                None => "no such header",
                Some(_) => "another value",
            };
            return Err(Mismatch::new(format!("{name} as it was sent"), seen));
        }
    }
    Ok(())
}

fn lower_case_headers(exchange: &Exchange) -> Result<(), Mismatch> {
    let headers = exchange
        .at("/requestInfo/headers")
        .and_then(Value::as_object);
    let Some(headers) = headers else {
        return Err(Mismatch::new(
            "an object of headers",
            exchange.shown("/requestInfo/headers"),
        ));
    };
    let added = ["traceId", "accountId"];
    let other = headers.keys().find(|name| {
        !added.contains(&name.as_str()) && name.bytes().any(|byte| byte.is_ascii_uppercase())
    });
    match other {
        None => Ok(()),
        Some(name) => Err(Mismatch::new("names in lower case", name)),
    }
}

fn registered_after_made(exchange: &Exchange) -> Result<(), Mismatch> {
    let [.., end] = span(exchange)?;
    let numbers = exchange.at("/data").and_then(Value::as_array);
    for number in numbers.into_iter().flatten() {
        let field = |name: &str| number.get(name).and_then(Value::as_str).unwrap_or_default();
        let (time, id) = (field("registerTime"), field("sipId"));
        if time.is_empty() {
            continue;
        }
        let made = object_id_seconds(id).unwrap_or(0);
        let now = i64::try_from(end / 1000).unwrap_or(i64::MAX);
        let is_between = civil_seconds(time)
            .is_some_and(|time| i64::try_from(made).is_ok_and(|made| made <= time) && time <= now);
        if !is_between {
            return Err(Mismatch::new(
                format!("a time of UTC+8 from {made}, the second of its sipId, to {now}"),
                format!("registerTime {time:?} of the sipId {id}"),
            ));
        }
    }
    Ok(())
}

fn envelope_order(exchange: &Exchange) -> Result<(), Mismatch> {
    const ORDER: [&str; 5] = ["success", "code", "message", "data", "requestInfo"];
    let raw = String::from_utf8_lossy(&exchange.answer.body);
    let names = top_level_names(&raw);
    let known: Vec<_> = names
        .iter()
        .filter(|name| ORDER.contains(&name.as_str()))
        .collect();
    if known == ORDER {
        return Ok(());
    }
    Err(Mismatch::new(ORDER.join(", "), names.join(", ")))
}

/// The names of an object's fields, as they stand in its text.
fn top_level_names(json: &str) -> Vec<String> {
    let (mut depth, mut in_string, mut escaped) = (0_i32, false, false);
    let (mut names, mut string) = (Vec::new(), String::new());
    for character in json.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => {
                in_string = !in_string;
                if in_string {
                    string.clear();
                }
            }
            character if in_string && depth == 1 => string.push(character),
            _ if in_string => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => names.push(string.clone()),
            _ => {}
        }
    }
    names
}

fn text(exchange: &Exchange, place: &str) -> Result<String, Mismatch> {
    let found = exchange.at(place).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .ok_or_else(|| Mismatch::new(format!("a string at {place}"), exchange.shown(place)))
}

fn equal(exchange: &Exchange, place: &str, expected: &str) -> Result<(), Mismatch> {
    if exchange.at(place).and_then(Value::as_str) == Some(expected) {
        return Ok(());
    }
    Err(Mismatch::new(
        format!("{expected:?}"),
        exchange.shown(place),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_order() {
        let json = r#"{"b":{"x":1},"a":"\":{", "c":[{"d":2}]}"#;
        assert_eq!(top_level_names(json), ["b", "a", "c"]);
    }
}
