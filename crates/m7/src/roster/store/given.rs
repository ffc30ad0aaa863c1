//! Which of the passwords that were made up holds, as far as the journal tells.

use std::collections::{BTreeMap, HashMap};

use super::GeneratedPassword;
use super::passwords::Kept;
use super::record::{Became, Direct, Intent, Record};
use crate::roster::Action;

/// What a journal tells of passwords.
#[derive(Default)]
pub(super) struct Told {
    writes: BTreeMap<u64, (Intent, Became)>,
    /// Writes that no run made, each with the write that came before it.
    directs: Vec<(u64, Direct, Became)>,
    last: u64,
}

/// By number, the passwords that it may have.
#[derive(Default)]
struct Holding(BTreeMap<String, Vec<GeneratedPassword>>);

impl Told {
    pub(super) fn take(&mut self, record: Record) {
        match record {
            Record::Intent(intent) => {
                self.last = intent.op;
                self.writes.insert(intent.op, (intent, Became::Unknown));
            }
            Record::Result(conclusion) => {
                if let Some((_, became)) = self.writes.get_mut(&conclusion.op) {
                    *became = conclusion.became;
                }
            }
            Record::Direct(direct) => self.directs.push((self.last, direct, Became::Unknown)),
            Record::DirectEnd(end) => {
                let mut latest_first = self.directs.iter_mut().rev();
                if let Some((.., became)) = latest_first.find(|(_, direct, _)| direct.id == end.id)
                {
                    *became = end.became;
                }
            }
            _ => {}
        }
    }

    /// Those that hold of the ones that were kept, in the order of their numbers.
    pub(super) fn passwords(self, kept: Vec<Kept>) -> Vec<GeneratedPassword> {
        let mut kept: HashMap<u64, Kept> = kept.into_iter().map(|kept| (kept.op, kept)).collect();
        let mut directs = self.directs.into_iter().peekable();
        let mut holding = Holding::default();
        for (op, (intent, became)) in self.writes {
            while let Some((_, direct, became)) = directs.next_if(|(after, ..)| *after < op) {
                holding.written_directly(&direct, became);
            }
            holding.written(&intent, became, kept.remove(&op));
        }
        for (_, direct, became) in directs {
            holding.written_directly(&direct, became);
        }
        holding.0.into_values().flatten().collect()
    }
}

impl Holding {
    fn written(&mut self, intent: &Intent, became: Became, kept: Option<Kept>) {
        let is_certain = match became {
            Became::Done => true,
            // That it is absent is what was seen; it may have come since.
            Became::Unknown | Became::Again | Became::Unproved | Became::Absent => false,
            // It never was the number's.
            Became::NotSent | Became::Rejected => return,
        };
        let sets_password = intent.password_version.is_some();
        if is_certain && (sets_password || intent.action == Action::Delete) {
            self.0.remove(&intent.number);
        }
        if !is_certain && sets_password {
            self.doubt(&intent.number);
        }
        let its_own = kept.filter(|kept| {
            kept.number == intent.number && intent.password_version == Some(kept.version)
        });
        if let Some(kept) = its_own {
            let passwords = self.0.entry(kept.number.clone()).or_default();
            // One that was tried again is one.
            passwords.retain(|earlier| earlier.password != kept.password);
            passwords.push(GeneratedPassword {
                number: kept.number,
                version: kept.version,
                password: kept.password,
                is_certain,
            });
        }
    }

    fn written_directly(&mut self, direct: &Direct, became: Became) {
        if !direct.replaces && !direct.password {
            return;
        }
        match became {
            Became::Done => {
                self.0.remove(&direct.number);
            }
            Became::NotSent | Became::Rejected => {}
            _ => self.doubt(&direct.number),
        }
    }

    /// Another password may have been set.
    fn doubt(&mut self, number: &str) {
        for password in self.0.get_mut(number).into_iter().flatten() {
            password.is_certain = false;
        }
    }
}
