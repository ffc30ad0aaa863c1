//! The extensions that the contract may use, and the Rust names that things of the contract get.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::by_hand::by_hand;

/// How well a statement is founded.
pub(crate) const BASIS: &str = "x-m7-basis";
/// Where a page contradicts itself or stays silent.
pub(crate) const NOTE: &str = "x-m7-note";
/// An enum that decodes unlisted values too.
pub(crate) const OPEN: &str = "x-m7-open";
/// The Rust names of an enum's values.
pub(crate) const VARNAMES: &str = "x-enum-varnames";
/// An object whose blank forms mean that there is none.
pub(crate) const BLANK_IS_ABSENT: &str = "x-m7-blank-is-absent";
/// What an operation does.
pub(crate) const EFFECT: &str = "x-m7-effect";
/// How long the documented call took.
pub(crate) const TYPICAL_MS: &str = "x-m7-typical-ms";
/// The field by which an ambiguous write is looked up.
pub(crate) const RECONCILE: &str = "x-m7-reconcile";

/// The name of a component's type.
pub(crate) fn type_ident(schema: &str) -> Ident {
    format_ident!("{}", schema)
}

/// The path of a component's type within m7-models, wherever it is written.
pub(crate) fn type_path(schema: &str) -> TokenStream {
    let written = by_hand(schema).map(|by_hand| by_hand.rust.replace("::m7_models::", "crate::"));
    if let Some(Ok(path)) = written.as_deref().map(syn::parse_str::<syn::Path>) {
        return quote!(#path);
    }
    let ident = type_ident(schema);
    quote!(crate::#ident)
}

/// Whether a component's name can be its type's name as it stands.
pub(crate) fn is_type_name(schema: &str) -> bool {
    syn::parse_str::<Ident>(schema).is_ok() && schema.to_upper_camel_case() == schema
}

/// Whether generated code, or what it stands beside, uses this name for something else.
pub(crate) fn is_taken_type_name(schema: &str) -> bool {
    // The prelude, what is derived or implemented, and the operation table's types.
    const TAKEN: [&str; 38] = [
        "AsMut",
        "AsRef",
        "Borrow",
        "Box",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Deserialize",
        "Display",
        "Drop",
        "Effect",
        "Eq",
        "Err",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "FromIterator",
        "FromStr",
        "Hash",
        "Into",
        "IntoIterator",
        "Iterator",
        "None",
        "Ok",
        "Operation",
        "Option",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Reconcile",
        "Result",
        "Serialize",
        "Some",
        "String",
        "Vec",
        "Visitor",
    ];
    TAKEN.contains(&schema)
}

/// The type name that a component's name would be turned into.
pub(crate) fn type_name(schema: &str) -> String {
    schema.to_upper_camel_case()
}

/// Whether an operation's id can be its function's name as it stands.
pub(crate) fn is_function_name(operation: &str) -> bool {
    syn::parse_str::<Ident>(operation).is_ok() && operation.to_snake_case() == operation
}

/// Whether the client has a function of this name already, or the operation table a constant.
pub(crate) fn is_taken_function_name(operation: &str) -> bool {
    const TAKEN: [&str; 14] = [
        "api_version",
        "baseurl",
        "client",
        "inner",
        "new",
        "new_with_client",
        "observed",
        "operations",
        "recorded_in",
        "time_of",
        "timeout_of",
        "unobserved",
        "with_signed",
        "with_timeout",
    ];
    TAKEN.contains(&operation)
}

/// The function name that an operation's id would be turned into.
pub(crate) fn function_name(operation: &str) -> String {
    operation.to_snake_case()
}

/// The name of a property's field, before keywords are told apart.
pub(crate) fn field_name(property: &str) -> String {
    property.to_snake_case()
}

/// The name of an operation's constant.
pub(crate) fn const_ident(operation: &str) -> Ident {
    format_ident!("{}", operation.to_shouty_snake_case())
}

/// The article that an English sentence has before this name.
pub(crate) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "An"
    } else {
        "A"
    }
}
