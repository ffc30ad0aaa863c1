//! A person's machine with a folder of rosters, against a sandbox.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::m7::{Machine, Ran, Result, Served};

pub(crate) const AGENT: &str = "5feb148e19a5207b5020e728";
pub(crate) const OTHER_AGENT: &str = "5fe47b9df94f8c728ac1bbde";

/// Four numbers, made up passwords.
pub(crate) const FOUR: &str = "number,codecs,password\n2001,G711A,generate\n2002,G711A,generate\n\
                               2003,G729,generate\n2004,G729,generate\n";

pub(crate) struct Fleet {
    pub(crate) machine: Machine,
    folder: TempDir,
}

impl Fleet {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            machine: Machine::new()?,
            folder: tempfile::tempdir()?,
        })
    }

    /// With a roster of this text.
    pub(crate) fn with(name: &str, text: &str) -> Result<Self> {
        let fleet = Self::new()?;
        fleet.write(name, text)?;
        Ok(fleet)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> Result {
        Ok(fs::write(self.path(name), text)?)
    }

    pub(crate) fn read(&self, name: &str) -> Result<String> {
        Ok(fs::read_to_string(self.path(name))?)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command in the folder.
    pub(crate) fn run(&self, arguments: &str) -> Result<Ran> {
        Ran::of(
            self.here(self.machine.command(arguments.split(' ')))
                .output()?,
        )
    }

    /// Runs a command in the folder, against the embedded sandbox.
    pub(crate) fn sandbox(&self, arguments: &str) -> Result<Ran> {
        self.run(&format!("--sandbox {arguments}"))
    }

    /// A command in the folder, against the embedded sandbox.
    pub(crate) fn sandbox_command(&self, arguments: &str) -> Command {
        let arguments = format!("--sandbox {arguments}");
        self.here(self.machine.command(arguments.split(' ')))
    }

    /// The numbers that the embedded sandbox has.
    pub(crate) fn numbers(&self) -> Result<Vec<String>> {
        numbers(&self.sandbox("sip list -o json")?.json()?)
    }

    /// The folder of the only store.
    pub(crate) fn store(&self) -> Result<PathBuf> {
        let status = self.sandbox("roster status -o json")?.json()?;
        Ok(Path::new(status["store"].as_str().ok_or("no store")?).to_owned())
    }

    /// Serves a sandbox, with these further arguments.
    pub(crate) fn serve(&self, arguments: &str) -> Result<Served> {
        let arguments = format!("sandbox serve {arguments}");
        Served::start(self.machine.command(arguments.trim_end().split(' ')))
    }

    /// Runs a command in the folder, against a sandbox that is served.
    pub(crate) fn client(&self, served: &Served, arguments: &str) -> Result<Ran> {
        Ran::of(self.client_command(served, arguments).output()?)
    }

    /// Begins a command in the folder, against a sandbox that is served.
    pub(crate) fn start(&self, served: &Served, arguments: &str) -> Result<Child> {
        let mut command = self.client_command(served, arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command.spawn()?)
    }

    pub(crate) fn client_command(&self, served: &Served, arguments: &str) -> Command {
        self.here(served.command(&self.machine, arguments))
    }

    fn here(&self, mut command: Command) -> Command {
        command.current_dir(self.folder.path());
        command
    }
}

/// The numbers of a list, in their order.
pub(crate) fn numbers(list: &Value) -> Result<Vec<String>> {
    let items = list.as_array().ok_or("no list")?.iter();
    let mut numbers: Vec<String> = items
        .map(|item| item["number"].as_str().unwrap_or_default().to_owned())
        .collect();
    numbers.sort();
    Ok(numbers)
}

/// Sends a signal to a process.
pub(crate) fn signal(child: &Child, name: &str) -> Result {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status()?;
    if sent.success() {
        Ok(())
    } else {
        Err("no such process".into())
    }
}
