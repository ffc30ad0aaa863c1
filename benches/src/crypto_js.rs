//! The vendor's sample, which signs with crypto-js under Node.js: a process of its own.

use std::path::Path;
use std::process::Command;

/// Nanoseconds that it takes to sign one request, or why that isn't known.
///
/// # Errors
///
/// A sentence that says what to install, if Node.js or crypto-js isn't there.
pub fn nanoseconds() -> Result<f64, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/crypto-js");
    if !folder.join("node_modules").exists() {
        return Err("run `npm install` in benches/peers/crypto-js".to_owned());
    }
    let output = Command::new("node")
        .arg("sign.js")
        .current_dir(folder)
        .output()
        .map_err(|error| format!("install Node.js: node doesn't start: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    printed.trim().parse().map_err(|_| {
        format!(
            "sign.js failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )
    })
}
