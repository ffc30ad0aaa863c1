//! Killed with SIGKILL again and again, `m7 roster apply --resume` gets to what the roster says: nothing
//! is done twice, and each password that was made up is the one that its phone registers with.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::thread;
use std::time::Duration;

use crate::fleet::{Fleet, numbers};
use crate::m7::{Result, Served};
use crate::phones::{all_register, made_up};

const BEFORE: &str = "version: 1\nscope: [2100-2199]\ndefaults:\n  codecs: [G711A]\n  \
                      password: generate\nnumbers:\n  - range: 2100-2139\n";
/// Of ten the password is another, ten are gone, and ten have come.
const AFTER: &str = "version: 1\nscope: [2100-2199]\ndefaults:\n  codecs: [G711A]\n  \
                     password: generate\nnumbers:\n  - range: 2110-2119\n    password_version: 2\n  \
                     - range: 2120-2149\n";
/// Before each run is left in peace, it is killed so often at most.
const KILLS: u32 = 12;

#[test]
fn a_killed_run_is_resumed() -> Result {
    let fleet = Fleet::with("before.yaml", BEFORE)?;
    fleet.write("after.yaml", AFTER)?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0 --latency 60")?;

    let mut met = Met::default();
    met.apply(&fleet, &served, "before.yaml")?;
    let there = passwords(&fleet, &served, "first.csv")?;
    assert_eq!(there.len(), 40, "{there:?}");
    met.apply(&fleet, &served, "after.yaml --prune --max-deletes 10")?;
    // Otherwise nothing was put to the test.
    assert!(met.kills > 2, "only {} kills met a run", met.kills);
    assert!(met.searches > 0, "no kill met a write under way");

    let wanted: Vec<String> = (2110..2150).map(|number: u32| number.to_string()).collect();
    assert_eq!(
        numbers(&fleet.client(&served, "sip list -o json")?.json()?)?,
        wanted
    );
    let again = fleet.client(&served, "roster plan after.yaml --prune --exit-code")?;
    assert_eq!(again.exit, 0, "{again:?}");
    let made_up = passwords(&fleet, &served, "second.csv")?;
    assert_eq!(made_up.len(), 40, "{made_up:?}");
    for number in 2110..2120 {
        let number = number.to_string();
        assert_ne!(made_up[&number], there[&number], "{number}");
    }
    all_register(&served, &made_up)
}

/// What the kills met.
#[derive(Default)]
struct Met {
    kills: u32,
    /// How many runs looked for writes of the one before.
    searches: u32,
}

impl Met {
    /// Applies a roster until nothing is left to do, and kills it on the way.
    fn apply(&mut self, fleet: &Fleet, served: &Served, roster: &str) -> Result {
        let apply = format!("roster apply {roster} --yes --resume --settle 0.5 --concurrency 4");
        for _ in 0..KILLS {
            let mut child = fleet.start(served, &apply)?;
            thread::sleep(Duration::from_millis(100 + random() % 500));
            if child.try_wait()?.is_none() {
                child.kill()?;
                self.kills += 1;
            }
            let output = child.wait_with_output()?;
            let said = String::from_utf8(output.stderr)?;
            self.searches += u32::from(said.contains("of an earlier run"));
            if output.status.success() {
                break;
            }
        }
        let ran = fleet.client(served, &apply)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
        Ok(())
    }
}

/// The passwords that were made up, by number: one each, and certain.
fn passwords(fleet: &Fleet, served: &Served, file: &str) -> Result<HashMap<String, String>> {
    let ran = fleet.client(served, &format!("roster passwords --out {file}"))?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    Ok(made_up(&fleet.read(file)?))
}

/// Another number each time.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
