//! Why a roster wasn't planned or applied.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Problems;

/// Why a roster couldn't be planned, or its plan not be applied. What goes wrong with a single row is no
/// error: it stands in the [`Report`](super::Report).
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The rows don't fit what there is, or their passwords can't be had. Nothing was written.
    #[error("the roster can't be applied as it is: {0}")]
    Problems(#[from] Problems),
    /// The numbers couldn't be listed.
    #[error("the numbers can't be listed")]
    List(#[source] crate::Error),
    /// Some items of the list couldn't be read, so that a number may be missing from it.
    #[error(
        "{unread} items of the list couldn't be read, so it isn't known for sure which numbers there are: \
         give the vendor the request id {request_id}"
    )]
    PartialList {
        /// How many.
        unread: usize,
        /// The server's id for the request, or a hyphen.
        request_id: String,
    },
    /// Deleting was asked for, but no scope says of which numbers.
    #[error(
        "numbers are deleted only inside a scope, and the roster has none: name the numbers that it is \
         responsible for"
    )]
    NoScope,
    /// More would be deleted than may be without being asked for.
    #[error(
        "{deletes} of the {numbers} numbers in the scope would be deleted, which is more than {most}"
    )]
    TooManyDeletes {
        /// How many would be.
        deletes: usize,
        /// How many there are in the scope.
        numbers: usize,
        /// How many may be.
        most: usize,
    },
    /// The numbers have changed since the plan was made.
    #[error(
        "the numbers have changed since the plan was made: nothing was written; look at a new plan"
    )]
    Stale,
    /// A plan is for another account or server.
    #[error("it is for {planned}, and not for {target}")]
    OtherTarget {
        /// What it was made for.
        planned: String,
        /// What it was to be used with.
        target: String,
    },
    /// A plan file isn't one.
    #[error("{} isn't a plan of this version: {what}", path.display())]
    NoPlan {
        /// The file.
        path: PathBuf,
        /// Why not.
        what: String,
    },
    /// An earlier run left writes whose outcome isn't known.
    #[error(
        "{} no known outcome: settle first, which looks for each",
        match open {
            1 => "a write of an earlier run has".to_owned(),
            open => format!("{open} writes of an earlier run have"),
        }
    )]
    Unsettled {
        /// How many.
        open: usize,
    },
    /// Another process is applying a roster to the same account.
    #[error("another process is at work on this account: it holds {}", path.display())]
    Locked {
        /// The file that is locked.
        path: PathBuf,
    },
    /// A line of a journal isn't one.
    #[error("{}, line {line} can't be read: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A file couldn't be read or written.
    #[error("{}: {doing} failed", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The random numbers that a password is made of couldn't be had.
    #[error("this machine gives no random numbers for a password")]
    NoRandom,
}

impl Error {
    /// For `map_err` of what is done to a file.
    pub(super) fn file(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File {
            path,
            doing,
            source,
        }
    }
}
