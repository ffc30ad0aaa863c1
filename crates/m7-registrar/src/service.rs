//! From a request to its answer, whatever carried it.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use sipx_sip::headers::To;
use sipx_sip::uri::Scheme;
use sipx_sip::validate::Finding;
use sipx_sip::{HeaderName, Method, Request, validate_request};
use tracing::{debug, error, info};

use crate::authentication::{Authentication, Denied, Proven};
use crate::bindings::{Applied, Conflict, Effect, apply};
use crate::digest::Freshness;
use crate::event::{Event, Refusal};
use crate::peer::Peer;
use crate::registration::{Registration, Unreadable};
use crate::reply::{Reply, ToTags};
use crate::{Binding, Change, Expiry, Store};

/// The methods that are answered with something else than a refusal.
const ALLOWED: &str = "REGISTER, OPTIONS";
/// How much of a name that was given is handed on when it is refused.
const SHOWN_NAME_CHARACTERS: usize = 64;

pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;
pub(crate) type Observer = Arc<dyn Fn(&Event) + Send + Sync>;

/// All that answering takes.
pub(crate) struct Service<S> {
    pub(crate) store: S,
    pub(crate) authentication: Authentication,
    pub(crate) expiry: Expiry,
    pub(crate) max_contacts: usize,
    pub(crate) clock: Clock,
    pub(crate) observer: Option<Observer>,
    pub(crate) tags: ToTags,
}

impl<S: Store> Service<S> {
    /// The answer to a request whose Via was stamped, or `None` when there is none to give.
    pub(crate) async fn answer(&self, request: &Request, peer: Peer) -> Option<Bytes> {
        // An ACK is never answered (RFC 3261 §17.1.1.3), whatever may be wrong with it.
        if request.method == Method::Ack {
            return None;
        }
        let reply = match refused_unread(request) {
            Some(refusal) => refusal,
            None if request.method == Method::Options => {
                Reply::new(200, "OK").with(HeaderName::Allow, ALLOWED)
            }
            None => self.register(request, peer).await,
        };
        debug!(
            status = reply.status(),
            method = %String::from_utf8_lossy(request.method.as_bytes()),
            source = %peer.source,
            "answered"
        );
        reply.encode(request, &self.tags)
    }

    async fn register(&self, request: &Request, peer: Peer) -> Reply {
        let now = (self.clock)();
        let registration = Registration::read(request, peer.source, peer.transport, &self.expiry);
        if let Err(Unreadable::Bad(reason)) = registration {
            return Reply::new(400, reason);
        }
        let proven = match self
            .authentication
            .prove(&self.store, request, peer, now)
            .await
        {
            Ok(proven) => proven,
            Err(denied) => return self.denied(denied, peer, now),
        };
        if !is_for(request, &proven.number) {
            self.refuse(&proven.number, peer, Refusal::OtherNumber);
            return Reply::new(403, "Forbidden");
        }
        match registration {
            Ok(registration) => self.bind(registration, proven, peer, now).await,
            Err(_) => Reply::new(423, "Interval Too Brief").with(
                HeaderName::MinExpires,
                self.expiry.min.as_secs().to_string(),
            ),
        }
    }

    async fn bind(
        &self,
        registration: Registration,
        proven: Proven,
        peer: Peer,
        now: SystemTime,
    ) -> Reply {
        let Proven { number, generation } = proven;
        let max_contacts = self.max_contacts;
        let updated = self
            .store
            .update(&number, generation, move |bindings| {
                match apply(&registration, bindings, max_contacts, now) {
                    Ok(applied) if applied.effects.is_empty() => Change::keep(Ok(applied)),
                    Ok(applied) => Change::replace(applied.bindings.clone(), Ok(applied)),
                    Err(conflict) => Change::keep(Err(conflict)),
                }
            })
            .await;
        match updated {
            Ok(Some(Ok(applied))) => {
                self.tell(&number, &applied);
                registered(&applied.bindings, now)
            }
            Ok(Some(Err(Conflict::OutOfOrder))) => {
                self.refuse(&number, peer, Refusal::OutOfOrder);
                Reply::new(500, "CSeq Out Of Order")
            }
            Ok(Some(Err(Conflict::TooManyContacts))) => {
                self.refuse(&number, peer, Refusal::TooManyContacts);
                Reply::new(403, "Too Many Contacts")
            }
            // The password was changed, or the number went, since it was proven.
            Ok(None) => self.authentication.challenge(Freshness::New, peer, now),
            Err(failure) => failed(&failure),
        }
    }

    fn denied(&self, denied: Denied<S::Error>, peer: Peer, now: SystemTime) -> Reply {
        match denied {
            Denied::Unanswered(freshness) => self.authentication.challenge(freshness, peer, now),
            Denied::Wrong { username } => {
                self.refuse(&username, peer, Refusal::WrongPassword);
                self.authentication.challenge(Freshness::New, peer, now)
            }
            Denied::Unknown { username } => {
                self.refuse(&username, peer, Refusal::UnknownNumber);
                self.authentication.challenge(Freshness::New, peer, now)
            }
            Denied::LockedOut { username } => {
                self.refuse(&username, peer, Refusal::LockedOut);
                Reply::new(403, "Forbidden")
            }
            Denied::Bad(reason) => Reply::new(400, reason),
            Denied::Store(failure) => failed(&failure),
        }
    }

    fn refuse(&self, username: &str, peer: Peer, refusal: Refusal) {
        let username: String = username.chars().take(SHOWN_NAME_CHARACTERS).collect();
        info!(?username, source = %peer.source, ?refusal, "refused");
        if let Some(observer) = &self.observer {
            observer(&Event::Refused {
                username,
                source: peer.source,
                refusal,
            });
        }
    }

    fn tell(&self, number: &str, applied: &Applied) {
        for effect in &applied.effects {
            let number = number.to_owned();
            let event = match effect.clone() {
                Effect::Added(binding) => Event::Registered { number, binding },
                Effect::Refreshed(binding) => Event::Refreshed { number, binding },
                Effect::Removed(binding) => Event::Unregistered { number, binding },
            };
            debug!(?event, "changed");
            if let Some(observer) = &self.observer {
                observer(&event);
            }
        }
    }
}

/// The refusal of what isn't a sound REGISTER or OPTIONS (RFC 3261 §8.2.1–8.2.3, §16.3 step 1).
fn refused_unread(request: &Request) -> Option<Reply> {
    let findings = validate_request(request);
    // Only a proxy needs Max-Forwards, and old phones leave it out.
    if let Some(finding) = findings.iter().find(|finding| !finding.is_repairable()) {
        return Some(match finding {
            Finding::UnsupportedVersion => Reply::new(505, "Version Not Supported"),
            Finding::CSeqMethodMismatch => Reply::new(400, "CSeq Method Mismatch"),
            Finding::RequestUriHasHeaders => Reply::new(400, "Headers In Request-URI"),
            Finding::RepeatedSingleValueHeader(_) => Reply::new(400, "Repeated Header"),
            _ => Reply::new(400, "Missing Or Malformed Header"),
        });
    }
    if request.headers.count(&HeaderName::Expires) > 1 {
        return Some(Reply::new(400, "Repeated Header"));
    }
    match request.method {
        Method::Register | Method::Options => {}
        Method::Cancel => return Some(Reply::new(481, "Call/Transaction Does Not Exist")),
        Method::Other(_) => {
            return Some(Reply::new(501, "Not Implemented").with(HeaderName::Allow, ALLOWED));
        }
        _ => return Some(Reply::new(405, "Method Not Allowed").with(HeaderName::Allow, ALLOWED)),
    }
    if !matches!(request.uri.scheme(), Scheme::Sip) {
        return Some(Reply::new(416, "Unsupported URI Scheme"));
    }
    unsupported_extensions(request)
}

/// No extension is supported, so whatever is required is refused (§8.2.2.3).
fn unsupported_extensions(request: &Request) -> Option<Reply> {
    let required: Vec<String> = request
        .headers
        .get_all(&HeaderName::Require)
        .map(|header| String::from_utf8_lossy(&header.value()).into_owned())
        .collect();
    (!required.is_empty()).then(|| {
        Reply::new(420, "Bad Extension").with(HeaderName::Unsupported, required.join(", "))
    })
}

/// Whether the address-of-record in `To` is that number's (§10.3 step 4). Its domain isn't looked
/// at: this is the registrar of whatever name or address a phone knows it by.
fn is_for(request: &Request, number: &str) -> bool {
    request
        .headers
        .typed::<To>()
        .and_then(Result::ok)
        .and_then(|to| to.uri.decoded_user())
        .is_some_and(|user| user == number.as_bytes())
}

/// A 200 that lists what is registered (§10.3 step 8). It has no `Date`: phones set their clocks by
/// it, and the clock here may be anywhere.
fn registered(bindings: &[Binding], now: SystemTime) -> Reply {
    bindings
        .iter()
        .fold(Reply::new(200, "OK"), |reply, binding| {
            // 32 bits are what a client reads (§20.19).
            let expires = binding.remaining(now).as_secs().min(u32::MAX.into());
            let q = binding
                .q
                .as_ref()
                .map_or_else(String::new, |q| format!(";q={q}"));
            let contact = &binding.contact;
            reply.with(
                HeaderName::Contact,
                format!("<{contact}>{q};expires={expires}"),
            )
        })
}

fn failed(failure: &(dyn std::error::Error + 'static)) -> Reply {
    error!(error = failure, "the store failed");
    Reply::new(500, "Server Internal Error")
}
