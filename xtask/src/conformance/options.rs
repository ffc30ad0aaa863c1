//! What to run against what.

use std::env;
use std::path::Path;
use std::time::Duration;

use clap::{Args, ValueEnum};
use m7_auth::Credentials;

use super::ConformanceError;
use super::scenario::Call;
use super::secrets::without_user;
use crate::served_sandbox::{Program, ServedSandbox};

/// The account number, as the command line `m7` names it.
const APPKEY: &str = "M7_APPKEY";
/// The account's secret key.
const SECRET_KEY: &str = "M7_SECRET_KEY";

/// The prefix of the numbers that are made in a sandbox of our own.
const SANDBOX_PREFIX: &str = "9900";

/// How long a run waits for a number whose `create` wasn't answered: `create` takes 7 s on the page.
const SETTLE: Duration = Duration::from_secs(60);

/// What can be typed.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Arguments {
    #[arg(
        long,
        value_name = "URL",
        conflicts_with = "sandbox",
        help = "The server, plain http: http://v7openapi.7moor.com or a sandbox. Credentials are \
                taken from M7_APPKEY and M7_SECRET_KEY"
    )]
    base_url: Option<String>,

    /// Run everything against a sandbox that is started for it, and gone afterwards
    #[arg(long)]
    sandbox: bool,

    /// Make, change and remove numbers, too; only ones that begin with --prefix
    #[arg(long, requires = "prefix", conflicts_with = "sandbox")]
    writes: bool,

    /// What the numbers begin with that are made: digits that no number of the account begins with
    #[arg(long, value_name = "DIGITS", requires = "writes")]
    prefix: Option<String>,

    /// Send wrongly signed requests, too. A server should refuse them; it might also lock the account
    /// out for a while, which no page of the vendor tells
    #[arg(long, conflicts_with = "sandbox")]
    refusals: bool,

    /// Only this scenario; may be given more than once
    #[arg(long = "scenario", value_name = "NAME")]
    scenarios: Vec<String>,

    /// List the scenarios, and run nothing
    #[arg(long)]
    pub(super) list: bool,

    /// What to print
    #[arg(short, long, value_enum, default_value = "table", value_name = "FORM")]
    pub(super) output: Output,

    /// Begin no scenario after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    within: u64,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people
    Table,
    /// For machines
    Json,
}

/// What to run against what.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "there is no other crate that uses it"
)]
pub struct Options {
    /// The server.
    pub base_url: String,
    /// Whose numbers are listed and made.
    pub credentials: Credentials,
    /// What the numbers begin with that are made; without it, none is.
    pub prefix: Option<String>,
    /// Whether wrongly signed requests are sent.
    pub refusals: bool,
    /// Whether the server is a sandbox that was started for this run: it is given numbers to look at,
    /// and its control API has phones come and go.
    pub own_sandbox: bool,
    /// The scenarios to be played; all, if there are none.
    pub only: Vec<String>,
    /// How long an answer to a read, a write and a delete may take.
    pub patience: [Duration; 3],
    /// How long to wait between two requests.
    pub pause: Duration,
    /// How long to wait for a number whose `create` wasn't answered.
    pub settle: Duration,
    /// After which time no scenario is begun.
    pub within: Duration,
    /// Told what begins.
    pub progress: fn(&str),
}

impl Options {
    /// For a server and an account: reads only, and generous with time.
    pub fn new(base_url: &str, credentials: Credentials) -> Self {
        Self {
            base_url: base_url.to_owned(),
            credentials,
            prefix: None,
            refusals: false,
            own_sandbox: false,
            only: Vec::new(),
            patience: [30, 90, 120].map(Duration::from_secs),
            pause: Duration::ZERO,
            settle: SETTLE,
            within: Duration::from_secs(1800),
            progress: |_| {},
        }
    }

    pub(super) fn patience(&self, call: Call) -> Duration {
        let [read, write, delete] = self.patience;
        match call {
            Call::List => read,
            Call::Create | Call::Update => write,
            Call::Delete => delete,
        }
    }
}

impl Arguments {
    /// What they ask for, and the sandbox that was started for it.
    pub(super) fn options(
        &self,
        root: &Path,
    ) -> Result<(Options, Option<ServedSandbox>), ConformanceError> {
        let (mut options, sandbox) = match (&self.base_url, self.sandbox) {
            (Some(base_url), _) => (self.of_account(base_url)?, None),
            (None, true) => {
                let sandbox = Program::build(root)?.serve(&[])?;
                (of_sandbox(&sandbox), Some(sandbox))
            }
            (None, false) => {
                return Err(ConformanceError::Usage(format!(
                    "against what? Give --sandbox, which starts one and runs everything, or \
                     --base-url http://… with {APPKEY} and {SECRET_KEY} in the environment, which \
                     only reads unless --writes --prefix DIGITS are given, too"
                )));
            }
        };
        options.only.clone_from(&self.scenarios);
        options.within = Duration::from_secs(self.within);
        Ok((options, sandbox))
    }

    fn of_account(&self, base_url: &str) -> Result<Options, ConformanceError> {
        let usage = |what: String| Err(ConformanceError::Usage(what));
        if !base_url.starts_with("http://") {
            let (base_url, _) = without_user(base_url);
            return usage(format!(
                "--base-url {base_url}: only http:// is spoken here, as the pages document it"
            ));
        }
        let variable = |name: &str| {
            env::var(name)
                .map_err(|_| ConformanceError::Usage(format!("{name} must be in the environment")))
        };
        let credentials = match Credentials::new(variable(APPKEY)?, variable(SECRET_KEY)?) {
            Ok(credentials) => credentials,
            Err(error) => return usage(format!("{APPKEY} or {SECRET_KEY}: {error}")),
        };
        let mut options = Options::new(base_url, credentials);
        if let Some(prefix) = &self.prefix {
            let is_prefix = (2..=12).contains(&prefix.len())
                && prefix.bytes().all(|byte| byte.is_ascii_digit());
            if !is_prefix {
                return usage(format!("--prefix {prefix}: give 2 to 12 digits"));
            }
        }
        options.prefix.clone_from(&self.prefix);
        options.refusals = self.refusals;
        // A real account has others to serve.
        options.pause = Duration::from_millis(200);
        Ok(options)
    }
}

fn of_sandbox(sandbox: &ServedSandbox) -> Options {
    let mut options = Options::new(sandbox.base_url(), sandbox.credentials().clone());
    options.prefix = Some(SANDBOX_PREFIX.to_owned());
    options.refusals = true;
    options.own_sandbox = true;
    options.settle = Duration::from_secs(2);
    options
}
