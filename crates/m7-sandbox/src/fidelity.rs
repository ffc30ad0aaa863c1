#![doc = include_str!("../FIDELITY.md")]

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

/// Everything that the sandbox does as the vendor's service, in areas.
///
/// ```
/// use m7_sandbox::fidelity::{BEHAVIOURS, Basis};
///
/// let assumed = BEHAVIOURS
///     .iter()
///     .flat_map(|area| &area.behaviours)
///     .filter(|behaviour| matches!(behaviour.basis, Basis::Assumed(_)));
/// for behaviour in assumed {
///     println!("{}: {}", behaviour.id, behaviour.does);
/// }
/// ```
pub static BEHAVIOURS: LazyLock<Vec<Area>> = LazyLock::new(|| {
    serde_json::from_str(TABLE)
        .unwrap_or_else(|error| unreachable!("a test reads the table, too: {error}"))
});

/// The table as data. `xtask` reads the same file.
const TABLE: &str = include_str!("../fidelity.json");

/// Behaviours that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Area {
    /// What they are about.
    pub area: String,
    /// One row each.
    pub behaviours: Vec<Behaviour>,
}

/// Something that the sandbox does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Behaviour {
    /// Its name, in this table, in the code and in the conformance scenarios.
    pub id: String,
    /// What the sandbox does.
    pub does: String,
    /// On what that rests.
    pub basis: Basis,
}

/// On what a behaviour rests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Basis {
    /// A page of the vendor says so: which one.
    Documented(String),
    /// It follows from what a page says or shows: from what.
    Derived(String),
    /// No page says so; it is this project's choice: why it was chosen.
    Assumed(String),
}

impl Basis {
    /// `documented`, `derived` or `assumed`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Documented(_) => "documented",
            Self::Derived(_) => "derived",
            Self::Assumed(_) => "assumed",
        }
    }

    /// Which page, from what, or why.
    pub fn ground(&self) -> &str {
        match self {
            Self::Documented(ground) | Self::Derived(ground) | Self::Assumed(ground) => ground,
        }
    }
}

/// The behaviour with this id.
pub fn behaviour(id: &str) -> Option<&'static Behaviour> {
    BEHAVIOURS
        .iter()
        .flat_map(|area| &area.behaviours)
        .find(|behaviour| behaviour.id == id)
}

/// All of it as Markdown: a heading and a table for each area.
pub fn markdown_table() -> String {
    let mut text = String::new();
    for area in BEHAVIOURS.iter() {
        // Writing to a `String` can't fail.
        let _ = write!(
            text,
            "\n## {}\n\n| id | what the sandbox does | basis | from what, or why |\n|---|---|---|---|\n",
            area.area
        );
        for Behaviour { id, does, basis } in &area.behaviours {
            let _ = writeln!(
                text,
                "| `{id}` | {does} | {} | {} |",
                basis.name(),
                basis.ground()
            );
        }
    }
    text
}
