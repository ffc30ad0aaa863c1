//! What is tried, as data: `spec/conformance/*.yaml`, whose README describes the form.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

use super::ConformanceError;
use super::laws::Law;
use super::rows::Rows;
use super::signing::Deviation;

/// What the path of an operation begins with.
const CALLS: &str = "/openapi/v1/call/sip/";

/// A file of scenarios that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenarios: Vec<Scenario>,
}

/// Requests in order, and what is expected of their answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) kind: Kind,
    pub(crate) steps: Vec<Step>,
}

/// What a scenario does to an account, and so when it may be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Lists, signed right. Always run.
    Reads,
    /// Lists, and requests that are no request, that a server refuses because of their sign or
    /// form.
    Refusals,
    /// Makes numbers, changes and removes them.
    Writes,
    /// As `Writes`, with phones that only a sandbox can stand in for.
    Phones,
}

/// A request, or a phone that comes or leaves.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Step {
    /// A documented operation.
    pub(crate) call: Option<Call>,
    /// Another path than that of `call`.
    pub(crate) path: Option<String>,
    /// Another method than POST.
    pub(crate) method: Option<String>,
    /// The JSON that is sent, with `${name}` replaced in its strings.
    pub(crate) body: Option<Value>,
    /// What is sent instead of JSON.
    pub(crate) raw_body: Option<String>,
    /// In what the signing headers are other than documented.
    pub(crate) sign: Vec<Deviation>,
    /// Headers that are added or, with an empty value, left out.
    pub(crate) headers: BTreeMap<String, String>,
    /// A phone that registers or leaves, instead of a request.
    pub(crate) phone: Option<Phone>,
    /// Values of the answer that later steps use: name and place. Without one, the scenario ends.
    pub(crate) take: BTreeMap<String, String>,
    pub(crate) expect: Vec<Expectation>,
}

/// A documented operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Call {
    List,
    Create,
    Update,
    Delete,
}

/// A stand-in phone, by the sandbox's control API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum Phone {
    /// The number that it registers to.
    Registers(String),
    /// The number that it leaves.
    Leaves(String),
}

/// One row of the fidelity table, and how an answer shows that it holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Expectation {
    /// The row.
    pub(crate) id: String,
    /// A JSON pointer into the answer, in which `*` is each element; `status` or `content-type`.
    #[serde(default)]
    pub(crate) at: Option<String>,
    /// This value.
    #[serde(default)]
    pub(crate) is: Option<Value>,
    /// One of these values.
    #[serde(default)]
    pub(crate) one_of: Option<Vec<Value>>,
    /// A value of this JSON type.
    #[serde(default, rename = "type")]
    pub(crate) of_type: Option<Type>,
    /// A string that this regular expression describes.
    #[serde(default)]
    pub(crate) matches: Option<String>,
    /// Whether anything is there, `null` being nothing.
    #[serde(default)]
    pub(crate) present: Option<bool>,
    /// An array with an object that has these fields.
    #[serde(default)]
    pub(crate) includes: Option<Value>,
    /// An array without an object that has these fields.
    #[serde(default)]
    pub(crate) excludes: Option<Value>,
    /// An array in which the objects with these `number`s stand in this order.
    #[serde(default)]
    pub(crate) in_order: Option<Vec<Value>>,
    /// Whether the operation was done or refused, in whatever form.
    #[serde(default)]
    pub(crate) outcome: Option<Outcome>,
    /// A relation between values.
    #[serde(default)]
    pub(crate) law: Option<Law>,
}

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Type {
    String,
    Number,
    Boolean,
    Array,
    Object,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// HTTP status 2xx and `success: true`.
    Done,
    /// HTTP status 4xx, or `success: false`.
    Refused,
}

/// All scenarios of the folder, in the order of their files.
pub(crate) fn read(folder: &Path, rows: &Rows) -> Result<Vec<Scenario>, ConformanceError> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|source| ConformanceError::read(folder, source))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    paths.sort();
    let mut scenarios: Vec<Scenario> = Vec::new();
    for path in paths {
        let faulty = |fault: String| ConformanceError::Scenario {
            path: path.clone(),
            fault,
        };
        let text =
            fs::read_to_string(&path).map_err(|source| ConformanceError::read(&path, source))?;
        let file: File =
            serde_saphyr::from_str(&text).map_err(|error| faulty(error.to_string()))?;
        for scenario in file.scenarios {
            check(&scenario, rows)
                .map_err(|fault| faulty(format!("{}: {fault}", scenario.name)))?;
            if scenarios.iter().any(|other| other.name == scenario.name) {
                return Err(faulty(format!("{} is there twice", scenario.name)));
            }
            scenarios.push(scenario);
        }
    }
    Ok(scenarios)
}

fn check(scenario: &Scenario, rows: &Rows) -> Result<(), String> {
    let writes = matches!(scenario.kind, Kind::Writes | Kind::Phones);
    for step in &scenario.steps {
        match (step.call, &step.path, &step.phone) {
            (None, None, Some(_)) if scenario.kind == Kind::Phones => continue,
            (Some(Call::List), None, None) => {}
            (None, Some(_), None) if scenario.kind == Kind::Refusals => {}
            (Some(_), None, None) if writes && step.sign.is_empty() => {}
            _ => {
                return Err(format!(
                    "a step of the kind {:?} can't be this: one `call` (`list` only, unless it \
                     writes; signed right, if it writes), `path` or `phone`",
                    scenario.kind
                ));
            }
        }
        if let Some(path) = &step.path {
            check_path(path)?;
        }
        if step.raw_body.is_some() && !matches!(step.call, None | Some(Call::List)) {
            return Err(
                "what writes has a `body`: a `raw-body` can't be looked through".to_owned(),
            );
        }
        if !step.sign.is_empty() && scenario.kind != Kind::Refusals {
            return Err("only the kind `refusals` signs otherwise than documented".to_owned());
        }
        for expectation in &step.expect {
            rows.get(&expectation.id)
                .ok_or_else(|| format!("there is no row {} in fidelity.json", expectation.id))?;
            expectation.check()?;
        }
    }
    Ok(())
}

/// That a path, however a server reads it, is none that writes.
fn check_path(path: &str) -> Result<(), String> {
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let name = path.strip_prefix(CALLS).unwrap_or_default();
    // Nothing that a server might decode or resolve.
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let writes = Call::of_path(path).is_some_and(|call| call != Call::List);
    if is_plain && !writes {
        return Ok(());
    }
    Err(format!(
        "{path}: a `path` is {CALLS} and small letters, and not that of an operation that writes"
    ))
}

impl Expectation {
    /// That it says one thing.
    fn check(&self) -> Result<(), String> {
        let said = [
            self.is.is_some(),
            self.one_of.is_some(),
            self.of_type.is_some(),
            self.matches.is_some(),
            self.present.is_some(),
            self.includes.is_some(),
            self.excludes.is_some(),
            self.in_order.is_some(),
            self.outcome.is_some(),
            self.law.is_some(),
        ];
        if said.into_iter().filter(|said| *said).count() != 1 {
            return Err(format!(
                "{}: an expectation says exactly one thing",
                self.id
            ));
        }
        let needs_no_place = self.outcome.is_some() || self.law.is_some();
        if self.at.is_none() && !needs_no_place {
            return Err(format!("{}: where? `at` is missing", self.id));
        }
        if let Some(pattern) = &self.matches {
            Regex::new(pattern).map_err(|error| format!("{}: {error}", self.id))?;
        }
        Ok(())
    }
}

impl Call {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::List => "/openapi/v1/call/sip/list",
            Self::Create => "/openapi/v1/call/sip/create",
            Self::Update => "/openapi/v1/call/sip/update",
            Self::Delete => "/openapi/v1/call/sip/delete",
        }
    }

    /// The operation that a server may take a path for, whatever query it has.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        [Self::List, Self::Create, Self::Update, Self::Delete]
            .into_iter()
            .find(|call| path.trim_end_matches('/').eq_ignore_ascii_case(call.path()))
    }
}
