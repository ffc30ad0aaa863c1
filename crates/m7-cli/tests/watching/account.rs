//! An account of a served sandbox, whose phones come and go as a test says.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use crate::m7::{Machine, Ran, Result, Served};

pub(crate) const AGENT: &str = "5feb148e19a5207b5020e728";

pub(crate) struct Account {
    machine: Machine,
    served: Served,
}

/// A command that goes on, and what it has printed line by line.
pub(crate) struct Running {
    pub(crate) child: Child,
    lines: BufReader<ChildStdout>,
}

impl Account {
    /// With these numbers, without phones.
    pub(crate) fn with(numbers: &[&str]) -> Result<Self> {
        let machine = Machine::new()?;
        let served = Served::start(machine.command(["sandbox", "serve"]))?;
        let account = Self { machine, served };
        for number in numbers {
            account.create(number)?;
        }
        Ok(account)
    }

    /// Where its person's files are.
    pub(crate) fn home(&self) -> &std::path::Path {
        self.machine.home()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &str) -> Result<Ran> {
        self.served.client(&self.machine, arguments)
    }

    pub(crate) fn command(&self, arguments: &str) -> Command {
        self.served.command(&self.machine, arguments)
    }

    /// Begins a command.
    pub(crate) fn start(&self, arguments: &str) -> Result<Running> {
        let mut command = self.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        Ok(Running {
            child,
            lines: BufReader::new(stdout),
        })
    }

    pub(crate) fn create(&self, number: &str) -> Result {
        let password = self.machine.home().join("password");
        std::fs::write(&password, "not-a-real-password\n")?;
        let arguments = format!("sip create {number} --password-file {}", password.display());
        done(&self.run(&arguments)?)
    }

    /// Creates many at once.
    pub(crate) fn seed(&self, numbers: std::ops::Range<u32>) -> Result {
        let numbers: Vec<serde_json::Value> = numbers
            .map(|number| serde_json::json!({"number": number.to_string(), "password": "made-up"}))
            .collect();
        let seed = serde_json::json!({ "numbers": numbers });
        self.control("POST", "seed", &seed.to_string())
    }

    pub(crate) fn delete(&self, number: &str) -> Result {
        done(&self.run(&format!("sip delete {number} --yes"))?)
    }

    pub(crate) fn bind(&self, number: &str) -> Result {
        done(&self.run(&format!("sip bind {number} --agent {AGENT}"))?)
    }

    /// Has a stand-in for a phone register.
    pub(crate) fn register(&self, number: &str) -> Result {
        let phone = format!(
            r#"{{"number": "{number}", "clientUrl": "192.0.2.10:5060", "registerDevice": "Telephone"}}"#
        );
        self.control("POST", "registrations", &phone)
    }

    pub(crate) fn unregister(&self, number: &str) -> Result {
        self.control("DELETE", &format!("registrations/{number}"), "")
    }

    /// Has every list fail from now on, or none any more.
    pub(crate) fn fail_lists(&self, fail: &str) -> Result {
        self.control("PUT", "faults", fail)
    }

    /// Calls the control API.
    fn control(&self, method: &str, path: &str, body: &str) -> Result {
        let address = self.served.base_url().trim_start_matches("http://");
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "{method} /_sandbox/{path} HTTP/1.1\r\nhost: {address}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        if reply.starts_with("HTTP/1.1 200") {
            Ok(())
        } else {
            Err(reply.into())
        }
    }
}

impl Running {
    /// The next line on stdout.
    pub(crate) fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    /// The rest of it, once it has ended.
    pub(crate) fn end(mut self) -> Result<Ran> {
        let mut stdout = Vec::new();
        self.lines.read_to_end(&mut stdout)?;
        let output = self.child.wait_with_output()?;
        Ran::of(std::process::Output { stdout, ..output })
    }

    /// Reads no more, has something happen that would be printed, and returns how it ended.
    pub(crate) fn end_unread(mut self, happen: impl FnOnce() -> Result) -> Result<Option<i32>> {
        drop(self.lines);
        let happened = happen();
        let status = self.child.wait()?;
        happened?;
        Ok(status.code())
    }

    /// The same after this signal.
    pub(crate) fn end_by(self, signal: &str) -> Result<Ran> {
        self.send(signal)?;
        self.end()
    }

    /// Whether it ends within seconds after this signal, though its pipe is full.
    pub(crate) fn ends_unread(mut self, signal: &str) -> Result<bool> {
        self.send(signal)?;
        for _ in 0..200 {
            if self.child.try_wait()?.is_some() {
                return Ok(true);
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(false)
    }

    pub(crate) fn send(&self, signal: &str) -> Result {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-s", signal, &id]).status()?;
        Ok(())
    }
}

fn done(ran: &Ran) -> Result {
    if ran.exit == 0 {
        Ok(())
    } else {
        Err(format!("{ran:?}").into())
    }
}
