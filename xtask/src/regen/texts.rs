//! The newtype of a component that is a plain string, such as an id.

use openapiv3::Schema;
use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, naming};

/// The type of a component string.
pub(crate) fn generate(name: &str, schema: &Schema) -> TokenStream {
    let docs = docs::attributes(&docs::of_schema(schema));
    let ident = naming::type_ident(name);
    let new_doc = format!(" A {name} of this text, which isn't checked.");
    quote! {
        #(#docs)*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize
        )]
        #[serde(transparent)]
        pub struct #ident(String);

        impl #ident {
            #[doc = #new_doc]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text on the wire, taken out.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl From<&str> for #ident {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for #ident {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&#ident> for #ident {
            fn from(text: &#ident) -> Self {
                text.clone()
            }
        }

        impl From<#ident> for String {
            fn from(text: #ident) -> String {
                text.0
            }
        }

        impl ::std::str::FromStr for #ident {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl AsRef<str> for #ident {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::borrow::Borrow<str> for #ident {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for #ident {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }

        impl PartialEq<&str> for #ident {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }

        impl ::std::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }
    }
}
