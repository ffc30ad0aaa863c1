//! Servers that do what a test says: with answers of their own, or in front of a sandbox.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A request as it came.
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: String,
    raw: Vec<u8>,
}

/// What becomes of it.
pub(crate) enum Fate {
    /// These bytes are answered.
    Answer(Vec<u8>),
    /// The connection is closed without an answer.
    Close,
    /// Nothing is answered for as long as a client may wait.
    Hang,
}

/// Serves on a port of its own until the test is over. Returns the base URL.
pub(crate) fn serve(fate: impl Fn(&Asked) -> Fate + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let fate = Arc::new(fate);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, fate) = (stream.unwrap(), Arc::clone(&fate));
            thread::spawn(move || answer(stream, &*fate));
        }
    });
    format!("http://{address}")
}

/// A 200 with this body.
pub(crate) fn ok(content_type: &str, body: &str) -> Fate {
    let length = body.len();
    Fate::Answer(
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// What the server at `base_url` answers.
pub(crate) fn forward(base_url: &str, asked: &Asked) -> Vec<u8> {
    let address = base_url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let line = asked.raw.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    stream.write_all(&asked.raw[..line]).unwrap();
    stream.write_all(b"connection: close\r\n").unwrap();
    stream.write_all(&asked.raw[line..]).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn answer(mut stream: TcpStream, fate: &dyn Fn(&Asked) -> Fate) {
    let Some(asked) = read(&stream) else {
        return;
    };
    match fate(&asked) {
        // Whether the client still reads is its own affair.
        Fate::Answer(bytes) => drop(stream.write_all(&bytes)),
        Fate::Close => {}
        Fate::Hang => thread::sleep(Duration::from_secs(60)),
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let (mut raw, mut length) = (Vec::new(), 0);
    loop {
        let start = raw.len();
        if reader.read_until(b'\n', &mut raw).ok()? == 0 {
            return None;
        }
        let line = String::from_utf8_lossy(&raw[start..]).to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let path = String::from_utf8_lossy(&raw).split(' ').nth(1)?.to_owned();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    raw.extend_from_slice(&body);
    Some(Asked {
        path,
        body: String::from_utf8_lossy(&body).into_owned(),
        raw,
    })
}
