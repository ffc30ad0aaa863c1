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
        Data::One(component) => naming::type_path(component),
        // A list keeps a bad item aside instead of being lost with it.
        Data::Many(component) => {
            let component = naming::type_path(component);
            quote!(::m7_envelope::Items<#component>)
        }
        Data::Text => quote!(String),
        // Should there be some one day, it is kept as it came.
        Data::None => quote!(::m7_envelope::RawJson),
    };
    quote! {
        #(#docs)*
        pub type #ident = ::m7_envelope::Envelope<#data>;
    }
}
