//! `m7-client`: one async function for each operation.

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;

use super::components::{Kind, components};
use super::document::Document;
use super::output::{self, GeneratedFile};
use super::{Error, docs};

const FILE: &str = "crates/m7-client/src/generated/mod.rs";

/// The generated half of `m7-client`.
///
/// # Errors
///
/// When progenitor can't make a function of something that the lint let through.
pub(crate) fn generate(document: &Document) -> Result<Vec<GeneratedFile>, Error> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        // With a hook merely optional, a client without one would send unsigned requests.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Transport));
    // Every schema has its type in m7-models; the client has none of its own.
    for (name, _, kind) in components(document)? {
        let path = match kind {
            Kind::ByHand(by_hand) => by_hand.rust.to_owned(),
            _ => format!("::m7_models::{name}"),
        };
        settings.with_replacement(name, path, [].into_iter());
    }
    let stream = Generator::new(&settings).generate_tokens(&document.api)?;
    let file: syn::File = syn::parse2(stream)?;
    let items = file.items.into_iter().filter_map(tidy).collect();
    Ok(vec![output::file(FILE.to_owned(), items)?])
}

/// Leaves out what would be a trap or is empty here, and prints docs by the line.
fn tidy(mut item: syn::Item) -> Option<TokenStream> {
    match &mut item {
        // `types` has nothing left in it, and `prelude` only the client.
        syn::Item::Mod(module) if module.ident == "types" || module.ident == "prelude" => {
            return None;
        }
        syn::Item::Struct(item) => split_docs(&mut item.attrs),
        syn::Item::Impl(block) => {
            // `new` unwraps, and its 15 s time-out is shorter than three of the four operations.
            block.items.retain(|item| !is_function(item, "new"));
            for item in &mut block.items {
                if let syn::ImplItem::Fn(function) = item {
                    split_docs(&mut function.attrs);
                }
            }
        }
        _ => {}
    }
    Some(quote!(#item))
}

fn is_function(item: &syn::ImplItem, name: &str) -> bool {
    matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == name)
}

/// Turns a doc attribute of many lines into one for each line.
fn split_docs(attributes: &mut Vec<syn::Attribute>) {
    let mut split = Vec::new();
    for attribute in attributes.drain(..) {
        match doc_text(&attribute) {
            Some(text) if !text.trim().is_empty() => split.extend(docs::attributes(&text)),
            _ => split.push(attribute),
        }
    }
    *attributes = split;
}

fn doc_text(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    if !meta.path.is_ident("doc") {
        return None;
    }
    match &meta.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
