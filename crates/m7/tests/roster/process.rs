//! A run in a process of its own, which can be killed.

use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use m7::roster::{ApplyEvent, Plan, PlanOptions, Seen, Store};
use m7::{Client, Reconcile, RetryBudget, RetryPolicy};

use crate::wanted::{Wanted, agents, scoped};
use crate::world::{SETTLE, TARGET, World};

const BASE_URL: &str = "M7_TEST_BASE_URL";
const APPKEY: &str = "M7_TEST_APPKEY";
const SECRET: &str = "M7_TEST_SECRET";
const STORE: &str = "M7_TEST_STORE";
const KILL_AT: &str = "M7_TEST_KILL_AT";
const CONCURRENCY: &str = "M7_TEST_CONCURRENCY";
const WHICH: &str = "M7_TEST_ROSTER";

/// The rosters that such a process knows.
pub(crate) fn of_name(name: &str) -> Vec<Wanted> {
    use crate::wanted::Agent::{Bound, Nobody};
    use m7::CodingFormat;

    let wanted = |number: u32| Wanted::new(&number.to_string());
    match name {
        // What there is at first.
        "before" => vec![
            Wanted {
                agent: Bound(agents()[0]),
                ..wanted(2000)
            },
            Wanted {
                codecs: Some(vec![CodingFormat::G711a]),
                ..wanted(2001)
            },
            wanted(2002),
            wanted(2003),
            wanted(2004),
        ],
        // Creates, updates, a new password, an unbind, a bind, deletes.
        "after" => vec![
            Wanted {
                agent: Nobody,
                ..wanted(2000)
            },
            Wanted {
                codecs: Some(vec![CodingFormat::G729]),
                behind_nat: Some(true),
                ..wanted(2001)
            },
            Wanted {
                agent: Bound(agents()[1]),
                version: 2,
                ..wanted(2002)
            },
            Wanted {
                agent: Bound(agents()[0]),
                ..wanted(2003)
            },
            wanted(2005),
            Wanted {
                agent: Bound(agents()[2]),
                codecs: Some(vec![CodingFormat::Gsm]),
                ..wanted(2006)
            },
        ],
        "many" => (2100..2140).map(wanted).collect(),
        other => panic!("no roster {other}"),
    }
}

/// Starts a process that applies a roster, and is killed when it has come so far; never, if that is 0.
pub(crate) fn start(world: &World, roster: &str, kill_at: usize, concurrency: usize) -> Child {
    let program = Command::new(env::current_exe().unwrap());
    start_as(program, world, roster, kill_at, concurrency)
}

/// Starts one whose files can't grow beyond so many KiB.
#[cfg(unix)]
pub(crate) fn start_with_little_room(world: &World, roster: &str, kibibytes: u32) -> Child {
    let mut shell = Command::new("bash");
    shell
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"",
            "-",
        ])
        .arg(kibibytes.to_string())
        .arg(env::current_exe().unwrap());
    start_as(shell, world, roster, 0, 4)
}

fn start_as(
    mut program: Command,
    world: &World,
    roster: &str,
    kill_at: usize,
    concurrency: usize,
) -> Child {
    let credentials = world.test.sandbox().credentials();
    program
        .args(["--ignored", "--exact", "process::a_process_that_applies"])
        .env(BASE_URL, world.test.sandbox().base_url())
        .env(APPKEY, credentials.appkey())
        .env(SECRET, credentials.expose_secret_key())
        .env(STORE, &world.folder)
        .env(WHICH, roster)
        .env(KILL_AT, kill_at.to_string())
        .env(CONCURRENCY, concurrency.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The body of such a process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a process that the other tests start"]
async fn a_process_that_applies() {
    let Ok(base_url) = env::var(BASE_URL) else {
        return;
    };
    let variable = |name| env::var(name).unwrap();
    let m7 = Client::builder()
        .base_url(&base_url)
        .appkey(variable(APPKEY))
        .secret_key(variable(SECRET))
        .retry(RetryPolicy::default().with_base(Duration::from_millis(1)))
        .retry_budget(RetryBudget::unlimited())
        .reconcile(
            Reconcile::default()
                .with_interval(Duration::from_millis(10))
                .with_settle(SETTLE),
        )
        .build()
        .unwrap();
    let store = Store::open(Path::new(&variable(STORE)), TARGET).unwrap();
    let options = PlanOptions::default().prune();
    let seen = Seen::list(&m7).await.unwrap();
    let roster = scoped(&of_name(&variable(WHICH)));
    let plan = Plan::new(&roster, &seen, &store.history(), &options).unwrap();
    let kill_at: usize = variable(KILL_AT).parse().unwrap();
    let reached = AtomicUsize::new(0);
    let applied = plan
        .apply(&m7, &store)
        .concurrency(variable(CONCURRENCY).parse().unwrap())
        .observe(move |event| {
            if !matches!(event, ApplyEvent::Waiting { .. })
                && reached.fetch_add(1, Ordering::Relaxed) + 1 == kill_at
            {
                be_killed();
            }
        })
        .run()
        .await;
    applied.unwrap();
}

/// Nothing of this process is run any more, no matter what it was at.
fn be_killed() {
    let id = std::process::id().to_string();
    Command::new("kill").args(["-KILL", &id]).status().unwrap();
    loop {
        thread::sleep(Duration::from_secs(1));
    }
}
