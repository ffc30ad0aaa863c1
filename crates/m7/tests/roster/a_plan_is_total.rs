//! Planning, by itself: against every state of the numbers and every roster.

use std::collections::{BTreeMap, BTreeSet};

use m7::roster::{Action, History, Plan, PlanOptions, Roster, Seen, When};
use m7::{RegisterStatus, SipNumber};
use proptest::prelude::*;

use crate::wanted::{Agent, Wanted, agents, rosters, scope};

/// A number as a list shows it.
#[derive(Clone, Debug)]
struct There {
    is_registered: bool,
    agent: Option<&'static str>,
}

fn states() -> impl Strategy<Value = BTreeMap<u32, There>> {
    let agent = prop::option::of(prop::sample::select(agents()));
    let there = (any::<bool>(), agent).prop_map(|(is_registered, agent)| There {
        is_registered,
        agent,
    });
    // Some are outside of the scope.
    prop::collection::btree_map(1995..2015_u32, there, 0..12)
}

fn seen(state: &BTreeMap<u32, There>) -> Seen {
    Seen::of(state.iter().map(|(number, there)| {
        let status = if there.is_registered {
            RegisterStatus::Registered
        } else {
            RegisterStatus::Unregistered
        };
        let mut seen = SipNumber::new(status, number.to_string(), id(*number));
        seen.agent = there.agent.map(|agent_id| {
            let mut agent = m7::Agent::default();
            agent.agent_id = Some(agent_id.to_owned());
            agent
        });
        seen
    }))
}

fn id(number: u32) -> String {
    format!("605aeef6{number:016}")
}

/// The same, but that nobody is wanted who keeps another number: that would be a problem.
fn possible(
    mut wanted: Vec<Wanted>,
    state: &BTreeMap<u32, There>,
    is_pruned: impl Fn(&str) -> bool,
) -> Vec<Wanted> {
    let rows: BTreeMap<String, Agent> = wanted
        .iter()
        .map(|row| (row.number.clone(), row.agent.clone()))
        .collect();
    let keeps = |number: &str, agent_id: &str| match rows.get(number) {
        Some(Agent::Any) => true,
        Some(Agent::Nobody) => false,
        Some(Agent::Bound(wanted)) => *wanted == agent_id,
        None => !is_pruned(number),
    };
    for row in &mut wanted {
        let Agent::Bound(agent_id) = row.agent else {
            continue;
        };
        let is_kept = state.iter().any(|(number, there)| {
            let number = number.to_string();
            number != row.number && there.agent == Some(agent_id) && keeps(&number, agent_id)
        });
        if is_kept {
            row.agent = Agent::Nobody;
        }
    }
    wanted
}

fn plan(wanted: &[Wanted], state: &BTreeMap<u32, There>) -> Plan {
    let roster = Roster::new(wanted.iter().map(Wanted::row), Some(scope())).unwrap();
    let options = PlanOptions::default().prune();
    Plan::new(&roster, &seen(state), &History::default(), &options).unwrap()
}

/// What is there once the plan is carried out and all phones are registered.
fn carried_out(plan: &Plan, state: &BTreeMap<u32, There>) -> BTreeMap<u32, There> {
    let mut state = state.clone();
    for step in plan.steps() {
        let number: u32 = step.number.parse().unwrap();
        match step.action {
            Action::Create => {
                let made = There {
                    is_registered: true,
                    agent: None,
                };
                assert!(state.insert(number, made).is_none(), "{number} is there");
            }
            Action::Unbind => {
                let agent = state.get_mut(&number).unwrap().agent.take();
                assert_eq!(agent, step.agent_id.as_deref());
            }
            Action::Bind => {
                let there = state.get_mut(&number).unwrap();
                assert_eq!(
                    there.agent, None,
                    "an agent is bound to unbound numbers only"
                );
                let agent_id = step.agent_id.as_deref();
                there.agent = agents().into_iter().find(|id| Some(*id) == agent_id);
                there.is_registered = true;
            }
            Action::Delete => {
                state.remove(&number).unwrap();
            }
            _ => {}
        }
    }
    state
}

proptest! {
    #[test]
    fn what_is_carried_out_needs_no_other_plan(wanted in rosters(), state in states()) {
        let wanted = possible(wanted, &state, |number| scope().contains(number));
        let state = carried_out(&plan(&wanted, &state), &state);
        let again = plan(&wanted, &state);
        prop_assert!(again.is_empty(), "{:?}", again.steps());
        for wanted in &wanted {
            let there = &state[&wanted.number.parse().unwrap()];
            match wanted.agent {
                Agent::Any => {}
                Agent::Nobody => prop_assert_eq!(there.agent, None),
                Agent::Bound(agent_id) => prop_assert_eq!(there.agent, Some(agent_id)),
            }
        }
    }

    #[test]
    fn nothing_outside_the_scope_is_touched(wanted in rosters(), state in states()) {
        let wanted = possible(wanted, &state, |number| scope().contains(number));
        let scope = scope();
        for step in plan(&wanted, &state).steps() {
            prop_assert!(scope.contains(&step.number), "{step:?}");
            let is_wanted = wanted.iter().any(|wanted| wanted.number == step.number);
            match step.action {
                Action::Delete => prop_assert!(!is_wanted),
                // Before it is deleted, so that its agent can have another one.
                Action::Unbind => {}
                _ => prop_assert!(is_wanted),
            }
        }
    }

    #[test]
    fn without_being_asked_it_deletes_nothing(wanted in rosters(), state in states()) {
        let wanted = possible(wanted, &state, |_| false);
        let roster = Roster::new(wanted.iter().map(Wanted::row), Some(scope())).unwrap();
        let (seen, history) = (seen(&state), History::default());
        let plan = Plan::new(&roster, &seen, &history, &PlanOptions::default()).unwrap();
        prop_assert_eq!(plan.count(Action::Delete), 0);
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (wanted, shuffled) in rosters().prop_flat_map(|wanted| {
            let shuffled = Just(wanted.clone()).prop_shuffle();
            (Just(wanted), shuffled)
        }),
        state in states(),
    ) {
        let possible = |wanted| possible(wanted, &state, |number| scope().contains(number));
        let (wanted, shuffled) = (possible(wanted), possible(shuffled));
        prop_assert_eq!(plan(&wanted, &state), plan(&shuffled, &state));
    }

    #[test]
    fn no_two_steps_do_the_same_to_a_number(wanted in rosters(), state in states()) {
        let wanted = possible(wanted, &state, |number| scope().contains(number));
        let plan = plan(&wanted, &state);
        let mut done = BTreeSet::new();
        for step in plan.steps() {
            prop_assert!(done.insert((&step.number, step.action)), "{step:?}");
        }
        let plans: BTreeSet<_> = plan.steps().iter().map(|step| &step.number).collect();
        let touched = wanted.iter().filter(|wanted| plans.contains(&wanted.number)).count();
        prop_assert_eq!(plan.unchanged(), wanted.len() - touched);
    }

    #[test]
    fn a_number_without_a_phone_keeps_its_agent_for_now(wanted in rosters(), state in states()) {
        let wanted = possible(wanted, &state, |number| scope().contains(number));
        for step in plan(&wanted, &state).steps() {
            let there = state.get(&step.number.parse().unwrap());
            let is_away = there.is_none_or(|there| !there.is_registered);
            if step.action == Action::Bind {
                prop_assert_eq!(step.when == When::Registered, is_away);
            }
        }
    }

    #[test]
    fn two_rows_for_one_number_are_refused(wanted in rosters()) {
        prop_assume!(!wanted.is_empty());
        let twice = wanted.iter().chain(&wanted[..1]).map(Wanted::row);
        let problems = Roster::new(twice, None).unwrap_err();
        prop_assert!(problems.to_string().contains(&wanted[0].number));
    }
}

#[test]
fn a_number_that_is_there_twice_is_a_problem_with_both_ids() {
    let twice = ["605aeef6e9930e49f48444be", "5fc9d54105fd0161a498c503"]
        .map(|id| SipNumber::new(RegisterStatus::Registered, "2004", id));
    let roster = crate::wanted::roster(&[Wanted::new("2004")]);
    let planned = Plan::new(
        &roster,
        &Seen::of(twice),
        &History::default(),
        &PlanOptions::default(),
    );
    let error = planned.unwrap_err().to_string();
    assert!(error.contains("605aeef6e9930e49f48444be"), "{error}");
    assert!(error.contains("5fc9d54105fd0161a498c503"), "{error}");
}
