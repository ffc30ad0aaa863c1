//! Whether an answer is what a row of the table says.

use regex::Regex;
use serde_json::{Map, Value};

use super::exchange::Exchange;
use super::scenario::{Expectation, Outcome, Type};
use super::variables::Variables;

/// What was expected, and what was seen instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) expected: String,
    pub(crate) seen: String,
}

/// What came of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    Differs(Mismatch),
    /// There was nothing to try it on.
    Untested(String),
}

impl Mismatch {
    pub(crate) fn new(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            seen: seen.into(),
        }
    }
}

impl From<Result<(), Mismatch>> for Verdict {
    fn from(result: Result<(), Mismatch>) -> Self {
        result.map_or_else(Self::Differs, |()| Self::Holds)
    }
}

/// Examines an answer.
pub(crate) fn examine(
    expectation: &Expectation,
    exchange: &Exchange,
    variables: &Variables,
) -> Verdict {
    if let Some(outcome) = expectation.outcome {
        return examine_outcome(outcome, exchange).into();
    }
    if let Some(law) = expectation.law {
        return law.examine(exchange).into();
    }
    let at = expectation.at.as_deref().unwrap_or_default();
    let of_http = match at {
        "status" => Some(Value::from(exchange.answer.status)),
        "content-type" => Some(Value::from(exchange.answer.content_type.clone())),
        _ => None,
    };
    let found = match (&of_http, &exchange.json) {
        (Some(value), _) => vec![(at.to_owned(), Some(value))],
        (None, Some(json)) => places(json, at),
        (None, None) => {
            return Verdict::Differs(Mismatch::new(format!("JSON with {at}"), exchange.shown(at)));
        }
    };
    if found.is_empty() {
        return Verdict::Untested(format!("there is nothing at {at}"));
    }
    let is_each = at.contains('*');
    for (place, value) in found {
        // Whether it is there is for `present` to say.
        if is_each && value.is_none() && expectation.present.is_none() {
            continue;
        }
        if let Err(mut mismatch) = examine_value(expectation, value, variables) {
            mismatch.expected = format!("{} at {place}", mismatch.expected);
            return Verdict::Differs(mismatch);
        }
    }
    Verdict::Holds
}

fn examine_outcome(outcome: Outcome, exchange: &Exchange) -> Result<(), Mismatch> {
    let seen = || {
        format!(
            "status {}, success {}, message {}",
            exchange.answer.status,
            exchange.shown("/success"),
            exchange.shown("/message")
        )
    };
    // No page shows what a refusal looks like. A redirect, or a failure of the server's own, is none.
    let is_refused = (400..500).contains(&exchange.answer.status)
        || exchange.at("/success") == Some(&Value::Bool(false));
    let (holds, expected) = match outcome {
        Outcome::Done => (exchange.is_done(), "that it is done"),
        Outcome::Refused => (is_refused && !exchange.is_done(), "that it is refused"),
    };
    if holds {
        Ok(())
    } else {
        Err(Mismatch::new(expected, seen()))
    }
}

/// `value` is what stands there; `null` counts as nothing where presence is asked for.
fn examine_value(
    expectation: &Expectation,
    value: Option<&Value>,
    variables: &Variables,
) -> Result<(), Mismatch> {
    let shown = || value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let fail = |expected: String| Err(Mismatch::new(expected, shown()));
    let fill = |value: &Value| variables.fill(value).unwrap_or_else(Value::String);
    if let Some(present) = expectation.present {
        let is_there = value.is_some_and(|value| !value.is_null());
        return match (present, is_there) {
            (true, false) => fail("something".to_owned()),
            (false, true) => fail("nothing".to_owned()),
            _ => Ok(()),
        };
    }
    if let Some(expected) = &expectation.is {
        let expected = fill(expected);
        if value != Some(&expected) {
            return fail(expected.to_string());
        }
    }
    if let Some(expected) = &expectation.one_of {
        let expected: Vec<_> = expected.iter().map(fill).collect();
        if !value.is_some_and(|value| expected.contains(value)) {
            return fail(format!("one of {}", Value::Array(expected)));
        }
    }
    if let Some(expected) = expectation.of_type
        && !value.is_some_and(|value| expected.is_of(value))
    {
        return fail(format!("a value of the type {expected:?}").to_lowercase());
    }
    if let Some(pattern) = &expectation.matches {
        let matches = value
            .and_then(Value::as_str)
            .is_some_and(|text| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)));
        if !matches {
            return fail(format!("a string like {pattern}"));
        }
    }
    if let Some(expected) = &expectation.includes {
        let expected = fill(expected);
        if !elements(value).any(|element| has(element, &expected)) {
            return fail(format!("an element with {expected}"));
        }
    }
    if let Some(expected) = &expectation.excludes {
        let expected = fill(expected);
        if value.and_then(Value::as_array).is_none()
            || elements(value).any(|element| has(element, &expected))
        {
            return fail(format!("an array without an element with {expected}"));
        }
    }
    if let Some(expected) = &expectation.in_order {
        let expected: Vec<_> = expected.iter().map(fill).collect();
        let order: Vec<_> = elements(value)
            .filter_map(|element| element.get("number"))
            .filter(|number| expected.contains(number))
            .cloned()
            .collect();
        if order != expected {
            return fail(format!(
                "the numbers {} in this order",
                Value::Array(expected)
            ));
        }
    }
    Ok(())
}

impl Type {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// What stands at a place, in which `*` is each element of an array.
fn places<'a>(json: &'a Value, place: &str) -> Vec<(String, Option<&'a Value>)> {
    let Some((before, after)) = place.split_once("/*") else {
        return vec![(place.to_owned(), json.pointer(place))];
    };
    let elements = json.pointer(before).and_then(Value::as_array);
    elements
        .into_iter()
        .flatten()
        .enumerate()
        .flat_map(|(index, element)| {
            let inner = places(element, after).into_iter();
            inner.map(move |(place, value)| (format!("{before}/{index}{place}"), value))
        })
        .collect()
}

fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// Whether an object has these fields, whatever else it has.
fn has(element: &Value, fields: &Value) -> bool {
    let none = Map::new();
    let fields = fields.as_object().unwrap_or(&none);
    fields
        .iter()
        .all(|(name, value)| element.get(name) == Some(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_star_is_each_element() {
        let json = json!({"data": [{"a": 1}, {}, {"a": [{"b": 2}]}]});
        let found: Vec<_> = places(&json, "/data/*/a").into_iter().collect();
        assert_eq!(found[0], ("/data/0/a".to_owned(), Some(&json!(1))));
        assert_eq!(found[1], ("/data/1/a".to_owned(), None));
        assert_eq!(places(&json, "/data/*/a/*/b").len(), 1);
        assert_eq!(places(&json, "/nothing/*/a"), []);
    }
}
