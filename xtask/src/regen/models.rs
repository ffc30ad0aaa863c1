//! `m7-models`: the types of the contract and its operation table.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator};
use quote::quote;

use super::components::{Kind, components};
use super::document::{Document, unsupported};
use super::output::{self, GeneratedFile};
use super::{Error, objects, open_enums, operations, replies, texts};

const FOLDER: &str = "crates/m7-models/src/generated";

/// The generated half of `m7-models`.
///
/// # Errors
///
/// When the generator can't make a type of something that the lint let through.
pub(crate) fn generate(document: &Document) -> Result<Vec<GeneratedFile>, Error> {
    let typed = typify(document)?;
    let mut schemas = Vec::new();
    let mut enums = Vec::new();
    for (name, schema, kind) in components(document)? {
        match kind {
            Kind::ByHand(_) => {}
            Kind::OpenEnum(values) => enums.push(open_enums::generate(name, schema, &values)),
            Kind::Reply(data) => schemas.push(replies::generate(name, schema, &data)),
            Kind::Text => schemas.push(texts::generate(name, schema)),
            Kind::Object => {
                let item = typed.get(name).ok_or_else(|| {
                    unsupported(
                        format!("components.schemas.{name}"),
                        "typify made no struct of this object",
                    )
                })?;
                let fields = objects::typed_fields(item)?;
                schemas.push(objects::generate(document, name, schema, &fields)?);
            }
        }
    }
    let modules = vec![quote! {
        pub(crate) mod open_enums;
        pub(crate) mod operations;
        pub(crate) mod schemas;
    }];
    [
        ("mod.rs", modules),
        ("open_enums.rs", enums),
        ("operations.rs", operations::generate(document)?),
        ("schemas.rs", schemas),
    ]
    .into_iter()
    .map(|(name, items)| output::file(format!("{FOLDER}/{name}"), items))
    .collect()
}

/// The structs that typify makes of the document's objects, by name.
fn typify(document: &Document) -> Result<HashMap<String, syn::ItemStruct>, Error> {
    let mut settings = GenerationSettings::default();
    for (name, _, kind) in components(document)? {
        let path = match kind {
            Kind::Object => continue,
            Kind::ByHand(by_hand) => by_hand.rust.replace("::m7_models::", "crate::"),
            Kind::OpenEnum(_) | Kind::Text | Kind::Reply(_) => format!("crate::{name}"),
        };
        settings.with_replacement(name, path, [].into_iter());
    }
    let mut generator = Generator::new(&settings);
    // Generating fills the type space, which is what is wanted here; the client is made elsewhere.
    generator.generate_tokens(&document.api)?;
    let stream: TokenStream = generator.get_type_space().to_stream();
    let file: syn::File = syn::parse2(stream)?;
    Ok(file
        .items
        .into_iter()
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some((item.ident.to_string(), item)),
            _ => None,
        })
        .collect())
}
