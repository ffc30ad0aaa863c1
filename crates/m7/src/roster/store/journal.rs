//! The file that tells what was about to be written, and what became of it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::private;
use super::record::{Header, Record, VERSION};
use crate::roster::Error;

/// A journal that is appended to. What [`append`](Self::append) returned of is on the disk.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    len: u64,
    /// Whether its end can't be relied on, since an append failed.
    is_broken: bool,
}

/// How far a journal could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// In bytes, without a last line that was cut off while it was written.
    pub(super) len: u64,
    pub(super) lines: usize,
}

impl Journal {
    /// Opens it behind what was read of it, or makes it.
    pub(super) fn open(path: &Path, extent: Extent, target: &str) -> Result<Self, Error> {
        let failed = |doing| Error::file(path, doing);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private::only_ours(&mut options);
        let file = options.open(path).map_err(failed("opening it"))?;
        // A line that was cut off was never relied on: what comes after it comes in its place.
        file.set_len(extent.len)
            .map_err(failed("mending its end"))?;
        let mut journal = Self {
            path: path.to_owned(),
            file,
            len: extent.len,
            is_broken: false,
        };
        if extent.lines == 0 {
            journal.append(&[Record::Journal(Header {
                version: VERSION,
                target: target.to_owned(),
            })])?;
            private::sync_folder_of(path)?;
        }
        Ok(journal)
    }

    /// Writes records, and waits until they are on the disk.
    pub(super) fn append(&mut self, records: &[Record]) -> Result<(), Error> {
        let failed = Error::file(&self.path, "writing");
        if self.is_broken {
            return Err(failed(io::Error::other("an earlier write to it failed")));
        }
        let mut lines = Vec::new();
        for record in records {
            if let Err(error) = serde_json::to_writer(&mut lines, record) {
                return Err(failed(error.into()));
            }
            lines.push(b'\n');
        }
        self.write(&lines).map_err(|error| {
            // Half a line would be taken for damage once something comes after it.
            self.is_broken = true;
            let _ = self.file.set_len(self.len);
            failed(error)
        })?;
        self.len += lines.len() as u64;
        Ok(())
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.write_all(lines)?;
        self.file.sync_data()
    }
}

/// Reads a journal record by record. There is none yet where there is no file.
pub(super) fn read(path: &Path, mut take: impl FnMut(Record)) -> Result<Extent, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Extent::default()),
        Err(error) => return Err(Error::file(path, "opening it")(error)),
    };
    let mut reader = BufReader::new(file);
    let mut extent = Extent::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(Error::file(path, "reading it"))?;
        if !line.ends_with(b"\n") {
            return Ok(extent);
        }
        let damaged = |what: String| Error::Damaged {
            path: path.to_owned(),
            line: extent.lines + 1,
            what,
        };
        let record = serde_json::from_slice(&line).map_err(|error| damaged(error.to_string()))?;
        match (extent.lines, &record) {
            (0, Record::Journal(header)) if header.version == VERSION => {}
            (0, Record::Journal(header)) => {
                return Err(damaged(format!(
                    "it is of version {}, and this program reads version {VERSION}",
                    header.version
                )));
            }
            (0, _) => return Err(damaged("it doesn't begin as a journal does".to_owned())),
            _ => {}
        }
        take(record);
        extent.len += read as u64;
        extent.lines += 1;
    }
}
