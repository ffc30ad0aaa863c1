//! A process is killed at each point of a run in turn. Whoever takes over finds out what was done, does
//! the rest, and has every password.

use std::fs;
use std::path::Path;

use m7::roster::{PlanOptions, Status};
use m7::testing::sandbox::Snapshot;

use crate::process::{of_name, start, start_with_little_room};
use crate::wanted::scoped;
use crate::world::World;

/// Of each step: its intent, its answer, its result.
const POINTS: usize = 3;

/// A world in which `before` is so, and phones are registered; and how to come back to it.
async fn prepared() -> (World, Snapshot) {
    let mut world = World::start().await;
    let before = scoped(&of_name("before"));
    let options = PlanOptions::default().prune();
    world.apply(&before, options).await;
    for number in ["2000", "2002", "2003"] {
        world.test.register(number).await.unwrap();
    }
    world.apply(&before, options).await;
    assert!(world.plan(&before, options).await.is_empty());
    let snapshot = world.test.sandbox().snapshot().await.unwrap();
    world.folder.set_file_name("store-0");
    (world, snapshot)
}

/// Goes back to where all began, with a store of its own.
async fn begin_again(world: &mut World, snapshot: &Snapshot, round: usize) {
    world.test.recover().await;
    world.test.sandbox().restore(&snapshot.id).await.unwrap();
    world.folder.set_file_name(format!("store-{round}"));
    let first = world.folder.with_file_name("store");
    fs::create_dir(&world.folder).unwrap();
    for file in ["journal.jsonl", "passwords.csv"] {
        fs::copy(first.join(file), world.folder.join(file)).unwrap();
    }
}

/// Takes over, and says what isn't as it is to be.
async fn taken_over(world: &World, after: &str) -> Vec<String> {
    let wanted = of_name(after);
    let report = world
        .apply(&scoped(&wanted), PlanOptions::default().prune())
        .await;
    let mut wrong = world.all_differences(&wanted).await;
    for row in &report.rows {
        if !matches!(row.status, Status::Done | Status::Pending) {
            wrong.push(format!("{row:?}"));
        }
    }
    let rest = world
        .plan(&scoped(&wanted), PlanOptions::default().prune())
        .await;
    if !rest.is_idle() {
        wrong.push(format!("{:?}", rest.steps()));
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_point_loses_nothing() {
    let (mut world, snapshot) = prepared().await;
    let mut point = 0;
    loop {
        point += 1;
        begin_again(&mut world, &snapshot, point).await;
        let status = start(&world, "after", point, 1).wait().unwrap();
        let is_cut_off = world.store().history().unsettled() > 0;
        let wrong = taken_over(&world, "after").await;
        assert!(wrong.is_empty(), "killed at {point}: {wrong:#?}");
        if status.success() {
            break;
        }
        // After the result there is nothing left to find out.
        assert_eq!(is_cut_off, point % POINTS != 0, "killed at {point}");
    }
    // Two creates, two updates, an unbind, a bind, a delete; and the one that nothing is killed at.
    assert_eq!(point, 7 * POINTS + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_before_an_intent_is_whole_loses_nothing() {
    let (mut world, snapshot) = prepared().await;
    let mut intents = 0;
    for point in (1..).step_by(POINTS) {
        begin_again(&mut world, &snapshot, point).await;
        let status = start(&world, "after", point, 1).wait().unwrap();
        if status.success() {
            break;
        }
        // The password is on the disk, and of the intent nothing, or a part.
        cut_last_line(&world.folder.join("journal.jsonl"), point % 2 == 0);
        let wrong = taken_over(&world, "after").await;
        assert!(wrong.is_empty(), "killed at {point}: {wrong:#?}");
        intents += 1;
    }
    assert_eq!(intents, 7);
}

fn cut_last_line(path: &Path, leaves_a_part: bool) {
    let text = fs::read_to_string(path).unwrap();
    let whole = text.trim_end();
    let before = whole.rfind('\n').unwrap() + 1;
    let part = if leaves_a_part { 20 } else { 0 };
    fs::write(path, &text[..before + part]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_and_faults_together_lose_nothing() {
    let (mut world, snapshot) = prepared().await;
    let mut cut_off = 0;
    for round in 1..=12 {
        begin_again(&mut world, &snapshot, round).await;
        crate::random_faults_lose_nothing::disturb(&world, 0.3).await;
        // Several writes are under way when it is killed, and it may be killed as it takes over, too.
        for kill_at in [5 + 7 * round, 3 * round] {
            start(&world, "many", kill_at, 4).wait().unwrap();
            cut_off += world.store().history().unsettled();
            let settled = world.store();
            // Listing may fail as well.
            let _ = settled.settle(&world.client(), crate::world::SETTLE).await;
        }
        world.test.recover().await;
        let wrong = taken_over(&world, "many").await;
        assert!(wrong.is_empty(), "round {round}: {wrong:#?}");
    }
    assert!(cut_off > 0, "no kill met a write under way");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing() {
    let (mut world, snapshot) = prepared().await;
    begin_again(&mut world, &snapshot, 1).await;
    let journal = world.folder.join("journal.jsonl");
    let before = fs::metadata(&journal).unwrap().len();
    let kibibytes = u32::try_from(before / 1024).unwrap() + 4;
    let status = start_with_little_room(&world, "many", kibibytes)
        .wait()
        .unwrap();
    assert!(!status.success());
    assert!(fs::metadata(&journal).unwrap().len() > before);
    let made = world.numbers().await.len();
    assert!(made < of_name("many").len(), "{made} were made");
    let wrong = taken_over(&world, "many").await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}
