//! What can't be a database is named, not opened.

use m7_sandbox::{Error, Sandbox};

#[tokio::test]
async fn a_folder_is_no_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = Sandbox::builder()
        .data(folder.path())
        .start()
        .await
        .unwrap_err();
    let Error::DataFile { path, source } = error else {
        panic!("{error:?}");
    };
    assert_eq!(path, folder.path());
    assert_eq!(source.to_string(), "it is not a regular file");
}
