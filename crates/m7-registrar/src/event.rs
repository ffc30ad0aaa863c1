//! What a registrar tells whoever listens.

use std::net::SocketAddr;

use crate::Binding;

/// Something that happened to a number's registrations.
///
/// An expiry is no event, since nothing happens then: a binding ends by its own
/// [`expires_at`](Binding::expires_at).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A phone registered a contact that was not there.
    Registered {
        /// Its number.
        number: String,
        /// The contact.
        binding: Binding,
    },
    /// A phone registered a contact again.
    Refreshed {
        /// Its number.
        number: String,
        /// The contact as it is now.
        binding: Binding,
    },
    /// A phone took a contact back.
    Unregistered {
        /// Its number.
        number: String,
        /// The contact as it was.
        binding: Binding,
    },
    /// Somebody was turned away.
    Refused {
        /// The name that was given, at most 64 characters of it; there may be no such number.
        username: String,
        /// From where.
        source: SocketAddr,
        /// Why.
        refusal: Refusal,
    },
}

/// Why somebody was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The password is wrong.
    WrongPassword,
    /// There is no such number. Whoever asks isn't told: the answer is that to a wrong password.
    UnknownNumber,
    /// Too many wrong passwords from that address before.
    LockedOut,
    /// The password is right, but the registration is for another number.
    OtherNumber,
    /// The number has as many contacts as it may have.
    TooManyContacts,
    /// A later request of the same phone came first.
    OutOfOrder,
}
