//! Who writes to an account is alone with it, and knows what the one before has left.

use m7::roster::{Error, History, Plan, PlanOptions, Report, Store};

use crate::wanted::{Wanted, roster};
use crate::world::{TARGET, World};

#[tokio::test]
async fn a_store_is_open_once() {
    let world = World::start().await;
    let store = world.store();
    let clone = store.clone();
    drop(store);
    let second = Store::open(&world.folder, TARGET).unwrap_err();
    assert!(matches!(second, Error::Locked { .. }), "{second}");
    // Reading is free.
    assert_eq!(History::read(&world.folder, TARGET).unwrap().runs(), 0);
    drop(clone);
    world.store();
}

#[tokio::test]
async fn a_store_is_one_account_s() {
    let world = World::start().await;
    drop(world.store());
    let other = Store::open(&world.folder, "another account").unwrap_err();
    assert!(matches!(other, Error::OtherTarget { .. }), "{other}");
}

#[tokio::test]
async fn what_was_cut_off_is_settled_before_the_next_run() {
    let world = World::start().await;
    let roster = roster(&[Wanted::new("2004")]);
    let store = world.store();
    let options = PlanOptions::default();
    let plan = async || {
        let seen = world.seen().await;
        Plan::new(&roster, &seen, &store.history(), &options).unwrap()
    };
    // The future is dropped as soon as the write has been begun.
    let (begun, mut cut_off) = tokio::sync::mpsc::unbounded_channel();
    let apply = plan().await.apply(&world.client(), &store);
    tokio::select! {
        biased;
        _ = cut_off.recv() => {}
        _ = apply.observe(move |_| { let _ = begun.send(()); }).run() => panic!("it is cut off"),
    }
    assert_eq!(store.history().unsettled(), 1);
    let refused = plan().await.apply(&world.client(), &store).run().await;
    assert!(matches!(refused, Err(Error::Unsettled { open: 1 })));

    let settled = store
        .settle(&world.client(), crate::world::SETTLE)
        .await
        .unwrap();
    assert_eq!(settled.done + settled.open, 1);
    plan()
        .await
        .apply(&world.client(), &store)
        .run()
        .await
        .unwrap();
    let wrong = world.all_differences(&[Wanted::new("2004")]).await;
    assert_eq!(wrong, [] as [String; 0]);
}

/// A world whose create of 2004 was cut off before it arrived, so many seconds ago.
async fn cut_off(seconds: i64) -> World {
    let world = World::start().await;
    drop(world.store());
    let now = i64::try_from(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_millis(),
    )
    .unwrap();
    let at = now - 1000 * seconds;
    let path = world.folder.join("journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap()
        + &format!(
            "{{\"record\":\"run\",\"run\":1,\"at\":{at},\"plan\":\"-\",\"steps\":1}}\n\
             {{\"record\":\"intent\",\"op\":1,\"at\":{at},\"serverAt\":{at},\"number\":\"2004\",\
             \"action\":\"create\",\"passwordVersion\":1}}\n"
        );
    std::fs::write(&path, text).unwrap();
    world
}

#[tokio::test]
async fn a_number_of_much_later_is_not_taken_for_a_create_s() {
    for (seconds, done, unproved) in [(60, 1, 0), (3600, 0, 1), (-3600, 0, 1)] {
        let world = cut_off(seconds).await;
        world.client().sip().create("2004", "x-y-z").await.unwrap();
        let store = world.store();
        let settled = store.settle(&world.client(), crate::world::SETTLE);
        let settled = settled.await.unwrap();
        let found = (settled.done, settled.unproved);
        assert_eq!(found, (done, unproved), "{seconds} s ago");
    }
}

/// A clock that was set back makes no intent of the future wait for it.
#[tokio::test]
async fn settling_ends_whatever_the_clock_shows() {
    let world = cut_off(-3600).await;
    let (began, settle) = (std::time::Instant::now(), crate::world::SETTLE);
    let settled = world.store().settle(&world.client(), settle).await.unwrap();
    assert_eq!(settled.open, 1);
    assert!(began.elapsed() >= settle);
}

#[tokio::test]
async fn each_run_can_be_reported_later() {
    let world = World::start().await;
    let (one, two) = (Wanted::new("2004"), Wanted::new("2005"));
    let first = world
        .apply(&roster(std::slice::from_ref(&one)), PlanOptions::default())
        .await;
    let second = world
        .apply(&roster(&[one, two]), PlanOptions::default())
        .await;
    let read = |run| Report::read(&world.folder, run).unwrap();
    assert_eq!(read(Some(1)), Some(first));
    assert_eq!(read(None), Some(second.clone()));
    assert_eq!((second.run, second.rows.len()), (2, 1));
    assert_eq!(read(Some(3)), None);
}

#[tokio::test]
async fn a_damaged_journal_is_named_by_its_line() {
    let world = World::start().await;
    world
        .apply(&roster(&[Wanted::new("2004")]), PlanOptions::default())
        .await;
    let path = world.folder.join("journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replacen("\"record\":\"run\"", "\"record\":\"ran\"", 1),
    )
    .unwrap();
    let error = Store::open(&world.folder, TARGET).unwrap_err();
    assert!(matches!(error, Error::Damaged { line: 2, .. }), "{error}");
    // What can be read of it isn't lost.
    assert!(std::fs::read_to_string(&path).unwrap().contains("2004"));
}
