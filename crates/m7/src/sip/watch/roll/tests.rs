use m7_envelope::Envelope;
use m7_models::{Agent, RegisterStatus};
use proptest::prelude::*;

use super::*;

fn number(id: &str, number: &str) -> SipNumber {
    SipNumber::new(RegisterStatus::Unregistered, number, id)
}

fn registered(id: &str, at: &str) -> SipNumber {
    let mut registered = number(id, "2004");
    registered.register_status = RegisterStatus::Registered;
    registered.client_url = Some(at.to_owned());
    registered
}

fn bound(id: &str, agent_id: &str) -> SipNumber {
    let mut bound = registered(id, "192.0.2.7:5060");
    let mut agent = Agent::default();
    agent.agent_id = Some(agent_id.to_owned());
    bound.agent = Some(agent);
    bound
}

fn roll_of(numbers: Vec<SipNumber>) -> Roll {
    let mut roll = Roll::default();
    roll.update(numbers.into());
    roll
}

/// A list as it arrives, with items that can't be read.
fn list(json: &str) -> Items<SipNumber> {
    let reply = format!(r#"{{"success":true,"code":"200","message":"","data":{json}}}"#);
    let envelope = Envelope::<Items<SipNumber>>::salvage(reply.as_bytes()).unwrap();
    match envelope.data {
        m7_envelope::Data::Typed(items) => items,
        other => panic!("{other:?}"),
    }
}

fn names(changes: &[Change]) -> Vec<(&'static str, &str)> {
    changes
        .iter()
        .map(|change| (change.name(), change.sip_id().as_str()))
        .collect()
}

#[test]
fn the_first_list_tells_what_there_is() {
    let changes = Roll::default().update(vec![number("b", "2"), number("a", "1")].into());
    assert_eq!(names(&changes), [("present", "a"), ("present", "b")]);
}

#[test]
fn each_difference_has_its_name() {
    let agent_renamed = {
        let mut number = bound("a", "x");
        number.agent.as_mut().unwrap().agent_name = Some("Kim".to_owned());
        number
    };
    let of_unknown_status = {
        let mut number = number("a", "2004");
        number.register_status = RegisterStatus::Unknown(7);
        number
    };
    for (before, now, name) in [
        (number("a", "2004"), number("a", "2005"), "renamed"),
        (number("a", "2004"), registered("a", "x:1"), "registered"),
        (
            registered("a", "x:1"),
            registered("a", "y:1"),
            "reregistered",
        ),
        (registered("a", "x:1"), number("a", "2004"), "unregistered"),
        (registered("a", "192.0.2.7:5060"), bound("a", "x"), "bound"),
        (bound("a", "x"), bound("a", "y"), "rebound"),
        (
            bound("a", "x"),
            registered("a", "192.0.2.7:5060"),
            "unbound",
        ),
        (bound("a", "x"), agent_renamed, "altered"),
        (number("a", "2004"), of_unknown_status.clone(), "altered"),
        (registered("a", "x:1"), of_unknown_status, "unregistered"),
    ] {
        let mut roll = roll_of(vec![before.clone()]);
        let changes = roll.update(vec![now.clone()].into());
        assert_eq!(names(&changes), [(name, "a")]);
        assert_eq!(changes[0].before(), Some(&before));
        assert_eq!(changes[0].number(), &now);
        assert!(roll.update(vec![now].into()).is_empty());
    }
}

#[test]
fn what_is_gone_comes_first_and_what_is_new_last() {
    let mut roll = roll_of(vec![number("b", "2004"), number("c", "2005")]);
    // The number 2004 is made anew, under an id that comes first.
    let changes = roll.update(vec![number("a", "2004"), bound("c", "x")].into());
    let expected = [
        ("removed", "b"),
        ("renamed", "c"),
        ("registered", "c"),
        ("bound", "c"),
        ("created", "a"),
    ];
    assert_eq!(names(&changes), expected);
}

#[test]
fn an_item_that_cannot_be_read_is_not_gone() {
    let mut roll = roll_of(vec![number("a", "1"), number("b", "2")]);
    // Of the one, the id can be read.
    let changes = roll.update(list(r#"[{"sipId":"a","number":5,"registerStatus":0}]"#));
    assert_eq!(names(&changes), [("removed", "b")]);
    // Of the other, nothing.
    assert!(roll.update(list(r#"["?"]"#)).is_empty());
    assert_eq!(names(&roll.update(Vec::new().into())), [("removed", "a")]);
}

#[test]
fn an_item_that_could_not_be_read_before_is_not_new() {
    let readable = r#"[{"sipId":"a","number":"1","registerStatus":0}]"#;
    for unreadable in [r#"[{"sipId":"a"}]"#, r#"["?"]"#] {
        let mut roll = roll_of(Vec::new());
        assert!(roll.update(list(unreadable)).is_empty());
        assert_eq!(names(&roll.update(list(readable))), [("present", "a")]);
    }
    let mut roll = roll_of(Vec::new());
    roll.update(list(r#"[{"sipId":"b"}]"#));
    assert_eq!(names(&roll.update(list(readable))), [("created", "a")]);
}

fn any_number() -> impl Strategy<Value = SipNumber> {
    (
        0..8_u32,
        0..3_u32,
        0..3_i64,
        prop::option::of(0..2_u32),
        prop::option::of((0..2_u32, 0..2_u32)),
    )
        .prop_map(|(id, name, status, phone, agent)| {
            let mut number = SipNumber::new(
                RegisterStatus::from(status),
                format!("200{name}"),
                format!("{id}"),
            );
            number.client_url = phone.map(|phone| format!("192.0.2.{phone}:5060"));
            number.agent = agent.map(|(id, name)| {
                let mut agent = Agent::default();
                agent.agent_id = Some(id.to_string());
                agent.agent_name = Some(name.to_string());
                agent
            });
            number
        })
}

/// What a consumer knows who applies one change after the other.
fn fold(known: &mut BTreeMap<SipId, SipNumber>, change: &Change) -> Result<(), TestCaseError> {
    let id = change.sip_id().clone();
    match change {
        Change::Present(number) | Change::Created(number) => {
            let before = known.insert(id, number.clone());
            prop_assert_eq!(before, None);
        }
        Change::Removed(number) => {
            let before = known.remove(&id);
            prop_assert_eq!(before.as_ref(), Some(number));
        }
        change => {
            known.insert(id, change.number().clone());
        }
    }
    Ok(())
}

proptest! {
    /// Whatever was seen of it, in whatever order the lists came.
    #[test]
    fn the_changes_lead_from_each_list_to_the_next_and_each_is_told_once(
        lists in prop::collection::vec(prop::collection::vec(any_number(), 0..8), 1..8),
    ) {
        let mut roll = Roll::default();
        let mut known = BTreeMap::new();
        for list in lists {
            let mut expected = BTreeMap::new();
            for number in &list {
                expected.entry(number.sip_id.clone()).or_insert_with(|| number.clone());
            }
            let before = known.clone();
            let changes = roll.update(list.into());
            let mut told = BTreeSet::new();
            for change in &changes {
                prop_assert!(told.insert((change.sip_id().clone(), change.name())), "told twice");
                prop_assert_ne!(Some(change.number()), before.get(change.sip_id())
                    .filter(|_| !matches!(change, Change::Removed(_))));
                fold(&mut known, change)?;
            }
            prop_assert_eq!(&known, &expected);
            prop_assert_eq!(&roll.numbers, &expected);
        }
    }
}
