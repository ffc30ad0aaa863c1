//! The passwords that were made up, kept before they are sent.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use m7_models::SipPassword;
use zeroize::Zeroizing;

use super::private;
use crate::roster::Error;

/// The file of passwords: mode 0600, one line for each that was made up, in the order in which they
/// were.
pub(super) struct PasswordFile {
    path: PathBuf,
    file: File,
}

/// A line of it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The write that it was made up for.
    pub(super) op: u64,
    pub(super) number: String,
    pub(super) version: u32,
    pub(super) password: SipPassword,
}

const HEADER: &str = "operation,number,password_version,password\n";

/// Letters and digits that can't be taken for one another when they are read or typed.
const ALPHABET: &[u8; 55] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ2345679";
/// 16 of 55 are 92 bits.
const LENGTH: usize = 16;

/// A new password.
pub(super) fn generate() -> Result<SipPassword, Error> {
    let mut password = Zeroizing::new(String::with_capacity(LENGTH));
    while password.len() < LENGTH {
        let mut bytes = Zeroizing::new([0; 2 * LENGTH]);
        getrandom::fill(&mut *bytes).map_err(|_| Error::NoRandom)?;
        // Above the last multiple some letters would come more often than others.
        let fair = 256 - 256 % ALPHABET.len();
        let letters = bytes
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|value| *value < fair)
            .map(|value| char::from(ALPHABET[value % ALPHABET.len()]));
        let missing = LENGTH - password.len();
        password.extend(letters.take(missing));
    }
    Ok(SipPassword::new(password.as_str()))
}

impl PasswordFile {
    /// Opens it, or makes it.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |doing| Error::file(path, doing);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private::only_ours(&mut options);
        let file = options.open(path).map_err(failed("opening it"))?;
        private::keep_ours(&file, path)?;
        let mut passwords = Self {
            path: path.to_owned(),
            file,
        };
        passwords.mend_end()?;
        Ok(passwords)
    }

    /// Takes off a last line that was cut off while it was written: what it was for wasn't sent.
    fn mend_end(&mut self) -> Result<(), Error> {
        let path = self.path.clone();
        let failed = |doing| Error::file(&path, doing);
        let mut text = Zeroizing::new(Vec::new());
        self.file
            .read_to_end(&mut text)
            .map_err(failed("reading it"))?;
        check_header(&text, &path)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n');
        let len = whole.map_or(0, |at| at + 1);
        if len < text.len() {
            self.file
                .set_len(len as u64)
                .map_err(failed("mending its end"))?;
        }
        if len == 0 {
            self.append_text(HEADER)?;
            private::sync_folder_of(&path)?;
        }
        Ok(())
    }

    /// Keeps a password, and waits until it is on the disk.
    pub(super) fn append(&mut self, kept: &Kept) -> Result<(), Error> {
        // As large as it gets, so that no copy of it is left behind by growing.
        let text =
            Vec::with_capacity(64 + 2 * kept.number.len() + 2 * kept.password.expose().len());
        let mut writer = csv::Writer::from_writer(text);
        let (op, version) = (kept.op.to_string(), kept.version.to_string());
        let row = [&op, &kept.number, &version, kept.password.expose()];
        let written = writer
            .write_record(row)
            .map_err(io::Error::other)
            .and_then(|()| writer.into_inner().map_err(csv::IntoInnerError::into_error));
        let line = written
            .and_then(|line| String::from_utf8(line).map_err(io::Error::other))
            .map(Zeroizing::new)
            .map_err(Error::file(&self.path, "writing"))?;
        self.append_text(&line)
    }

    fn append_text(&mut self, text: &str) -> Result<(), Error> {
        let failed = Error::file(&self.path, "writing");
        let end = match self.file.seek(SeekFrom::End(0)) {
            Ok(end) => end,
            Err(error) => return Err(failed(error)),
        };
        let done = self.file.write_all(text.as_bytes());
        done.and_then(|()| self.file.sync_data()).map_err(|error| {
            // Half a line would be taken for damage once something comes after it.
            let _ = self.file.set_len(end);
            failed(error)
        })
    }
}

/// Refuses a file that is somebody else's. Of a header that was cut off, the beginning will do.
fn check_header(text: &[u8], path: &Path) -> Result<(), Error> {
    let compared = text.len().min(HEADER.len());
    if text[..compared] == HEADER.as_bytes()[..compared] {
        return Ok(());
    }
    Err(Error::Damaged {
        path: path.to_owned(),
        line: 1,
        what: "it isn't the password file of a store".to_owned(),
    })
}

/// All that were made up, in the order in which they were. A line that is still being written isn't there
/// yet.
pub(super) fn read(path: &Path) -> Result<Vec<Kept>, Error> {
    let mut text = Zeroizing::new(Vec::new());
    match File::open(path).and_then(|mut file| file.read_to_end(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file(path, "reading it")(error)),
    }
    check_header(&text, path)?;
    let len = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let mut reader = csv::Reader::from_reader(&text[..len]);
    let mut kept = Vec::new();
    for (index, row) in reader.records().enumerate() {
        let damaged = |what: &str| Error::Damaged {
            path: path.to_owned(),
            line: index + 2,
            what: what.to_owned(),
        };
        // What the library says of a row may quote it.
        let row = row.map_err(|_| damaged("it isn't a row of this file"))?;
        let [op, number, version, password] =
            [0, 1, 2, 3].map(|cell| row.get(cell).unwrap_or_default());
        let (Ok(op), Ok(version)) = (op.parse(), version.parse()) else {
            return Err(damaged("operation and version must be numbers"));
        };
        kept.push(Kept {
            op,
            number: number.to_owned(),
            version,
            password: SipPassword::new(password),
        });
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_passwords_are_alike() {
        let passwords: HashSet<String> = (0..1000)
            .map(|_| generate().unwrap().expose().to_owned())
            .collect();
        assert_eq!(passwords.len(), 1000);
        let letters: HashSet<char> = passwords.iter().flat_map(|it| it.chars()).collect();
        assert_eq!(letters.len(), ALPHABET.len());
        assert!(passwords.iter().all(|password| password.len() == LENGTH));
    }

    #[test]
    fn what_is_kept_is_read_again_and_a_line_that_was_cut_off_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords.csv");
        let kept = |op, number: &str| Kept {
            op,
            number: number.to_owned(),
            version: 1,
            password: SipPassword::new(format!("secret-{op}")),
        };
        let mut file = PasswordFile::open(&path).unwrap();
        file.append(&kept(1, "2004")).unwrap();
        file.append(&kept(2, "a,\"b")).unwrap();
        drop(file);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let mut file = PasswordFile::open(&path).unwrap();
            file.append(&kept(3, "2005")).unwrap();
            let numbers: Vec<_> = read(&path).unwrap().into_iter().map(|it| it.op).collect();
            assert!(
                [&[3][..], &[1, 3], &[1, 2, 3]].contains(&&numbers[..]),
                "{cut}: {numbers:?}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn it_is_its_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords.csv");
        std::fs::write(&path, HEADER).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        drop(PasswordFile::open(&path).unwrap());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
