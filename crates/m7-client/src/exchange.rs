//! One request and its reply: what each generated function does.

use std::mem;

use bytes::Bytes;
use m7_models::Operation;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Body, Method, Request, Response, ResponseBuilderExt, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::reply_body;
use crate::request_body::RequestBody;
use crate::{Client, Error, ResponseValue};

/// How many headers a request has that is sent: two, the four that sign, and the HTTP layer's two.
const HEADERS: usize = 8;

/// A reply of a status of 2xx that has arrived whole.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// Sends one attempt of the operation, signed, and reads its reply.
pub(crate) async fn make<B: Serialize, T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    body: Option<&B>,
) -> Result<ResponseValue<T>, Error<()>> {
    let url = client.baseurl.of(operation);
    make_at(client, url, operation, body).await
}

/// The same of what is elsewhere than the operations of the contract.
///
/// There is no other way for a request to leave this crate.
pub(crate) async fn make_at<B: Serialize, T: DeserializeOwned>(
    client: &Client,
    url: Result<Url, String>,
    operation: &'static Operation,
    body: Option<&B>,
) -> Result<ResponseValue<T>, Error<()>> {
    let url = url.map_err(Error::InvalidRequest)?;
    let body = body
        .map(serde_json::to_vec)
        .transpose()
        .map_err(|error| Error::InvalidRequest(error.to_string()))?;
    // What is done for all operations alike is compiled once.
    let reply = send(client, url, operation, body).await?;
    match decode(&reply.body) {
        Ok(decoded) => Ok(ResponseValue::new(decoded, reply.status, reply.headers)),
        Err(error) => Err(Error::InvalidResponsePayload(reply.body, error)),
    }
}

async fn send(
    client: &Client,
    url: Url,
    operation: &'static Operation,
    body: Option<Vec<u8>>,
) -> Result<Reply, Error<()>> {
    let request = signed(client, url, operation, body)?;
    let mut response = client.client.execute(request).await?;
    let transport = &client.inner;
    transport.attempt.note_headers(&response);
    let status = response.status();
    let headers = mem::take(response.headers_mut());
    let body = reply_body::read(&mut response, transport).await?;
    if status.is_success() {
        Ok(Reply {
            status,
            headers,
            body,
        })
    } else {
        *response.headers_mut() = headers;
        Err(Error::UnexpectedResponse(with_body(body, response)))
    }
}

/// The response with the body that was read of it.
fn with_body(body: Bytes, mut response: Response) -> Response {
    // The builder alone can carry the URL over; all else is put back as it was.
    let mut whole = http::Response::builder()
        .url(response.url().clone())
        .body(body)
        .unwrap_or_else(|_| unreachable!("a status of 200 and no headers are valid"));
    *whole.status_mut() = response.status();
    *whole.version_mut() = response.version();
    *whole.headers_mut() = mem::take(response.headers_mut());
    let extensions = mem::take(response.extensions_mut());
    whole.extensions_mut().extend(extensions);
    whole.into()
}

/// The request as the vendor expects it.
#[expect(clippy::result_large_err, reason = "the error is progenitor's")]
fn signed(
    client: &Client,
    url: Url,
    operation: &'static Operation,
    body: Option<Vec<u8>>,
) -> Result<Request, Error<()>> {
    let method = Method::from_bytes(operation.method.as_bytes())
        .map_err(|error| Error::InvalidRequest(error.to_string()))?;
    let mut request = Request::new(method, url);
    let json = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.append(ACCEPT, json.clone());
    // Every request has one, says the vendor's page, whether it has a body or not.
    headers.append(CONTENT_TYPE, json);
    let gate = client
        .inner
        .sign(&mut headers)
        .map_err(|reason| Error::Custom(reason.to_string()))?;
    *request.headers_mut() = headers;
    *request.timeout_mut() = Some(client.time_of(operation));
    match body {
        Some(body) => {
            let body = RequestBody::new(body.into(), gate);
            *request.body_mut() = Some(Body::wrap(body));
        }
        // Without a body to be taken, nobody can tell when the request leaves: it counts as sent.
        None => {
            gate.pass();
        }
    }
    Ok(request)
}

/// What is known to be UTF-8 altogether needn't be checked string by string. What isn't still decodes
/// if only fields that nobody reads aren't.
fn decode<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    }
}
