//! The reply envelope of the 7moor v7 API: success, code, message, data, timing and redaction
