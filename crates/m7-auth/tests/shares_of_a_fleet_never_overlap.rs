//! The shares of a fleet have no nonce in common, and together they have all of them.

use m7_auth::{Nonce, NonceAllocator, NonceShare, NonceShareError, Timestamp};

#[test]
fn and_together_cover_all_nonces() -> Result<(), Box<dyn std::error::Error>> {
    let now: Timestamp = "1616408549".parse()?;
    // Counts that divide 10⁶ and that don't.
    for count in [1, 2, 3, 7, 64, 999, 1000, 4999] {
        let mut owner = vec![None; Nonce::COUNT as usize];
        for index in 0..count {
            let share = NonceShare::new(index, count)?;
            let allocator = NonceAllocator::new(share);
            for _ in 0..share.size() {
                let (timestamp, nonce) = allocator.allocate(now)?;
                assert_eq!(timestamp, now);
                let owner = &mut owner[nonce.value() as usize];
                assert_eq!(
                    *owner, None,
                    "{nonce} is in share {index} of {count} and in another"
                );
                *owner = Some(index);
            }
        }
        assert!(
            owner.iter().all(Option::is_some),
            "{count} shares leave nonces unused"
        );
    }
    Ok(())
}

#[test]
fn the_smallest_shares_hold_one_nonce_each() -> Result<(), Box<dyn std::error::Error>> {
    let now: Timestamp = "1616408549".parse()?;
    for index in [0, 25_513, 999_999] {
        let share = NonceShare::new(index, Nonce::COUNT)?;
        assert_eq!(share.size(), 1);
        assert_eq!(
            NonceAllocator::new(share).allocate(now)?.1,
            Nonce::new(index)?
        );
    }
    Ok(())
}

#[test]
fn a_share_that_does_not_exist_is_refused() {
    let none = NonceShare::new(8, 8).unwrap_err();
    assert_eq!(none, NonceShareError::NoSuchShare { index: 8, count: 8 });
    assert_eq!(
        none.to_string(),
        "there is no share 8 of 8: shares are numbered from 0, below their count"
    );
    assert_eq!(
        NonceShare::new(0, 0).unwrap_err(),
        NonceShareError::NoSuchShare { index: 0, count: 0 }
    );
    assert_eq!(
        NonceShare::new(0, 1_000_001).unwrap_err(),
        NonceShareError::TooManyShares { count: 1_000_001 }
    );
}
