//! placeholder
use super::Problem;
use serde_json::Value;
pub fn lint(_raw: &Value) -> Vec<Problem> {
    Vec::new()
}
