//! What the contract may not say, because the code generated from it would compile and be wrong.
//!
//! Each rule is a trap that was met with progenitor 0.15 and typify 0.8, or something that the
//! generator has no shape for. Whatever passes is code that compiles; whatever doesn't is listed,
//! all of it at once, with its place and what to write instead.

mod enums;
mod extensions;
mod node;
mod objects;
mod operations;
mod properties;
mod references;
mod replies;
mod schemas;

use serde_json::Value;

use super::Problem;
use node::Node;

/// Everything that is wrong with a document, sorted by place.
pub(crate) fn lint(raw: &Value) -> Vec<Problem> {
    let document = Node::document(raw);
    let mut problems = Vec::new();
    version(&document, &mut problems);
    extensions::check(&document, &mut problems);
    operations::check(&document, &mut problems);
    schemas::check(&document, &mut problems);
    problems.sort();
    problems.dedup();
    problems
}

/// progenitor refuses every version but 3.0.
fn version(document: &Node<'_>, problems: &mut Vec<Problem>) {
    let version = document.text("openapi").unwrap_or_default();
    if !version.starts_with("3.0.") {
        problems.push(Problem::new(
            "openapi",
            format!("the generator reads OpenAPI 3.0 only, and this is {version:?}"),
            "`openapi: 3.0.3`, and what 3.1 says in other words (`type: [string, 'null']`) in \
             those of 3.0 (`nullable: true`)",
        ));
    }
}
