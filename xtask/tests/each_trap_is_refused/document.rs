//! Documents.

use crate::*;

#[test]
fn of_another_version() {
    refused(&[("/openapi", json!("3.1.0"))], "openapi", "3.1.0", "3.0.3");
}
