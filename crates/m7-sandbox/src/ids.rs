//! Ids that carry the server's time, as the documented ones do.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use m7_envelope::RequestId;

/// How many request ids one millisecond has under one clock sequence: UUID time counts 100 ns.
const IDS_PER_MILLI: u16 = 10_000;

/// Makes request ids: UUIDs of version 1 whose time is exactly the millisecond that they are asked
/// for, as in the four documented replies. Derived: request-id.
pub(crate) struct RequestIds {
    node: [u8; 6],
    last: Mutex<LastRequest>,
}

struct LastRequest {
    unix_millis: u64,
    sequence: u16,
    clock_sequence: u16,
}

impl RequestIds {
    pub(crate) fn new() -> io::Result<Self> {
        let mut node: [u8; 6] = random()?;
        // Says that the node is made up, not a network card's address (RFC 9562 §6.10).
        node[0] |= 1;
        Ok(Self {
            node,
            last: Mutex::new(LastRequest {
                unix_millis: 0,
                sequence: 0,
                clock_sequence: u16::from_ne_bytes(random()?),
            }),
        })
    }

    pub(crate) fn next(&self, unix_millis: u64) -> RequestId {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_used_up = unix_millis == last.unix_millis && last.sequence == IDS_PER_MILLI - 1;
        // Another clock sequence is what RFC 9562 §6.1 prescribes for a clock that was set back. It
        // also gives a millisecond that is used up (a test's clock stands still) ids anew.
        if unix_millis < last.unix_millis || is_used_up {
            last.clock_sequence = last.clock_sequence.wrapping_add(1);
        }
        last.sequence = if unix_millis == last.unix_millis && !is_used_up {
            last.sequence + 1
        } else {
            0
        };
        last.unix_millis = unix_millis;
        RequestId::v1(unix_millis, last.sequence, last.clock_sequence, self.node)
    }
}

/// Makes sip ids: `ObjectId`s, which begin with the Unix second of their making. Derived: sip-id.
pub(crate) struct ObjectIds {
    machine: [u8; 5],
    counter: AtomicU32,
}

impl ObjectIds {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            machine: random()?,
            counter: AtomicU32::new(u32::from_ne_bytes(random()?)),
        })
    }

    /// 24 hex digits: 4 bytes of time, 5 of this process, 3 of a counter.
    pub(crate) fn next(&self, now: SystemTime) -> String {
        // Four bytes reach to 2106, as the sandbox's clock does.
        let seconds = (unix_millis(now) / 1000) & 0xffff_ffff;
        let machine = self
            .machine
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let count = self.counter.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
        format!("{seconds:08x}{machine:010x}{count:06x}")
    }
}

/// Unix milliseconds; 0 for a clock that stands before 1970.
pub(crate) fn unix_millis(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
}

pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn request_ids_are_unique_and_carry_their_millisecond_even_if_the_clock_stands_still() {
        let ids = RequestIds::new().unwrap();
        let mut seen = HashSet::new();
        let millis = 1_616_572_018_311;
        // Back and forth, and more than one clock sequence has in one millisecond.
        for millis in [millis, millis - 1, millis + 1] {
            for _ in 0..25_000 {
                let id = ids.next(millis);
                let time = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
                let off = id.time().unwrap().duration_since(time).unwrap();
                assert!(off < Duration::from_millis(1), "{id} is off by {off:?}");
                assert!(seen.insert(id));
            }
        }
    }

    #[test]
    fn request_ids_of_a_millisecond_that_comes_again_are_new() {
        let ids = RequestIds::new().unwrap();
        let made: HashSet<_> = [5, 4, 5, 4, 5].map(|millis| ids.next(millis)).into();
        assert_eq!(made.len(), 5);
    }

    #[test]
    fn the_first_request_id_of_a_millisecond_carries_it_exactly() {
        let id = RequestIds::new().unwrap().next(1_616_572_018_311);
        // Time and version of the documented list's id.
        assert!(id.as_str().starts_with("1c8eb9708c7511eb"), "{id}");
    }

    #[test]
    fn object_ids_are_unique_and_begin_with_their_second() {
        let ids = ObjectIds::new().unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_616_572_150_600);
        let made: HashSet<_> = (0..100_000).map(|_| ids.next(now)).collect();
        assert_eq!(made.len(), 100_000);
        assert!(made.iter().all(|id| id.len() == 24
            && id.starts_with("605aeef6")
            && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }

    #[test]
    fn two_makers_make_different_ids() {
        let now = SystemTime::UNIX_EPOCH;
        let (one, other) = (ObjectIds::new().unwrap(), ObjectIds::new().unwrap());
        assert_ne!(one.next(now)[8..18], other.next(now)[8..18]);
    }
}
