//! The documented 7moor v7 API for SIP numbers as a service that runs in a test or on a desk
