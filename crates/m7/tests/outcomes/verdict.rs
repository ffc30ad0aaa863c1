//! What must be true of a call's outcome, whatever the call and whatever went wrong: what the client
//! says is held against what the sandbox knows.

use m7::Outcome;
use m7_sandbox::JournalEntry;

use crate::policy::Policy;

/// A call: what its client says of it, and what the sandbox knows.
pub(crate) struct Facts<'a> {
    /// The operation's name in the contract.
    pub(crate) operation: &'a str,
    pub(crate) policy: Policy,
    pub(crate) said: Said,
    /// The call's own requests, in the order in which the sandbox was done with them.
    pub(crate) requests: &'a [JournalEntry],
    /// How many requests its client says that it sent, or tried to.
    pub(crate) attempts: usize,
    /// The lists by which the client looked for what it had asked for.
    pub(crate) lists: &'a [JournalEntry],
    /// Whether the sandbox's data is as it was asked for.
    pub(crate) is_done: bool,
    /// Whether what was to be created is there, whoever made it.
    pub(crate) is_there: bool,
    /// How long the client waited for replies.
    pub(crate) patience: Patience,
    pub(crate) rivals: Rivals,
}

/// Who else has to do with what a call is to create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rivals {
    Nobody,
    /// Other calls of the client itself, so that it may have its doubts.
    Itself,
    /// Another client, which may have made the same number at the same moment. Nobody can tell the
    /// two apart, as [`m7::Reconcile`] says.
    AnotherClient,
}

/// What the client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Ok,
    Failed(Outcome),
    /// The call's future was dropped.
    Nothing,
}

/// How long a client waits for a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Until any reply is there.
    Enough,
    /// Not until the end of a slow body; until any other reply is there.
    TooShortForSlowBodies,
    /// So short that any reply may come too late.
    Short,
}

/// What a request shows its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// That it was done.
    Done,
    /// That it was not done.
    Refused,
    /// Neither: the same is to be seen whether it was done or not.
    Nothing,
}

impl Facts<'_> {
    fn is_read(&self) -> bool {
        self.operation == "sip_list"
    }

    fn is_create(&self) -> bool {
        self.operation == "sip_create"
    }

    fn committed(&self) -> usize {
        self.requests.iter().filter(|entry| entry.committed).count()
    }

    /// What the client says and isn't so, in words.
    pub(crate) fn untruths(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                wrong.push(what.to_owned());
            }
        };
        let committed = self.committed();
        let is_done = self.is_read() || committed > 0;
        if self.is_create() {
            expect(committed <= 1, "nothing is created twice");
            expect(
                self.policy.resends() || !self.was_resent(),
                "a create that may have been done isn't sent anew",
            );
        }
        expect(
            self.policy.tries_again() || self.requests.len() <= 1,
            "without a policy to try again, a request is sent once",
        );
        match self.said {
            // What is to be removed may have been gone before, which is as good.
            Said::Ok if self.operation == "sip_delete" => expect(self.is_done, "Ok: it is gone"),
            // What a list shows as it was asked for may have been so before, which is as good.
            Said::Ok if self.operation == "sip_update" && !self.lists.is_empty() => {
                expect(self.is_done, "Ok: it is as was asked");
            }
            Said::Ok if self.rivals == Rivals::AnotherClient && !self.lists.is_empty() => {
                expect(self.is_there, "Ok: it is there");
            }
            Said::Ok => expect(is_done && self.is_done, "Ok: it was done, by this call"),
            Said::Failed(Outcome::NotSent) => {
                expect(self.requests.is_empty(), "not sent: nothing arrived");
            }
            Said::Failed(Outcome::Rejected) => expect(committed == 0, "rejected: nothing was done"),
            Said::Failed(Outcome::Applied) => expect(is_done, "applied: it was done, by this call"),
            Said::Failed(Outcome::Ambiguous) => {
                if let Err(how) = self.undecidable() {
                    expect(false, &format!("ambiguous: nobody could tell, but {how}"));
                }
            }
            Said::Nothing => {}
        }
        wrong
    }

    /// Whether a create followed on one that may have been done. The very same request, signed bytes
    /// and all, may: a server that has seen it refuses it.
    fn was_resent(&self) -> bool {
        let mut doubtful = None;
        self.requests.iter().any(|entry| {
            let nonce = nonce(entry);
            let is_another = doubtful.is_some_and(|first| first != nonce);
            if self.shown(entry) != Shown::Refused {
                doubtful.get_or_insert(nonce);
            }
            is_another
        })
    }

    /// Whether the client couldn't know, with what its policy lets it ask; otherwise, how it could.
    ///
    /// It couldn't if some request showed nothing, and nothing that came later told what became of
    /// it: neither a success, nor, for a create, a list that was made after it was done. (A later
    /// refusal tells nothing of an earlier request. A list without the number doesn't either: the
    /// number may still come.)
    fn undecidable(&self) -> Result<(), &'static str> {
        if self.patience == Patience::Short {
            // Any reply may have come too late.
            return Ok(());
        }
        let all = || self.requests.iter();
        // What left, and didn't arrive, showed nothing either.
        let is_lost = self.requests.len() < self.attempts;
        if !is_lost && !all().any(|entry| self.shown(entry) == Shown::Nothing) {
            return Err("each request was answered");
        }
        if all().any(|entry| self.shown(entry) == Shown::Done) {
            return Err("a request was answered with success");
        }
        let done = all().find(|entry| entry.committed);
        // One that a fault has met may not have been readable, or of a time that can't be trusted.
        let mut lists = self.lists.iter().filter(|list| list.fault.is_none());
        if let Some(done) = done
            && self.is_create()
            && self.policy.reconciles()
            && self.rivals == Rivals::Nobody
            && lists.any(|list| list.seq > done.seq && self.shown(list) == Shown::Done)
        {
            return Err("a list showed the number");
        }
        Ok(())
    }

    /// What the client got to see of a request.
    fn shown(&self, entry: &JournalEntry) -> Shown {
        let fault = entry.fault.as_ref().map(|fault| fault.kind);
        match (fault, entry.status) {
            (Some("reset" | "noAnswer" | "truncatedBody" | "html"), _) | (_, None) => {
                Shown::Nothing
            }
            (Some("slowBody"), _) if self.patience != Patience::Enough => Shown::Nothing,
            (_, Some(200)) => Shown::Done,
            (_, Some(500..)) => Shown::Nothing,
            _ => Shown::Refused,
        }
    }
}

fn nonce(entry: &JournalEntry) -> &str {
    let mut headers = entry.request.headers.iter();
    headers
        .find(|(name, _)| name == "m7-nonce")
        .map_or("", |(_, value)| value)
}
