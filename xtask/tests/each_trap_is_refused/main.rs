//! Each trap is refused alone, at its place, with what to write instead.

#[path = "../contract/mod.rs"]
mod contract;
mod document;
mod extension;
mod operation;
mod reference;
mod reply;
mod schema;

use contract::{contract, problems_of, with};
use serde_json::{Value, json};

const LIST: &str = "paths./things/list.post";

/// Says that these changes alone are refused, once, at this place, in these words.
#[track_caller]
fn refused(changes: &[(&str, Value)], at: &str, what: &str, instead: &str) {
    let problems = problems_of(&with(changes));
    let [problem] = problems.as_slice() else {
        panic!("{} problems: {problems:#?}", problems.len());
    };
    assert_eq!(problem.at, at);
    assert!(problem.what.contains(what), "{problem}");
    assert!(problem.instead.contains(instead), "{problem}");
}

#[test]
fn the_contract_itself_is_not() {
    assert_eq!(problems_of(&contract()), []);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let problems = problems_of(&with(&[
        ("/paths/~1things~1list/post/operationId", Value::Null),
        (
            "/components/schemas/Thing/properties/weight/default",
            json!(1),
        ),
        ("/components/schemas/Codec/x-m7-open", Value::Null),
    ]));
    let places: Vec<_> = problems.iter().map(|problem| problem.at.as_str()).collect();
    assert_eq!(
        places,
        [
            "components.schemas.Codec",
            "components.schemas.Thing.properties.weight",
            LIST,
        ]
    );
}

#[test]
fn a_problem_names_place_fault_and_remedy() {
    let problems = problems_of(&with(&[(
        "/components/schemas/Codec/x-m7-open",
        Value::Null,
    )]));
    assert_eq!(
        problems[0].to_string(),
        "components.schemas.Codec\n  \
         a closed enum loses the whole reply on the day the vendor adds a value\n  \
         write instead: `x-m7-open: true` beside the `enum`"
    );
}
