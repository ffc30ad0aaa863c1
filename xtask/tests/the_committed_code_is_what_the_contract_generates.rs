//! Neither the contract nor the generated code is changed without the other.

use std::path::Path;

use xtask::regen;

#[test]
fn in_this_workspace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if let Err(error) = regen::check(&root) {
        panic!("{error}");
    }
}
