//! The data: `SQLite`, reached through one thread of its own.

mod account;
mod accounts;
mod agents;
mod bindings;
mod numbers;
mod open;
mod schema;
mod snapshots;
mod state;
mod worker;

pub(crate) use account::Account;
pub(crate) use accounts::{account_names, put_account, stored_account};
pub(crate) use agents::put_agent;
pub(crate) use bindings::{Line, stored_time};
pub(crate) use numbers::{Changes, ListedNumber, NewNumber, NumberState, Wanted};
pub(crate) use snapshots::{
    CAPACITY, StoredSnapshot, all_snapshots, drop_snapshot, restore_snapshot, take_snapshot,
};
pub(crate) use state::{Fitting, StandsAs, StoredNumber, remove_everything};
pub(crate) use worker::{Store, StoreError, StoreThread};
