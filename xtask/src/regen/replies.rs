//! The alias of a reply: the envelope around what it carries.

use openapiv3::Schema;
use proc_macro2::TokenStream;
use quote::quote;

use super::components::Data;
use super::{docs, naming};

/// The type of a reply.
pub(crate) fn generate(name: &str, schema: &Schema, data: &Data) -> TokenStream {
    let docs = docs::attributes(&docs::of_schema(schema));
    let ident = naming::type_ident(name);
    let data = match data {
        Data::One(component) => {
            let component = naming::type_ident(component);
            quote!(#component)
        }
        // A list keeps a bad item aside instead of being lost with it.
        Data::Many(component) => {
            let component = naming::type_ident(component);
            quote!(::m7_envelope::Items<#component>)
        }
    };
    quote! {
        #(#docs)*
        pub type #ident = ::m7_envelope::Envelope<#data>;
    }
}
