//! Sends signed requests over a few connections at once, each request when the one before it on its
//! connection has been answered.
//!
//! It does as little as it can, on plain sockets, since it takes its time from the same processors as
//! the server that it measures.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use m7_auth::{Credentials, NonceAllocator, NonceShare, Signer, Timestamp};

/// How long one answer may take. A server that takes longer is broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// Signs for one account. One for a whole run, so that no nonce is used twice.
pub struct Caller {
    signer: Signer,
    nonces: NonceAllocator,
}

/// What is sent, and what must come back.
pub struct Requests<'r> {
    /// The path that is asked.
    pub path: &'r str,
    /// The body of the so-many-eth request, from 0; `None` when there are no more.
    pub body: &'r (dyn Fn(u64) -> Option<String> + Sync),
    /// Whether a reply with status 200 and this body is right.
    pub is_right: &'r (dyn Fn(&[u8]) -> bool + Sync),
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Replies that were right.
    pub right: u64,
    /// Replies that weren't, and connections that broke.
    pub wrong: u64,
    /// What the first wrong one was.
    pub first_wrong: Option<String>,
    /// How long it took.
    pub elapsed: Duration,
    /// The longest that one answer took.
    pub slowest: Duration,
}

impl Tally {
    /// Right replies in a second.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn per_second(&self) -> f64 {
        self.right as f64 / self.elapsed.as_secs_f64()
    }

    /// Itself.
    ///
    /// # Errors
    ///
    /// A sentence about the first wrong reply, if there is one.
    pub fn all_right(self) -> Result<Self, String> {
        match &self.first_wrong {
            None => Ok(self),
            Some(first) => Err(format!("{} replies were wrong: {first}", self.wrong)),
        }
    }
}

impl Caller {
    /// Signs for the account with these credentials.
    pub fn new(credentials: &Credentials) -> Self {
        Self {
            signer: Signer::new(credentials),
            nonces: NonceAllocator::new(NonceShare::WHOLE),
        }
    }

    /// Sends requests over so many connections until there are no more or the time is over.
    pub fn send(
        &self,
        to: SocketAddr,
        requests: &Requests<'_>,
        connections: u64,
        time: Duration,
    ) -> Tally {
        let all = Mutex::new(Tally::default());
        let start = Instant::now();
        let until = start + time;
        thread::scope(|threads| {
            for first in 0..connections {
                let all = &all;
                threads.spawn(move || {
                    let mut tally = Tally::default();
                    let numbers = (first..).step_by(usize::try_from(connections).unwrap_or(1));
                    if let Err(error) = self.send_in_turn(to, requests, numbers, until, &mut tally)
                    {
                        tally.note_wrong(|| error.to_string());
                    }
                    if let Ok(mut all) = all.lock() {
                        all.add(tally);
                    }
                });
            }
        });
        let mut all = all.into_inner().unwrap_or_default();
        all.elapsed = start.elapsed();
        all
    }

    fn send_in_turn(
        &self,
        to: SocketAddr,
        requests: &Requests<'_>,
        numbers: impl Iterator<Item = u64>,
        until: Instant,
        tally: &mut Tally,
    ) -> io::Result<()> {
        let mut stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut request = Vec::with_capacity(1024);
        let mut reply = Reply::default();
        for number in numbers {
            let asked = Instant::now();
            let Some(body) = (requests.body)(number).filter(|_| asked < until) else {
                break;
            };
            self.write_request(&mut request, to, requests.path, &body)?;
            stream.write_all(&request)?;
            reply.read(&mut stream)?;
            tally.slowest = tally.slowest.max(asked.elapsed());
            if reply.status() == b"200" && (requests.is_right)(reply.body()) {
                tally.right += 1;
            } else {
                tally.note_wrong(|| String::from_utf8_lossy(&reply.bytes).into_owned());
            }
        }
        Ok(())
    }

    fn write_request(
        &self,
        request: &mut Vec<u8>,
        to: SocketAddr,
        path: &str,
        body: &str,
    ) -> io::Result<()> {
        let now = Timestamp::from_system_time(SystemTime::now()).map_err(io::Error::other)?;
        let (timestamp, nonce) = self.nonces.allocate(now).map_err(io::Error::other)?;
        let signed = self.signer.sign(timestamp, nonce);
        request.clear();
        write!(request, "POST {path} HTTP/1.1\r\nhost: {to}\r\n")?;
        for (name, value) in signed.pairs() {
            write!(request, "{name}: {value}\r\n")?;
        }
        write!(
            request,
            "content-type: application/json\r\naccept: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

impl Tally {
    fn note_wrong(&mut self, what: impl FnOnce() -> String) {
        self.wrong += 1;
        self.first_wrong.get_or_insert_with(what);
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.first_wrong = self.first_wrong.take().or(other.first_wrong);
        self.slowest = self.slowest.max(other.slowest);
    }
}

/// A reply that says its length.
#[derive(Default)]
struct Reply {
    bytes: Vec<u8>,
    head: usize,
}

impl Reply {
    fn read(&mut self, stream: &mut impl io::Read) -> io::Result<()> {
        self.bytes.clear();
        let mut chunk = [0; 16 * 1024];
        let mut length = None;
        while length.is_none_or(|length| self.bytes.len() < length) {
            let read = stream.read(&mut chunk)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.bytes.extend_from_slice(&chunk[..read]);
            if length.is_none() {
                length = self.length()?;
            }
        }
        Ok(())
    }

    /// The length of the whole, when its head is there.
    fn length(&mut self) -> io::Result<Option<usize>> {
        const NAME: &str = "content-length:";
        let Some(end) = self.bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        self.head = end + 4;
        let head = str::from_utf8(&self.bytes[..end]).map_err(io::Error::other)?;
        let body: usize = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_at_checked(NAME.len())?;
                name.eq_ignore_ascii_case(NAME).then(|| value.trim())
            })
            .ok_or_else(|| io::Error::other("a reply doesn't say its length"))?
            .parse()
            .map_err(io::Error::other)?;
        Ok(Some(self.head + body))
    }

    fn status(&self) -> &[u8] {
        self.bytes.get(9..12).unwrap_or_default()
    }

    fn body(&self) -> &[u8] {
        &self.bytes[self.head..]
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_reply_is_read_whole_however_it_comes() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        for split in 1..whole.len() {
            let (front, back) = whole.split_at(split);
            let mut reply = Reply::default();
            reply.read(&mut front.chain(back)).unwrap();
            assert_eq!((reply.status(), reply.body()), (&b"200"[..], &b"hello"[..]));
        }
        assert!(
            Reply::default()
                .read(&mut &whole[..whole.len() - 1])
                .is_err()
        );
    }
}
