//! What became of a call, as far as can be known.

use std::fmt;

/// What became of a call that ended in an [`Error`](crate::Error).
///
/// It says what is certain and no more: whatever can't be told from what was seen is
/// [`Ambiguous`](Self::Ambiguous). (For a call that only reads, every outcome is harmless: ask
/// again.)
///
/// | what was seen | outcome |
/// |---|---|
/// | bad input, no nonce, a clock that was never set | not sent |
/// | no connection: name lookup, refused, TLS, time up before the request was taken | not sent |
/// | a readable `success: false`, and neither HTTP nor `code` says 408 or 500 to 599 | rejected |
/// | HTTP 401, 404, 405, 407, 411, 413, 414, 415, 417, 421, 426, 428, 429 or 431 | rejected |
/// | a redirect by HTTP 301, 307 or 308 | rejected |
/// | `success: false` with status or code 408 or 500 to 599: a failure on the way | ambiguous |
/// | time up, or the connection broken, after the request was taken | ambiguous |
/// | HTTP 500 and up, whatever the body | ambiguous |
/// | a reply that is empty, HTML, cut off, too long, or without a readable `success` | ambiguous |
/// | any other 3xx or 4xx without a readable `success: false` (a proxy's, for example) | ambiguous |
/// | `success: true` with a status that isn't 2xx | ambiguous |
/// | `success: true` with 2xx, and data that can't be used | applied |
///
/// With 2xx, `success: true` decides: whatever its `code`, the call was done, and isn't an error
/// if its data can be used.
///
/// The statuses that mean "rejected" by themselves are those that HTTP (RFC 9110, RFC 6585) defines
/// as a refusal to process the request at all. 400 and 403 are not among them: a filter between
/// here and the service may use them on the *reply*, when all has been done.
///
/// The table is of one attempt. A write of which any attempt was ambiguous stays ambiguous, whatever a
/// later one brings, unless that or a list proves that it was done
/// ([`Reconcile`](crate::Reconcile), [`Probe`](crate::Probe)): then the call succeeds. A call that is dropped before it is over
/// sends nothing more; what it has sent of a write may take effect, and nobody is told.
///
/// # What this rests on
///
/// "Not sent" is certain: what is said not to have been sent can't be sent any more. The others rest on
/// what isn't this client's:
///
/// - **That a readable `success: false` means that nothing was done is assumed.** No page of the vendor
///   shows a reply that failed, nor names a code; a code is read as an HTTP status if it looks like one.
/// - **A request that is sent once is taken to arrive once.** A proxy that repeats requests by itself may
///   have the first copy done, and pass on the refusal of the second, whose nonce is used: that is
///   "rejected: authentication" of a write that was done. Have such a proxy repeat no POST.
/// - What a gateway answers in the service's place is taken for the service's: a refusal of a request
///   that went no further is as true from one as from the other.
///
/// Closed on purpose: whoever decides by outcome has to decide for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing of the request left this machine.
    NotSent,
    /// The server answered that it did nothing. (A `get` that finds no such number is this too.)
    Rejected,
    /// It may have happened, or not. Look before sending it again.
    Ambiguous,
    /// It happened, but the reply can't be used.
    Applied,
}

impl Outcome {
    /// `not sent`, `rejected`, `ambiguous`, `applied`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Ambiguous => "ambiguous",
            Self::Applied => "applied",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
