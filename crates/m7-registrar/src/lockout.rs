//! Stops whoever tries passwords for a number from one address.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use crate::address::network_of;

/// Names longer than this are counted by their beginning: no number is that long.
const NAME_BYTES: usize = 64;

/// Counts wrong answers per (address, user name). A name that no store knows counts like any other,
/// so that being locked out tells nothing about it.
pub(crate) struct Lockout {
    attempts: u32,
    pause: Duration,
    capacity: usize,
    failures: HashMap<Suspect, Failures>,
    /// The suspects in the order of their first failure, for eviction.
    order: VecDeque<Suspect>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Suspect {
    network: IpAddr,
    username: Box<str>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    latest: SystemTime,
}

impl Lockout {
    /// Locks out for `pause` after `attempts` wrong answers, remembering `capacity` suspects.
    pub(crate) fn new(attempts: u32, pause: Duration, capacity: usize) -> Self {
        Self {
            attempts,
            pause,
            capacity,
            failures: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Whether answers for `username` from `address` are refused unseen.
    pub(crate) fn holds(&self, address: IpAddr, username: &str, now: SystemTime) -> bool {
        self.failures
            .get(&suspect(address, username))
            .is_some_and(|failures| {
                failures.count >= self.attempts && self.is_recent(*failures, now)
            })
    }

    /// Counts a wrong answer. The count starts anew when the last one is longer ago than the pause.
    pub(crate) fn note_failure(&mut self, address: IpAddr, username: &str, now: SystemTime) {
        let suspect = suspect(address, username);
        if let Some(failures) = self.failures.get(&suspect).copied() {
            let count = if self.is_recent(failures, now) {
                failures.count.saturating_add(1)
            } else {
                1
            };
            self.failures
                .insert(suspect, Failures { count, latest: now });
            return;
        }
        while self.failures.len() >= self.capacity {
            match self.order.pop_front() {
                Some(oldest) => self.failures.remove(&oldest),
                None => return,
            };
        }
        self.order.push_back(suspect.clone());
        self.failures.insert(
            suspect,
            Failures {
                count: 1,
                latest: now,
            },
        );
    }

    /// Forgets the wrong answers of somebody who gave the right one.
    pub(crate) fn forgive(&mut self, address: IpAddr, username: &str) {
        let suspect = suspect(address, username);
        if self.failures.remove(&suspect).is_some() {
            self.order.retain(|other| *other != suspect);
        }
    }

    fn is_recent(&self, failures: Failures, now: SystemTime) -> bool {
        // After a clock was set back the failure may lie ahead, which locks out no longer than if it
        // lay as far behind.
        let apart = match now.duration_since(failures.latest) {
            Ok(since) => since,
            Err(ahead) => ahead.duration(),
        };
        apart < self.pause
    }
}

fn suspect(address: IpAddr, username: &str) -> Suspect {
    let mut end = username.len().min(NAME_BYTES);
    while !username.is_char_boundary(end) {
        end -= 1;
    }
    Suspect {
        network: network_of(address),
        username: username[..end].into(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const PAUSE: Duration = Duration::from_secs(300);

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }

    #[test]
    fn the_last_attempt_locks_for_the_pause() {
        let mut lockout = Lockout::new(3, PAUSE, 8);
        for _ in 0..2 {
            lockout.note_failure(HERE, "2004", noon());
        }
        assert!(!lockout.holds(HERE, "2004", noon()));
        lockout.note_failure(HERE, "2004", noon());
        assert!(lockout.holds(HERE, "2004", noon()));
        assert!(!lockout.holds(HERE, "2005", noon()));
        assert!(!lockout.holds(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), "2004", noon()));
        assert!(lockout.holds(HERE, "2004", noon() + PAUSE - Duration::from_secs(1)));
        assert!(!lockout.holds(HERE, "2004", noon() + PAUSE));
        lockout.note_failure(HERE, "2004", noon() + PAUSE);
        assert!(!lockout.holds(HERE, "2004", noon() + PAUSE));
    }

    #[test]
    fn the_right_answer_starts_the_count_anew() {
        let mut lockout = Lockout::new(2, PAUSE, 8);
        lockout.note_failure(HERE, "2004", noon());
        lockout.forgive(HERE, "2004");
        lockout.note_failure(HERE, "2004", noon());
        assert!(!lockout.holds(HERE, "2004", noon()));
        assert_eq!(lockout.order.len(), 1);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out_for_longer() {
        let mut lockout = Lockout::new(1, PAUSE, 8);
        lockout.note_failure(HERE, "2004", noon() + 100 * PAUSE);
        assert!(!lockout.holds(HERE, "2004", noon()));
        assert!(lockout.holds(HERE, "2004", noon() + 99 * PAUSE + Duration::from_secs(1)));
    }

    #[test]
    fn an_ipv6_network_is_one_suspect() {
        let mut lockout = Lockout::new(1, PAUSE, 8);
        let host = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last));
        lockout.note_failure(host(1), "2004", noon());
        assert!(lockout.holds(host(2), "2004", noon()));
    }

    #[test]
    fn a_flood_of_names_needs_bounded_memory() {
        let mut lockout = Lockout::new(1, PAUSE, 8);
        for name in 0..100 {
            lockout.note_failure(HERE, &name.to_string(), noon());
        }
        assert_eq!((lockout.failures.len(), lockout.order.len()), (8, 8));
        assert!(lockout.holds(HERE, "99", noon()));
        assert!(!lockout.holds(HERE, "91", noon()));
    }
}
