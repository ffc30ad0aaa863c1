//! What is done to several numbers, as the plan that does it.

use m7::roster::{
    Action, History, PasswordRule, Plan, PlanOptions, Roster, Rotation, Row, Scope, Seen,
};

use crate::{
    applying::Account,
    cli::{
        numbers::Numbers,
        writing::{CreateArgs, Settings},
    },
    exit::Exit,
    failure::Failure,
    print, ranges, roster_failure,
};

/// What is done to each number.
pub(super) enum Work<'a> {
    Create {
        settings: &'a Settings,
        password: PasswordRule,
    },
    Delete,
    Unbind,
    Rotate,
}

impl<'a> Work<'a> {
    pub(super) fn create(args: &'a CreateArgs) -> Result<Self, Failure> {
        Ok(Self::Create {
            settings: &args.settings,
            password: if args.generate_passwords {
                PasswordRule::Generate
            } else {
                args.password.rule()?
            },
        })
    }

    /// The command, as it is typed.
    pub(super) fn command(&self) -> &'static str {
        match self {
            Self::Create { .. } => "sip create",
            Self::Delete => "sip delete",
            Self::Unbind => "sip unbind",
            Self::Rotate => "sip rotate-password",
        }
    }

    /// Whether somebody may miss what was there.
    pub(super) fn takes_away(&self) -> bool {
        !matches!(self, Self::Create { .. })
    }

    /// Whether it gives numbers new passwords.
    pub(super) fn rotates(&self) -> bool {
        matches!(self, Self::Rotate)
    }

    /// Says what isn't plain from the plan.
    pub(super) fn warn(&self) {
        if matches!(self, Self::Rotate) {
            print::warn("a phone is signed off until it is given its new password");
        }
    }

    /// Why there is nothing to do.
    pub(super) fn nothing_to_do(&self, account: &Account) -> String {
        match self {
            Self::Create { .. } => format!(
                "all of them are there already, created by an earlier run; `{}` gives out passwords that \
                 were made up",
                account.command("roster passwords --out FILE")
            ),
            Self::Unbind => "no agent is bound to any of them".to_owned(),
            Self::Delete | Self::Rotate => "there is nothing to do".to_owned(),
        }
    }

    /// Plans it for these numbers.
    pub(super) fn plan(
        &self,
        numbers: &Numbers,
        seen: &Seen,
        history: &History,
        rotation: Rotation,
    ) -> Result<Plan, Failure> {
        let scope = numbers.scope()?;
        let none = PlanOptions::default();
        match self {
            Self::Create { settings, password } => {
                let rows = scope
                    .numbers()
                    .into_iter()
                    .map(|number| created(number, settings, password));
                let plan = planned(rows, None, seen, history, none)?;
                refuse_existing(&plan)?;
                Ok(plan)
            }
            Self::Delete => {
                there(numbers, &scope, seen)?;
                planned([], Some(scope), seen, history, none.prune())
            }
            Self::Unbind => {
                let rows = there(numbers, &scope, seen)?;
                let rows = rows.into_iter().map(|number| Row::new(number).no_agent());
                planned(rows, None, seen, history, none)
            }
            Self::Rotate => {
                let mut rows = there(numbers, &scope, seen)?;
                if rotation == Rotation::GoesOn {
                    leave_rotated(&mut rows, history);
                }
                let rows = rows.into_iter().map(|number| {
                    Row::new(number)
                        .password(PasswordRule::Generate)
                        .password_version(history.next_password_version(number))
                });
                planned(rows, None, seen, history, none.set_unknown())
            }
        }
    }
}

fn created(number: String, settings: &Settings, password: &PasswordRule) -> Row {
    let mut row = Row::new(number).password(password.clone());
    if !settings.codecs.is_empty() {
        row = row.codecs(settings.codecs.iter().cloned());
    }
    if let Some(behind_nat) = settings.nat {
        row = row.behind_nat(behind_nat);
    }
    row
}

fn planned(
    rows: impl IntoIterator<Item = Row>,
    scope: Option<Scope>,
    seen: &Seen,
    history: &History,
    options: PlanOptions,
) -> Result<Plan, Failure> {
    let roster =
        Roster::new(rows, scope).map_err(|problems| roster_failure::of_numbers(problems.into()))?;
    Plan::new(&roster, seen, history, &options).map_err(roster_failure::of_numbers)
}

/// A number that is there, and that no earlier run made just so, isn't created: it is somebody's.
fn refuse_existing(plan: &Plan) -> Result<(), Failure> {
    let steps = plan.steps().iter();
    let mut existing: Vec<&str> = steps
        .filter(|step| step.action != Action::Create)
        .map(|step| step.number.as_str())
        .chain(plan.unknown().iter().map(|it| it.number.as_str()))
        .collect();
    if existing.is_empty() {
        return Ok(());
    }
    existing.sort_unstable();
    existing.dedup();
    Err(Failure::of(
        Exit::Conflict,
        format!(
            "{} there already, so nothing was written: {}",
            is_or_are(existing.len()),
            ranges::of(existing.iter().copied())
        ),
    )
    .hint("leave them out, or change them with `m7 sip update` or a roster (`m7 roster`)"))
}

/// Those of the numbers that are there. One that is named by itself has to be.
fn there<'s>(numbers: &Numbers, scope: &Scope, seen: &'s Seen) -> Result<Vec<&'s str>, Failure> {
    let mut missing: Vec<&str> = numbers.named().filter(|it| !seen.contains(it)).collect();
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        return Err(Failure::of(
            Exit::NotFound,
            format!(
                "{} not there, so nothing was written: {}",
                is_or_are(missing.len()),
                ranges::of(missing)
            ),
        )
        .hint("`m7 sip list` shows those that are; leave the others out"));
    }
    let mut there = seen.numbers();
    there.retain(|number| scope.contains(number));
    if there.is_empty() {
        return Err(Failure::of(
            Exit::NotFound,
            format!("none of {} is there", numbers.typed()),
        )
        .hint("`m7 sip list` shows those that are"));
    }
    Ok(there)
}

/// Leaves out what the rotation that is gone on with has done, and says so.
fn leave_rotated(numbers: &mut Vec<&str>, history: &History) {
    let is_rotated = |number: &&str| history.is_rotated(number);
    let (done, left): (Vec<&str>, Vec<&str>) = numbers.iter().partition(|it| is_rotated(it));
    if !done.is_empty() {
        print::note(&format!(
            "going on with the last rotation, which gave {} new passwords; without --resume another one \
             begins",
            ranges::of(done)
        ));
    }
    *numbers = left;
}

fn is_or_are(count: usize) -> String {
    match count {
        1 => "1 number is".to_owned(),
        _ => format!("{count} numbers are"),
    }
}
