//! What has to be written so that the numbers are as a roster says.

mod basis;
mod estimate;
mod file;
mod make;
mod remaining;
mod step;

use sha2::{Digest, Sha256};

pub use step::{Action, Step, When};

use super::seen::hex;
use super::{Error, History, Roster, Seen};
use basis::Basis;

/// What has to be written so that the numbers are as a roster says.
///
/// It is made of the rows, of what a list shows, and of what is known from earlier writes. The same of
/// these make the same plan, whatever the order of the rows.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let test = m7::testing::Sandboxed::start().await?;
/// # let m7 = test.client();
/// use m7::roster::{Action, History, PasswordRule, Plan, PlanOptions, Roster, Row, Seen};
///
/// let rows = ["2004", "2005"].map(|number| Row::new(number).password(PasswordRule::Generate));
/// let roster = Roster::new(rows, None)?;
/// let seen = Seen::list(&m7).await?;
///
/// let plan = Plan::new(&roster, &seen, &History::default(), &PlanOptions::default())?;
/// assert_eq!(plan.count(Action::Create), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What tells it from any other; what remains of it keeps it.
    id: String,
    steps: Vec<Step>,
    unknown: Vec<UnknownFields>,
    rows: usize,
    unchanged: usize,
    from_journal: usize,
    /// How many numbers there are in the scope.
    scoped: usize,
    basis: Basis,
}

/// What a roster says of a number and nobody can tell whether it is so: no list shows it, and no journal
/// has it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct UnknownFields {
    /// The number.
    pub number: String,
    /// `codecs`, `nat`, `password`.
    pub fields: Vec<String>,
}

/// What a plan may ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanOptions {
    prune: Prune,
    unknown: Unknown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Prune {
    #[default]
    Never,
    InScope,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Unknown {
    #[default]
    Left,
    Set,
}

/// Fewer deletes than this need no leave, however few numbers there are.
const DELETES_WITHOUT_LEAVE: usize = 5;
/// The share of the scope's numbers that may be deleted without leave: one in so many.
const SHARE_WITHOUT_LEAVE: usize = 10;

impl PlanOptions {
    /// Deletes what is inside the roster's scope and no row names.
    #[must_use]
    pub fn prune(self) -> Self {
        Self {
            prune: Prune::InScope,
            ..self
        }
    }

    /// Sets what nobody can tell of existing numbers: codecs, NAT and passwords that no list shows and no
    /// journal has. Otherwise they are left as they are, and told of ([`Plan::unknown`]).
    ///
    /// A password that is set ends the registration of the number's phone.
    #[must_use]
    pub fn set_unknown(self) -> Self {
        Self {
            unknown: Unknown::Set,
            ..self
        }
    }
}

impl Plan {
    /// Plans.
    ///
    /// # Errors
    ///
    /// [`Error::Problems`] if a row doesn't fit what there is, [`Error::NoScope`] if it is to prune and
    /// doesn't know where.
    pub fn new(
        roster: &Roster,
        seen: &Seen,
        history: &History,
        options: &PlanOptions,
    ) -> Result<Self, Error> {
        make::make(roster, seen, history, *options)
    }

    /// What is to be written, in the order of the numbers, and of one number in the order in which it is
    /// done. Creates and updates come first, then unbinds, then binds, and deletes last.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// How many steps do this.
    pub fn count(&self, action: Action) -> usize {
        let of_that = |step: &&Step| step.action == action;
        self.steps.iter().filter(of_that).count()
    }

    /// How many steps wait for a phone.
    pub fn waiting(&self) -> usize {
        let waits = |step: &&Step| step.when == When::Registered;
        self.steps.iter().filter(waits).count()
    }

    /// Whether nothing is to be written, now or once a phone is registered.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether nothing can be written now.
    pub fn is_idle(&self) -> bool {
        self.waiting() == self.steps.len()
    }

    /// How many rows the roster has.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many rows need no write.
    pub fn unchanged(&self) -> usize {
        self.unchanged
    }

    /// Of how many rows the codecs, NAT or password are taken to be as the journal has them, since no
    /// list shows them.
    pub fn from_journal(&self) -> usize {
        self.from_journal
    }

    /// What nobody can tell of which numbers, and is left as it is.
    pub fn unknown(&self) -> &[UnknownFields] {
        &self.unknown
    }

    /// Refuses a plan that would delete more than a tenth of the numbers in the scope, and more than 5,
    /// unless so many are allowed.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyDeletes`].
    pub fn check_deletes(&self, allowed: Option<usize>) -> Result<(), Error> {
        let deletes = self.count(Action::Delete);
        let most =
            allowed.unwrap_or_else(|| DELETES_WITHOUT_LEAVE.max(self.scoped / SHARE_WITHOUT_LEAVE));
        if deletes <= most {
            return Ok(());
        }
        Err(Error::TooManyDeletes {
            deletes,
            numbers: self.scoped,
            most,
        })
    }

    /// What tells this plan from any other.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Plan {
    /// The plan of all that, with the id that comes of it.
    fn identified(mut self) -> Self {
        self.id = self.computed_id();
        self
    }

    fn computed_id(&self) -> String {
        let mut digest = Sha256::new();
        let counts = (self.rows, self.unchanged, self.from_journal, self.scoped);
        // Nothing here fails to be written as JSON, nor has a map whose order could change.
        let whole = serde_json::to_vec(&(&self.basis, &self.steps, &self.unknown, counts));
        digest.update(whole.unwrap_or_default());
        hex(&digest.finalize())
    }
}
