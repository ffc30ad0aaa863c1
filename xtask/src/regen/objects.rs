//! The struct of a component object.
//!
//! typify decides each field's name and type; the rest is ours, because a reply type of this API
//! has to keep the document's field order (typify sorts by name), grow without breaking callers,
//! and say on every field how well it is founded.

use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::components::{self, Kind};
use super::document::{Document, schema_name, unsupported};
use super::naming::{self, BLANK_IS_ABSENT};
use super::{Error, docs};

/// A field as typify typed it.
pub(crate) struct TypedField {
    ident: Ident,
    ty: syn::Type,
}

/// The fields of a typify struct by the property's name on the wire.
///
/// # Errors
///
/// When an attribute isn't of the form that typify 0.8 writes.
pub(crate) fn typed_fields(item: &syn::ItemStruct) -> Result<HashMap<String, TypedField>, Error> {
    let mut fields = HashMap::new();
    for field in &item.fields {
        let Some(ident) = field.ident.clone() else {
            continue;
        };
        let name = wire_name(field)?.unwrap_or_else(|| ident.to_string());
        let ty = shorten(&field.ty)?;
        fields.insert(name, TypedField { ident, ty });
    }
    Ok(fields)
}

/// The struct of a component object, with its constructor and its setters.
///
/// # Errors
///
/// When typify has no field for one of the properties.
pub(crate) fn generate(
    document: &Document,
    name: &str,
    schema: &Schema,
    typed: &HashMap<String, TypedField>,
) -> Result<TokenStream, Error> {
    let blank_is_absent = components::is_set(schema, BLANK_IS_ABSENT);
    let fields = components::properties(schema)
        .map(|(property, of)| {
            let typed = typed.get(property).ok_or_else(|| {
                unsupported(
                    format!("components.schemas.{name}.properties.{property}"),
                    "typify made no field of this property",
                )
            })?;
            Ok(Field {
                property,
                ident: &typed.ident,
                ty: &typed.ty,
                docs: docs::of_property(document, of),
                required: components::is_required(schema, property),
                blank: if is_blank_absent(document, of) {
                    Some("::m7_envelope::blank_as_absent")
                } else {
                    // An object is blank when all of its fields are.
                    blank_is_absent.then_some("crate::blank::value_as_absent")
                },
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;

    let ident = naming::type_ident(name);
    let docs = docs::attributes(&docs::of_schema(schema));
    let eq = (!holds_float(document, schema)).then(|| quote!(Eq,));
    let all_optional = fields.iter().all(|field| !field.required);
    let default = all_optional.then(|| quote!(Default,));
    let serde_default = blank_is_absent.then(|| quote!(#[serde(default)]));
    let declarations = fields.iter().map(Field::declaration);
    let constructor = constructor(&ident, &fields);
    let setters = fields.iter().filter_map(|field| field.setter(&ident));

    Ok(quote! {
        #(#docs)*
        #[derive(Clone, Debug, #default PartialEq, #eq ::serde::Serialize, ::serde::Deserialize)]
        #serde_default
        #[non_exhaustive]
        pub struct #ident {
            #(#declarations,)*
        }

        impl #ident {
            #constructor
            #(#setters)*
        }
    })
}

struct Field<'a> {
    property: &'a str,
    ident: &'a Ident,
    ty: &'a syn::Type,
    docs: String,
    required: bool,
    /// The function that decodes a blank value as none.
    blank: Option<&'static str>,
}

impl Field<'_> {
    fn declaration(&self) -> TokenStream {
        let Self {
            property,
            ident,
            ty,
            ..
        } = self;
        let docs = docs::attributes(&self.docs);
        let mut serde = Vec::new();
        if ident != property {
            serde.push(quote!(rename = #property));
        }
        if option_of(ty).is_some() && !self.required {
            serde.push(quote!(default));
            if let Some(function) = self.blank {
                serde.push(quote!(deserialize_with = #function));
            }
            serde.push(quote!(skip_serializing_if = "Option::is_none"));
        }
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
        quote! {
            #(#docs)*
            #serde
            pub #ident: #ty
        }
    }

    /// A setter for a field that the constructor leaves out.
    fn setter(&self, of: &Ident) -> Option<TokenStream> {
        if self.required {
            return None;
        }
        let ident = self.ident;
        let with = format_ident!("with_{}", ident.to_string().trim_start_matches("r#"));
        let inner = option_of(self.ty)?;
        let (ty, made) = argument(ident, inner);
        let value = made.unwrap_or_else(|| quote!(#ident));
        let doc = format!(" The {of} with [`{ident}`](Self::{ident}) set.");
        Some(quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #with(mut self, #ident: #ty) -> Self {
                self.#ident = Some(#value);
                self
            }
        })
    }
}

/// `new` with what is required; an optional field may be added without breaking a caller.
fn constructor(of: &Ident, fields: &[Field<'_>]) -> TokenStream {
    let parameters = fields.iter().filter(|field| field.required).map(|field| {
        let ident = field.ident;
        let (ty, _) = argument(ident, field.ty);
        quote!(#ident: #ty)
    });
    let assignments = fields.iter().map(|field| {
        let ident = field.ident;
        if !field.required {
            return quote!(#ident: None);
        }
        let (_, made) = argument(ident, field.ty);
        made.map_or_else(|| quote!(#ident), |value| quote!(#ident: #value))
    });
    let article = naming::article(&of.to_string());
    let doc = if fields.iter().any(|field| field.required) {
        format!(" {article} {of} with what is required; all else is left out.")
    } else {
        format!(" {article} {of} with everything left out.")
    };
    quote! {
        #[doc = #doc]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#assignments),* }
        }
    }
}

/// What a caller passes for a value of this type, and how the value is made of it if it isn't the
/// value itself: anything that turns into the type will do, unless it is plain.
fn argument(ident: &Ident, ty: &syn::Type) -> (TokenStream, Option<TokenStream>) {
    if is_plain(ty) {
        (quote!(#ty), None)
    } else {
        (quote!(impl Into<#ty>), Some(quote!(#ident.into())))
    }
}

/// Numbers and booleans, for which `into` would only make literals ambiguous, and options.
fn is_plain(ty: &syn::Type) -> bool {
    const PLAIN: [&str; 7] = ["bool", "i32", "i64", "u32", "u64", "f32", "f64"];
    option_of(ty).is_some() || PLAIN.contains(&quote!(#ty).to_string().as_str())
}

/// The `T` of an `Option<T>`.
fn option_of(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let segment = path.path.segments.last()?;
    if segment.ident != "Option" {
        return None;
    }
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(inner) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// The name on the wire that typify wrote into `#[serde(rename = "…")]`, if it differs.
fn wire_name(field: &syn::Field) -> Result<Option<String>, Error> {
    let mut name = None;
    for attribute in &field.attrs {
        if !attribute.path().is_ident("serde") {
            continue;
        }
        attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: syn::LitStr = value.parse()?;
                if meta.path.is_ident("rename") {
                    name = Some(value.value());
                }
            }
            Ok(())
        })?;
    }
    Ok(name)
}

/// The type without the absolute paths of what the prelude has; generated code is read too.
fn shorten(ty: &syn::Type) -> Result<syn::Type, Error> {
    let mut text = quote!(#ty).to_string();
    for module in ["option", "string", "vec", "boxed"] {
        text = text.replace(&format!(":: std :: {module} :: "), "");
    }
    Ok(syn::parse_str(&text)?)
}

fn is_blank_absent(document: &Document, property: &ReferenceOr<Box<Schema>>) -> bool {
    match property {
        ReferenceOr::Reference { reference } => schema_name(reference)
            .and_then(|name| document.schema(name))
            .is_some_and(|schema| components::is_set(schema, BLANK_IS_ABSENT)),
        ReferenceOr::Item(_) => false,
    }
}

/// Whether a float stands anywhere in the struct, so that it has no total equality.
fn holds_float(document: &Document, schema: &Schema) -> bool {
    holds_float_within(document, schema, &mut Vec::new())
}

fn holds_float_within(document: &Document, schema: &Schema, seen: &mut Vec<String>) -> bool {
    let in_item = |item: &ReferenceOr<Box<Schema>>| match item {
        ReferenceOr::Item(schema) => holds_float_within(document, schema, seen),
        ReferenceOr::Reference { reference } => {
            let Some(name) = schema_name(reference) else {
                return false;
            };
            if seen.iter().any(|known| known == name) {
                return false;
            }
            seen.push(name.to_owned());
            document
                .schema(name)
                .filter(|schema| !matches!(Kind::of(name, schema), Ok(Kind::ByHand(_))))
                .is_some_and(|schema| holds_float_within(document, schema, seen))
        }
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Number(_)) => true,
        SchemaKind::Type(Type::Array(array)) => array.items.as_ref().is_some_and(in_item),
        SchemaKind::Type(Type::Object(object)) => object.properties.values().any(in_item),
        _ => false,
    }
}
