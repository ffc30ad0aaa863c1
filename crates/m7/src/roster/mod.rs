//! A fleet of SIP numbers as a file says that it is to be.
//!
//! A [`Roster`] has a row for each number. A [`Plan`] is what has to be written so that the numbers are as
//! it says; [`Plan::apply`] carries it out, with a journal that survives a kill.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let test = m7::testing::Sandboxed::start().await?;
//! # let m7 = test.client();
//! # let folder = tempfile::tempdir()?;
//! use m7::roster::{GeneratedPassword, Plan, PlanOptions, Roster, Seen, Status, Store};
//!
//! let roster = Roster::from_csv(b"number,codecs,password\n2004,G711A,generate\n2005,G729,generate\n")?;
//! let store = Store::open(folder.path().join("2000113"), "2000113 at the sandbox")?;
//!
//! let plan = Plan::new(&roster, &Seen::list(&m7).await?, &store.history(), &PlanOptions::default())?;
//! let report = plan.apply(&m7, &store).concurrency(4).run().await?;
//! assert_eq!(report.count(Status::Done), 2);
//! assert_eq!(GeneratedPassword::read(store.folder())?.len(), 2);
//!
//! // All is as the roster says now.
//! let again = Plan::new(&roster, &Seen::list(&m7).await?, &store.history(), &PlanOptions::default())?;
//! assert!(again.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # What holds
//!
//! - **All rows are checked first**: with one that is wrong, none is written. [`Problems`] has all.
//! - **What nobody can see isn't guessed.** No list shows codecs, NAT and password. What the journal says
//!   was set last is taken for so; what it doesn't know is left as it is and told of
//!   ([`Plan::unknown`]), unless it is to be set ([`PlanOptions::set_unknown`]).
//! - **Nothing is deleted** unless it is asked for ([`PlanOptions::prune`]), and then inside the roster's
//!   [`Scope`] alone.
//! - **Nothing is done twice and no password is lost**, also if the process is killed: see [`Apply`].
//! - **An agent is bound once a phone is registered**, which the service wants; until then the step is
//!   [`Pending`](Status::Pending).
//! - **An agent has one number**, which is *assumed*: the vendor's page of agents shows one `sipNumber` of
//!   each. So a plan that would bind one who keeps another number, or two numbers to one, is a problem.

mod apply;
mod check;
mod error;
mod password_rule;
mod plan;
mod problem;
mod read;
mod report;
#[expect(
    clippy::module_inception,
    reason = "the type is what the module is named for"
)]
mod roster;
mod row;
mod scope;
mod seen;
mod store;
mod write;

pub use apply::{Apply, ApplyEvent, Rotation, Settled, Stopper};
pub use error::Error;
pub use password_rule::{PasswordRule, PasswordRuleError};
pub use plan::{Action, Plan, PlanOptions, Step, UnknownFields, When};
pub use problem::{Place, Problem, Problems};
pub use read::ReadError;
pub use report::{Report, ReportRow, Status, StopCause};
pub use roster::Roster;
pub use row::Row;
pub use scope::{Scope, ScopeError};
pub use seen::Seen;
pub use store::{Begun, DirectWrite, GeneratedPassword, History, Store};
