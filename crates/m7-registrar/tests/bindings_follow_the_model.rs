//! Whatever phones ask in whatever order, what is registered is what a simple model says.

mod phone;

use std::collections::BTreeMap;

use phone::{Desk, Phone};
use proptest::prelude::*;

const PHONES: usize = 3;
const CONTACTS: usize = 8;
const MOST: usize = 5;

/// What one of the phones does, or the clock.
#[derive(Clone, Debug)]
enum Step {
    /// Registers some of the contacts, for so many seconds; 0 takes them back.
    Register {
        phone: usize,
        contacts: Vec<usize>,
        expires: u64,
    },
    /// Takes all back.
    RemoveAll {
        phone: usize,
    },
    /// Has its `CSeq` fall back, as a request that was held up would.
    FallBack {
        phone: usize,
        by: u32,
    },
    /// Begins anew with another Call-ID.
    Restart {
        phone: usize,
    },
    Wait {
        seconds: u64,
    },
}

/// The model: each contact with its end, and who set it when.
#[derive(Clone, Debug, Default)]
struct Model {
    now: u64,
    bindings: BTreeMap<usize, Bound>,
}

#[derive(Clone, Debug)]
struct Bound {
    ends: u64,
    call_id: String,
    cseq: u32,
}

impl Model {
    fn expire(&mut self) {
        let now = self.now;
        self.bindings.retain(|_, bound| bound.ends > now);
    }

    fn register(&mut self, call_id: &str, cseq: u32, contacts: &[usize], expires: u64) -> u16 {
        self.expire();
        if (1..60).contains(&expires) {
            return 423;
        }
        let is_late = |bound: &Bound| bound.call_id == call_id && bound.cseq >= cseq;
        if contacts
            .iter()
            .any(|contact| self.bindings.get(contact).is_some_and(is_late))
        {
            return 500;
        }
        let mut after = self.bindings.clone();
        for contact in contacts {
            if expires == 0 {
                after.remove(contact);
            } else {
                let bound = Bound {
                    ends: self.now + expires.min(7200),
                    call_id: call_id.to_owned(),
                    cseq,
                };
                after.insert(*contact, bound);
            }
        }
        if after.len() > MOST {
            return 403;
        }
        self.bindings = after;
        200
    }

    fn remove_all(&mut self, call_id: &str, cseq: u32) -> u16 {
        self.expire();
        let all: Vec<usize> = self.bindings.keys().copied().collect();
        self.register(call_id, cseq, &all, 0)
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let phone = 0..PHONES;
    let expires = prop_oneof![
        2 => Just(0),
        1 => Just(30),
        6 => 60..400_u64,
        1 => Just(100_000),
    ];
    let contacts = proptest::collection::vec(0..CONTACTS, 1..4);
    let step = prop_oneof![
        8 => (phone.clone(), contacts, expires).prop_map(|(phone, contacts, expires)| {
            Step::Register { phone, contacts, expires }
        }),
        1 => phone.clone().prop_map(|phone| Step::RemoveAll { phone }),
        2 => (phone.clone(), 1..6_u32).prop_map(|(phone, by)| Step::FallBack { phone, by }),
        1 => phone.prop_map(|phone| Step::Restart { phone }),
        3 => (1..200_u64).prop_map(|seconds| Step::Wait { seconds }),
    ];
    proptest::collection::vec(step, 1..40)
}

async fn follow(steps: Vec<Step>) {
    let desk = Desk::new().await.expect("a registrar starts");
    let mut phones = Vec::new();
    for _ in 0..PHONES {
        let mut phone = desk.phone().await;
        phone.cseq = 10;
        phones.push(phone);
    }
    let mut model = Model::default();
    for (turn, step) in steps.into_iter().enumerate() {
        match &step {
            Step::Register {
                phone,
                contacts,
                expires,
            } => {
                let phone = &mut phones[*phone];
                let texts = contacts
                    .iter()
                    .map(|name| format!("<sip:{name}@127.0.0.1>"));
                phone.contacts = texts.collect();
                let response = phone
                    .register_with(&format!("Expires: {expires}\r\n"))
                    .await;
                let expected = model.register(&phone.call_id, phone.cseq, contacts, *expires);
                assert_eq!(response.status, expected, "{step:?} as step {turn}");
            }
            Step::RemoveAll { phone } => {
                let phone = &mut phones[*phone];
                phone.contacts = vec!["*".to_owned()];
                let response = phone.unregister().await;
                let expected = model.remove_all(&phone.call_id, phone.cseq);
                assert_eq!(response.status, expected, "{step:?} as step {turn}");
            }
            Step::FallBack { phone, by } => fall_back(&mut phones[*phone], *by),
            Step::Restart { phone } => {
                phones[*phone].call_id = format!("restarted-{turn}");
                phones[*phone].cseq = 10;
            }
            Step::Wait { seconds } => {
                desk.advance(*seconds);
                model.now += seconds;
            }
        }
        compare(&desk, &mut model);
    }
}

fn fall_back(phone: &mut Phone, by: u32) {
    phone.cseq = phone.cseq.saturating_sub(by);
}

fn compare(desk: &Desk, model: &mut Model) {
    model.expire();
    let mut registered: Vec<(String, u64)> = desk
        .bindings()
        .into_iter()
        .map(|binding| {
            (
                binding.contact.clone(),
                binding.remaining(desk.now()).as_secs(),
            )
        })
        .collect();
    registered.sort();
    let modelled: Vec<(String, u64)> = model
        .bindings
        .iter()
        .map(|(name, bound)| (format!("sip:{name}@127.0.0.1"), bound.ends - model.now))
        .collect();
    assert_eq!(registered, modelled);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn step_by_step(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(follow(steps));
    }
}
