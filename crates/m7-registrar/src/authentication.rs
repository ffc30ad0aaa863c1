//! Who it is that registers (RFC 3261 §22, §10.3 step 3).

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use sipx_sip::{HeaderName, Request};

use crate::digest::{
    Algorithm, Authorization, DigestSecret, Freshness, Offer, Protection, answers, challenge,
};
use crate::lockout::Lockout;
use crate::nonces::{Nonces, Recognised};
use crate::peer::Peer;
use crate::reply::Reply;
use crate::{Generation, Store};

/// Asks for a number's password and judges the answers.
pub(crate) struct Authentication {
    realm: String,
    offer: Offer,
    nonces: Nonces,
    lockout: Mutex<Lockout>,
    /// What an answer for an unknown number is compared with, so that it takes as long to refuse.
    decoy: DigestSecret,
}

/// Somebody who knows a number's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) number: String,
    pub(crate) generation: Generation,
}

/// Why nobody is proven.
#[derive(Debug)]
pub(crate) enum Denied<E> {
    /// There is no answer to a challenge, or none to one that still holds.
    Unanswered(Freshness),
    /// The answer is wrong, by somebody of this name.
    Wrong { username: String },
    /// There is no number of this name. On the wire it is the same.
    Unknown { username: String },
    /// It isn't looked at, since too many were wrong.
    LockedOut { username: String },
    /// It can't be read; the reason phrase of a 400.
    Bad(&'static str),
    /// The store failed.
    Store(E),
}

/// An answer to one of our challenges that is worth looking at.
struct Candidate {
    authorization: Authorization,
    algorithm: Algorithm,
    nonce: Recognised,
}

impl Authentication {
    pub(crate) fn new(realm: String, offer: Offer, nonces: Nonces, lockout: Lockout) -> Self {
        let decoy = DigestSecret::from_password("", &realm, "");
        Self {
            realm,
            offer,
            nonces,
            lockout: Mutex::new(lockout),
            decoy,
        }
    }

    /// Judges the credentials of a request.
    pub(crate) async fn prove<S: Store>(
        &self,
        store: &S,
        request: &Request,
        peer: Peer,
        now: SystemTime,
    ) -> Result<Proven, Denied<S::Error>> {
        let address = peer.source.ip();
        let candidate = self.candidate(request, address, now)?;
        let username = candidate.authorization.username.clone();
        if self.lockout().holds(address, &username, now) {
            return Err(Denied::LockedOut { username });
        }
        let account = store
            .account(&username, &self.realm)
            .await
            .map_err(Denied::Store)?;
        let secret = account.as_ref().map_or(&self.decoy, |found| &found.secret);
        let right = answers(
            &candidate.authorization,
            request.method.as_bytes(),
            candidate.algorithm,
            secret,
        );
        match account {
            Some(account) if right => {
                self.lockout().forgive(address, &username);
                self.admit(&candidate, now)?;
                Ok(Proven {
                    number: username,
                    generation: account.generation,
                })
            }
            other => {
                self.lockout().note_failure(address, &username, now);
                Err(match other {
                    Some(_) => Denied::Wrong { username },
                    None => Denied::Unknown { username },
                })
            }
        }
    }

    /// A 401 with a challenge of each algorithm that is offered.
    pub(crate) fn challenge(&self, freshness: Freshness, peer: Peer, now: SystemTime) -> Reply {
        let nonce = self.nonces.issue(peer.source.ip(), now);
        self.offer
            .algorithms()
            .iter()
            .fold(Reply::new(401, "Unauthorized"), |reply, algorithm| {
                let value = challenge(*algorithm, &self.realm, &nonce, freshness);
                reply.with(HeaderName::WwwAuthenticate, value)
            })
    }

    /// The first of a request's credentials that answers us.
    fn candidate<E>(
        &self,
        request: &Request,
        address: IpAddr,
        now: SystemTime,
    ) -> Result<Candidate, Denied<E>> {
        let mut denied = Denied::Unanswered(Freshness::New);
        for header in request.headers.get_all(&HeaderName::Authorization) {
            let Ok(parsed) = Authorization::parse(&header.value()) else {
                return Err(Denied::Bad("Malformed Authorization"));
            };
            // A client may carry credentials for other realms along (RFC 3261 §22.3).
            let Some(authorization) = parsed.filter(|found| found.realm == self.realm) else {
                continue;
            };
            let offered = Algorithm::named(authorization.algorithm.as_deref())
                .filter(|algorithm| self.offer.algorithms().contains(algorithm));
            let Some(algorithm) = offered else {
                continue;
            };
            if authorization.protection == Protection::Unoffered {
                continue;
            }
            // A nonce that isn't ours is most often one from before a restart. Nothing is said of
            // the answer to it, right or wrong: whoever sent it may answer a new one.
            let Some(nonce) = self.nonces.recognise(&authorization.nonce, address, now) else {
                denied = Denied::Unanswered(Freshness::Stale);
                continue;
            };
            // The URI under the digest need not be the Request-URI's: phones behind a proxy and sipp
            // write another (RFC 3261 §22.4 item 5 foresees it). Neither one decides anything here,
            // where every domain is the same and the number is that of the credentials.
            return Ok(Candidate {
                authorization,
                algorithm,
                nonce,
            });
        }
        Err(denied)
    }

    fn admit<E>(&self, candidate: &Candidate, now: SystemTime) -> Result<(), Denied<E>> {
        let count = match candidate.authorization.protection {
            Protection::Auth { count, .. } => Some(count),
            Protection::None | Protection::Unoffered => None,
        };
        if self.nonces.admit(candidate.nonce, count, now) {
            Ok(())
        } else {
            Err(Denied::Unanswered(Freshness::Stale))
        }
    }

    fn lockout(&self) -> MutexGuard<'_, Lockout> {
        self.lockout.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
