//! How a plan is made.

use std::collections::{HashMap, HashSet};

use m7_models::SipId;

use super::{Action, Basis, Plan, PlanOptions, Prune, Step, Unknown, UnknownFields, When};
use crate::roster::row::AgentRule;
use crate::roster::seen::{Phone, SeenNumber};
use crate::roster::store::{Known, Setting};
use crate::roster::{Error, History, Problem, Problems, Roster, Row, Seen};

/// The plan so far.
struct Draft<'a> {
    history: &'a History,
    holders: Holders<'a>,
    /// The agents that rows name.
    wanted_agents: HashSet<&'a str>,
    /// By agent: the number that they are to be bound to.
    to_bind: HashMap<&'a str, &'a str>,
    unknown_are: Unknown,
    steps: Vec<Step>,
    unknown: Vec<UnknownFields>,
    unchanged: usize,
    from_journal: usize,
    problems: Vec<Problem>,
}

/// By agent: the number that they keep, whatever else the roster says.
struct Holders<'a>(HashMap<&'a str, &'a str>);

impl<'a> Holders<'a> {
    fn of(roster: &'a Roster, seen: &'a Seen, prune: Prune) -> Self {
        let mut holders = HashMap::new();
        for there in seen.all() {
            let Some(bound) = there.agent_id.as_deref().filter(|id| !id.is_empty()) else {
                continue;
            };
            let is_kept = match (roster.row(&there.number), prune) {
                (Some(row), _) => match &row.agent {
                    AgentRule::Any => true,
                    AgentRule::Nobody => false,
                    AgentRule::Bound(wanted) => wanted == bound,
                },
                (None, Prune::Never) => true,
                (None, Prune::InScope) => {
                    !roster.scope().is_some_and(|it| it.contains(&there.number))
                }
            };
            if is_kept {
                holders.insert(bound, there.number.as_str());
            }
        }
        Self(holders)
    }

    /// The other number that this agent keeps.
    fn keeps(&self, agent_id: &str, number: &str) -> Option<&'a str> {
        let holder = self.0.get(agent_id).copied();
        holder.filter(|holder| *holder != number)
    }
}

/// What is made of a field that no list shows.
enum Hidden {
    /// The roster doesn't say.
    Unsaid,
    /// It is so, by the journal.
    So,
    /// It has to be set.
    Otherwise,
    /// Nobody can tell.
    Unknown,
}

/// Whether a number gets another password.
#[derive(Clone, Copy)]
enum Updates {
    Password,
    NoPassword,
}

pub(super) fn make(
    roster: &Roster,
    seen: &Seen,
    history: &History,
    options: PlanOptions,
) -> Result<Plan, Error> {
    let mut draft = Draft {
        history,
        holders: Holders::of(roster, seen, options.prune),
        wanted_agents: roster.rows().iter().filter_map(wanted_agent).collect(),
        to_bind: HashMap::new(),
        unknown_are: options.unknown,
        steps: Vec::new(),
        unknown: Vec::new(),
        unchanged: 0,
        from_journal: 0,
        problems: Vec::new(),
    };
    for row in roster.rows() {
        match seen.of_number(row.number()) {
            [] => draft.missing(row),
            [there] => draft.there(row, there),
            several => draft.several(row, several),
        }
    }
    let scoped = match options.prune {
        Prune::Never => 0,
        Prune::InScope => draft.prune(roster, seen)?,
    };
    Problems::of(draft.problems)?;
    draft
        .steps
        .sort_by(|a, b| (&a.number, a.action).cmp(&(&b.number, b.action)));
    let scope = match options.prune {
        Prune::Never => None,
        Prune::InScope => roster.scope(),
    };
    let plan = Plan {
        id: String::new(),
        steps: draft.steps,
        unknown: draft.unknown,
        rows: roster.rows().len(),
        unchanged: draft.unchanged,
        from_journal: draft.from_journal,
        scoped,
        basis: Basis::new(roster, scope, seen, history),
    };
    Ok(plan.identified())
}

impl<'a> Draft<'a> {
    /// A row whose number isn't there.
    fn missing(&mut self, row: &'a Row) {
        let Some(password) = &row.password else {
            let what = "there is no such number yet, and to create it takes a password: write \
                        generate, env:NAME or file:PATH";
            let problem = Problem::new(what).at(row.place).field("password");
            self.problems
                .push(problem.field(format!("password of {}", row.number)));
            return;
        };
        let mut create = Step::new(&row.number, Action::Create);
        create.codecs.clone_from(&row.codecs);
        create.behind_nat = row.behind_nat;
        create.password = Some(password.clone());
        create.password_version = Some(row.password_version);
        self.steps.push(create);
        if let AgentRule::Bound(agent_id) = &row.agent {
            self.bind(row, agent_id, None, When::Registered);
        }
    }

    /// A row whose number is there.
    fn there(&mut self, row: &'a Row, there: &SeenNumber) {
        let before = self.steps.len();
        let updates = self.settings(row, there);
        let when = match (there.phone, updates) {
            // A phone that has the old password has to register again.
            (_, Updates::Password) | (Phone::Away, _) => When::Registered,
            (Phone::Registered, Updates::NoPassword) => When::Now,
        };
        match (&row.agent, &there.agent_id) {
            (AgentRule::Any, _) | (AgentRule::Nobody, None) => {}
            (AgentRule::Nobody, Some(bound)) => self.unbind(there, bound, When::Now),
            (AgentRule::Bound(wanted), Some(bound)) if wanted == bound => {}
            (AgentRule::Bound(wanted), bound) => {
                if let Some(holder) = self.holders.keeps(wanted, &row.number) {
                    let what = format!(
                        "this agent is bound to {holder}, which the roster leaves to them: take them off \
                         there (agent none), or bind somebody else here"
                    );
                    let problem = Problem::new(what).at(row.place).field("agent_id");
                    self.problems.push(problem.value(wanted));
                }
                if let Some(bound) = bound {
                    // Nobody loses their number before somebody else can have it, unless they are to
                    // have another one, which they may be refused as long as they have this.
                    let moves = self.wanted_agents.contains(bound.as_str());
                    self.unbind(there, bound, if moves { When::Now } else { when });
                }
                self.bind(row, wanted, Some(&there.sip_id), when);
            }
        }
        if self.steps.len() == before {
            self.unchanged += 1;
        }
    }

    /// Codecs, NAT and password of a number that is there.
    fn settings(&mut self, row: &Row, there: &SeenNumber) -> Updates {
        let known = self.history.known(&row.number, &there.sip_id);
        let codecs = compared(
            row.codecs.as_ref(),
            known.and_then(|known| known.codecs.as_ref()),
        );
        let nat = compared(
            row.behind_nat.as_ref(),
            known.and_then(|known| known.behind_nat.as_ref()),
        );
        let password = password(row, known);
        let mut update = Step::new(&row.number, Action::Update);
        update.sip_id = Some(there.sip_id.clone());
        let mut unknown = Vec::new();
        let mut is_from_journal = false;
        for (name, hidden) in [("codecs", codecs), ("nat", nat), ("password", password)] {
            match hidden {
                Hidden::Unsaid => continue,
                Hidden::So => {
                    is_from_journal = true;
                    continue;
                }
                Hidden::Unknown if self.unknown_are == Unknown::Left => {
                    unknown.push(name.to_owned());
                    continue;
                }
                Hidden::Unknown | Hidden::Otherwise => {}
            }
            match name {
                "codecs" => update.codecs.clone_from(&row.codecs),
                "nat" => update.behind_nat = row.behind_nat,
                _ => {
                    update.password.clone_from(&row.password);
                    update.password_version = Some(row.password_version);
                }
            }
        }
        self.from_journal += usize::from(is_from_journal);
        if !unknown.is_empty() {
            self.unknown.push(UnknownFields {
                number: row.number.clone(),
                fields: unknown,
            });
        }
        let updates = match update.password {
            Some(_) => Updates::Password,
            None => Updates::NoPassword,
        };
        if update.codecs.is_some() || update.behind_nat.is_some() || update.password.is_some() {
            self.steps.push(update);
        }
        updates
    }

    fn unbind(&mut self, there: &SeenNumber, bound: &str, when: When) {
        let mut unbind = Step::new(&there.number, Action::Unbind);
        unbind.sip_id = Some(there.sip_id.clone());
        unbind.agent_id = Some(bound.to_owned());
        unbind.when = when;
        self.steps.push(unbind);
    }

    fn bind(&mut self, row: &'a Row, agent_id: &'a str, sip_id: Option<&SipId>, when: When) {
        if let Some(other) = self.to_bind.insert(agent_id, &row.number) {
            let what = format!("{other} is to have this agent already: an agent has one number");
            let problem = Problem::new(what).at(row.place).field("agent_id");
            self.problems.push(problem.value(agent_id));
        }
        let mut bind = Step::new(&row.number, Action::Bind);
        bind.sip_id = sip_id.cloned();
        bind.agent_id = Some(agent_id.to_owned());
        bind.when = when;
        self.steps.push(bind);
    }

    fn several(&mut self, row: &Row, several: &[SeenNumber]) {
        let ids: Vec<&str> = several.iter().map(|seen| seen.sip_id.as_str()).collect();
        let what = format!(
            "there are {} SIP numbers of this name, with the ids {}: delete what is too many by its id",
            several.len(),
            ids.join(", ")
        );
        let problem = Problem::new(what).at(row.place).field("number");
        self.problems.push(problem.value(&row.number));
    }

    /// Deletes what is in the scope and in no row. Returns how many numbers the scope has.
    fn prune(&mut self, roster: &Roster, seen: &Seen) -> Result<usize, Error> {
        let scope = roster.scope().ok_or(Error::NoScope)?;
        let mut scoped = 0;
        for there in seen.all() {
            if !scope.contains(&there.number) {
                continue;
            }
            scoped += 1;
            if roster.row(&there.number).is_none() {
                // Who is to have another number may be refused it as long as they have this one.
                if let Some(bound) = &there.agent_id
                    && self.wanted_agents.contains(bound.as_str())
                {
                    self.unbind(there, bound, When::Now);
                }
                let mut delete = Step::new(&there.number, Action::Delete);
                delete.sip_id = Some(there.sip_id.clone());
                self.steps.push(delete);
            }
        }
        Ok(scoped)
    }
}

fn wanted_agent(row: &Row) -> Option<&str> {
    match &row.agent {
        AgentRule::Bound(agent_id) => Some(agent_id),
        AgentRule::Any | AgentRule::Nobody => None,
    }
}

/// What a roster says of a field against what was set last.
fn compared<T: PartialEq>(wanted: Option<&T>, known: Option<&Setting<T>>) -> Hidden {
    match (wanted, known) {
        (None, _) => Hidden::Unsaid,
        (Some(_), None) => Hidden::Unknown,
        (Some(wanted), Some(Setting::To(set))) if wanted == set => Hidden::So,
        (Some(_), Some(Setting::To(_) | Setting::Unsure)) => Hidden::Otherwise,
    }
}

/// A password is set anew for a higher version only: nothing else of it can be compared.
fn password(row: &Row, known: Option<&Known>) -> Hidden {
    match (
        &row.password,
        known.and_then(|known| known.password_version.as_ref()),
    ) {
        (None, _) => Hidden::Unsaid,
        (Some(_), None) => Hidden::Unknown,
        (Some(_), Some(Setting::To(version))) if row.password_version <= *version => Hidden::So,
        (Some(_), Some(Setting::To(_) | Setting::Unsure)) => Hidden::Otherwise,
    }
}
