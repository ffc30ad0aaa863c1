//! Request and reply types of the 7moor v7 API for SIP numbers, generated from its OpenAPI contract
