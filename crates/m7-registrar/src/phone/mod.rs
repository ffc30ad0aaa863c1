//! The other side: a phone that registers, for tests and demonstrations.

mod error;
mod line;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use sipx_sip::headers::address::ContactValue;
use sipx_sip::{HeaderName, Response, Uri};
use zeroize::Zeroizing;

use crate::digest::{Answer, Challenge, DigestSecret};
use crate::{Transport, hex};
pub use error::PhoneError;
use line::Line;

const METHOD: &str = "REGISTER";
const UNAUTHORIZED: u16 = 401;
const OK: u16 = 200;
/// What a phone is that isn't told otherwise.
const USER_AGENT: &str = concat!("m7-phone/", env!("CARGO_PKG_VERSION"));

/// A phone with one number, which registers where it is and does nothing else. It takes no calls.
///
/// For tests of whatever waits for phones to register, and for demonstrations. It computes digests
/// with the code that the registrar checks them with, so that one proves little about the other: the
/// registrar's own tests use clients that share nothing with it.
///
/// ```
/// use std::time::Duration;
/// use m7_registrar::{MemoryStore, Phone, Registrar};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryStore::new();
/// store.set_password("2004", "not-a-real-password");
/// let registrar = Registrar::builder(store).start().await?;
///
/// let address = registrar.udp_addr().ok_or("no UDP")?;
/// let mut phone = Phone::udp(address, "2004", "not-a-real-password").await?;
/// let granted = phone.register(Duration::from_secs(300)).await?;
/// assert_eq!(granted, Duration::from_secs(300));
/// phone.unregister().await?;
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
/// ```
///
/// Dropped, it is switched off: it says nothing, and its registration expires.
pub struct Phone {
    number: String,
    password: Zeroizing<String>,
    user_agent: String,
    call_id: String,
    cseq: u32,
    line: Line,
}

impl Phone {
    /// A phone that speaks to the registrar over UDP, from a free port.
    ///
    /// # Errors
    ///
    /// [`PhoneError`] if the number can't stand in a SIP address, or there is no socket.
    pub async fn udp(
        registrar: SocketAddr,
        number: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, PhoneError> {
        Self::new(Line::udp(registrar).await?, number.into(), password.into())
    }

    /// A phone that is connected to the registrar by TCP.
    ///
    /// # Errors
    ///
    /// [`PhoneError`] if the number can't stand in a SIP address, or there is no connection.
    pub async fn tcp(
        registrar: SocketAddr,
        number: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, PhoneError> {
        Self::new(Line::tcp(registrar).await?, number.into(), password.into())
    }

    fn new(line: Line, number: String, password: String) -> Result<Self, PhoneError> {
        // Wrapped first, so that it is zeroed whatever happens next.
        let password = Zeroizing::new(password);
        // What a SIP address may have before its @ without being escaped (RFC 3261 §25.1).
        let of_a_user = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$".contains(&byte);
        if number.is_empty() || !number.bytes().all(of_a_user) {
            return Err(PhoneError::Number { number });
        }
        Ok(Self {
            number,
            password,
            user_agent: USER_AGENT.to_owned(),
            call_id: random()?,
            cseq: 0,
            line,
        })
    }

    /// Calls itself this from now on (its `User-Agent`). Control characters are left out.
    #[must_use]
    pub fn named(mut self, user_agent: &str) -> Self {
        self.user_agent = user_agent.chars().filter(|it| !it.is_control()).collect();
        self
    }

    /// Where it is: what the registrar sees as its address, if there is no NAT between them.
    pub fn address(&self) -> SocketAddr {
        self.line.local
    }

    /// Registers, or refreshes its registration, and returns for how long. Fractions of a second are
    /// left out; asked for none, it unregisters.
    ///
    /// Over UDP it asks again and again, for 32 seconds at most (RFC 3261 §17.1.2.2).
    ///
    /// # Errors
    ///
    /// [`PhoneError::Refused`] with the registrar's status: 401 when the password is wrong or there is
    /// no such number. [`PhoneError`] when there is no answer, or none that can be used.
    pub async fn register(&mut self, expires: Duration) -> Result<Duration, PhoneError> {
        let mut authorization = String::new();
        // Once unasked, once as asked, and once more if that took so long that the nonce is too old.
        for _ in 0..3 {
            let response = self.ask(&authorization, expires.as_secs()).await?;
            if response.status.code() == OK {
                return Ok(self.granted(&response));
            }
            let challenges = challenges(&response);
            let is_new = authorization.is_empty() || challenges.iter().any(|it| it.is_stale);
            if response.status.code() != UNAUTHORIZED || !is_new {
                return Err(self.refused(&response));
            }
            let challenge = challenges.first().ok_or(PhoneError::Unusable)?;
            authorization = self.answer(challenge)?;
        }
        Err(PhoneError::Unusable)
    }

    /// Takes its registration back.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    pub async fn unregister(&mut self) -> Result<(), PhoneError> {
        self.register(Duration::ZERO).await.map(drop)
    }

    async fn ask(&mut self, authorization: &str, expires: u64) -> Result<Response, PhoneError> {
        self.cseq += 1;
        let Self {
            number,
            call_id,
            cseq,
            user_agent,
            line,
            ..
        } = self;
        let (domain, branch, tag) = (uri(line.registrar), random()?, random()?);
        let (local, transport) = (line.local, line.transport().name());
        let contact = contact(number, line);
        let request = format!(
            "{METHOD} {domain} SIP/2.0\r\n\
             Via: SIP/2.0/{transport} {local};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{number}@{host}>;tag={tag}\r\n\
             To: <sip:{number}@{host}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} {METHOD}\r\n\
             Contact: <{contact}>\r\n\
             Expires: {expires}\r\n\
             User-Agent: {user_agent}\r\n\
             {authorization}Content-Length: 0\r\n\r\n",
            host = host(line.registrar),
            branch = branch.as_str(),
            tag = tag.as_str(),
            call_id = call_id.as_str(),
        );
        line.exchange(&request, *cseq).await
    }

    fn answer(&self, challenge: &Challenge) -> Result<String, PhoneError> {
        let secret = DigestSecret::from_password(&self.number, &challenge.realm, &self.password);
        let answer = Answer {
            username: &self.number,
            uri: &uri(self.line.registrar),
            method: METHOD,
            cnonce: &random()?,
        };
        Ok(format!(
            "Authorization: {}\r\n",
            answer.to(challenge, &secret)
        ))
    }

    /// How long its own contact stays, of all that the registrar lists.
    fn granted(&self, response: &Response) -> Duration {
        let contact = contact(&self.number, &self.line);
        let Ok(own) = Uri::parse(Bytes::from(contact)) else {
            return Duration::ZERO;
        };
        let listed = response.headers.typed_all::<ContactValue>();
        let expires = listed.flatten().find_map(|contact| match contact {
            ContactValue::Address(address) if address.uri.equivalent(&own) => {
                let expires = std::str::from_utf8(address.param("expires")?).ok()?;
                expires.parse().ok()
            }
            _ => None,
        });
        Duration::from_secs(expires.unwrap_or(0))
    }

    fn refused(&self, response: &Response) -> PhoneError {
        let reason = String::from_utf8_lossy(&response.reason);
        PhoneError::Refused {
            number: self.number.clone(),
            status: response.status.code(),
            reason: reason.chars().filter(|it| !it.is_control()).collect(),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phone")
            .field("number", &self.number)
            .field("address", &self.line.local)
            .finish_non_exhaustive()
    }
}

/// What of a response can be answered, the registrar's favourite first (RFC 8760 §2.4).
fn challenges(response: &Response) -> Vec<Challenge> {
    let headers = response.headers.get_all(&HeaderName::WwwAuthenticate);
    headers
        .filter_map(|header| Challenge::parse(&header.value()))
        .collect()
}

fn contact(number: &str, line: &Line) -> String {
    let transport = match line.transport() {
        Transport::Udp => "",
        Transport::Tcp => ";transport=tcp",
    };
    format!("sip:{number}@{}{transport}", line.local)
}

fn uri(registrar: SocketAddr) -> String {
    format!("sip:{}", host(registrar))
}

/// The domain of a phone that knows its registrar by its address alone.
fn host(registrar: SocketAddr) -> String {
    match registrar.ip() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// 16 digits that nobody guesses and nobody had before.
fn random() -> Result<String, PhoneError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|source| PhoneError::Random { source })?;
    Ok(hex::encode(&bytes).to_string())
}
