//! Whatever is done to a message on its way: no panic, nothing registered that wasn't asked for, and
//! the next phone is answered.

mod phone;

use phone::{Desk, NUMBER, Phone};
use proptest::prelude::*;
use proptest::sample::Index;

/// What happens to a message's bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
    CutOff(Index),
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Self::Replace(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Insert(at, inserted) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, inserted.iter().copied());
            }
            Self::Remove(at, length) => {
                let at = at.index(bytes.len());
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Self::Repeat(at, times) => {
                let at = at.index(bytes.len());
                let slice = bytes[at..(at + 20).min(bytes.len())].repeat(*times);
                bytes.splice(at..at, slice);
            }
            Self::CutOff(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let interesting = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            &b"\r\n"[..],
            b"\r\n\r\n",
            b"\0",
            b"\"",
            b";;",
            b",",
            b"<",
            b">",
            b"=",
            b"%00",
            b"\xff",
            b"\r\n ",
            b"*",
            b"Contact: *\r\n",
            b"Expires: 0\r\n",
            b":",
            b"@",
            b"[",
            b"99999999999",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (any::<Index>(), interesting).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        (any::<Index>(), 1..30_usize).prop_map(|(at, times)| Mutation::Repeat(at, times)),
        any::<Index>().prop_map(Mutation::CutOff),
    ]
}

/// A REGISTER that would be taken as it is, but for its password.
fn wish(phone: &mut Phone) -> String {
    let authorization = phone.authorization();
    phone.request(
        "REGISTER",
        &format!(
            "Contact: \"Test\" <sip:2004@127.0.0.1;transport=udp>;q=0.5\r\n\
             Expires: 300\r\nSupported: path, outbound\r\n{authorization}"
        ),
    )
}

async fn broken(messages: Vec<Vec<Mutation>>) {
    let desk = Desk::new().await.expect("a registrar starts");
    let mut owner = desk.phone().await;
    assert_eq!(owner.register(300).await.status, 200);
    let before = desk.bindings();

    let mut mallory = desk.phone_with(NUMBER, "wrong").await;
    let mut connected = desk.tcp_phone().await;
    let challenge = mallory.once("").await;
    mallory.take_challenge(&challenge);
    for mutations in messages {
        let mut message = wish(&mut mallory).into_bytes();
        for mutation in &mutations {
            mutation.apply(&mut message);
        }
        message.truncate(60_000);
        mallory.send(&message).await;
        connected.send(&message).await;
    }

    // Those that were sent before it are dealt with when this one is answered.
    let (mut probe, mut connected_probe) = (desk.phone().await, desk.tcp_phone().await);
    let (one, other) = (
        probe.request("OPTIONS", ""),
        connected_probe.request("OPTIONS", ""),
    );
    assert_eq!(probe.exchange(one).await.status, 200);
    assert_eq!(connected_probe.exchange(other).await.status, 200);
    assert_eq!(desk.bindings(), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn however_it_was_broken(
        messages in prop::collection::vec(prop::collection::vec(mutation(), 1..6), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(broken(messages));
    }

    #[test]
    fn whatever_it_is(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new().await.unwrap();
            let (mut phone, mut connected) = (desk.phone().await, desk.tcp_phone().await);
            phone.send(&noise).await;
            connected.send(&noise).await;
            let mut probe = desk.phone().await;
            assert_eq!(probe.register(300).await.status, 200);
        });
    }
}
