//! Replies that aren't as they should be.

use axum::body::Bytes;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use super::body::Manner;
use super::fault::{Fault, FaultBody};

/// A page as proxies send it.
const PAGE: &str = "<html>\r\n<head><title>{}</title></head>\r\n<body>\r\n<center><h1>{}</h1></center>\r\n\
                    <hr><center>m7-sandbox</center>\r\n</body>\r\n</html>\r\n";

/// Does to a reply what the fault wants, and says how it goes out. The reply is what the request
/// deserves; for a fault that comes before the commit, a refusal that names the fault.
pub(crate) fn spoil(fault: &Fault, reply: &mut Response<Bytes>) -> Manner {
    match fault {
        Fault::Reset(_) => return Manner::Reset,
        Fault::NoAnswer { seconds, .. } => return Manner::Silence(*seconds),
        Fault::SlowBody { seconds } => return Manner::Slowly(*seconds),
        Fault::TruncatedBody => return Manner::Truncated,
        Fault::Status {
            code,
            body,
            retry_after_seconds,
            ..
        } => {
            set_status(reply, *code, *body);
            if let Some(seconds) = retry_after_seconds {
                let headers = reply.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
        }
        Fault::Html(_) => {
            *reply.status_mut() = StatusCode::OK;
            set_page(reply, "Welcome");
        }
        Fault::WrongTypes => change_json(reply, |envelope| {
            if let Some(data) = envelope.get_mut("data") {
                mistype(data);
            }
        }),
        Fault::UnknownFields => change_json(reply, |envelope| {
            for part in ["data", "requestInfo"] {
                if let Some(part) = envelope.get_mut(part) {
                    add_fields(part);
                }
            }
            envelope.insert("m7SandboxExtra".to_owned(), extra());
        }),
        Fault::UnknownEnumValues => change_json(reply, |envelope| {
            let numbers = envelope.get_mut("data").and_then(Value::as_array_mut);
            for number in numbers.into_iter().flatten() {
                if let Some(status) = number.get_mut("registerStatus") {
                    *status = json!(UNKNOWN_STATUS);
                }
            }
        }),
        Fault::Refuse { .. } | Fault::Skew { .. } | Fault::ReplayRejection => {}
    }
    Manner::Whole
}

/// A `registerStatus` that the contract doesn't know.
const UNKNOWN_STATUS: u8 = 7;

fn set_status(reply: &mut Response<Bytes>, code: u16, body: FaultBody) {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *reply.status_mut() = status;
    match body {
        FaultBody::Html => set_page(reply, &status.to_string()),
        FaultBody::Empty => {
            reply.headers_mut().remove(header::CONTENT_TYPE);
            *reply.body_mut() = Bytes::new();
        }
        FaultBody::Envelope => change_json(reply, |envelope| {
            envelope.insert("success".to_owned(), json!(false));
            envelope.insert("code".to_owned(), json!(code.to_string()));
            envelope.insert("message".to_owned(), json!(status.canonical_reason()));
            envelope.remove("data");
        }),
    }
}

fn set_page(reply: &mut Response<Bytes>, title: &str) {
    let html = HeaderValue::from_static("text/html");
    reply.headers_mut().insert(header::CONTENT_TYPE, html);
    *reply.body_mut() = PAGE.replace("{}", title).into();
}

fn change_json(reply: &mut Response<Bytes>, change: impl FnOnce(&mut Map<String, Value>)) {
    // It was written as a JSON object a moment ago.
    if let Ok(Value::Object(mut envelope)) = serde_json::from_slice(reply.body()) {
        change(&mut envelope);
        *reply.body_mut() = Value::Object(envelope).to_string().into();
    }
}

/// Makes each text a number, and each number and boolean a text.
fn mistype(value: &mut Value) {
    match value {
        Value::String(text) => *value = json!(text.len()),
        Value::Number(_) | Value::Bool(_) | Value::Null => *value = json!(value.to_string()),
        Value::Array(items) => items.iter_mut().for_each(mistype),
        Value::Object(fields) => fields.values_mut().for_each(mistype),
    }
}

/// Adds a field to each object, but not inside what the request sent.
fn add_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_fields),
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if name != "body" && name != "headers" {
                    add_fields(value);
                }
            }
            fields.insert("m7SandboxExtra".to_owned(), extra());
        }
        _ => {}
    }
}

fn extra() -> Value {
    json!({"is": ["unknown", 1, null]})
}
