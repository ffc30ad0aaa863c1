//! Server nonces: stamped and sealed, so that none has to be remembered before it was used well.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::hex;

/// How many nonces that were used are remembered at most; each takes some 30 bytes.
const REMEMBERED: usize = 1 << 18;
/// Half of an HMAC-SHA-256: no shorter than what nobody can guess (RFC 2104 §5).
const SEAL_BYTES: usize = 16;

/// Makes nonces and recognises its own.
///
/// A nonce is a stamp (the time in milliseconds and a serial number) under a seal: an HMAC over the
/// stamp and the address that it is given to, with a key that lives as long as the process. So a
/// challenge costs no memory, and nobody can use up or forge what somebody else was given.
pub(crate) struct Nonces {
    key: Zeroizing<[u8; 32]>,
    life: Duration,
    next_serial: AtomicU64,
    used: Mutex<Used>,
}

/// A nonce that is our own, for the asking address, and young enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recognised {
    serial: u64,
    stamped_at_millis: u64,
}

impl Nonces {
    /// Nonces that hold for `life`.
    pub(crate) fn new(life: Duration) -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key)?;
        Ok(Self {
            key,
            life,
            next_serial: AtomicU64::new(1),
            used: Mutex::new(Used::with_capacity(REMEMBERED)),
        })
    }

    /// A new nonce for whoever asks from `address`.
    pub(crate) fn issue(&self, address: IpAddr, now: SystemTime) -> String {
        let recognised = Recognised {
            serial: self.next_serial.fetch_add(1, Ordering::Relaxed),
            stamped_at_millis: millis(now),
        };
        let stamp = recognised.stamp();
        format!(
            "{}{}",
            *hex::encode(&stamp),
            *hex::encode(&self.seal(&stamp, address))
        )
    }

    /// Whether `nonce` was issued here to `address` and is still good.
    pub(crate) fn recognise(
        &self,
        nonce: &str,
        address: IpAddr,
        now: SystemTime,
    ) -> Option<Recognised> {
        let bytes: [u8; 16 + SEAL_BYTES] = hex::decode(nonce)?;
        let (stamp, seal) = bytes.split_first_chunk::<16>()?;
        if !bool::from(self.seal(stamp, address).ct_eq(seal)) {
            return None;
        }
        let recognised = Recognised::from_stamp(stamp);
        // A clock that was set back makes young nonces old ones; both ways the life is the limit.
        let age = millis(now).abs_diff(recognised.stamped_at_millis);
        (u128::from(age) <= self.life.as_millis()).then_some(recognised)
    }

    /// Notes that `nonce` was used for the `count`-th time by somebody who knows the password.
    ///
    /// Gives `false` when it was used that often before (RFC 2617 §3.2.2: a count that doesn't grow
    /// is a replay). `None` is an answer without a count, for which a nonce is good once.
    pub(crate) fn admit(&self, nonce: Recognised, count: Option<u32>, now: SystemTime) -> bool {
        let oldest =
            millis(now).saturating_sub(u64::try_from(self.life.as_millis()).unwrap_or(u64::MAX));
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.forget_before(oldest);
        used.admit(nonce, count.unwrap_or(u32::MAX))
    }

    fn seal(&self, stamp: &[u8; 16], address: IpAddr) -> [u8; SEAL_BYTES] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.key)
            .expect("HMAC takes a key of any length (RFC 2104 §2)");
        mac.update(stamp);
        match address.to_canonical() {
            IpAddr::V4(address) => mac.update(&address.octets()),
            IpAddr::V6(address) => mac.update(&address.octets()),
        }
        let mut seal = [0; SEAL_BYTES];
        seal.copy_from_slice(&mac.finalize().into_bytes()[..SEAL_BYTES]);
        seal
    }
}

impl Recognised {
    fn stamp(self) -> [u8; 16] {
        let mut stamp = [0; 16];
        stamp[..8].copy_from_slice(&self.stamped_at_millis.to_be_bytes());
        stamp[8..].copy_from_slice(&self.serial.to_be_bytes());
        stamp
    }

    fn from_stamp(stamp: &[u8; 16]) -> Self {
        let stamp = u128::from_be_bytes(*stamp);
        Self {
            stamped_at_millis: (stamp >> 64) as u64,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the lower half is what is wanted"
            )]
            serial: stamp as u64,
        }
    }
}

/// The highest count seen of each nonce used.
struct Used {
    counts: BTreeMap<u64, (u32, u64)>,
    capacity: usize,
    /// Serials up to this one were forgotten. One of them that isn't in `counts` may have been used
    /// or not: it counts as used, so that forgetting never opens the door to a replay.
    forgotten: u64,
}

impl Used {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            counts: BTreeMap::new(),
            capacity,
            forgotten: 0,
        }
    }

    fn admit(&mut self, nonce: Recognised, count: u32) -> bool {
        match self.counts.get_mut(&nonce.serial) {
            Some((highest, _)) if count > *highest => *highest = count,
            Some(_) => return false,
            // A count starts from 1; 0 would never be lower than what is remembered.
            None if nonce.serial <= self.forgotten || count == 0 => return false,
            None => {
                self.counts
                    .insert(nonce.serial, (count, nonce.stamped_at_millis));
            }
        }
        while self.counts.len() > self.capacity {
            self.forget_first();
        }
        true
    }

    /// Forgets what is too old to be recognised, from the front, as serials grow with time.
    fn forget_before(&mut self, oldest_millis: u64) {
        while let Some((_, (_, stamped_at_millis))) = self.counts.first_key_value() {
            if *stamped_at_millis >= oldest_millis {
                return;
            }
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((serial, _)) = self.counts.pop_first() {
            self.forgotten = self.forgotten.max(serial);
        }
    }
}

fn millis(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const LIFE: Duration = Duration::from_secs(60);

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }

    #[test]
    fn a_nonce_holds_for_its_life_at_its_address() {
        let nonces = Nonces::new(LIFE).unwrap();
        let nonce = nonces.issue(HERE, noon());
        let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        assert!(nonces.recognise(&nonce, HERE, noon() + LIFE).is_some());
        assert!(
            nonces
                .recognise(&nonce, HERE, noon() + LIFE + Duration::from_millis(1))
                .is_none()
        );
        assert!(nonces.recognise(&nonce, elsewhere, noon()).is_none());
        let mapped = IpAddr::V6(Ipv4Addr::LOCALHOST.to_ipv6_mapped());
        assert!(nonces.recognise(&nonce, mapped, noon()).is_some());
        let another = Nonces::new(LIFE).unwrap();
        assert!(another.recognise(&nonce, HERE, noon()).is_none());
    }

    #[test]
    fn no_digit_of_a_nonce_can_be_changed() {
        let nonces = Nonces::new(LIFE).unwrap();
        let nonce = nonces.issue(HERE, noon());
        for index in 0..nonce.len() {
            let mut forged = nonce.clone();
            let digit = if &nonce[index..=index] == "0" {
                "1"
            } else {
                "0"
            };
            forged.replace_range(index..=index, digit);
            assert_eq!(nonces.recognise(&forged, HERE, noon()), None, "{index}");
        }
    }

    #[test]
    fn counts_must_grow() {
        let nonces = Nonces::new(LIFE).unwrap();
        let nonce = nonces
            .recognise(&nonces.issue(HERE, noon()), HERE, noon())
            .unwrap();
        let admitted = [0, 1, 1, 3, 2, 3, 4].map(|nc| nonces.admit(nonce, Some(nc), noon()));
        assert_eq!(admitted, [false, true, false, true, false, false, true]);
    }

    #[test]
    fn without_a_count_a_nonce_is_good_once() {
        let nonces = Nonces::new(LIFE).unwrap();
        let nonce = nonces
            .recognise(&nonces.issue(HERE, noon()), HERE, noon())
            .unwrap();
        assert!(nonces.admit(nonce, None, noon()));
        assert!(!nonces.admit(nonce, None, noon()));
        assert!(!nonces.admit(nonce, Some(2), noon()));
    }

    #[test]
    fn a_forgotten_nonce_counts_as_used() {
        let mut used = Used::with_capacity(2);
        let nonce = |serial| Recognised {
            serial,
            stamped_at_millis: serial,
        };
        assert!(
            [2, 3, 4]
                .into_iter()
                .all(|serial| used.admit(nonce(serial), 1))
        );
        assert_eq!(used.counts.len(), 2);
        assert!(!used.admit(nonce(2), 2), "it was evicted");
        assert!(!used.admit(nonce(1), 1), "it is older than one evicted");
        assert!(used.admit(nonce(3), 2), "it is remembered");
        used.forget_before(u64::MAX);
        assert!(!used.admit(nonce(4), 9));
    }
}
