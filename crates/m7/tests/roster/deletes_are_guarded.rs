//! Nothing is deleted by mistake.

use m7::roster::{Action, Error, History, Plan, PlanOptions, Roster, Row, Seen};
use m7::{RegisterStatus, SipNumber};

fn seen(numbers: std::ops::Range<u32>) -> Seen {
    Seen::of(numbers.map(|number| {
        let id = format!("605aeef6{number:016}");
        SipNumber::new(RegisterStatus::Unregistered, number.to_string(), id)
    }))
}

fn keeping(numbers: std::ops::Range<u32>, scope: Option<&str>) -> Roster {
    let rows = numbers.map(|number| Row::new(number.to_string()));
    let scope = scope.map(|scope| scope.parse().unwrap());
    Roster::new(rows, scope).unwrap()
}

fn plan(roster: &Roster, seen: &Seen) -> Result<Plan, Error> {
    let options = PlanOptions::default().prune();
    Plan::new(roster, seen, &History::default(), &options)
}

#[test]
fn what_shrinks_the_scope_by_more_than_a_tenth_needs_leave() {
    for (there, kept, is_refused) in [
        (100, 90, false),
        (100, 89, true),
        (20, 15, false),
        (20, 14, true),
    ] {
        let roster = keeping(2000..2000 + kept, Some("2000-2999"));
        let plan = plan(&roster, &seen(2000..2000 + there)).unwrap();
        let deletes = plan.count(Action::Delete);
        assert_eq!(deletes, usize::try_from(there - kept).unwrap());
        let checked = plan.check_deletes(None);
        assert_eq!(checked.is_err(), is_refused, "{there}, {kept}");
        assert!(plan.check_deletes(Some(deletes)).is_ok());
        assert!(plan.check_deletes(Some(deletes - 1)).is_err());
    }
}

#[test]
fn an_empty_roster_does_not_empty_an_account_unasked() {
    let plan = plan(&keeping(0..0, Some("2000-2999")), &seen(2000..2010)).unwrap();
    let error = plan.check_deletes(None).unwrap_err();
    assert!(matches!(error, Error::TooManyDeletes { deletes: 10, .. }));
    assert!(
        error.to_string().contains("10 of the 10 numbers"),
        "{error}"
    );
}

#[test]
fn without_a_scope_nothing_can_be_deleted() {
    let error = plan(&keeping(2000..2001, None), &seen(2000..2010)).unwrap_err();
    assert!(matches!(error, Error::NoScope));
}

#[test]
fn a_row_outside_the_scope_is_a_problem() {
    let rows = ["2004", "3004"].map(Row::new);
    let problems = Roster::new(rows, Some("2000-2999".parse().unwrap())).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems.to_string().contains("3004"), "{problems}");
}
