//! A server that answers every request with the documented list reply, as fast as it can: what is
//! left of a call's cost is its client's.
//!
//! It checks nothing. Each reply has the time of the moment in it, as the service's have, so that a
//! client which reads that has something to read.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use m7_envelope::RequestId;

use crate::print::print_line;
use crate::process::Process;
use crate::replies::documented_list;

/// The argument that has a program be this server.
const SERVE: &str = "serve";
/// What stands in the example where the id does, and the four times.
const ID: &str = "1c8eb9708c7511ebadd101dc5c1e7708";
const TIMES: [&str; 4] = [
    "1616572018311",
    "1616572018334",
    "1616572018545",
    "1616572018546",
];

/// Serves until it is killed, if this program was started for that.
///
/// # Errors
///
/// If no port can be listened on.
pub fn serve_if_told_to() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some(SERVE) {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        print_line(&listener.local_addr()?.to_string());
        let template = Template::new();
        for stream in listener.incoming().flatten() {
            let template = template.clone();
            // A connection that breaks is its client's affair.
            thread::spawn(move || drop(template.answer_all(stream)));
        }
    }
    Ok(())
}

/// Starts this program once more, as the server.
///
/// # Errors
///
/// A sentence about why it doesn't start.
pub fn start() -> Result<(Process, SocketAddr), String> {
    let program = std::env::current_exe().map_err(|error| format!("where am I: {error}"))?;
    let mut command = Command::new(program);
    command.arg(SERVE).stdout(Stdio::piped());
    let mut process = Process::start("the server of canned replies", &mut command)?;
    let address = process.first_line()?;
    let address = address
        .trim()
        .parse()
        .map_err(|error| format!("the server is at {address:?}: {error}"))?;
    Ok((process, address))
}

/// The documented reply on one line, to be filled in.
#[derive(Clone)]
struct Template(String);

impl Template {
    fn new() -> Self {
        let reply = String::from_utf8(documented_list()).unwrap_or_else(|error| panic!("{error}"));
        // No string of JSON goes over a line's end, and the order of fields stays as it is.
        Self(reply.lines().map(str::trim_start).collect())
    }

    /// The reply as of now. It is as long as the template.
    fn filled(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let time = millis.to_string();
        let id = RequestId::v1(millis, 0, 1, [1; 6]);
        TIMES
            .iter()
            .fold(self.0.replace(ID, id.as_str()), |text, old| {
                text.replace(old, &time)
            })
    }

    fn answer_all(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut requests = BufReader::new(stream.try_clone()?);
        let mut stream = stream;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             date: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n",
            self.0.len()
        );
        let mut body = Vec::new();
        while let Some(length) = read_head(&mut requests)? {
            body.resize(length, 0);
            requests.read_exact(&mut body)?;
            stream.write_all(format!("{head}{}", self.filled()).as_bytes())?;
        }
        Ok(())
    }
}

/// Reads a request's head, and tells how long its body is. `None` at the end of the connection.
fn read_head(requests: &mut BufReader<TcpStream>) -> io::Result<Option<usize>> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if requests.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                return Ok(Some(length));
            }
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
}
