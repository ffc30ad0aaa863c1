//! A `PostgreSQL` of our own: in a folder that goes with it, nothing of the system's service.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::process::{Process, free_port};

const USER: &str = "m7";

/// A running cluster, gone when this is dropped.
pub struct Postgres {
    /// The process.
    pub process: Process,
    port: u16,
    _folder: TempDir,
}

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The failure of the machine: each waits for the disk. As `PostgreSQL` comes.
    Machine,
    /// The end of the processes, however sudden: it is handed to the system (`fsync=off`).
    Process,
}

impl Postgres {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    ///
    /// A sentence that says what to install, or what failed.
    pub fn start(durability: Durability) -> Result<Self, String> {
        let programs = programs()?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        // `postgres` refuses to be run by root, and its user must reach the folder.
        let data = folder.path().join("data");
        fs::create_dir(&data).map_err(|error| error.to_string())?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))
            .map_err(|error| error.to_string())?;
        let is_root = data.metadata().is_ok_and(|data| data.uid() == 0);
        if is_root {
            run(Command::new("chown").arg("postgres").arg(&data))?;
        }
        let command = |program: &str| {
            let program = programs.join(program);
            let mut command = if is_root {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
                command.arg(program);
                command
            } else {
                Command::new(program)
            };
            command.arg("-D").arg(&data).current_dir("/");
            command
        };
        run(command("initdb")
            .args(["-U", USER, "--auth=trust", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C"]))?;
        let port = free_port()?;
        let mut postgres = command("postgres");
        postgres
            .args(["-p", &port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if durability == Durability::Process {
            postgres.args(["-c", "fsync=off"]);
        }
        let process = Process::start("PostgreSQL", &mut postgres)?;
        let mut cluster = Self {
            process,
            port,
            _folder: folder,
        };
        let ready = programs.join("pg_isready");
        let is_ready =
            || run(Command::new(&ready).args(["-h", "127.0.0.1", "-p", &port.to_string()])).is_ok();
        cluster
            .process
            .wait_until(is_ready, "PostgreSQL doesn't get ready")?;
        Ok(cluster)
    }

    /// Where its database is.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    /// Runs SQL, and gives what it prints.
    ///
    /// # Errors
    ///
    /// What `psql` complains of.
    pub fn run(&self, sql: &str) -> Result<String, String> {
        let mut psql = Command::new("psql")
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", &self.url()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("psql: {error}"))?;
        if let Some(mut stdin) = psql.stdin.take() {
            stdin
                .write_all(sql.as_bytes())
                .map_err(|error| format!("psql: {error}"))?;
        }
        let output = psql.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr)))
        }
    }
}

/// Where Debian keeps the newest one's programs.
fn programs() -> Result<PathBuf, String> {
    let missing = || "install PostgreSQL: `apt-get install postgresql`".to_owned();
    let versions = fs::read_dir("/usr/lib/postgresql").map_err(|_| missing())?;
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|programs: &PathBuf| Path::new(&programs.join("initdb")).exists())
        .max()
        .ok_or_else(missing)
}

/// Runs a program to its end, without its output.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
