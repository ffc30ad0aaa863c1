//! HAR files, as browsers and proxies save them.

use serde::Deserialize;

use super::Captured;

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default)]
    text: String,
}

/// The requests to the API in a HAR file. `None` if it is none.
pub(super) fn read(text: &str) -> Option<Vec<Captured>> {
    let har: Har = serde_json::from_str(text).ok()?;
    let requests = har
        .log
        .entries
        .into_iter()
        .map(|entry| captured(entry.request));
    Some(requests.filter(Captured::is_one).collect())
}

fn captured(request: Request) -> Captured {
    let mut captured = Captured {
        method: request.method,
        body: request
            .post_data
            .map(|data| data.text.into())
            .unwrap_or_default(),
        ..Captured::default()
    };
    captured.note_url(&request.url);
    for Header { name, value } in request.headers {
        captured.note(&name, value);
    }
    captured
}
