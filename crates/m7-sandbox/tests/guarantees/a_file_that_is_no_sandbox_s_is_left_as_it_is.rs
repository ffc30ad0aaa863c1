use std::fs;
use std::path::Path;

use m7_sandbox::{Error, Sandbox};
use rusqlite::Connection;

async fn refused(path: &Path) -> Error {
    let before = fs::read(path).unwrap();
    let error = Sandbox::builder().data(path).start().await.unwrap_err();
    assert_eq!(fs::read(path).unwrap(), before, "{error}");
    error
}

#[tokio::test]
async fn a_text_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(
        &path,
        "dear diary, this is no database at all\n".repeat(100),
    )
    .unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, Error::NotASandbox { .. }), "{error:?}");
    assert!(error.to_string().contains("notes.txt"), "{error}");
}

#[tokio::test]
async fn another_program_s_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')")
        .unwrap();
    other.close().unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, Error::NotASandbox { .. }), "{error:?}");
}

#[tokio::test]
async fn data_of_a_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.db");
    drop(Sandbox::builder().data(&*path).start().await.unwrap());
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    newer.close().unwrap();
    let error = refused(&path).await;
    assert!(
        matches!(error, Error::NewerData { found: 99, .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("99"), "{error}");
}

#[tokio::test]
async fn a_folder_or_a_path_into_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nowhere/x.db")] {
        let error = Sandbox::builder().data(&*path).start().await.unwrap_err();
        assert!(matches!(error, Error::DataFile { .. }), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_empty_file_becomes_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    fs::write(&path, "").unwrap();
    Sandbox::builder().data(&*path).start().await.unwrap();
    assert!(fs::metadata(&path).unwrap().len() > 0);
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let one = Sandbox::builder().start().await.unwrap();
    let error = Sandbox::builder()
        .listen(one.address())
        .start()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Listen { .. }), "{error:?}");
    assert!(error.to_string().contains(&one.address().to_string()));
}
