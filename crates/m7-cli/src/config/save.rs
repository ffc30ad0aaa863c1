//! Files that are there whole or as they were before, whatever happens in between.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Who may look into a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Nobody else, whoever might before.
    OwnerOnly,
    /// Whoever might before; a new file is as the process makes files.
    AsBefore,
}

/// Replaces a file, or makes it, in a folder that is there.
pub(super) fn replace(path: &Path, text: &str, access: Access) -> Result<(), Failure> {
    // A link stays one: the file that it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fresh = beside(&target);
    write(&fresh, &target, text, access)
        .and_then(|()| fs::rename(&fresh, &target))
        .and_then(|()| sync_folder(&target))
        .map_err(|error| {
            // If it was renamed, it isn't there any more.
            let _ = fs::remove_file(&fresh);
            Failure::new(format!("can't write {}: {error}", path.display()))
                .hint("check the folder's rights and the space left; what was there before stays")
        })
}

/// A name in the same folder, which can be renamed. While the folder is locked nobody else takes it.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.new"))
}

fn write(fresh: &Path, target: &Path, text: &str, access: Access) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::OwnerOnly {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = match options.open(fresh) {
        // Left by a process that was killed.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(fresh)?;
            options.open(fresh)?
        }
        opened => opened?,
    };
    if access == Access::AsBefore
        && let Ok(before) = fs::metadata(target)
    {
        file.set_permissions(before.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(target: &Path) -> io::Result<()> {
    match target.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Keeps other processes of `m7` from changing the configuration until it is dropped, so that none
/// undoes what another one did.
pub(super) struct FolderLock {
    _folder: Option<File>,
}

impl FolderLock {
    /// Waits until no other process changes it.
    pub(super) fn take(folder: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        {
            let folder = File::open(folder)?;
            folder.lock()?;
            Ok(Self {
                _folder: Some(folder),
            })
        }
        #[cfg(not(unix))]
        {
            let _ = folder;
            Ok(Self { _folder: None })
        }
    }
}
