//! Many calls, so many at a time, of which none is lost.
//!
//! [`bulk`] makes a [`Bulk`] of keys and calls: a stream of their results as they complete.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let test = m7::testing::Sandboxed::start().await?;
//! # let sip = test.client().sip();
//! let rows = [("2004", "a-password"), ("2005", "another-password")];
//! let creates = rows.map(|(number, password)| (number, sip.create(number, password)));
//!
//! let mut bulk = m7::bulk(creates).concurrency(8);
//! while let Some(item) = bulk.next().await {
//!     match item.result {
//!         Ok(created) => println!("{} is {}", item.key, created.data.sip_id),
//!         Err(error) => eprintln!("{}: {error} ({})", item.key, error.outcome()),
//!     }
//! }
//! assert_eq!(bulk.progress().succeeded, 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What holds
//!
//! - **Calls are taken one by one**, and only when one can be started: a source of a million rows
//!   costs no more than one of eight.
//! - **At most [`concurrency`](Bulk::concurrency) are open**: under way, or done and not yet taken from
//!   the stream. So a slow consumer slows the starting of calls down, and one that stops polling ends
//!   it; what was started goes on meanwhile.
//! - **What was started is finished.** Each call runs in a task of its own. When the stream is dropped,
//!   or a future that polls it, nothing more is started, and nothing that was is cut off.
//! - **Nothing is lost.** A [`Ledger`] that was asked for before has each call that was started with
//!   its outcome, whatever became of the stream; a call whose task panicked has
//!   [`Abandoned`](crate::ErrorKind::Abandoned) as its error, and
//!   [`Ambiguous`](crate::Outcome::Ambiguous) as its outcome.
//! - **It stops where all would fail**: see [`Bulk::stop_on`].
//!
//! A call is whatever can be awaited for a [`Reply`](crate::Reply): any of this crate's, or a future
//! of yours that makes several, keeps a journal, or waits for a phone in between.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let test = m7::testing::Sandboxed::start().await?;
//! # let sip = test.client().sip();
//! # sip.create("2004", "a-password").await?;
//! // Removes all numbers, and keeps no more than their ids.
//! let numbers = sip.list().await?.data;
//! let deletes = numbers.into_iter().map({
//!     let sip = sip.clone();
//!     move |number| (number.number, sip.delete(number.sip_id))
//! });
//! let bulk = m7::bulk(deletes);
//! let ledger = bulk.ledger();
//! drop(bulk.results()); // For example because somebody pressed Ctrl-C.
//!
//! ledger.settled().await;
//! for entry in ledger.entries() {
//!     println!("{}: {:?}", entry.key, entry.result);
//! }
//! # Ok(())
//! # }
//! ```

mod book;
mod ledger;
mod progress;
mod stream;

pub use ledger::{Ledger, LedgerEntry};
pub use progress::Progress;
pub use stream::{Bulk, BulkItem, bulk, bulk_stream};
