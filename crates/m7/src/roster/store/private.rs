//! Files and folders that are nobody else's business.

use std::fs::{DirBuilder, File, OpenOptions};
use std::path::Path;

use crate::roster::Error;

/// Has a file that is made be its owner's alone (mode 0600).
pub(super) fn only_ours(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Takes from others what they may do with a file that was there before.
pub(super) fn keep_ours(file: &File, path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;

        file.set_permissions(Permissions::from_mode(0o600))
            .map_err(Error::file(path, "making it private"))?;
    }
    #[cfg(not(unix))]
    let _ = (file, path);
    Ok(())
}

/// Makes a folder that nobody else may look into, unless it is there, and waits until it and those above
/// it that had to be made are on the disk.
pub(super) fn folder(path: &Path) -> Result<(), Error> {
    let path = &std::path::absolute(path).map_err(Error::file(path, "finding the folder"))?;
    let missing: Vec<&Path> = path.ancestors().take_while(|it| !it.is_dir()).collect();
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .recursive(true)
        .create(path)
        .map_err(Error::file(path, "making the folder"))?;
    missing.into_iter().try_for_each(sync_folder_of)
}

/// Waits until it is on the disk that there is this file.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(Error::file(folder, "writing the folder"))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
