//! Names of the four headers that sign a request (source: the vendor's authorization page).
//!
//! They are lower case, as HTTP/2 and the `http` crate want them; HTTP/1.1 ignores their case.

/// The account number, for example `2000113`.
pub const APPKEY: &str = "m7-appkey";
/// Six decimal digits, new for every request, for example `025513`.
pub const NONCE: &str = "m7-nonce";
/// The time of signing in Unix seconds: ten decimal digits.
pub const TIMESTAMP: &str = "m7-timestamp";
/// The signature: base64 of an HMAC-SHA256, 44 characters.
pub const SIGN: &str = "m7-sign";
