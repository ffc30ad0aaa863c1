//! Servers in processes of their own: started, measured, and ended with whoever started them.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to be there.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server and the processes that it forked. They are killed when this is dropped.
pub struct Process {
    name: String,
    child: Child,
}

impl Process {
    /// Starts it, in a process group of its own.
    ///
    /// # Errors
    ///
    /// A sentence that says what doesn't start.
    pub fn start(name: &str, command: &mut Command) -> Result<Self, String> {
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("{name} doesn't start: {error}"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// Reads the first line of its stdout, which must have been piped.
    ///
    /// # Errors
    ///
    /// A sentence, if it ended without one.
    pub fn first_line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        if let Some(stdout) = self.child.stdout.take() {
            BufReader::new(stdout)
                .read_line(&mut line)
                .map_err(|error| format!("{}: {error}", self.name))?;
        }
        if line.is_empty() {
            return Err(format!("{} ended without a word", self.name));
        }
        Ok(line)
    }

    /// Waits until it accepts connections.
    ///
    /// # Errors
    ///
    /// A sentence, if it ends or takes too long.
    pub fn wait_for(&mut self, address: SocketAddr) -> Result<(), String> {
        let name = self.name.clone();
        let there = || TcpStream::connect(address).is_ok();
        self.wait_until(there, &format!("{name} doesn't answer at {address}"))
    }

    /// Waits until `there` says so.
    ///
    /// # Errors
    ///
    /// `otherwise`, if it ends or takes too long.
    pub fn wait_until(&mut self, there: impl Fn() -> bool, otherwise: &str) -> Result<(), String> {
        let start = Instant::now();
        while !there() {
            let ended = matches!(self.child.try_wait(), Ok(Some(_)));
            if ended || start.elapsed() > PATIENCE {
                return Err(otherwise.to_owned());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The most memory that it and its descendants have had resident, each counted by itself, in
    /// bytes (`VmHWM`).
    ///
    /// # Errors
    ///
    /// A sentence, where there is no `/proc`.
    pub fn peak_memory(&self) -> Result<u64, String> {
        peak_memory_of_tree(self.child.id())
            .map_err(|error| format!("no memory of {}: {error}", self.name))
    }

    /// Asks it to stop, and waits until it did.
    ///
    /// # Errors
    ///
    /// A sentence, if it doesn't.
    pub fn stop(mut self, signal: &str) -> Result<(), String> {
        send(signal, &self.child.id().to_string());
        self.child
            .wait()
            .map(drop)
            .map_err(|error| format!("{} doesn't stop: {error}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A process that has been waited for may have left its id to another one.
        if let Ok(None) = self.child.try_wait() {
            send("KILL", &format!("-{}", self.child.id()));
            let _ = self.child.wait();
        }
    }
}

/// A port of 127.0.0.1 that nobody listens on, by TCP at least.
///
/// # Errors
///
/// A sentence, if there is none.
pub fn free_port() -> Result<u16, String> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no port is free: {error}"))
}

/// Bytes as MB.
pub fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 bytes")]
    let bytes = bytes as f64;
    bytes / 1e6
}

/// The most memory that this process has had resident, in bytes.
///
/// # Errors
///
/// A sentence, where there is no `/proc`.
pub fn own_peak_memory() -> Result<u64, String> {
    peak_memory_of_tree(std::process::id()).map_err(|error| format!("no memory: {error}"))
}

fn send(signal: &str, to: &str) {
    let _ = Command::new("kill")
        .args(["-s", signal, "--", to])
        .stderr(Stdio::null())
        .status();
}

fn peak_memory_of_tree(root: u32) -> io::Result<u64> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut peaks: HashMap<u32, u64> = HashMap::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process may end while it is looked at.
        let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) else {
            continue;
        };
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        peaks.insert(id, field("VmHWM:").unwrap_or(0) * 1024);
        if let Some(parent) = field("PPid:").and_then(|parent| u32::try_from(parent).ok()) {
            children.entry(parent).or_default().push(id);
        }
    }
    let (mut sum, mut tree) = (0, vec![root]);
    while let Some(id) = tree.pop() {
        sum += peaks.get(&id).copied().unwrap_or(0);
        tree.extend(children.get(&id).into_iter().flatten());
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_children_counts() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Process::start("a shell", &mut command).unwrap()
        };
        let (alone, parent) = (shell("exec sleep 60"), shell("sleep 60 & sleep 60 & wait"));
        let patient = Instant::now();
        while parent.peak_memory().unwrap() < 2 * alone.peak_memory().unwrap()
            && patient.elapsed() < PATIENCE
        {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(alone.peak_memory().unwrap() > 0);
        assert!(parent.peak_memory().unwrap() >= 2 * alone.peak_memory().unwrap());
    }
}
