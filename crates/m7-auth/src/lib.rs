//! Request signing for the 7moor v7 API: sign, verify, nonces that never collide
