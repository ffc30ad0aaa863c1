use std::sync::{Arc, Barrier};
use std::thread;

use m7_sandbox::Agent;
use serde_json::json;

use crate::switchboard::Switchboard;

const AGENTS: [&str; 4] = ["a", "b", "c", "d"];

async fn board() -> Switchboard {
    Switchboard::with(|builder| {
        AGENTS.iter().fold(builder, |builder, id| {
            builder.agent(Agent::new(*id, *id, *id))
        })
    })
    .await
}

#[tokio::test]
async fn of_agents_that_race_for_a_registered_number_one_wins() {
    let board = board().await;
    let sip_id = board.create("2004");
    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);
    for _ in 0..10 {
        let barrier = Barrier::new(AGENTS.len());
        let bind = |agent: &str| {
            barrier.wait();
            board
                .update(&json!({"sipId": sip_id, "agentId": agent}))
                .status
        };
        let statuses: Vec<u16> = thread::scope(|scope| {
            let racers = AGENTS.map(|agent| scope.spawn(move || bind(agent)));
            racers.map(|racer| racer.join().unwrap()).to_vec()
        });
        let winner = statuses.iter().position(|status| *status == 200).unwrap();
        let lost = statuses.iter().filter(|status| **status == 409).count();
        assert_eq!(lost, AGENTS.len() - 1, "{statuses:?}");
        assert_eq!(board.listed("2004")["agent"]["agentId"], AGENTS[winner]);
        board
            .update(&json!({"sipId": sip_id, "agentId": ""}))
            .data();
    }
}

/// Whichever comes first, the phone's leaving or the agent's binding: the reply says which it was.
#[tokio::test]
async fn a_phone_that_leaves_meanwhile_left_before_or_after() {
    let board = Arc::new(board().await);
    let sip_id = board.create("2004");
    let unbind = json!({"sipId": sip_id, "agentId": ""});
    let bind = json!({"sipId": sip_id, "agentId": "a"});
    let mut phone = board.phone("2004").await;
    for _ in 0..20 {
        assert_eq!(phone.register(300).await.status, 200);
        let binding = tokio::task::spawn_blocking({
            let (board, bind) = (Arc::clone(&board), bind.clone());
            move || board.update(&bind)
        });
        assert_eq!(phone.unregister().await.status, 200);
        let reply = binding.await.unwrap();
        let listed = board.listed("2004");
        assert_eq!(listed["registerStatus"], 0);
        if reply.status == 200 {
            // The phone left, the agent stays.
            assert_eq!(listed["agent"]["agentId"], "a");
            board.update(&unbind).data();
        } else {
            reply.refusal(409);
            assert_eq!(listed.get("agent"), None);
        }
        board.update(&bind).refusal(409);
    }
}
