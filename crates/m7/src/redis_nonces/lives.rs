//! Which servers have answered, so that one that was replaced isn't listened to any more.

/// How many are remembered. A process that sees more of them is about something else.
const REMEMBERED: usize = 64;

/// The identities that answers had, the latest last.
///
/// A server that is replaced and comes back has another identity, since its life or its history is
/// another. The same one is seen again only where it was never replaced: two servers take writes.
#[derive(Default)]
pub(super) struct Lives(Vec<Box<str>>);

impl Lives {
    /// Whether this is the one that answered before, or a new one.
    pub(super) fn admits(&mut self, identity: &str) -> bool {
        // That it doesn't tell is answered as such.
        if identity.is_empty() || self.0.last().is_some_and(|last| **last == *identity) {
            return true;
        }
        if self.0.iter().any(|past| **past == *identity) {
            return false;
        }
        if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(identity.into());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_replaced_is_not_listened_to() {
        let mut lives = Lives::default();
        let seen = ["a/1", "a/1", "b/2", "a/1", "b/2", "", "a/3", "b/2", "a/3"];
        let admitted = seen.map(|identity| lives.admits(identity));
        let expected = [true, true, true, false, true, true, true, false, true];
        assert_eq!(admitted, expected);
    }

    #[test]
    fn not_all_are_remembered_for_ever() {
        let mut lives = Lives::default();
        for life in 0..10 * REMEMBERED {
            assert!(lives.admits(&life.to_string()));
        }
        assert_eq!(lives.0.len(), REMEMBERED);
    }
}
