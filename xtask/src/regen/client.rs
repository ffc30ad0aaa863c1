//! `m7-client`: one async function for each operation.

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use quote::quote;
use syn::parse_quote;

use super::components::{Kind, components};
use super::document::Document;
use super::output::{self, GeneratedFile};
use super::{Error, docs, naming, operations};

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
    let mut items = Vec::new();
    for mut item in file.items {
        if is_needed(&item) {
            mend(&mut item, document);
            items.push(quote!(#item));
        }
    }
    Ok(vec![output::file(FILE.to_owned(), items)?])
}

/// Leaves out what is empty here, and what only the bodies of functions need that are replaced.
fn is_needed(item: &syn::Item) -> bool {
    match item {
        // `types` has nothing left in it, and `prelude` only the client.
        syn::Item::Mod(module) => module.ident != "types" && module.ident != "prelude",
        syn::Item::Use(import) => matches!(import.vis, syn::Visibility::Public(_)),
        // That hooks are implemented, or that there are none.
        syn::Item::Const(_) => false,
        syn::Item::Impl(block) => !is_of_trait(block, "ClientHooks"),
        _ => true,
    }
}

/// Takes out what would be a trap, has the functions do what is written by hand, and prints docs by
/// the line.
fn mend(item: &mut syn::Item, document: &Document) {
    match item {
        syn::Item::Struct(item) => {
            split_docs(&mut item.attrs);
            for field in &mut item.fields {
                if field.ident.as_ref().is_some_and(|name| name == "baseurl") {
                    // So that the operations' addresses are parsed once.
                    field.ty = parse_quote!(crate::endpoints::Endpoints);
                }
            }
        }
        syn::Item::Impl(block) => {
            // `new` unwraps, and its 15 s time-out is shorter than three of the four operations.
            block.items.retain(|item| !is_function(item, "new"));
            for item in &mut block.items {
                if let syn::ImplItem::Fn(function) = item {
                    split_docs(&mut function.attrs);
                    give_body(function, document);
                }
            }
        }
        _ => {}
    }
}

/// Has a function of an operation do what is written by hand, and a client made of what that needs.
///
/// progenitor's own bodies send what wasn't signed unless a hook sees to it, and do much that is in
/// vain: they parse the URL at every call, make a header that means nothing to the vendor, copy those
/// of the reply, and leave it to a hook to take the request and the reply apart again.
fn give_body(function: &mut syn::ImplItemFn, document: &Document) {
    if function.sig.ident == "new_with_client" {
        function.block = parse_quote!({
            Self {
                baseurl: crate::endpoints::Endpoints::below(baseurl),
                client,
                inner,
            }
        });
    }
    let name = function.sig.ident.to_string();
    let is_operation = operations::operations(document)
        .any(|(_, _, operation)| operation.operation_id.as_ref() == Some(&name));
    if !is_operation {
        return;
    }
    let constant = naming::const_ident(&name);
    // The lint lets no parameter pass but a body.
    let body = if function.sig.inputs.len() > 1 {
        quote!(Some(body))
    } else {
        quote!(None::<&()>)
    };
    function.block = parse_quote!({
        crate::exchange::make(self, &::m7_models::operation::#constant, #body).await
    });
}

fn is_of_trait(block: &syn::ItemImpl, name: &str) -> bool {
    block
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last())
        .is_some_and(|last| last.ident == name)
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
