use std::sync::Barrier;
use std::thread;

use m7_auth::Credentials;
use m7_sandbox::{Agent, Sandbox};

use crate::caller::{Caller, Reply};

/// Runs all of these at the same moment.
fn at_once<T: Sync>(races: &[T], run: impl Fn(&T) -> Reply + Sync) -> Vec<Reply> {
    let barrier = Barrier::new(races.len());
    thread::scope(|scope| {
        let runners: Vec<_> = races
            .iter()
            .map(|race| {
                scope.spawn(|| {
                    barrier.wait();
                    run(race)
                })
            })
            .collect();
        runners
            .into_iter()
            .map(|runner| runner.join().unwrap())
            .collect()
    })
}

#[track_caller]
fn one_winner(replies: &[Reply]) {
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 409).count();
    assert_eq!((won, lost), (1, replies.len() - 1));
}

/// Two sandboxes over one file, so that not even a lock within one process helps.
#[tokio::test]
async fn racing_binds_have_one_winner() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let agents = ["a", "b", "c", "d"];
    let start = || {
        let account = Credentials::new("2000113", "a secret").unwrap();
        let builder = Sandbox::builder().data(&*path).account(account);
        let builder = agents.iter().fold(builder, |builder, id| {
            builder.agent(Agent::new(*id, *id, *id))
        });
        builder.start()
    };
    let (one, other) = (start().await.unwrap(), start().await.unwrap());
    let callers = [Caller::new(&one), Caller::new(&other)];

    // Agents race for a number.
    let numbers = ["2000", "2001", "2002", "2003"];
    let mut sip_ids = Vec::new();
    for number in numbers {
        sip_ids.push(callers[0].create(number));
        one.register(number, "192.0.2.7:5060", "Telephone")
            .await
            .unwrap();
    }
    for _ in 0..10 {
        let replies = at_once(&[0, 1, 2, 3], |&racer| {
            callers[racer % 2].bind(&sip_ids[0], agents[racer])
        });
        one_winner(&replies);
        let winner = replies
            .iter()
            .position(|reply| reply.status == 200)
            .unwrap();
        assert_eq!(
            callers[0].listed("2000")["agent"]["agentId"],
            agents[winner]
        );
        callers[0].bind(&sip_ids[0], "").data();
    }

    // Numbers race for an agent.
    for _ in 0..10 {
        let replies = at_once(&[0, 1, 2, 3], |&racer| {
            callers[racer % 2].bind(&sip_ids[racer], "a")
        });
        one_winner(&replies);
        for sip_id in &sip_ids {
            callers[0].bind(sip_id, "").data();
        }
    }

    // Creates race for a number.
    for round in 0..10 {
        let number = format!("3{round}");
        let body = serde_json::json!({"number": number, "password": "123456"});
        let replies = at_once(&[0, 1, 2, 3], |&racer| {
            callers[racer % 2].call(crate::caller::CREATE, &body)
        });
        one_winner(&replies);
        callers[0].listed(&number);
    }
}
