//! A connection that was used before may be closed, or have more to say, when the next request is
//! about to leave on it.

use std::time::Duration;

use m7::{Error, Outcome};

use crate::on_the_wire::{DONE, MOMENT, REFUSED, sized};
use crate::peer::Act::{Pause, Read, ReadHead, Reset};
use crate::peer::{Act, Peer, write};

const ID: &str = "605aeef6b3cf63101b8f7fd4";

fn done() -> Act {
    write(sized("200 OK", DONE))
}

async fn delete(client: &m7::Client) -> Result<(), Error> {
    client.sip().delete(ID).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_closes_just_then_has_nothing_sent_twice_or_called_unsent() {
    const ROUNDS: u64 = 100;
    for round in 0..ROUNDS {
        let idle = Duration::from_micros(round * 10);
        let end = if round % 2 == 0 { vec![Reset] } else { vec![] };
        let closing = [vec![Read, done(), Pause(idle)], end].concat();
        let peer = Peer::start(vec![closing, vec![Read, done()]]).await;
        let client = peer.builder().build().unwrap();
        delete(&client).await.unwrap();
        tokio::time::sleep(idle).await;
        let result = delete(&client).await;
        let arrived = peer.arrived() - 1;
        match result.as_ref().map_err(Error::outcome) {
            Ok(()) => assert_eq!(arrived, 1, "{round}"),
            Err(Outcome::NotSent) => assert_eq!(arrived, 0, "{round}: {result:?}"),
            Err(Outcome::Ambiguous) => assert!(arrived <= 1, "{round}: {result:?}"),
            Err(outcome) => panic!("{round}: {outcome}"),
        }
    }
}

#[tokio::test]
async fn one_that_breaks_at_the_next_request_is_ambiguous_and_nothing_goes_to_another() {
    for pause in [Duration::ZERO, MOMENT] {
        let breaking = vec![Read, done(), ReadHead, Pause(pause), Reset];
        let peer = Peer::start(vec![breaking, vec![Read, done()]]).await;
        let client = peer.builder().build().unwrap();
        delete(&client).await.unwrap();
        let error = delete(&client).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error:?}");
        tokio::time::sleep(MOMENT).await;
        assert_eq!(peer.arrived(), 1, "it was sent again");
    }
}

#[tokio::test]
async fn a_second_reply_to_one_request_is_not_the_reply_to_the_next() {
    let refused = || write(sized("400 Bad Request", REFUSED));
    let idle = || write(sized("408 Request Time-out\r\nconnection: close", ""));
    let twice = write(sized("200 OK", DONE) + &sized("400 Bad Request", REFUSED));
    // How often the peer writes before the second request.
    for (writes, script) in [
        (1, vec![Read, twice, Read, done()]),
        (2, vec![Read, done(), refused(), Read, done()]),
        (
            2,
            vec![Read, done(), Pause(MOMENT), refused(), Read, done()],
        ),
        // Some proxies say this when nothing was asked for a while.
        (2, vec![Read, done(), Pause(MOMENT), idle()]),
    ] {
        let peer = Peer::start(vec![script, vec![Read, done()]]).await;
        let client = peer.builder().build().unwrap();
        delete(&client).await.unwrap();
        peer.has_written(writes).await;
        delete(&client).await.unwrap();
    }
}
