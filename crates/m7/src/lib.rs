//! The SDK for the 7moor (七陌) v7 contact-centre API for SIP numbers
