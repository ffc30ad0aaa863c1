//! Reads what Prometheus reads, and refuses whatever the text format 0.0.4 doesn't allow, and what
//! `promtool check metrics` would complain of.

use std::collections::{BTreeMap, BTreeSet};

use crate::m7::Result;

type Labels = BTreeMap<String, String>;

/// All that a scrape was answered with.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    families: BTreeMap<String, Family>,
}

/// The samples of one name.
#[derive(Debug)]
struct Family {
    kind: String,
    samples: BTreeMap<(String, Labels), f64>,
}

impl Exposition {
    pub(crate) fn read(text: &str) -> Result<Self> {
        let mut read = Self::default();
        let mut lines = text
            .strip_suffix('\n')
            .ok_or("the last line has no end")?
            .split('\n');
        let mut current: Option<String> = None;
        while let Some(line) = lines.next() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, help) = help.split_once(' ').ok_or("no help")?;
                let kind = lines
                    .next()
                    .and_then(|line| line.strip_prefix("# TYPE "))
                    .and_then(|line| line.strip_prefix(name)?.strip_prefix(' '))
                    .ok_or_else(|| format!("no type after {line}"))?;
                if help.is_empty() || !is_name(name) {
                    return Err(format!("a family can't be so: {line}").into());
                }
                let (kind, samples) = (kind.to_owned(), BTreeMap::new());
                if let Some(before) = read
                    .families
                    .insert(name.to_owned(), Family { kind, samples })
                {
                    return Err(format!("{name} comes twice: {before:?}").into());
                }
                current = Some(name.to_owned());
            } else {
                let name = current.as_deref().ok_or("a sample of no family")?;
                let family = read.families.get_mut(name).ok_or("no family")?;
                family.take(name, line)?;
            }
        }
        for (name, family) in &read.families {
            family
                .check(name)
                .map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(read)
    }

    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.families.keys().map(String::as_str).collect()
    }

    /// The value of the one sample of this name that has these labels, and maybe others.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        match self.matching(name, labels).as_slice() {
            [] => None,
            [(_, value)] => Some(*value),
            several => panic!("{name}: {several:?}"),
        }
    }

    /// The labels of the one sample of this name that has these labels.
    pub(crate) fn labels(&self, name: &str, labels: &[(&str, &str)]) -> Option<&Labels> {
        self.matching(name, labels).first().map(|(it, _)| *it)
    }

    pub(crate) fn matching(&self, name: &str, labels: &[(&str, &str)]) -> Vec<(&Labels, f64)> {
        self.families
            .values()
            .flat_map(|family| &family.samples)
            .filter(|((its_name, its_labels), _)| {
                its_name == name
                    && labels
                        .iter()
                        .all(|(label, value)| its_labels.get(*label).is_some_and(|it| it == value))
            })
            .map(|((_, labels), value)| (labels, *value))
            .collect()
    }
}

impl Family {
    fn take(&mut self, family: &str, line: &str) -> Result {
        let end = line
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))
            .ok_or("no value")?;
        let (name, rest) = line.split_at(end);
        let suffix = name
            .strip_prefix(family)
            .ok_or_else(|| format!("astray: {line}"))?;
        let is_its = match self.kind.as_str() {
            "histogram" => matches!(suffix, "_bucket" | "_sum" | "_count"),
            _ => suffix.is_empty(),
        };
        let (labels, value) = match rest.strip_prefix('{') {
            Some(rest) => labels(rest)?,
            None => (Labels::new(), rest),
        };
        let value = value
            .strip_prefix(' ')
            .ok_or_else(|| format!("no blank: {line}"))?;
        let value: f64 = value.parse().map_err(|_| format!("no number: {line}"))?;
        if !is_its
            || self
                .samples
                .insert((name.to_owned(), labels), value)
                .is_some()
        {
            return Err(format!("twice, or none of {family}: {line}").into());
        }
        Ok(())
    }

    fn check(&self, name: &str) -> Result {
        match self.kind.as_str() {
            "counter" if !name.ends_with("_total") => Err("a counter without _total".into()),
            "gauge" | "histogram" if name.ends_with("_total") => Err("no counter".into()),
            "counter" if self.samples.values().any(|value| *value < 0.0) => Err("below 0".into()),
            "counter" | "gauge" => Ok(()),
            "histogram" => self.check_histogram(name),
            other => Err(format!("an unknown type, {other}").into()),
        }
    }

    fn check_histogram(&self, name: &str) -> Result {
        let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
        for ((sample, labels), count) in &self.samples {
            if sample.ends_with("_bucket") {
                let mut labels = labels.clone();
                let bound = labels.remove("le").ok_or("a bucket without le")?;
                buckets
                    .entry(labels)
                    .or_default()
                    .push((bound.parse()?, *count));
            }
        }
        for (labels, mut buckets) in buckets {
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            let part = |suffix| {
                self.samples
                    .get(&(format!("{name}{suffix}"), labels.clone()))
            };
            let last = buckets.last().ok_or("no bucket")?;
            let is_whole = last.0 == f64::INFINITY && Some(&last.1) == part("_count");
            if !is_whole || part("_sum").is_none() || !buckets.is_sorted_by_key(|it| it.1) {
                return Err(format!("no histogram: {labels:?} {buckets:?}").into());
            }
        }
        Ok(())
    }
}

/// Labels up to their closing brace, and what is behind it.
fn labels(mut rest: &str) -> Result<(Labels, &str)> {
    let mut labels = Labels::new();
    loop {
        let (name, after) = rest.split_once("=\"").ok_or("no label")?;
        let (value, after) = label_value(after)?;
        if !is_name(name) || name.contains(':') || labels.insert(name.to_owned(), value).is_some() {
            return Err(format!("a label can't be so: {name}").into());
        }
        match (after.strip_prefix(','), after.strip_prefix('}')) {
            (Some(after), _) => rest = after,
            (_, Some(after)) => return Ok((labels, after)),
            _ => return Err(format!("neither more labels nor their end: {after}").into()),
        }
    }
}

/// A value up to its closing quote, and what is behind it.
fn label_value(text: &str) -> Result<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((value, &text[at + 1..])),
            '\\' => value.push(match chars.next() {
                Some((_, 'n')) => '\n',
                Some((_, c @ ('\\' | '"'))) => c,
                other => return Err(format!("no escape: {other:?}").into()),
            }),
            c => value.push(c),
        }
    }
    Err("a value without an end".into())
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
}

#[test]
fn what_is_wrong_is_refused() {
    let head = "# HELP m7_x Help.\n# TYPE m7_x gauge\n";
    assert!(Exposition::read(&format!("{head}m7_x{{a=\"\\\\\\\"\\n\"}} 1\nm7_x 2\n")).is_ok());
    for wrong in [
        "m7_x 1",
        "m7_y 1\n",
        "m7_x one\n",
        "m7_x 1\nm7_x 1\n",
        "m7_x{a=\"b\"} 1\nm7_x{a=\"b\"} 2\n",
        "m7_x{a=\"\\t\"} 1\n",
        "m7_x{a=\"b\n\"} 1\n",
        "m7_x{a=\"b\",a=\"c\"} 1\n",
        "m7_x{a=\"b\" 1\n",
        "m7_x{1a=\"b\"} 1\n",
        "\n",
        "# HELP m7_x Help.\n# TYPE m7_x gauge\n",
        "# HELP m7_x_total Help.\n# TYPE m7_x_total gauge\n",
        "# HELP m7_n Help.\n# TYPE m7_n counter\n",
        "# HELP m7_h Help.\n# TYPE m7_h histogram\nm7_h_bucket{le=\"+Inf\"} 1\nm7_h_sum 1\nm7_h_count 2\n",
        "# HELP m7_h Help.\n# TYPE m7_h histogram\nm7_h_bucket{le=\"1\"} 2\nm7_h_bucket{le=\"+Inf\"} 1\nm7_h_sum 1\nm7_h_count 1\n",
    ] {
        assert!(
            Exposition::read(&format!("{head}{wrong}")).is_err(),
            "{wrong}"
        );
    }
}
