//! The m7 command line: operate SIP numbers of the 7moor v7 API, or of an embedded sandbox
