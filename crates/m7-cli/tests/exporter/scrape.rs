//! A sandbox, an exporter that looks at it, and curl.

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    exposition::Exposition,
    m7::{Machine, Ran, Result, Served},
};

/// Longer than anything takes here, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(30);

const STEP: Duration = Duration::from_millis(100);

pub(crate) struct Scene {
    pub(crate) machine: Machine,
    pub(crate) sandbox: Served,
    pub(crate) exporter: Served,
}

/// What curl got.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Scene {
    /// A sandbox, and an exporter with these arguments.
    pub(crate) fn of(arguments: &str) -> Result<Self> {
        Self::at("instant", arguments)
    }

    /// The same with a sandbox that takes so long.
    pub(crate) fn at(latency: &str, arguments: &str) -> Result<Self> {
        let machine = Machine::new()?;
        let sandbox = Served::start(machine.command(["sandbox", "serve", "--latency", latency]))?;
        let exporter = exporter(&machine, &sandbox, arguments)?;
        Ok(Self {
            machine,
            sandbox,
            exporter,
        })
    }

    /// Runs a command against the sandbox, which must succeed.
    pub(crate) fn m7(&self, arguments: &str) -> Result<Ran> {
        let ran = self.sandbox.client(&self.machine, arguments)?;
        assert_eq!(ran.exit, 0, "{arguments}: {ran:?}");
        Ok(ran)
    }

    /// Makes a number, and returns its sipId.
    pub(crate) fn create(&self, number: &str) -> Result<String> {
        let password = self.machine.home().join("password");
        std::fs::write(&password, "not-a-real-password")?;
        let password = password.display();
        let created = self.m7(&format!(
            "sip create {number} --password-file {password} -q"
        ))?;
        Ok(created.stdout.trim().to_owned())
    }

    /// Calls the sandbox's control API.
    pub(crate) fn control(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let url = format!("{}/_sandbox/{path}", self.sandbox.base_url());
        let got = curl(&[
            "-X",
            method,
            "-H",
            "content-type: application/json",
            "-d",
            &body.to_string(),
            &url,
        ])?;
        assert!(got.status.starts_with('2'), "{got:?}");
        Ok(serde_json::from_str(&got.body).unwrap_or_default())
    }

    /// How many requests the account has been asked.
    pub(crate) fn asked(&self) -> Result<usize> {
        let url = format!("{}/_sandbox/journal", self.sandbox.base_url());
        let journal: Value = serde_json::from_str(&curl(&[&url])?.body)?;
        Ok(journal["entries"].as_array().ok_or("no journal")?.len())
    }

    pub(crate) fn get(&self, path: &str) -> Result<Got> {
        curl(&[&self.url(path)])
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.exporter.field("url"))
    }

    /// What a scrape tells now.
    pub(crate) fn scrape(&self) -> Result<Exposition> {
        let got = self.get("/metrics")?;
        assert_eq!(got.status, "200", "{got:?}");
        assert_eq!(got.content_type, "text/plain; version=0.0.4; charset=utf-8");
        Exposition::read(&got.body).map_err(|error| format!("{error}\n{}", got.body).into())
    }

    /// What a scrape tells once it tells this.
    pub(crate) fn scrape_until(&self, holds: impl Fn(&Exposition) -> bool) -> Result<Exposition> {
        let begin = Instant::now();
        loop {
            let exposition = self.scrape()?;
            if holds(&exposition) {
                return Ok(exposition);
            }
            if begin.elapsed() > PATIENCE {
                return Err(format!("it was never told: {exposition:?}").into());
            }
            thread::sleep(STEP);
        }
    }

    /// Waits until a look has ended, well or not.
    pub(crate) fn looked(&self) -> Result<Exposition> {
        self.scrape_until(|it| it.value("m7_last_look_timestamp_seconds", &[]).is_some())
    }
}

/// An exporter that looks at this sandbox.
pub(crate) fn exporter(machine: &Machine, sandbox: &Served, arguments: &str) -> Result<Served> {
    let listen = if arguments.contains("--listen") {
        ""
    } else {
        "--listen 127.0.0.1:0 "
    };
    let arguments = format!("exporter {listen}-o json {arguments}");
    Served::start(sandbox.command(machine, arguments.trim_end()))
}

pub(crate) fn curl(arguments: &[&str]) -> Result<Got> {
    let ran = Command::new("curl")
        .args(["-sS", "--max-time", "20", "--noproxy", "*"])
        .args(["-w", "\n%{http_code} %{content_type}"])
        .args(arguments)
        .output()?;
    assert!(ran.status.success(), "{ran:?}");
    let text = String::from_utf8(ran.stdout)?;
    let (body, said) = text.rsplit_once('\n').ok_or("no status")?;
    let (status, content_type) = said.split_once(' ').ok_or("no type")?;
    Ok(Got {
        status: status.to_owned(),
        content_type: content_type.to_owned(),
        body: body.to_owned(),
    })
}

/// Sends a signal, e.g. `TERM`.
pub(crate) fn signal(child: &Child, name: &str) -> Result {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status()?;
    assert!(sent.success());
    Ok(())
}

/// Waits until it has ended, and returns its exit code.
pub(crate) fn ended(child: &mut Child) -> Result<Option<i32>> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        thread::sleep(STEP);
    }
    Err("it never ended".into())
}
