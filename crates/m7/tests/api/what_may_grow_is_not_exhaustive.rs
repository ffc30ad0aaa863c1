//! A field or a variant more breaks nobody's build, and no type has a lifetime.

use std::path::Path;

use syn::{Attribute, Item};

use crate::source::{Modules, is_public_to_all, read, read_text};
use crate::surface::Surface;

/// What is closed, and why.
const CLOSED: [(&str, &str); 1] = [(
    "m7::outcome::Outcome",
    "whoever decides by outcome has to decide for each",
)];

#[test]
fn what_may_grow_is_not_exhaustive() {
    let modules = of_this_crate();
    let closed: Vec<String> = closed(&Surface::of(&modules));
    let allowed: Vec<&str> = CLOSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(closed, allowed);
}

#[test]
fn no_type_has_a_lifetime() {
    let modules = of_this_crate();
    let surface = Surface::of(&modules);
    assert_eq!(borrowing(&surface), Vec::<String>::new());
}

#[test]
fn what_is_closed_or_borrows_is_found() {
    let modules = read_text(
        "m7",
        "pub enum A { B } #[non_exhaustive] pub enum C { D } pub struct E { pub f: u8 } \
         pub struct G { h: u8 } pub struct I<'a>(&'a str); struct J<'a>(pub &'a str);",
    );
    let surface = Surface::of(&modules);
    assert_eq!(closed(&surface), ["m7::A", "m7::E"]);
    assert_eq!(borrowing(&surface), ["m7::I"]);
}

fn of_this_crate() -> Modules {
    read("m7", &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn closed(surface: &Surface<'_>) -> Vec<String> {
    let is_closed = |item: &Item| match item {
        Item::Enum(item) => !is_non_exhaustive(&item.attrs),
        // Without a public field, nobody can take it apart or make one.
        Item::Struct(item) => {
            let mut fields = item.fields.iter();
            fields.any(|field| is_public_to_all(&field.vis)) && !is_non_exhaustive(&item.attrs)
        }
        _ => false,
    };
    names_of(surface, is_closed)
}

fn borrowing(surface: &Surface<'_>) -> Vec<String> {
    let borrows = |item: &Item| match item {
        Item::Enum(item) => item.generics.lifetimes().next().is_some(),
        Item::Struct(item) => item.generics.lifetimes().next().is_some(),
        _ => false,
    };
    names_of(surface, borrows)
}

fn names_of(surface: &Surface<'_>, which: impl Fn(&Item) -> bool) -> Vec<String> {
    let of_those = surface.items.iter().filter(|(_, item)| which(item));
    of_those.map(|(path, _)| path.join("::")).collect()
}

fn is_non_exhaustive(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
}
