//! Where it is kept what was written to an account: the journal, and the passwords that were made up.

mod direct;
mod given;
mod history;
mod journal;
mod passwords;
mod private;
pub(super) mod record;

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use m7_models::SipPassword;

pub use direct::{Begun, DirectWrite};
use given::Told;
pub use history::History;
pub(super) use history::{Known, Setting};
use journal::Journal;
use passwords::{Kept, PasswordFile};
use record::Record;

use super::{Error, Report};

/// The folder that keeps what was written to one account, locked as long as this and its clones live.
///
/// | file | |
/// |---|---|
/// | `journal.jsonl` | an intent before each write, and a result after it, each on the disk before it goes on. No secret |
/// | `passwords.csv` | the passwords that were made up, each on the disk before it is sent. Mode 0600 |
/// | `lock` | so that one process at a time writes to the account |
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    target: String,
    files: Mutex<Files>,
    /// Locked as long as this lives.
    lock: File,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Closing it isn't enough: a process that is being started at this moment has it open too, until
        // its program is run. What can't be unlocked is closed all the same.
        let _ = self.lock.unlock();
    }
}

struct Files {
    journal: Journal,
    history: History,
    passwords: PasswordFile,
    /// By the write that they were made up for: those that are to be used again.
    earlier: HashMap<u64, SipPassword>,
}

/// A password that was made up for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GeneratedPassword {
    /// The number.
    pub number: String,
    /// The version that the roster's row had.
    pub version: u32,
    /// The password.
    pub password: SipPassword,
    /// Whether it is known to be the number's: the write that set it was done, and no later one may have
    /// set another.
    pub is_certain: bool,
}

const JOURNAL: &str = "journal.jsonl";
const PASSWORDS: &str = "passwords.csv";
const LOCK: &str = "lock";

impl Store {
    /// Opens the store in this folder, which is made if need be, for what `target` names: the account
    /// and the server. It is locked until the last clone is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another process has it open, [`Error::OtherTarget`] if it is another
    /// account's, [`Error::Damaged`] or [`Error::File`] if a file isn't as it must be. This blocks while
    /// it reads the journal.
    pub fn open(folder: impl Into<PathBuf>, target: impl Into<String>) -> Result<Self, Error> {
        let (folder, target) = (folder.into(), target.into());
        private::folder(&folder)?;
        let lock = lock(&folder.join(LOCK))?;
        let path = folder.join(JOURNAL);
        let mut history = History::default();
        let extent = journal::read(&path, |record| history.take(&record))?;
        history.check_target(&target)?;
        let journal = Journal::open(&path, extent, &target)?;
        let passwords = PasswordFile::open(&folder.join(PASSWORDS))?;
        let earlier = passwords::read(&folder.join(PASSWORDS))?;
        if history.is_unwritten() && !earlier.is_empty() {
            return Err(Error::Damaged {
                path,
                line: 1,
                what: format!("it doesn't tell of the writes that {PASSWORDS} beside it is about"),
            });
        }
        // One that was kept when its intent could no more be entered has a number of its own all the
        // same.
        history.skip_to(earlier.iter().map(|kept| kept.op).max().unwrap_or(0));
        history.target = Some(target.clone());
        Ok(Self(Arc::new(Shared {
            files: Mutex::new(Files {
                journal,
                passwords,
                earlier: earlier
                    .into_iter()
                    .filter(|kept| history.needs_password_of(kept.op, &kept.number, kept.version))
                    .map(|kept| (kept.op, kept.password))
                    .collect(),
                history,
            }),
            folder,
            target,
            lock,
        })))
    }

    /// The same, if anything has ever been written to it; otherwise none is made.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open). This blocks.
    pub fn open_existing(
        folder: impl Into<PathBuf>,
        target: impl Into<String>,
    ) -> Result<Option<Self>, Error> {
        let folder = folder.into();
        if folder.join(JOURNAL).exists() {
            Self::open(folder, target).map(Some)
        } else {
            Ok(None)
        }
    }

    /// What was written so far, as far as the plan needs it: a copy.
    pub fn history(&self) -> History {
        self.files().history.clone()
    }

    /// Which account of which server it is for.
    pub fn target(&self) -> &str {
        &self.0.target
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// The file that keeps the passwords that were made up.
    pub fn password_file(&self) -> PathBuf {
        self.0.folder.join(PASSWORDS)
    }

    /// Takes in that a number is about to be written to without a plan, so that nothing is taken to be so
    /// any more which that may change; [`Begun::end`] says what it did.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the journal can't be written.
    pub fn begin(
        &self,
        write: DirectWrite,
    ) -> impl Future<Output = Result<Begun, Error>> + Send + use<> {
        let store = self.clone();
        async move {
            let id = store.blocking(move |files| files.begin(write)).await?;
            Ok(Begun::new(store, id))
        }
    }

    /// Writes a record, and waits until it is on the disk.
    pub(super) async fn append(&self, record: Record) -> Result<(), Error> {
        self.append_all(vec![record]).await
    }

    /// Writes records, and waits until all of them are on the disk.
    pub(super) async fn append_all(&self, records: Vec<Record>) -> Result<(), Error> {
        self.blocking(move |files| files.append(&records)).await
    }

    /// Writes an intent, which this gives its number; first of all, a password is kept that has to be
    /// made up for it.
    pub(super) async fn intend(
        &self,
        intent: record::Intent,
        password: Secret,
    ) -> Result<(u64, Option<SipPassword>), Error> {
        self.blocking(move |files| files.intend(intent, password))
            .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Files) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || act(&mut store.files())).await;
        done.unwrap_or_else(|error| {
            Err(Error::file(&self.0.folder, "writing")(
                std::io::Error::other(error),
            ))
        })
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        // Each change is complete in itself: what a panic has left is what is on the disk.
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which password a write sets.
pub(super) enum Secret {
    None,
    Given(SipPassword),
    /// One that is made up, unless one is to be used again.
    Generated,
}

impl Files {
    fn append(&mut self, records: &[Record]) -> Result<(), Error> {
        self.journal.append(records)?;
        for record in records {
            self.history.take(record);
        }
        Ok(())
    }

    fn intend(
        &mut self,
        mut intent: record::Intent,
        secret: Secret,
    ) -> Result<(u64, Option<SipPassword>), Error> {
        intent.op = self.history.next_op();
        let password = match secret {
            Secret::None => None,
            Secret::Given(password) => Some(password),
            Secret::Generated => Some(self.kept_password(&intent)?),
        };
        let op = intent.op;
        self.append(&[Record::Intent(intent)])?;
        Ok((op, password))
    }

    /// Enters a direct write, if anything may be known of its number, and gives it a number of its own.
    fn begin(&mut self, write: DirectWrite) -> Result<Option<u64>, Error> {
        let known = match (&write.number, &write.sip_id) {
            (Some(number), _) => Some(number.clone()),
            (None, Some(id)) => self.history.number_of(id).map(str::to_owned),
            (None, None) => None,
        };
        let Some(number) = known else {
            return Ok(None);
        };
        let id = self.history.next_direct();
        self.append(&[Record::Direct(write.record(id, number))])?;
        Ok(Some(id))
    }

    fn kept_password(&mut self, intent: &record::Intent) -> Result<SipPassword, Error> {
        let version = intent.password_version.unwrap_or_default();
        let earlier = self
            .history
            .password_to_reuse(&intent.number, version)
            .and_then(|op| self.earlier.get(&op).cloned());
        let password = match earlier {
            Some(password) => password,
            None => passwords::generate()?,
        };
        // Also one that is used again: its line then says which write it is for.
        self.passwords.append(&Kept {
            op: intent.op,
            number: intent.number.clone(),
            version,
            password: password.clone(),
        })?;
        self.earlier.insert(intent.op, password.clone());
        Ok(password)
    }
}

impl History {
    /// Reads what the store in this folder tells, without locking it: for plans and reports. Where there
    /// is none, nothing is known.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTarget`], [`Error::Damaged`] or [`Error::File`], as for [`Store::open`]. This blocks.
    pub fn read(folder: impl AsRef<Path>, target: &str) -> Result<Self, Error> {
        let mut history = Self::default();
        journal::read(&folder.as_ref().join(JOURNAL), |record| {
            history.take(&record);
        })?;
        history.check_target(target)?;
        Ok(history)
    }

    fn check_target(&self, target: &str) -> Result<(), Error> {
        match &self.target {
            Some(theirs) if theirs != target => Err(Error::OtherTarget {
                planned: theirs.clone(),
                target: target.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

impl Report {
    /// Reads what became of a run of the store in this folder: of the last one, unless one is given by
    /// its number. `None` if there is no such run.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] or [`Error::File`]. This blocks.
    pub fn read(folder: impl AsRef<Path>, run: Option<u64>) -> Result<Option<Self>, Error> {
        let mut reports = super::report::Folded::of(run);
        journal::read(&folder.as_ref().join(JOURNAL), |record| {
            reports.take(record);
        })?;
        Ok(reports.finish())
    }
}

impl GeneratedPassword {
    /// The password of each number for which one was made up by the store in this folder, in the order
    /// of the numbers: the one that was set last, and after it those that may have been set since. None
    /// of these is certain if there is more than one.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] or [`Error::File`]. This blocks.
    pub fn read(folder: impl AsRef<Path>) -> Result<Vec<Self>, Error> {
        let folder = folder.as_ref();
        let mut told = Told::default();
        journal::read(&folder.join(JOURNAL), |record| told.take(record))?;
        Ok(told.passwords(passwords::read(&folder.join(PASSWORDS))?))
    }
}

fn lock(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    private::only_ours(&mut options);
    let file = options
        .open(path)
        .map_err(Error::file(path, "opening it"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            path: path.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(Error::file(path, "locking it")(error)),
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.0.folder)
            .field("target", &self.0.target)
            .finish_non_exhaustive()
    }
}
