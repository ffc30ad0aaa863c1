//! A roster as YAML.

use super::cells::shown;
use super::near::did_you_mean;
use super::node::{Node, What};
use super::text;
use crate::roster::{Problem, Problems, Roster, Row, Scope};

/// The version of the format that is read.
const VERSION: &str = "1";

/// The keys of a roster.
const KEYS: [&str; 4] = ["version", "scope", "defaults", "numbers"];

/// What to write, in short.
const EXAMPLE: &str = "version: 1, and numbers: with an entry - number: \"2004\" for each";

/// A document that is being read.
pub(super) struct Document<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Roster {
    /// Reads a roster from YAML.
    ///
    /// ```
    /// use m7::roster::Roster;
    ///
    /// let roster = Roster::from_yaml(
    ///     r#"
    /// version: 1
    /// scope: [2000-2999, "8001"]    # if given, no other number is touched
    /// defaults:                     # codecs, nat, password, password_version
    ///   codecs: [G711A]
    ///   nat: false
    ///   password: generate
    /// numbers:
    ///   - number: "2004"
    ///     agent: 5feb148e19a5207b5020e728    # or none
    ///     note: front desk
    ///   - range: 2010-2019
    ///     password: file:secrets/{number}
    /// "#,
    /// )?;
    /// assert_eq!(roster.rows().len(), 11);
    /// # Ok::<(), m7::roster::Problems>(())
    /// ```
    ///
    /// A number is what is written, with or without quotes: 0042 isn't 42. The path of a password
    /// file is left as it is written.
    ///
    /// # Errors
    ///
    /// [`Problems`]: all that is wrong with it, and of what is no YAML the first place where it isn't.
    pub fn from_yaml(text: impl AsRef<[u8]>) -> Result<Self, Problems> {
        let text = text::decode(text.as_ref())?;
        let root = Node::of(&text)?;
        let mut document = Document {
            text: &text,
            problems: Vec::new(),
        };
        let (rows, scope) = document.read(&root);
        Self::checked(rows, scope, document.problems)
    }
}

impl<'a> Document<'a> {
    fn read(&mut self, root: &'a Node) -> (Vec<Row>, Option<Scope>) {
        if !matches!(root.what, What::Map(_)) {
            let what = match root.what {
                What::Nothing => format!("it is empty: write {EXAMPLE}"),
                _ => format!("it is no roster: write {EXAMPLE}"),
            };
            self.found(Problem::new(what));
            return (Vec::new(), None);
        }
        let (mut version, mut scope, mut defaults, mut numbers) = (None, None, None, None);
        for (key, value) in self.entries(root, &KEYS) {
            match key {
                "version" => version = Some(value),
                "scope" => scope = Some(value),
                "defaults" => defaults = Some(value),
                _ => numbers = Some(value),
            }
        }
        self.check_version(version);
        let scope = scope.and_then(|node| self.scope(node));
        let defaults = defaults.map_or_else(|| Row::new(""), |node| self.defaults(node));
        (self.numbers(numbers, &defaults), scope)
    }

    fn check_version(&mut self, node: Option<&'a Node>) {
        let Some(node) = node else {
            let what = format!("it is missing: write version: {VERSION} at the top");
            self.found(Problem::new(what).field("version"));
            return;
        };
        if let Some(text) = self.single("version", node)
            && text.trim() != VERSION
        {
            let what = format!("only version {VERSION} is read here: write version: {VERSION}");
            let problem = Problem::new(what).at(node.place).field("version");
            self.found(problem.value(shown(text)));
        }
    }

    fn scope(&mut self, node: &'a Node) -> Option<Scope> {
        let mut scope = Scope::default();
        let nodes = match &node.what {
            What::Nothing => return None,
            What::List(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for node in nodes {
            if let Some(text) = self.single("scope", node)
                && let Err(wrong) = scope.add(text)
            {
                self.found(
                    Problem::new(wrong.to_string())
                        .at(node.place)
                        .field("scope"),
                );
            }
        }
        Some(scope)
    }

    fn numbers(&mut self, node: Option<&'a Node>, defaults: &Row) -> Vec<Row> {
        let mut rows = Vec::new();
        let place = node.map(|node| node.place);
        let what = match node.map(|node| &node.what) {
            Some(What::List(nodes)) if !nodes.is_empty() => {
                for node in nodes {
                    self.entry(node, defaults, &mut rows);
                }
                return rows;
            }
            None => "there are none: write numbers: and an entry - number: \"2004\" for each",
            Some(What::Nothing | What::List(_)) => {
                "there are none: write an entry - number: \"2004\" for each"
            }
            Some(_) => "it must be a list: write an entry - number: \"2004\" for each",
        };
        self.found(Problem::new(what).at(place).field("numbers"));
        rows
    }

    /// The entries of a map by these keys, each once. Whatever else it has is a problem.
    pub(super) fn entries(
        &mut self,
        node: &'a Node,
        keys: &[&'static str],
    ) -> Vec<(&'static str, &'a Node)> {
        let entries = match &node.what {
            What::Map(entries) => entries.as_slice(),
            What::Nothing => &[],
            _ => {
                let what = format!("keys are expected here: {}", keys.join(", "));
                self.found(Problem::new(what).at(node.place));
                &[]
            }
        };
        let mut known: Vec<(&'static str, &'a Node)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let name = key.text(self.text).unwrap_or_default();
            let wrong = match keys.iter().find(|known| **known == name) {
                Some(name) if known.iter().all(|(before, _)| before != name) => {
                    known.push((*name, value));
                    continue;
                }
                Some(_) => "it stands there twice: leave one".to_owned(),
                None => format!(
                    "it isn't known here: use {}{}",
                    keys.join(", "),
                    did_you_mean(name, keys.iter().copied())
                ),
            };
            self.found(Problem::new(wrong).at(key.place).field(shown(name)));
        }
        known
    }

    /// A single value; a list or a map is a problem. It is empty where there is nothing.
    pub(super) fn single(&mut self, key: &str, node: &'a Node) -> Option<&'a str> {
        let text = node.text(self.text);
        if text.is_none() {
            let what = "one value is expected here, no list and no keys";
            self.found(Problem::new(what).at(node.place).field(key));
        }
        text
    }

    pub(super) fn found(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}
