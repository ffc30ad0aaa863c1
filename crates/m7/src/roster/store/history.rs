//! What a journal has told so far.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use m7_models::{CodingFormat, SipId};

use super::record::{Became, Begin, Conclusion, Direct, DirectEnd, Intent, Record};
use crate::roster::Action;

/// What the journal of an account has told so far: what was set last and no list shows, and which writes
/// have no known outcome.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub(super) target: Option<String>,
    known: HashMap<String, Known>,
    open: BTreeMap<u64, Intent>,
    last_op: u64,
    last_run: Option<Begin>,
    runs: u64,
    timings: BTreeMap<Action, Timing>,
    /// By number: the highest version of a password that was to be set.
    versions: HashMap<String, u32>,
    /// The last one.
    rotation: Option<Rotated>,
    last_direct: u64,
    /// Those that aren't over.
    directs: HashMap<u64, OpenDirect>,
    /// By number and version: the write that a password was made up for which is to be used again.
    passwords: HashMap<(String, u32), u64>,
}

/// A write that no run makes, and that isn't over.
#[derive(Clone, Debug)]
struct OpenDirect {
    direct: Direct,
    /// What was known of its number before it, and what is while it may have been done or not.
    before: Option<Known>,
    during: Option<Known>,
}

/// What became of a rotation of passwords, which several runs may have had a part in.
#[derive(Clone, Debug)]
struct Rotated {
    /// The first of these runs.
    begun_by: u64,
    /// How many numbers were to have a new password.
    planned: usize,
    /// Those that have it.
    numbers: HashSet<String>,
}

/// What is known of a number from what was written to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::roster) struct Known {
    pub(in crate::roster) sip_id: Option<SipId>,
    pub(in crate::roster) codecs: Option<Setting<Vec<CodingFormat>>>,
    pub(in crate::roster) behind_nat: Option<Setting<bool>>,
    pub(in crate::roster) password_version: Option<Setting<u32>>,
}

/// What a field was set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::roster) enum Setting<T> {
    To(T),
    /// Whatever it is: a write of another value may have been done or not, or the number was made
    /// without saying.
    Unsure,
}

/// Whether a write is known to have been done.
#[derive(Clone, Copy)]
enum Certainty {
    Sure,
    Perhaps,
}

#[derive(Clone, Copy, Debug, Default)]
struct Timing {
    calls: u32,
    total: Duration,
}

impl History {
    /// Which account of which server it is about, if it has begun.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// How many writes have no known outcome: of a run that was cut off, or whose reply was lost.
    pub fn unsettled(&self) -> usize {
        self.open.len()
    }

    /// How many runs have been begun.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// How many numbers something is known of that no list shows.
    pub fn known_numbers(&self) -> usize {
        self.known.len()
    }

    /// How long a write of this kind has taken on average; `None` if none has been done.
    pub fn measured(&self, action: Action) -> Option<Duration> {
        let timing = self.timings.get(&action)?;
        timing.total.checked_div(timing.calls)
    }

    /// The version that a row has to ask for ([`Row::password_version`](crate::roster::Row::password_version))
    /// so that this number gets a password that it never had. Where one was made up for it that may yet be
    /// set, it is that one's version, since it is used again.
    pub fn next_password_version(&self, number: &str) -> u32 {
        let last = self.versions.get(number).copied().unwrap_or_default();
        match self.password_to_reuse(number, last) {
            Some(_) => last,
            None => last.saturating_add(1),
        }
    }

    /// Whether the last rotation of passwords left numbers, or was cut off.
    pub fn is_rotation_open(&self) -> bool {
        let left = |rotated: &Rotated| rotated.numbers.len() < rotated.planned;
        self.rotation.as_ref().is_some_and(left)
    }

    /// Whether the last run rotated passwords.
    pub fn was_rotation(&self) -> bool {
        let last = self.last_run.as_ref().and_then(|run| run.rotation);
        last.is_some()
    }

    /// Whether the last rotation of passwords gave this number a new one, which is known to have been done.
    pub fn is_rotated(&self, number: &str) -> bool {
        let has = |rotated: &Rotated| rotated.numbers.contains(number);
        self.rotation.as_ref().is_some_and(has)
    }

    /// What a run is to be marked with that rotates.
    pub(in crate::roster) fn rotation(&self, goes_on: bool) -> u64 {
        match &self.rotation {
            Some(rotated) if goes_on => rotated.begun_by,
            _ => self.runs + 1,
        }
    }

    /// What is known of the number that has this id.
    pub(in crate::roster) fn known(&self, number: &str, sip_id: &SipId) -> Option<&Known> {
        let known = self.known.get(number)?;
        (known.sip_id.as_ref() == Some(sip_id)).then_some(known)
    }

    /// The writes that have no known outcome.
    pub(in crate::roster) fn open(&self) -> impl Iterator<Item = &Intent> {
        self.open.values()
    }

    /// The write whose password is to be used again for this version, if there is one.
    pub(super) fn password_to_reuse(&self, number: &str, version: u32) -> Option<u64> {
        self.passwords.get(&(number.to_owned(), version)).copied()
    }

    pub(in crate::roster) fn last_run(&self) -> Option<&Begin> {
        self.last_run.as_ref()
    }

    /// Whether the password that was made up for this write of a number may be needed again: for one
    /// that is to be done again, or that isn't settled yet.
    pub(super) fn needs_password_of(&self, op: u64, number: &str, version: u32) -> bool {
        let is_it =
            |intent: &Intent| intent.number == number && intent.password_version == Some(version);
        self.open.get(&op).is_some_and(is_it) || self.password_to_reuse(number, version) == Some(op)
    }

    /// Counts on behind this write, which isn't in the journal.
    pub(super) fn skip_to(&mut self, op: u64) {
        self.last_op = self.last_op.max(op);
    }

    /// Whether no write has ever been entered.
    pub(super) fn is_unwritten(&self) -> bool {
        self.last_op == 0
    }

    pub(super) fn next_op(&self) -> u64 {
        self.last_op + 1
    }

    /// Takes in the next record.
    pub(super) fn take(&mut self, record: &Record) {
        match record {
            Record::Journal(header) => self.target = Some(header.target.clone()),
            Record::Run(begin) => {
                self.runs = self.runs.max(begin.run);
                self.rotate(begin);
                self.last_run = Some(begin.clone());
            }
            Record::Intent(intent) => self.intend(intent),
            Record::Result(conclusion) => self.conclude(conclusion),
            Record::Direct(direct) => self.direct(direct),
            Record::DirectEnd(end) => self.end_direct(end),
            Record::Left(_) | Record::End(_) => {}
        }
    }

    fn rotate(&mut self, begin: &Begin) {
        let Some(begun_by) = begin.rotation else {
            return;
        };
        if self
            .rotation
            .as_ref()
            .is_none_or(|it| it.begun_by != begun_by)
        {
            self.rotation = Some(Rotated {
                begun_by,
                planned: begin.steps,
                numbers: HashSet::new(),
            });
        }
    }

    fn intend(&mut self, intent: &Intent) {
        self.last_op = self.last_op.max(intent.op);
        if let Some(version) = intent.password_version {
            let last = self.versions.entry(intent.number.clone()).or_default();
            *last = version.max(*last);
        }
        self.open.insert(intent.op, intent.clone());
    }

    fn conclude(&mut self, conclusion: &Conclusion) {
        // Until it is settled, it stays open.
        if conclusion.became == Became::Unknown {
            return;
        }
        let Some(intent) = self.open.remove(&conclusion.op) else {
            return;
        };
        match conclusion.became {
            Became::Done => {
                self.note_time(intent.action, conclusion);
                self.done(&intent, conclusion.sip_id.as_ref());
            }
            Became::Again => {
                self.keep_password_of(&intent);
                if let Some(sip_id) = &intent.sip_id {
                    self.of(&intent.number, sip_id)
                        .set(&intent, Certainty::Perhaps);
                }
            }
            Became::Absent => self.keep_password_of(&intent),
            Became::Unproved | Became::NotSent | Became::Rejected | Became::Unknown => {}
        }
    }

    fn done(&mut self, intent: &Intent, sip_id: Option<&SipId>) {
        if intent.password_version.is_some()
            && let Some(rotated) = &mut self.rotation
            && self.last_run.as_ref().and_then(|run| run.rotation) == Some(rotated.begun_by)
        {
            rotated.numbers.insert(intent.number.clone());
        }
        if intent.password_version.is_some() || intent.action == Action::Delete {
            // Whatever was tried before is over now. There are few of them.
            self.passwords
                .retain(|(number, _), _| *number != intent.number);
        }
        if intent.action == Action::Delete {
            self.known.remove(&intent.number);
        } else if let Some(sip_id) = sip_id.or(intent.sip_id.as_ref()) {
            let known = self.of(&intent.number, sip_id);
            if intent.action == Action::Create {
                known.codecs = Some(Setting::Unsure);
                known.behind_nat = Some(Setting::Unsure);
            }
            known.set(intent, Certainty::Sure);
        }
    }

    /// Takes in a write that no run makes: until it is known what became of it, anything may be so.
    fn direct(&mut self, direct: &Direct) {
        self.last_direct = self.last_direct.max(direct.id);
        let before = self.known.get(&direct.number).cloned();
        self.directly(direct, Certainty::Perhaps);
        let open = OpenDirect {
            direct: direct.clone(),
            before,
            during: self.known.get(&direct.number).cloned(),
        };
        self.directs.insert(direct.id, open);
    }

    fn end_direct(&mut self, end: &DirectEnd) {
        let Some(open) = self.directs.remove(&end.id) else {
            return;
        };
        if end.became == Became::Unknown {
            return;
        }
        let direct = open.direct;
        // Unless something else was written to it in between.
        if self.known.get(&direct.number) == open.during.as_ref() {
            match open.before {
                Some(known) => self.known.insert(direct.number.clone(), known),
                None => self.known.remove(&direct.number),
            };
        }
        if end.became == Became::Done {
            if direct.replaces || direct.password {
                self.passwords
                    .retain(|(number, _), _| *number != direct.number);
            }
            self.directly(&direct, Certainty::Sure);
        }
    }

    fn directly(&mut self, direct: &Direct, certainty: Certainty) {
        if direct.replaces {
            // Of which there may be another one now.
            self.known.remove(&direct.number);
            return;
        }
        let Some(known) = self.known.get_mut(&direct.number) else {
            return;
        };
        if direct.sip_id.is_some() && known.sip_id != direct.sip_id {
            return;
        }
        if let Some(codecs) = &direct.codecs {
            known.codecs = Some(certainty.of(codecs.clone()));
        }
        if let Some(behind_nat) = direct.behind_nat {
            known.behind_nat = Some(certainty.of(behind_nat));
        }
        if direct.password {
            // Which one it is, nobody told.
            known.password_version = None;
        }
    }

    pub(super) fn next_direct(&self) -> u64 {
        self.last_direct + 1
    }

    /// The number of this id, if anything is known of it.
    pub(super) fn number_of(&self, sip_id: &SipId) -> Option<&str> {
        let is_it = |(_, known): &(&String, &Known)| known.sip_id.as_ref() == Some(sip_id);
        let (number, _) = self.known.iter().find(is_it)?;
        Some(number)
    }

    /// When the same is asked for again, it is to be the same password: the earlier write may still be
    /// carried out.
    fn keep_password_of(&mut self, intent: &Intent) {
        if let Some(version) = intent.password_version {
            let place = (intent.number.clone(), version);
            self.passwords.insert(place, intent.op);
        }
    }

    /// What is known of this number. Of another one that had its name, all is forgotten.
    fn of(&mut self, number: &str, sip_id: &SipId) -> &mut Known {
        let known = self.known.entry(number.to_owned()).or_default();
        if known.sip_id.as_ref() != Some(sip_id) {
            *known = Known {
                sip_id: Some(sip_id.clone()),
                ..Known::default()
            };
        }
        known
    }

    fn note_time(&mut self, action: Action, conclusion: &Conclusion) {
        if let Some(took) = conclusion.took {
            let timing = self.timings.entry(action).or_default();
            timing.calls = timing.calls.saturating_add(1);
            timing.total = timing.total.saturating_add(Duration::from_millis(took));
        }
    }
}

impl Known {
    /// Takes over what a write sets.
    fn set(&mut self, intent: &Intent, certainty: Certainty) {
        if let Some(codecs) = &intent.codecs {
            self.codecs = Some(certainty.of(codecs.clone()));
        }
        if let Some(behind_nat) = intent.behind_nat {
            self.behind_nat = Some(certainty.of(behind_nat));
        }
        if let Some(version) = intent.password_version {
            self.password_version = Some(certainty.of(version));
        }
    }
}

impl Certainty {
    fn of<T>(self, value: T) -> Setting<T> {
        match self {
            Self::Sure => Setting::To(value),
            Self::Perhaps => Setting::Unsure,
        }
    }
}
