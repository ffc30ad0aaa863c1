//! A session at a shell, replayed.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use regex::Regex;
use snapbox::{Assert, Data, Redactions, data::DataFormat};
use tempfile::TempDir;

use crate::{
    m7::{Machine, Ran, Result, Served},
    schema,
};

/// A machine, the folder that the shell is in, and the sandboxes that are served.
pub(crate) struct Session {
    machine: Machine,
    folder: TempDir,
    served: Vec<Served>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")
}

pub(crate) fn file(name: &str) -> PathBuf {
    folder().join(format!("{name}.txt"))
}

impl Session {
    /// Does again what a file has, and compares.
    pub(crate) fn replay(name: &str) -> Result {
        let mut session = Self {
            machine: Machine::new()?,
            folder: tempfile::tempdir()?,
            served: Vec::new(),
        };
        let file = file(name);
        let mut seen = String::new();
        for line in fs::read_to_string(&file)?.lines() {
            if line.starts_with("? ") || line.starts_with("1|") || line.starts_with("2|") {
                continue;
            }
            writeln!(seen, "{line}")?;
            if line.starts_with("$ ") {
                session.run(line, &mut seen)?;
            } else if let Some(command) = line.strip_prefix("& m7 ") {
                let served = session.serve(command)?;
                session.served.push(served);
            }
        }
        let expected = Data::read_from(&file, Some(DataFormat::Text));
        Assert::new()
            .action_env("SNAPSHOTS")
            .normalize_paths(false)
            .redact_with(session.redactions()?)
            .eq(seen, expected);
        Ok(())
    }

    fn run(&self, line: &str, seen: &mut String) -> Result {
        let shell = &line[2..];
        let mut command = self.machine.command([""; 0]);
        let program = PathBuf::from(command.get_program());
        let path = program.parent().ok_or("no folder")?;
        let environment: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        command = Command::new("sh");
        command
            .args(["-c", shell])
            .env_clear()
            .envs(environment)
            .env("PATH", format!("{}:/usr/bin:/bin", path.display()))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        if let Some(served) = self.served.last() {
            command
                .env("M7_BASE_URL", served.field("baseUrl"))
                .env("M7_APPKEY", served.field("appkey"))
                .env("M7_SECRET_KEY", served.field("secretKey"))
                .env("SIP", served.field("sipUdp"));
        }
        let ran = Ran::of(command.output()?)?;
        schema::validate(line, ran.exit, &ran.stdout, &ran.stderr)
            .map_err(|error| format!("{line}\n{error}\n{ran:?}"))?;
        writeln!(seen, "? {}", ran.exit)?;
        for (stream, text) in [("1|", &ran.stdout), ("2|", &ran.stderr)] {
            for line in text.lines() {
                writeln!(seen, "{}", format!("{stream} {line}").trim_end())?;
            }
        }
        Ok(())
    }

    fn serve(&self, command: &str) -> Result<Served> {
        let mut command = self.machine.command(command.split(' '));
        command
            .env("M7_SANDBOX_SECRET", "not-a-real-secret")
            .current_dir(self.folder.path());
        Served::start(command)
    }

    /// What is another one in each run.
    fn redactions(&self) -> Result<Redactions> {
        let mut redactions = Redactions::new();
        for (name, pattern) in [
            // Agents of the sandbox have ids that are older.
            ("[SIP_ID]", r"(?<redacted>\b6[0-9a-f]{23}\b)"),
            ("[REQUEST]", r"(?<redacted>\b[0-9a-f]{32}\b)"),
            ("[PORT]", r"127\.0\.0\.1:(?<redacted>[0-9]{4,5})\b"),
            ("[PASSWORD]", r#""password":"(?<redacted>[^"]{16,})""#),
            (
                "[PASSWORD]",
                r"\b2[0-9]{3},(?<redacted>[^,\s]{16,}),[0-9]+,(true|false)",
            ),
            ("[PORT]", r"127\.0\.0\.1-(?<redacted>[0-9]{4,5})-"),
            ("[VERSION]", r"\bm7 (?<redacted>[0-9]+\.[0-9]+\.[0-9]+)\b"),
            ("[PLATFORM]", r"\bm7 [0-9.]+, (?<redacted>linux [0-9a-z_]+)"),
            ("[TIME]", r"(?<redacted>\b[0-9]+(\.[0-9]+)? ?m?s)\b"),
            ("[MS]", r#"tookMs"?: ?(?<redacted>[0-9]+)"#),
            ("[MS]", r"[0-9a-f]{32},[0-9]+,(?<redacted>[0-9]+),"),
            (
                "[NOW]",
                r"(?<redacted>20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\.[0-9]+)?Z?)",
            ),
            ("[APPKEY]", r"account (?<redacted>[0-9]{7})\b"),
            ("[APPKEY]", r"sandbox-(?<redacted>[0-9]{7})\b"),
            ("[APPKEY]", r#"accountId"?[=:] ?"?(?<redacted>[0-9]{7})\b"#),
        ] {
            redactions.insert(name, Regex::new(pattern)?)?;
        }
        let home = self.machine.command([""; 0]);
        let home = home.get_envs().find(|(name, _)| *name == "HOME");
        let home = home.and_then(|(_, home)| home?.to_str()).ok_or("no home")?;
        redactions.insert("[HOME]", home.to_owned())?;
        Ok(redactions)
    }
}
