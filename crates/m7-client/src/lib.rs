//! One async function per operation of the 7moor v7 API for SIP numbers, generated, signed, one attempt each
