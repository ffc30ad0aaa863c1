//! What is read here is what the sandbox serves, found the way that a browser finds it: from `/` by
//! what each file asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use m7_sandbox::Sandbox;

use crate::wire;

const FOLDER: &str = "/_sandbox/page/";

/// Names of the languages that the page is written in, and what it tells people to open. Nothing of
/// it is loaded.
const NAMES: [&str; 2] = ["http://www.w3.org/2000/svg", "http://127.0.0.1"];

/// All that the page consists of, by its path.
async fn page() -> BTreeMap<String, String> {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut texts = BTreeMap::new();
    let mut wanted = vec!["/".to_owned()];
    while let Some(path) = wanted.pop() {
        if texts.contains_key(&path) {
            continue;
        }
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let response = wire::exchange(sandbox.address(), request.as_bytes());
        let (status, text) = wire::parts(&response);
        assert_eq!(status, 200, "the page asks for {path}");
        wanted.extend(asked_for(text));
        texts.insert(path, text.to_owned());
    }
    texts
}

/// The files that this one loads.
fn asked_for(text: &str) -> Vec<String> {
    let linked = between(text, "href=\"", "\"")
        .chain(between(text, "src=\"", "\""))
        .filter(|link| link.starts_with('/'))
        .map(str::to_owned);
    let imported = between(text, "from \"./", "\"").map(|name| format!("{FOLDER}{name}"));
    linked.chain(imported).collect()
}

/// What stands between each `open` and the next `close`.
fn between<'t>(text: &'t str, open: &str, close: &str) -> impl Iterator<Item = &'t str> {
    text.split(open)
        .skip(1)
        .filter_map(move |rest| rest.split_once(close))
        .map(|(within, _)| within)
}

fn scripts(page: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    page.iter().filter(|(path, _)| extension(path) == "js")
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn ids(page: &BTreeMap<String, String>) -> Vec<&str> {
    between(&page["/"], " id=\"", "\"").collect()
}

#[tokio::test]
async fn every_file_of_the_page_is_served_and_used() {
    let page = page().await;
    let used: BTreeSet<_> = page
        .keys()
        .map(|path| path.strip_prefix(FOLDER).unwrap_or("index.html"))
        .collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/assets");
    let there: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(used, there.iter().map(String::as_str).collect());
}

#[tokio::test]
async fn nothing_of_the_page_is_from_elsewhere() {
    for (path, text) in &page().await {
        for scheme in ["http://", "https://", "ws://", "wss://", "\"//", "`//"] {
            for (at, _) in text.match_indices(scheme) {
                let rest = &text[at..];
                let named = NAMES.iter().any(|name| rest.starts_with(name));
                assert!(named, "{path}: {}", rest.lines().next().unwrap());
            }
        }
        let loading = ["@import", "url("].iter().any(|word| text.contains(word));
        assert!(
            !(extension(path) == "css" && loading),
            "{path} loads something"
        );
        for link in between(text, "href=\"", "\"").chain(between(text, "src=\"", "\"")) {
            let own = link.starts_with(FOLDER) || link.starts_with('#');
            assert!(own, "{path} links to {link}");
        }
    }
}

#[tokio::test]
async fn no_text_of_a_server_can_become_markup_or_a_script() {
    let page = page().await;
    for (path, text) in scripts(&page) {
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "createContextualFragment",
            "DOMParser",
            "srcdoc",
            "document.write",
            "eval(",
            "Function(",
            "import(",
            "setTimeout(\"",
            "javascript:",
        ] {
            assert!(!text.contains(sink), "{path} has {sink}");
        }
    }
    // What the content security policy would forbid isn't there to begin with.
    for inline in [" style=", "<style", " onclick=", " onload=", "<script>"] {
        assert!(!page["/"].contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn every_element_that_a_script_names_is_there_once() {
    let page = page().await;
    let ids = ids(&page);
    let different: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "an id stands twice: {ids:?}");

    let mut named = 0;
    for (path, text) in scripts(&page) {
        for id in between(text, "byId(\"", "\"") {
            assert!(
                different.contains(id),
                "{path} names #{id}, which isn't there"
            );
            named += 1;
        }
    }
    assert!(named > 50, "{named}");
    // Those whose names are put together.
    for view in between(&page["/"], "data-view=\"", "\"") {
        for id in [format!("view-{view}"), format!("title-{view}")] {
            assert!(different.contains(&*id), "#{id} isn't there");
        }
    }
    for reference in ["aria-labelledby=\"", "aria-describedby=\"", "href=\"#"] {
        for id in between(&page["/"], reference, "\"").filter(|id| !id.starts_with('/')) {
            assert!(
                different.contains(id),
                "{reference}{id}\" names what isn't there"
            );
        }
    }
}
