//! Enums that decode values which the document doesn't list, too.
//!
//! typify's string enums are closed and its integer enums are unnamed newtypes; with either, one
//! value that the vendor adds would lose a whole reply.

use openapiv3::Schema;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::components::OpenEnum;
use super::{docs, naming};

/// The type of an open enum.
pub(crate) fn generate(name: &str, schema: &Schema, values: &OpenEnum) -> TokenStream {
    let docs = docs::attributes(&docs::of_schema(schema));
    let ident = naming::type_ident(name);
    match values {
        OpenEnum::Texts(values) => texts(name, &ident, &docs, values),
        OpenEnum::Integers(values) => integers(name, &ident, &docs, values),
    }
}

fn texts(
    name: &str,
    ident: &Ident,
    docs: &[syn::Attribute],
    values: &[(String, String)],
) -> TokenStream {
    let variants: Vec<_> = values
        .iter()
        .map(|(name, _)| format_ident!("{name}"))
        .collect();
    let texts: Vec<_> = values.iter().map(|(_, text)| text).collect();
    let variant_docs = texts.iter().map(|text| format!(" `{text}` on the wire."));
    let from_doc = format!(
        " The {name} of this value on the wire; one that isn't listed is [`Unknown`](Self::Unknown)."
    );
    let expecting = format!("a string, the value of a {name}");
    quote! {
        #(#docs)*
        ///
        /// The enum is open: a value that the contract doesn't list decodes as
        /// [`Unknown`](Self::Unknown) and encodes again as it came.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #variant_docs] #variants,)*
            /// A value that the contract doesn't list. Decoding and `from` never put a listed value
            /// here.
            Unknown(String),
        }

        impl #ident {
            /// The values that the contract lists, in its order.
            pub const KNOWN: &'static [Self] = &[#(Self::#variants),*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::Unknown(text) => text,
                }
            }

            /// Whether the contract lists this value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            fn listed(text: &str) -> Option<Self> {
                match text {
                    #(#texts => Some(Self::#variants),)*
                    _ => None,
                }
            }
        }

        impl From<&str> for #ident {
            #[doc = #from_doc]
            fn from(text: &str) -> Self {
                Self::listed(text).unwrap_or_else(|| Self::Unknown(text.to_owned()))
            }
        }

        impl From<String> for #ident {
            #[doc = #from_doc]
            fn from(text: String) -> Self {
                Self::listed(&text).unwrap_or(Self::Unknown(text))
            }
        }

        impl ::std::str::FromStr for #ident {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl AsRef<str> for #ident {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl ::serde::de::Visitor<'_> for Visitor {
                    type Value = #ident;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(#expecting)
                    }

                    fn visit_str<E: ::serde::de::Error>(self, text: &str) -> Result<#ident, E> {
                        Ok(#ident::from(text))
                    }

                    fn visit_string<E: ::serde::de::Error>(self, text: String) -> Result<#ident, E> {
                        Ok(#ident::from(text))
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    }
}

fn integers(
    name: &str,
    ident: &Ident,
    docs: &[syn::Attribute],
    values: &[(String, i64)],
) -> TokenStream {
    let variants: Vec<_> = values
        .iter()
        .map(|(name, _)| format_ident!("{name}"))
        .collect();
    let numbers: Vec<_> = values
        .iter()
        .map(|(_, number)| proc_macro2::Literal::i64_unsuffixed(*number))
        .collect();
    let variant_docs = values
        .iter()
        .map(|(_, number)| format!(" `{number}` on the wire."));
    let from_doc = format!(
        " The {name} of this number on the wire; one that isn't listed is [`Unknown`](Self::Unknown)."
    );
    let expecting = format!("an integer or a string of digits, the value of a {name}");
    quote! {
        #(#docs)*
        ///
        /// The enum is open: a number that the contract doesn't list decodes as
        /// [`Unknown`](Self::Unknown) and encodes again as it came. A string of digits decodes too;
        /// what is written is always a number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #variant_docs] #variants,)*
            /// A number that the contract doesn't list. Decoding and `from` never put a listed
            /// number here.
            Unknown(i64),
        }

        impl #ident {
            /// The values that the contract lists, in its order.
            pub const KNOWN: &'static [Self] = &[#(Self::#variants),*];

            /// The number on the wire.
            pub fn as_i64(self) -> i64 {
                match self {
                    #(Self::#variants => #numbers,)*
                    Self::Unknown(number) => number,
                }
            }

            /// Whether the contract lists this value.
            pub fn is_known(self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl From<i64> for #ident {
            #[doc = #from_doc]
            fn from(number: i64) -> Self {
                match number {
                    #(#numbers => Self::#variants,)*
                    number => Self::Unknown(number),
                }
            }
        }

        impl From<#ident> for i64 {
            fn from(value: #ident) -> i64 {
                value.as_i64()
            }
        }

        impl ::std::str::FromStr for #ident {
            type Err = ::std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, ::std::num::ParseIntError> {
                text.parse().map(<Self as From<i64>>::from)
            }
        }

        impl ::std::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl ::serde::de::Visitor<'_> for Visitor {
                    type Value = #ident;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(#expecting)
                    }

                    fn visit_i64<E: ::serde::de::Error>(self, number: i64) -> Result<#ident, E> {
                        Ok(<#ident as From<i64>>::from(number))
                    }

                    fn visit_u64<E: ::serde::de::Error>(self, number: u64) -> Result<#ident, E> {
                        i64::try_from(number).map(<#ident as From<i64>>::from).map_err(|_| {
                            E::invalid_value(::serde::de::Unexpected::Unsigned(number), &self)
                        })
                    }

                    fn visit_str<E: ::serde::de::Error>(self, text: &str) -> Result<#ident, E> {
                        text.parse().map_err(|_| {
                            E::invalid_value(::serde::de::Unexpected::Str(text), &self)
                        })
                    }
                }

                deserializer.deserialize_any(Visitor)
            }
        }
    }
}
