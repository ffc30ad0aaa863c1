//! A password that is made up is on the disk before anybody else can know it, and nowhere else.

use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, Mutex};

use m7::roster::{
    ApplyEvent, Error, GeneratedPassword, PasswordRule, Plan, PlanOptions, Roster, Row,
};

use crate::wanted::{Wanted, roster};
use crate::world::World;

#[tokio::test]
async fn it_is_on_the_disk_before_it_is_sent() {
    let world = World::start().await;
    let wanted: Vec<_> = (2000..2010)
        .map(|number: u32| Wanted::new(&number.to_string()))
        .collect();
    let store = world.store();
    let (seen, history) = (world.seen().await, store.history());
    let plan = Plan::new(&roster(&wanted), &seen, &history, &PlanOptions::default()).unwrap();
    let (path, journal) = (store.password_file(), world.test.sandbox().journal());
    let looked = Arc::new(Mutex::new(0));
    let looks = Arc::clone(&looked);
    plan.apply(&world.client(), &store)
        .concurrency(1)
        .observe(move |event| {
            if let ApplyEvent::Begun { number, .. } = event {
                let kept = fs::read_to_string(&path).unwrap();
                assert!(kept.contains(&format!(",{number},")), "{number} isn't kept");
                let mut sent = looks.lock().unwrap();
                assert_eq!(journal.of("sip_create").len(), *sent);
                *sent += 1;
            }
        })
        .run()
        .await
        .unwrap();
    assert_eq!(*looked.lock().unwrap(), 10);
}

#[tokio::test]
async fn it_stands_in_its_file_and_nowhere_else() {
    let world = World::start().await;
    let roster = roster(&[Wanted::new("2004"), Wanted::new("2005")]);
    let store = world.store();
    let (seen, history) = (world.seen().await, store.history());
    let plan = Plan::new(&roster, &seen, &history, &PlanOptions::default()).unwrap();
    let saved = world.folder.with_file_name("plan.json");
    plan.save(&saved, "the sandbox").unwrap();
    let apply = plan.apply(&world.client(), &store);
    let told = Arc::new(Mutex::new(format!("{apply:?}")));
    let events = Arc::clone(&told);
    let report = apply
        .observe(move |event| write!(events.lock().unwrap(), "{event:?}").unwrap())
        .run()
        .await
        .unwrap();
    let passwords = GeneratedPassword::read(&world.folder).unwrap();
    let shown = [
        fs::read_to_string(world.folder.join("journal.jsonl")).unwrap(),
        fs::read_to_string(saved).unwrap(),
        told.lock().unwrap().clone(),
        format!("{report:?}{store:?}{passwords:?}{:?}", store.history()),
    ];
    assert_eq!(passwords.len(), 2);
    for password in passwords {
        let password = password.password.expose();
        assert!(shown.iter().all(|text| !text.contains(password)));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(store.password_file()), 0o600);
        assert_eq!(mode(world.folder.clone()), 0o700);
    }
}

#[tokio::test]
async fn what_a_row_names_is_read_before_anything_is_written() {
    let world = World::start().await;
    let given = world.folder.with_file_name("2004.password");
    fs::write(&given, "given-in-a-file\n").unwrap();
    let rows = [
        Row::new("2004").password(PasswordRule::File(given)),
        Row::new("2005").password(PasswordRule::File("/nowhere/{number}".into())),
        Row::new("2006").password(PasswordRule::Environment(
            "M7_TEST_UNSET_{number}".to_owned(),
        )),
    ];
    let apply = async |rows: &[Row]| {
        let roster = Roster::new(rows.iter().cloned(), None).unwrap();
        let store = world.store();
        let (seen, history) = (world.seen().await, store.history());
        let plan = Plan::new(&roster, &seen, &history, &PlanOptions::default()).unwrap();
        plan.apply(&world.client(), &store).run().await
    };
    let Err(Error::Problems(problems)) = apply(&rows).await else {
        panic!("two passwords can't be had");
    };
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2);
    assert!(problems[0].contains("/nowhere/2005"), "{problems:?}");
    assert!(problems[1].contains("M7_TEST_UNSET_2006"), "{problems:?}");
    assert!(world.numbers().await.is_empty());

    apply(&rows[..1]).await.unwrap();
    assert_eq!(world.numbers().await.len(), 1);
    // Whoever has it elsewhere needs no copy.
    assert_eq!(GeneratedPassword::read(&world.folder).unwrap().len(), 0);
    let text = fs::read_to_string(world.folder.join("passwords.csv")).unwrap();
    assert!(!text.contains("given-in-a-file"));
}

/// What `m7 roster passwords` would give out.
fn given_out(world: &World) -> Vec<(String, u32, bool)> {
    GeneratedPassword::read(&world.folder)
        .unwrap()
        .into_iter()
        .map(|kept| (kept.number, kept.version, kept.is_certain))
        .collect()
}

#[tokio::test]
async fn one_whose_intent_could_not_be_entered_is_nobody_s() {
    let world = World::start().await;
    let version = |version| Wanted {
        version,
        ..Wanted::new("2004")
    };
    let options = PlanOptions::default();
    world.apply(&roster(&[version(1)]), options).await;
    // It was kept, and then there was no room for the intent.
    let path = world.folder.join("passwords.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    text += "2,2004,2,never-sent-anywhere\n";
    fs::write(&path, text).unwrap();
    let both = [version(1), Wanted::new("2005")];
    world.apply(&roster(&both), options).await;
    let one = |number: &str| (number.to_owned(), 1, true);
    assert_eq!(given_out(&world), [one("2004"), one("2005")]);
    assert_eq!(world.differences(&both).await, [] as [String; 0]);
}

#[tokio::test]
async fn one_that_was_replaced_by_a_given_one_is_not_given_out() {
    let world = World::start().await;
    let options = PlanOptions::default();
    world.apply(&roster(&[Wanted::new("2004")]), options).await;
    assert_eq!(given_out(&world).len(), 1);
    let given = world.folder.with_file_name("2004.password");
    fs::write(&given, "given-in-a-file\n").unwrap();
    let row = Row::new("2004")
        .password(PasswordRule::File(given))
        .password_version(2);
    let report = world
        .apply(&Roster::new([row], None).unwrap(), options)
        .await;
    assert_eq!(crate::world::counts(&report), [1, 0, 0, 0, 0]);
    assert_eq!(given_out(&world), []);
}

#[tokio::test]
async fn passwords_without_their_journal_are_left_alone() {
    let world = World::start().await;
    world
        .apply(&roster(&[Wanted::new("2004")]), PlanOptions::default())
        .await;
    let passwords = fs::read(world.folder.join("passwords.csv")).unwrap();
    fs::remove_file(world.folder.join("journal.jsonl")).unwrap();
    let error = m7::roster::Store::open(&world.folder, crate::world::TARGET).unwrap_err();
    assert!(error.to_string().contains("passwords.csv"), "{error}");
    assert_eq!(
        fs::read(world.folder.join("passwords.csv")).unwrap(),
        passwords
    );

    // Nor is another program's file taken for one.
    let folder = world.folder.with_file_name("another-program-s");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("passwords.csv"), "name,pw").unwrap();
    let error = m7::roster::Store::open(&folder, crate::world::TARGET).unwrap_err();
    assert!(matches!(error, Error::Damaged { line: 1, .. }), "{error}");
    let text = fs::read_to_string(folder.join("passwords.csv")).unwrap();
    assert_eq!(text, "name,pw");
}

/// The earlier write may still be carried out, and after the later one.
#[tokio::test]
async fn what_is_done_again_has_the_same_password() {
    let world = World::start().await;
    let version = |version| Wanted {
        version,
        ..Wanted::new("2004")
    };
    let options = PlanOptions::default();
    world.apply(&roster(&[version(1)]), options).await;
    world.cut_off(&roster(&[version(2)]), options).await;
    world.apply(&roster(&[version(2)]), options).await;
    let kept = world.kept("2004", 2);
    assert_eq!(kept.len(), 2, "an intent each");
    assert_eq!(kept[0], kept[1]);
    assert_eq!(world.differences(&[version(2)]).await, [] as [String; 0]);
}
