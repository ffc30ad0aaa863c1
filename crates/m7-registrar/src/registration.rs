//! What a REGISTER asks for (RFC 3261 §10.2), read out of the message before anything is done.

use std::net::SocketAddr;
use std::time::Duration;

use sipx_sip::headers::address::ContactValue;
use sipx_sip::headers::{Address, CSeq, CallId};
use sipx_sip::{HeaderName, Request, Uri};

use crate::Transport;
use crate::expiry::{Asked, Expiry, TooBrief};

/// A URI longer than this is no contact: the longest that a phone writes is a third of it.
const MAX_CONTACT_BYTES: usize = 512;
/// More contacts than this in one request are none that a registrar would keep.
const MAX_CONTACTS: usize = 32;
const MAX_USER_AGENT_CHARACTERS: usize = 255;

/// What one REGISTER asks for.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) contacts: Contacts,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) source: SocketAddr,
    pub(crate) transport: Transport,
    pub(crate) user_agent: Option<String>,
}

/// What a REGISTER does to the bindings.
#[derive(Clone, Debug)]
pub(crate) enum Contacts {
    /// No `Contact`: it asks what is registered (§10.2.3).
    Query,
    /// `Contact: *`: removes all (§10.2.2).
    RemoveAll,
    /// Adds, refreshes or removes these.
    Set(Vec<WantedContact>),
}

/// One `Contact` of a REGISTER.
#[derive(Clone, Debug)]
pub(crate) struct WantedContact {
    pub(crate) uri: Uri,
    pub(crate) q: Option<String>,
    /// Zero removes it.
    pub(crate) expires: Duration,
}

/// Why a REGISTER can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Something in it is malformed; the reason phrase of a 400.
    Bad(&'static str),
    /// It wants to stay for less than the minimum (§10.3 step 7).
    TooBrief,
}

impl Registration {
    /// Reads a request that was validated.
    pub(crate) fn read(
        request: &Request,
        source: SocketAddr,
        transport: Transport,
        expiry: &Expiry,
    ) -> Result<Self, Unreadable> {
        let headers = &request.headers;
        let (Some(Ok(CallId(call_id))), Some(Ok(CSeq { sequence, .. }))) =
            (headers.typed::<CallId>(), headers.typed::<CSeq>())
        else {
            return Err(Unreadable::Bad("Call-ID or CSeq Missing"));
        };
        // The grammar has ASCII alone (§25.1, callid), so nothing valid is lost here.
        let call_id =
            String::from_utf8(call_id).map_err(|_| Unreadable::Bad("Malformed Call-ID"))?;
        Ok(Self {
            contacts: contacts(request, expiry)?,
            call_id,
            cseq: sequence,
            source,
            transport,
            user_agent: user_agent(request),
        })
    }
}

fn contacts(request: &Request, expiry: &Expiry) -> Result<Contacts, Unreadable> {
    let of_all = match request.headers.value(&HeaderName::Expires) {
        None => Asked::Nothing,
        Some(value) => Asked::parse(&value),
    };
    let mut wanted: Vec<WantedContact> = Vec::new();
    let mut wildcard = false;
    for contact in request.headers.typed_all::<ContactValue>() {
        match contact {
            Ok(ContactValue::Wildcard) => wildcard = true,
            Ok(ContactValue::Address(address)) => {
                let contact = wanted_contact(address, of_all, expiry)?;
                // One contact given twice is one contact; the later word counts.
                wanted.retain(|other| !other.uri.equivalent(&contact.uri));
                wanted.push(contact);
            }
            Err(_) => return Err(Unreadable::Bad("Malformed Contact")),
        }
        if wanted.len() > MAX_CONTACTS {
            return Err(Unreadable::Bad("Too Many Contacts"));
        }
    }
    // §10.3 step 6: the asterisk stands alone, and only to remove.
    match (wildcard, wanted.is_empty(), of_all) {
        (false, true, _) => Ok(Contacts::Query),
        (false, false, _) => Ok(Contacts::Set(wanted)),
        (true, true, Asked::Zero) => Ok(Contacts::RemoveAll),
        (true, ..) => Err(Unreadable::Bad("Wildcard Contact Needs Expires 0 Alone")),
    }
}

fn wanted_contact(
    address: Address,
    of_all: Asked,
    expiry: &Expiry,
) -> Result<WantedContact, Unreadable> {
    if address.uri.to_bytes().len() > MAX_CONTACT_BYTES {
        return Err(Unreadable::Bad("Contact Too Long"));
    }
    // What goes back out in a response must be text, and hold nothing that ends its angle brackets.
    let uri = address.uri.to_bytes();
    if !uri.iter().all(u8::is_ascii_graphic) || uri.iter().any(|byte| b"<>\"".contains(byte)) {
        return Err(Unreadable::Bad("Malformed Contact"));
    }
    let asked = address.param("expires").map_or(of_all, Asked::parse);
    let expires = expiry
        .grant(asked)
        .map_err(|TooBrief| Unreadable::TooBrief)?;
    let q = match address.param("q") {
        None => None,
        Some(q) => Some(qvalue(q).ok_or(Unreadable::Bad("Malformed Contact q"))?),
    };
    Ok(WantedContact {
        uri: address.uri,
        q,
        expires,
    })
}

/// A preference from 0 to 1 with at most three digits behind the point (§25.1, qvalue).
fn qvalue(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let in_range = match whole {
        "0" => fraction.bytes().all(|digit| digit.is_ascii_digit()),
        "1" => fraction.bytes().all(|digit| digit == b'0'),
        _ => false,
    };
    (in_range && fraction.len() <= 3).then(|| text.to_owned())
}

/// The phone's name for itself. It is shown to people later, in terminals and pages: whatever isn't
/// text is left out.
fn user_agent(request: &Request) -> Option<String> {
    let value = request.headers.value(&HeaderName::UserAgent)?;
    let text: String = String::from_utf8_lossy(&value)
        .chars()
        .filter(|character| !is_control(*character))
        .take(MAX_USER_AGENT_CHARACTERS)
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Control characters, and those that turn the direction of the text around them or break its line.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
