//! How much each address may ask.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::address::network_of;

/// One bucket of tokens per address; a request takes one.
///
/// It guards the machine, so its time is the machine's, whatever clock the bindings go by.
pub(crate) struct TokenBuckets {
    per_second: f64,
    burst: f64,
    capacity: usize,
    buckets: HashMap<IpAddr, Bucket>,
    /// The addresses in the order in which they came, for eviction.
    order: VecDeque<IpAddr>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

impl TokenBuckets {
    /// Buckets that hold `burst` tokens and gain `per_second`, for `capacity` addresses at a time.
    pub(crate) fn new(per_second: u32, burst: u32, capacity: usize) -> Self {
        Self {
            per_second: f64::from(per_second),
            burst: f64::from(burst),
            capacity,
            buckets: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Takes a token for `address`, or tells how long it takes until there is one.
    pub(crate) fn take(&mut self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let address = network_of(address);
        if !self.buckets.contains_key(&address) {
            self.make_room();
            self.order.push_back(address);
        }
        let (per_second, burst) = (self.per_second, self.burst);
        let bucket = self.buckets.entry(address).or_insert(Bucket {
            tokens: burst,
            filled_at: now,
        });
        let gained = now
            .saturating_duration_since(bucket.filled_at)
            .as_secs_f64()
            * per_second;
        bucket.tokens = (bucket.tokens + gained).min(burst);
        bucket.filled_at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Duration::from_secs_f64((1.0 - bucket.tokens) / per_second))
        }
    }

    /// Evicts the address that came first. It gets a full bucket when it comes again: that many
    /// addresses are a flood that no bucket per address can hold back.
    fn make_room(&mut self) {
        while self.buckets.len() >= self.capacity {
            match self.order.pop_front() {
                Some(first) => self.buckets.remove(&first),
                None => return,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn host(number: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(0x7f00_0000 + number))
    }

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let mut buckets = TokenBuckets::new(10, 3, 8);
        let start = Instant::now();
        let taken = [(); 4].map(|()| buckets.take(host(1), start).is_ok());
        assert_eq!(taken, [true, true, true, false]);
        assert_eq!(
            buckets.take(host(1), start),
            Err(Duration::from_millis(100))
        );
        assert!(buckets.take(host(2), start).is_ok(), "another's bucket");
        let later = start + Duration::from_millis(101);
        assert!(buckets.take(host(1), later).is_ok());
        assert!(buckets.take(host(1), later).is_err());
    }

    #[test]
    fn a_flood_of_addresses_needs_bounded_memory() {
        let mut buckets = TokenBuckets::new(10, 1, 8);
        let start = Instant::now();
        for number in 0..100 {
            assert!(buckets.take(host(number), start).is_ok());
        }
        assert_eq!((buckets.buckets.len(), buckets.order.len()), (8, 8));
        assert!(buckets.take(host(99), start).is_err());
    }
}
