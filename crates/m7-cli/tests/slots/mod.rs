//! Numbers that are written to again and again, and what is known of each.

use std::{fmt, net::SocketAddr, time::Duration};

use m7::{Client, CodingFormat, Outcome, SipId};
use m7_sandbox::{Phone, PhoneError, SipLimits};

/// How long a phone asks to be registered: longer than any test takes.
const AN_HOUR: Duration = Duration::from_secs(3600);

/// What a number is for a while. All its fields follow from it, so that what is half written can't be
/// taken for whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) writer: u32,
    pub(crate) slot: u32,
    generation: u32,
}

/// A number of one writer, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) form: Form,
    /// What is there according to what was acknowledged last. `None`: no such number.
    pub(crate) acknowledged: Option<State>,
    /// The last write, if it isn't known whether it was done.
    pub(crate) in_doubt: Option<IfDone>,
    /// How many phones there may be since all of them were known to have gone.
    phones: usize,
}

/// A number that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// Known from when it is acknowledged.
    pub(crate) sip_id: Option<SipId>,
    pub(crate) form: Form,
    /// Where its phone registered from, if it did.
    pub(crate) phone: Option<SocketAddr>,
}

/// What is there if a write was done.
#[derive(Clone, Debug)]
pub(crate) struct IfDone(Option<State>);

/// What became of a write.
pub(crate) enum Became {
    Acknowledged(Option<State>),
    InDoubt(IfDone),
    NotSent,
}

impl Slot {
    pub(crate) fn new(writer: u32, slot: u32) -> Self {
        let form = Form {
            writer,
            slot,
            generation: 0,
        };
        Self {
            form,
            acknowledged: None,
            in_doubt: None,
            phones: 0,
        }
    }

    /// Creates what isn't there. Of what is, registers a phone, changes everything, or deletes it.
    pub(crate) async fn write(
        &mut self,
        m7: &Client,
        registrar: SocketAddr,
    ) -> Result<Became, String> {
        self.form.generation += 1;
        let form = self.form;
        let became = match self.acknowledged.clone() {
            None => create(m7, form).await,
            Some(there) => match form.generation % 8 {
                0 => delete(m7, there).await,
                1 | 2 | 4 | 5 | 7 if self.has_room() => {
                    self.phones += 1;
                    return register(registrar, there).await;
                }
                _ => update(m7, there, form).await,
            },
        };
        // Whatever isn't a registration ends those that there were.
        if let Ok(Became::Acknowledged(_)) = became {
            self.phones = 0;
        }
        became
    }

    /// Whether the registrar surely takes one more phone. Kills may have kept back what would have ended
    /// the registrations of those before.
    fn has_room(&self) -> bool {
        self.phones < SipLimits::default().max_contacts
    }

    /// Whether what is there now is what must be, or may be.
    pub(crate) fn agrees_with(&self, found: Option<&State>) -> bool {
        let is = |expected: Option<&State>| match (expected, found) {
            (Some(expected), Some(found)) => expected.is(found),
            (expected, found) => expected == found,
        };
        is(self.acknowledged.as_ref())
            || self
                .in_doubt
                .as_ref()
                .is_some_and(|IfDone(state)| is(state.as_ref()))
    }
}

impl State {
    /// A number that was created in doubt may have any id.
    fn is(&self, found: &Self) -> bool {
        (self.sip_id.is_none() || self.sip_id == found.sip_id)
            && (self.form, self.phone) == (found.form, found.phone)
    }
}

async fn create(m7: &Client, form: Form) -> Result<Became, String> {
    let sip = m7.sip();
    let create = sip.create(form.to_string(), form.password());
    let created = create.codec(form.codec()).behind_nat(form.is_nat()).await;
    let there = |sip_id| State {
        sip_id,
        form,
        phone: None,
    };
    match created {
        Ok(reply) => Ok(Became::Acknowledged(Some(there(Some(reply.data.sip_id))))),
        Err(error) => not_acknowledged(&error, Some(there(None))),
    }
}

/// A number that becomes another one has no phone any more.
async fn update(m7: &Client, there: State, form: Form) -> Result<Became, String> {
    let sip_id = there.sip_id.ok_or("a number that is there has an id")?;
    let updated = m7
        .sip()
        .update(sip_id.clone())
        .number(form.to_string())
        .password(form.password())
        .codec(form.codec())
        .behind_nat(form.is_nat())
        .await;
    let there = Some(State {
        sip_id: Some(sip_id),
        form,
        phone: None,
    });
    match updated {
        Ok(_) => Ok(Became::Acknowledged(there)),
        Err(error) => not_acknowledged(&error, there),
    }
}

async fn delete(m7: &Client, there: State) -> Result<Became, String> {
    let sip_id = there.sip_id.ok_or("a number that is there has an id")?;
    match m7.sip().delete(sip_id).await {
        Ok(_) => Ok(Became::Acknowledged(None)),
        Err(error) => not_acknowledged(&error, None),
    }
}

/// Registers a phone in the place of the one before: each is switched off when it is registered, but
/// the number keeps the address of the last.
async fn register(registrar: SocketAddr, there: State) -> Result<Became, String> {
    let form = there.form;
    // By TCP, where it shows at once that the registrar is gone.
    let Ok(mut phone) = Phone::tcp(registrar, form.to_string(), form.password()).await else {
        return Ok(Became::NotSent);
    };
    let there = Some(State {
        phone: Some(phone.address()),
        ..there
    });
    match phone.register(AN_HOUR).await {
        Ok(_) => Ok(Became::Acknowledged(there)),
        Err(PhoneError::Line { .. } | PhoneError::Silent { .. }) => {
            Ok(Became::InDoubt(IfDone(there)))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn not_acknowledged(error: &m7::Error, if_done: Option<State>) -> Result<Became, String> {
    match error.outcome() {
        Outcome::NotSent => Ok(Became::NotSent),
        Outcome::Ambiguous => Ok(Became::InDoubt(IfDone(if_done))),
        outcome => Err(format!("{outcome:?}: {error}")),
    }
}

impl Form {
    /// The form that this number belongs to.
    pub(crate) fn read(number: &str) -> Option<Self> {
        Some(Self {
            writer: number.get(0..2)?.parse().ok()?,
            slot: number.get(2..4)?.parse().ok()?,
            generation: number.get(4..)?.parse().ok()?,
        })
    }

    pub(crate) fn password(self) -> String {
        format!("password-{self}")
    }

    pub(crate) fn is_nat(self) -> bool {
        self.generation.is_multiple_of(2)
    }

    pub(crate) fn codec(self) -> CodingFormat {
        match self.generation % 3 {
            0 => CodingFormat::G711a,
            1 => CodingFormat::G711u,
            _ => CodingFormat::Gsm,
        }
    }
}

/// The number itself.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            writer,
            slot,
            generation,
        } = self;
        write!(f, "{writer:02}{slot:02}{generation:06}")
    }
}
