//! The journal: every request to the documented API, and what became of it.

mod entry;
mod handle;
mod reading;
mod record;
mod recording;
mod refusal;
mod ring;

pub use entry::{
    JournalEntry, JournalFault, JournalMistake, JournalRefusal, JournalReply, JournalRequest,
};
pub(crate) use handle::DEFAULT_CAPACITY;
pub use handle::{Journal, JournalPage};
pub(crate) use recording::{Client, Conclusion, Recording};
