//! The operation table: what each operation is, does, and usually takes.

use openapiv3::{Operation, ReferenceOr};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::document::{Document, unsupported};
use super::naming::{self, EFFECT, RECONCILE, TYPICAL_MS};
use super::{Error, docs};

/// One constant for each operation, and the table of them all.
///
/// # Errors
///
/// For an operation that the lint should have refused.
pub(crate) fn generate(document: &Document) -> Result<Vec<TokenStream>, Error> {
    let mut items = vec![quote! {
        use ::std::time::Duration;
        use crate::operation::{Effect, Operation, Reconcile};
    }];
    let mut names = Vec::new();
    for (path, method, operation) in operations(document) {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        names.push(naming::const_ident(id));
        items.push(constant(path, method, operation)?);
    }
    items.push(quote! {
        /// Every operation of the contract, in its order.
        pub const OPERATIONS: &[Operation] = &[#(#names),*];
    });
    Ok(items)
}

/// The operations with path and method, in the order of the document.
pub(crate) fn operations(document: &Document) -> impl Iterator<Item = (&str, &str, &Operation)> {
    document
        .api
        .paths
        .iter()
        .filter_map(|(path, item)| match item {
            ReferenceOr::Item(item) => Some((path, item)),
            ReferenceOr::Reference { .. } => None,
        })
        .flat_map(|(path, item)| {
            item.iter()
                .map(move |(method, operation)| (path.as_str(), method, operation))
        })
}

fn constant(path: &str, method: &str, operation: &Operation) -> Result<TokenStream, Error> {
    let at = |extension: &str| format!("paths.{path}.{method}.{extension}");
    let extension = |name: &str| operation.extensions.get(name);
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let name = naming::const_ident(id);
    let summary = operation.summary.as_deref().unwrap_or_default();
    let docs = docs::attributes(&docs::compose(
        Some(summary),
        extension(naming::BASIS).and_then(Value::as_str),
        extension(naming::NOTE).and_then(Value::as_str),
    ));
    let effect = match extension(EFFECT).and_then(Value::as_str) {
        Some("read") => quote!(Effect::Read),
        Some("create") => quote!(Effect::Create),
        Some("replace") => quote!(Effect::Replace),
        Some("remove") => quote!(Effect::Remove),
        _ => return Err(unsupported(at(EFFECT), "no effect that is known")),
    };
    let typical = extension(TYPICAL_MS)
        .and_then(Value::as_u64)
        .map(Literal::u64_unsuffixed)
        .ok_or_else(|| unsupported(at(TYPICAL_MS), "no number of milliseconds"))?;
    let reconcile = match extension(RECONCILE).and_then(Value::as_str) {
        None => quote!(None),
        Some("number") => quote!(Some(Reconcile::Number)),
        Some("sipId") => quote!(Some(Reconcile::SipId)),
        Some(_) => return Err(unsupported(at(RECONCILE), "no field that is known")),
    };
    let method = method.to_uppercase();
    Ok(quote! {
        #(#docs)*
        pub const #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            effect: #effect,
            typical: Duration::from_millis(#typical),
            reconcile: #reconcile,
        };
    })
}
