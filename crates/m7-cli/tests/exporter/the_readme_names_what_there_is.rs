use std::collections::BTreeSet;

use regex::Regex;

use crate::{m7::Result, scrape::Scene};

/// Rules that ask for a metric that there isn't never fire, and nobody sees it.
#[test]
fn in_its_text_and_its_rules() -> Result {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("\n## Metrics\n").ok_or("no section")?;
    let section = section.split("\n## ").next().ok_or("no section")?;
    let scene = Scene::of("--every 1s")?;
    scene.create("2004")?;
    let told = scene.scrape_until(|it| it.value("m7_sip_numbers", &[]) == Some(1.0))?;
    let there_is = told.names();
    let named: BTreeSet<&str> = Regex::new(r"\bm7_[a-z_]+[a-z]\b")?
        .find_iter(section)
        .map(|it| it.as_str())
        .collect();
    let unknown: Vec<_> = named
        .iter()
        .filter(|name| {
            !there_is.contains(*name) && !there_is.contains(name.trim_end_matches("_bucket"))
        })
        .collect();
    assert_eq!(unknown, [&""; 0]);
    let unnamed: Vec<_> = there_is.difference(&named).collect();
    assert_eq!(unnamed, [&""; 0], "the table lacks them");
    Ok(())
}
