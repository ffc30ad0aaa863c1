//! A fleet of SIP numbers as a file says that it is to be.

mod check;
mod password_rule;
mod problem;
mod read;
mod roster;
mod row;
mod scope;

pub use password_rule::{PasswordRule, PasswordRuleError};
pub use problem::{Place, Problem, Problems};
pub use roster::Roster;
pub use row::Row;
pub use scope::{Scope, ScopeError};
