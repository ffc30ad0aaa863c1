//! What becomes of each component schema.

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use super::document::{Document, schema_name, unsupported};
use super::{Error, by_hand, naming};

/// What a component schema turns into.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing: the type is written by hand, at this path, or needs none.
    ByHand(&'static by_hand::ByHand),
    /// An alias of `m7_envelope::Envelope` around this data.
    Reply(Data),
    /// An enum that also decodes values which the document doesn't list.
    OpenEnum(OpenEnum),
    /// A newtype around a string.
    Text,
    /// A struct.
    Object,
}

/// What a reply carries in `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// One of this component.
    One(String),
    /// A list of this component, of which one bad item doesn't lose the others.
    Many(String),
    /// A string.
    Text,
    /// Nothing.
    None,
}

/// The values of an open enum, each with its Rust name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OpenEnum {
    /// Strings on the wire.
    Texts(Vec<(String, String)>),
    /// Integers on the wire, which some replies send as numeric strings.
    Integers(Vec<(String, i64)>),
}

impl Kind {
    /// Decides what becomes of a component schema.
    ///
    /// # Errors
    ///
    /// For a schema that the lint should have refused.
    pub(crate) fn of(name: &str, schema: &Schema) -> Result<Self, Error> {
        if let Some(by_hand) = by_hand::by_hand(name) {
            return Ok(Self::ByHand(by_hand));
        }
        match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => reply_data(all_of)
                .map(Self::Reply)
                .ok_or_else(|| unsupported(at(name), "an allOf that is no reply")),
            SchemaKind::Type(Type::String(text)) if !text.enumeration.is_empty() => {
                let values = text.enumeration.iter().flatten().cloned();
                let named = var_names(schema).zip(values).collect();
                Ok(Self::OpenEnum(OpenEnum::Texts(named)))
            }
            SchemaKind::Type(Type::Integer(integer)) if !integer.enumeration.is_empty() => {
                let values = integer.enumeration.iter().flatten().copied();
                let named = var_names(schema).zip(values).collect();
                Ok(Self::OpenEnum(OpenEnum::Integers(named)))
            }
            SchemaKind::Type(Type::String(_)) => Ok(Self::Text),
            SchemaKind::Type(Type::Object(_)) => Ok(Self::Object),
            _ => Err(unsupported(
                at(name),
                "a component of a kind that has no shape",
            )),
        }
    }
}

/// The component schemas with what becomes of them, in the order of the document.
///
/// # Errors
///
/// For a schema that the lint should have refused.
pub(crate) fn components(document: &Document) -> Result<Vec<(&str, &Schema, Kind)>, Error> {
    document
        .schemas()
        .map(|(name, schema)| Ok((name, schema, Kind::of(name, schema)?)))
        .collect()
}

/// The properties of an object in the order of the document.
pub(crate) fn properties(
    schema: &Schema,
) -> impl Iterator<Item = (&str, &ReferenceOr<Box<Schema>>)> {
    let object = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some(object),
        _ => None,
    };
    object
        .into_iter()
        .flat_map(|object| &object.properties)
        .map(|(name, property)| (name.as_str(), property))
}

/// Whether an object requires this property.
pub(crate) fn is_required(schema: &Schema, property: &str) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            object.required.iter().any(|name| name == property)
        }
        _ => false,
    }
}

/// Whether an extension such as `x-m7-open` is set to `true` on a schema.
pub(crate) fn is_set(schema: &Schema, extension: &str) -> bool {
    schema.schema_data.extensions.get(extension) == Some(&Value::Bool(true))
}

/// What an `allOf: [EnvelopeBase, {data}]` carries, or an `allOf: [EnvelopeBase]`.
fn reply_data(all_of: &[ReferenceOr<Schema>]) -> Option<Data> {
    let (ReferenceOr::Reference { reference }, own) = all_of.split_first()? else {
        return None;
    };
    if schema_name(reference) != Some(by_hand::ENVELOPE_BASE) {
        return None;
    }
    let own = match own {
        [] => return Some(Data::None),
        [ReferenceOr::Item(own)] => own,
        _ => return None,
    };
    let (_, data) = properties(own).find(|(name, _)| *name == "data")?;
    match data {
        ReferenceOr::Reference { reference } => {
            schema_name(reference).map(|name| Data::One(name.to_owned()))
        }
        ReferenceOr::Item(schema) => match &schema.schema_kind {
            SchemaKind::Type(Type::Array(array)) => match array.items.as_ref()? {
                ReferenceOr::Reference { reference } => {
                    schema_name(reference).map(|name| Data::Many(name.to_owned()))
                }
                ReferenceOr::Item(_) => None,
            },
            SchemaKind::Type(Type::String(_)) => Some(Data::Text),
            _ => None,
        },
    }
}

fn var_names(schema: &Schema) -> impl Iterator<Item = String> {
    schema
        .schema_data
        .extensions
        .get(naming::VARNAMES)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
}

fn at(name: &str) -> String {
    format!("components.schemas.{name}")
}
