//! What must be true of a call's outcome, whatever the call and whatever went wrong: what the client
//! says is held against what the sandbox knows.

use m7::Outcome;
use m7_sandbox::JournalEntry;

use crate::scene::{Cell, Seen};

/// What a request shows its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// That it was done.
    Done,
    /// That it was not done.
    Refused,
    /// Neither: the same is to be seen whether it was done or not.
    Nothing,
}

/// What the client got to see of a request. `is_endless` says that it gave up waiting for what took
/// its time.
pub(crate) fn shown(entry: &JournalEntry, is_endless: bool) -> Shown {
    let fault = entry.fault.as_ref().map(|fault| fault.kind);
    match (fault, entry.status) {
        (Some("reset" | "noAnswer" | "truncatedBody" | "html"), _) | (_, None) => Shown::Nothing,
        (Some("slowBody"), _) if is_endless => Shown::Nothing,
        (_, Some(200)) => Shown::Done,
        (_, Some(500..)) => Shown::Nothing,
        _ => Shown::Refused,
    }
}

/// What the client says and isn't so, in words.
pub(crate) fn untruths(cell: &Cell, seen: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let committed = seen.requests.iter().filter(|entry| entry.committed).count();
    let asked = cell.asked;
    if !asked.is_read() {
        expect(
            (committed > 0) == seen.is_done,
            "the sandbox's journal and its data agree",
        );
    }
    if asked.is_create() {
        expect(committed <= 1, "nothing is created twice");
    }
    expect(
        cell.policy.tries_again() || seen.requests.len() <= 1,
        "without a policy to try again, a request is sent once",
    );
    if asked.is_create() && !cell.policy.resends() {
        expect(
            !was_resent(cell, seen),
            "a create that may have been done isn't sent anew",
        );
    }
    match &seen.result {
        Ok(_) => expect(
            asked.is_read() || (committed > 0 && seen.is_done),
            "Ok: it was done, by this call",
        ),
        Err(error) => match error.outcome() {
            Outcome::NotSent => expect(seen.requests.is_empty(), "not sent: nothing arrived"),
            Outcome::Rejected => expect(committed == 0, "rejected: nothing was done"),
            Outcome::Applied => expect(asked.is_read() || committed > 0, "applied: it was done"),
            Outcome::Ambiguous => {
                if let Err(how) = undecidable(cell, seen) {
                    expect(false, &format!("ambiguous: nobody could tell, but {how}"));
                }
            }
        },
    }
    wrong
}

/// Whether a create followed on one that may have been done. The very same request, signed bytes
/// and all, may: a server that has seen it refuses it.
fn was_resent(cell: &Cell, seen: &Seen) -> bool {
    let mut doubtful = None;
    seen.requests.iter().any(|entry| {
        let nonce = nonce(entry);
        let is_another = doubtful.is_some_and(|first| first != nonce);
        if shown(entry, cell.row.is_endless) != Shown::Refused {
            doubtful.get_or_insert(nonce);
        }
        is_another
    })
}

fn nonce(entry: &JournalEntry) -> &str {
    let mut headers = entry.request.headers.iter();
    headers
        .find(|(name, _)| name == "m7-nonce")
        .map_or("", |(_, value)| value)
}

/// Whether the client couldn't know, with what its policy lets it ask; otherwise, how it could.
///
/// It couldn't if some request showed nothing, and nothing that came later told what became of it:
/// neither a success, nor, for a create, a list that was made after it was done. (A later refusal
/// tells nothing of an earlier request. A list without the number doesn't either: the number may
/// still come.)
fn undecidable(cell: &Cell, seen: &Seen) -> Result<(), &'static str> {
    let shown_of = |entry: &JournalEntry| shown(entry, cell.row.is_endless);
    if !seen
        .requests
        .iter()
        .any(|entry| shown_of(entry) == Shown::Nothing)
    {
        return Err("each request was answered");
    }
    if seen
        .requests
        .iter()
        .any(|entry| shown_of(entry) == Shown::Done)
    {
        return Err("a request was answered with success");
    }
    let done = seen.requests.iter().find(|entry| entry.committed);
    if let Some(done) = done
        && cell.policy.reconciles()
        && cell.asked.is_create()
        && seen
            .lists
            .iter()
            .any(|list| list.seq > done.seq && shown_of(list) == Shown::Done)
    {
        return Err("a list showed the number");
    }
    Ok(())
}
