//! A phone that registers once and leaves the registration to its time: sipp, with a scenario of its
//! own.

use std::fs;
use std::process::Command;

use super::super::E2eError;

const SCENARIO: &str = include_str!("register.xml");

/// What registers where.
pub(super) struct DeskPhone<'a> {
    /// `host:port`
    pub(super) registrar: &'a str,
    /// `u1` is UDP, `t1` TCP, as sipp names them.
    pub(super) transport: &'a str,
    pub(super) number: &'a str,
    pub(super) password: &'a str,
    /// What it calls itself.
    pub(super) device: &'a str,
}

impl DeskPhone<'_> {
    /// Registers for five minutes.
    pub(super) fn register(&self) -> Result<(), E2eError> {
        let failed =
            |what: String| E2eError::Failed(format!("sipp, number {}: {what}", self.number));
        let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
        let number = self.number;
        // In a file, so that no list of processes shows the password.
        let line = format!(
            "SEQUENTIAL\n{number};[authentication username={number} password={}]\n",
            self.password
        );
        for (name, text) in [("register.xml", SCENARIO), ("numbers.csv", &*line)] {
            fs::write(folder.path().join(name), text).map_err(|error| failed(error.to_string()))?;
        }
        let output = Command::new("sipp")
            .args([self.registrar, "-t", self.transport, "-i", "127.0.0.1"])
            .args(["-sf", "register.xml", "-inf", "numbers.csv"])
            .args(["-key", "device", self.device])
            .args(["-m", "1", "-timeout", "20", "-timeout_error", "-nostdin"])
            .current_dir(folder.path())
            .output()
            .map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            Ok(())
        } else {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(failed(format!("{}: {said}", output.status)))
        }
    }
}
