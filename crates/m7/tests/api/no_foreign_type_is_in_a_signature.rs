//! An HTTP library's next version must not be this crate's: none of their types is in a signature.
//! What is, can be named by whoever uses this crate alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{Modules, read, read_text};
use crate::surface::{Mention, Surface};

/// What may stand in a signature, and where; `*` is anywhere.
const ALLOWED: [(&str, &str); 6] = [
    ("*", "std::"),
    // Of the standard library in time; there is one version of it, and it has been stable for years.
    ("*", "futures_core::Stream"),
    // Its derive is an implementation of the standard library's trait.
    ("*", "thiserror::Error"),
    // The way out to the generated client, which says so.
    ("m7::client::Client::raw", "m7_client::Client"),
    // Plans and reports are written to files and read again.
    ("m7::roster::", "serde::"),
    // For tests, and of a feature of its own.
    ("m7::testing::", "m7_sandbox::"),
];

/// The same for what is passed on of our own crates: that it can be read and written by serde, and
/// what goes wrong with that, is the point of the models.
const PASSED_ON_ALLOWED: [&str; 5] = [
    "std::",
    "thiserror::Error",
    "serde::",
    "serde_json::Error",
    "zeroize::",
];

#[test]
fn no_foreign_type_is_in_a_signature() {
    let modules = read("m7", &folder("m7"));
    let surface = Surface::of(&modules);
    let mentions = surface.mentions();
    assert!(mentions.len() > 150, "only {mentions:#?}");
    assert_eq!(not_allowed(&surface, &mentions), [] as [&Mention; 0]);
}

/// What is passed on of our own crates keeps to it too, and all that it needs is passed on.
#[test]
fn nor_in_one_of_what_is_passed_on() {
    let modules = read("m7", &folder("m7"));
    let passed_on = Surface::of(&modules).passed_on;
    let mut seen = 0;
    let mut wrong = Vec::new();
    for name in ["m7_auth", "m7_client", "m7_envelope", "m7_models"] {
        let modules = read(name, &folder(&name.replace('_', "-")));
        let surface = Surface::of(&modules);
        let of_ours: Vec<_> = surface
            .items
            .keys()
            .filter(|path| passed_on.contains(&vec![name.to_owned(), path.last().unwrap().clone()]))
            .map(|path| path.join("::"))
            .collect();
        for Mention { place, what } in surface.mentions() {
            if !of_ours.iter().any(|of| is_in(&place, of)) {
                continue;
            }
            seen += 1;
            let is_allowed = PASSED_ON_ALLOWED
                .iter()
                .any(|allowed| what.starts_with(allowed));
            let path: Vec<_> = what.split("::").map(str::to_owned).collect();
            let as_passed_on = vec![path[0].clone(), path[path.len() - 1].clone()];
            if !is_allowed && !passed_on.contains(&as_passed_on) {
                wrong.push(format!("{what} stands in {place}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} were seen");
    assert_eq!(wrong, [] as [String; 0]);
}

fn is_in(place: &str, item: &str) -> bool {
    place
        .strip_prefix(item)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn what_is_not_allowed_is_found() {
    for (text, found) in [
        (
            "pub struct A; impl A { pub fn a(&self) -> reqwest::Client { todo!() } }",
            Some(("m7::A::a", "reqwest::Client")),
        ),
        (
            "use tokio::time::Instant as When; pub fn a(_: Option<&[When]>) {}",
            Some(("m7::a", "tokio::time::Instant")),
        ),
        (
            "mod a { pub struct A { pub b: http::Uri, c: http::Method } } pub use a::A;",
            Some(("m7::a::A", "http::Uri")),
        ),
        (
            "pub struct A; impl From<hyper::Error> for A { fn from(_: hyper::Error) -> A { A } }",
            Some(("m7::A", "hyper::Error")),
        ),
        (
            "macro_rules! give { ($a:ident => $b:ty) => { impl $a { pub fn b() -> $b { todo!() } } } }
             pub struct A; give!(A => Vec<bytes::Bytes>);",
            Some(("m7::A::b", "bytes::Bytes")),
        ),
        (
            // Ours, but not to be had from here.
            "pub fn a(_: m7_models::SipNumber) {}",
            Some(("m7::a", "m7_models::SipNumber")),
        ),
        (
            "pub use m7_models::SipNumber; pub fn a(_: SipNumber) {}",
            None,
        ),
        (
            "pub struct A; impl A { pub(crate) fn a(&self) -> reqwest::Client { todo!() } \
             pub fn b(&self) { let _: reqwest::Client; } }",
            None,
        ),
        (
            "struct A; impl A { pub fn a(&self) -> reqwest::Client { todo!() } }",
            None,
        ),
    ] {
        let modules: Modules = read_text("m7", text);
        let surface = Surface::of(&modules);
        let mentions = surface.mentions();
        let wrong = not_allowed(&surface, &mentions);
        let wrong: BTreeSet<_> = wrong
            .iter()
            .map(|mention| mention.what.as_str())
            .zip(wrong.iter().map(|mention| mention.place.as_str()))
            .collect();
        match found {
            None => assert!(wrong.is_empty(), "{text}: {wrong:?}"),
            Some((place, what)) => assert!(wrong.contains(&(what, place)), "{text}: {mentions:?}"),
        }
    }
}

#[test]
fn this_crate_depends_on_no_http_library() {
    let manifest = fs::read_to_string(folder("m7").with_file_name("Cargo.toml")).unwrap();
    let dependencies = manifest
        .split("\n[")
        .find_map(|table| table.strip_prefix("dependencies]\n"))
        .unwrap();
    for library in ["reqwest", "progenitor", "hyper", "http", "tower", "rustls"] {
        assert!(
            !dependencies
                .lines()
                .any(|line| line.split(['.', ' ']).next() == Some(library)),
            "{library} is a dependency"
        );
    }
}

fn not_allowed<'a>(surface: &Surface<'_>, mentions: &'a BTreeSet<Mention>) -> Vec<&'a Mention> {
    mentions
        .iter()
        .filter(|Mention { place, what }| {
            let path: Vec<String> = what.split("::").map(str::to_owned).collect();
            let can_be_named = path[0] == "m7" || surface.passed_on.contains(&path);
            let is_allowed = ALLOWED.iter().any(|(at, allowed)| {
                (*at == "*" || place.starts_with(at)) && what.starts_with(allowed)
            });
            !can_be_named && !is_allowed
        })
        .collect()
}

fn folder(package: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .with_file_name(package)
        .join("src")
}
