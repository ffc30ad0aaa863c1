//! What was answered to a datagram, in case that it comes again (RFC 3261 §17.2.2).

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;

/// For how long a request over UDP may be retransmitted: 64 × T1 (RFC 3261 §17.2.2, Timer J).
const TIMER_J: Duration = Duration::from_secs(32);

/// Which request a datagram is: the same source, branch, Call-ID and `CSeq` (RFC 3261 §17.2.3; the
/// last two tell requests apart whose sender knows no unique branches, as before RFC 3261).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RequestKey(Box<[u8]>, SocketAddr);

/// The answers of the last half minute, bounded by number and by size. The oldest goes first: a
/// retransmission that comes after it is handled anew, which the order of `CSeq` makes harmless.
pub(crate) struct Retransmissions {
    max_entries: usize,
    max_bytes: usize,
    bytes: usize,
    answers: HashMap<RequestKey, Answer>,
    order: VecDeque<(RequestKey, Instant)>,
}

/// What is known of a request that came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is being worked on: its retransmission needs no answer of its own.
    Pending,
    /// It was answered with this.
    Given(Bytes),
}

impl RequestKey {
    /// The key of a request from `source`. Each part is led by its length, so that no two different
    /// requests run together into one key.
    pub(crate) fn new(source: SocketAddr, parts: [&[u8]; 3]) -> Self {
        let mut key = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
        for part in parts {
            key.extend_from_slice(&(part.len() as u64).to_be_bytes());
            key.extend_from_slice(part);
        }
        Self(key.into_boxed_slice(), source)
    }
}

impl Retransmissions {
    /// A cache of at most `max_entries` requests whose keys and answers take `max_bytes` together.
    pub(crate) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self {
            max_entries,
            max_bytes,
            bytes: 0,
            answers: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// What is known of a request; when nothing is, it is now pending.
    pub(crate) fn begin(&mut self, key: &RequestKey, now: Instant) -> Option<Answer> {
        self.forget_old(now);
        if let Some(answer) = self.answers.get(key) {
            return Some(answer.clone());
        }
        self.bytes += key.0.len();
        self.answers.insert(key.clone(), Answer::Pending);
        self.order.push_back((key.clone(), now));
        self.shrink();
        None
    }

    /// Keeps what a pending request was answered with.
    pub(crate) fn finish(&mut self, key: &RequestKey, answer: Bytes) {
        if let Some(kept) = self.answers.get_mut(key) {
            self.bytes = self.bytes + answer.len() - kept.len();
            *kept = Answer::Given(answer);
            self.shrink();
        }
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some((_, since)) = self.order.front() {
            if now.saturating_duration_since(*since) < TIMER_J {
                return;
            }
            self.forget_first();
        }
    }

    fn shrink(&mut self) {
        while self.order.len() > self.max_entries || self.bytes > self.max_bytes {
            if self.order.is_empty() {
                return;
            }
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((key, _)) = self.order.pop_front()
            && let Some(answer) = self.answers.remove(&key)
        {
            self.bytes -= key.0.len() + answer.len();
        }
    }
}

impl Answer {
    fn len(&self) -> usize {
        match self {
            Self::Pending => 0,
            Self::Given(bytes) => bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(branch: &str) -> RequestKey {
        let source = "127.0.0.1:5060".parse().unwrap();
        RequestKey::new(source, [branch.as_bytes(), b"call", b"1 REGISTER"])
    }

    #[test]
    fn an_answer_is_kept_for_half_a_minute() {
        let mut cache = Retransmissions::new(8, 4096);
        let start = Instant::now();
        assert_eq!(cache.begin(&key("a"), start), None);
        assert_eq!(cache.begin(&key("a"), start), Some(Answer::Pending));
        cache.finish(&key("a"), Bytes::from_static(b"200"));
        let given = Some(Answer::Given(Bytes::from_static(b"200")));
        assert_eq!(
            cache.begin(&key("a"), start + Duration::from_secs(31)),
            given
        );
        assert_eq!(cache.begin(&key("b"), start), None);
        assert_eq!(cache.begin(&key("a"), start + TIMER_J), None);
    }

    #[test]
    fn parts_never_run_together() {
        let source = "127.0.0.1:5060".parse().unwrap();
        assert_ne!(
            RequestKey::new(source, [b"ab", b"c", b"1"]),
            RequestKey::new(source, [b"a", b"bc", b"1"]),
        );
    }

    #[test]
    fn a_flood_needs_bounded_memory() {
        let mut cache = Retransmissions::new(8, 4096);
        let start = Instant::now();
        for branch in 0..100 {
            let key = key(&branch.to_string());
            assert_eq!(cache.begin(&key, start), None);
            cache.finish(&key, Bytes::from(vec![0; 1000]));
        }
        assert!(cache.bytes <= 4096, "{}", cache.bytes);
        assert!(cache.order.len() <= 4 && cache.answers.len() == cache.order.len());
        assert!(cache.begin(&key("99"), start).is_some());
        for branch in 100..200 {
            cache.begin(&key(&branch.to_string()), start);
        }
        assert_eq!((cache.order.len(), cache.answers.len()), (8, 8));
    }
}
