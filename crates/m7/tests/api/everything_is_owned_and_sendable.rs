//! What a program with many tasks needs of these types: checked by the compiler, and that none is
//! forgotten, by the source.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use m7::bulk::{Bulk, BulkItem, Ledger, LedgerEntry, Progress};
use m7::testing::Sandboxed;
use m7::{
    Answer, AttemptEvent, CallEvent, CallReport, Client, ClientBuilder, Error, ErrorKind, Event,
    Evidence, Items, Outcome, Probe, Rate, RawJson, Reconcile, Reply, Request, RetryBudget,
    RetryPolicy, Sip, SipIdentity, SipNumber, roster, sip,
};
use syn::{Item, ReturnType};

use crate::source::{Modules, read};
use crate::surface::Surface;

fn owned_and_sendable<T: Send + Sync + 'static>() {}
fn cloneable<T: Clone>() {}
fn sendable_future<F: Future + Send + 'static>(_: &F) {}

#[test]
fn types_are_owned_sendable_and_cloneable() {
    macro_rules! check {
        ($($type:ty),* $(,)?) => {$( owned_and_sendable::<$type>(); cloneable::<$type>(); )*};
    }
    check!(
        Answer,
        AttemptEvent,
        BulkItem<String, SipIdentity>,
        CallEvent,
        CallReport,
        Client,
        ClientBuilder,
        Error,
        ErrorKind,
        Event,
        Ledger<String, SipIdentity>,
        LedgerEntry<String, SipIdentity>,
        Outcome,
        Probe,
        Progress,
        Rate,
        Reply<Items<SipNumber>>,
        Reply<SipIdentity>,
        Request,
        Evidence,
        Reconcile,
        RetryBudget,
        RetryPolicy,
        Sip,
        roster::Action,
        roster::ApplyEvent,
        roster::DirectWrite,
        roster::Rotation,
        roster::GeneratedPassword,
        roster::History,
        roster::PasswordRule,
        roster::PasswordRuleError,
        roster::Place,
        roster::Plan,
        roster::PlanOptions,
        roster::Problem,
        roster::Problems,
        roster::Report,
        roster::ReportRow,
        roster::Roster,
        roster::Row,
        roster::Scope,
        roster::ScopeError,
        roster::Seen,
        roster::Settled,
        roster::Status,
        roster::Step,
        roster::StopCause,
        roster::Stopper,
        roster::Store,
        roster::UnknownFields,
        roster::When,
        sip::Bind,
        sip::Change,
        sip::Create,
        sip::Delete,
        sip::Get,
        sip::List,
        sip::Unbind,
        sip::Update,
        sip::WaitGone,
        sip::WaitRegistered,
        sip::WaitRegisteredAll,
    );
    #[cfg(feature = "redis")]
    check!(m7::RedisNonces, m7::RedisNoncesBuilder,);
    #[cfg(feature = "redis")]
    owned_and_sendable::<m7::RedisNoncesError>();
    // Errors with what the operating system said, and what is run once.
    owned_and_sendable::<roster::Apply>();
    owned_and_sendable::<roster::Begun>();
    owned_and_sendable::<roster::Error>();
    owned_and_sendable::<roster::ReadError>();
    // One is dropped for the service to be gone.
    owned_and_sendable::<Sandboxed>();
}

/// A stream is one consumer's.
#[test]
fn streams_are_owned_and_sendable() {
    fn stream<S: futures_util::Stream + Send + Unpin + 'static>(_: &S) {}
    let creates = Vec::<(String, sip::Create)>::new;
    let a_stream: Bulk<String, SipIdentity> = m7::bulk(creates());
    stream(&a_stream);
    let m7 = Client::builder().appkey("2000113").secret_key("x");
    let sip = m7.build().unwrap().sip();
    let a_stream: sip::Watch = sip.watch(Duration::from_secs(10));
    stream(&a_stream);
    let a_stream: Bulk<String, SipIdentity> = m7::bulk(creates());
    sendable_future(&a_stream.ledger().settled());
    sendable_future(&a_stream.results());
    sendable_future(&m7::bulk(creates()).finish());
}

#[test]
fn futures_are_owned_and_sendable() {
    let m7 = Client::builder()
        .appkey("2000113")
        .secret_key("x")
        .build()
        .unwrap();
    let sip = m7.sip();
    sendable_future(&sip.list().send());
    sendable_future(&sip.get("2004").send());
    sendable_future(&sip.create("2004", "a-password").send());
    sendable_future(&sip.update("a").send());
    sendable_future(&sip.delete("a").send());
    sendable_future(&sip.bind("a", "b").send());
    sendable_future(&sip.unbind("a").send());
    sendable_future(&sip.wait_registered("2004").send());
    sendable_future(&sip.wait_registered_all(["2004"]).send());
    sendable_future(&sip.wait_gone("2004").send());
    sendable_future(&sip.list().into_future());
    let body = RawJson::from_text("{}".to_owned()).unwrap();
    sendable_future(&m7.request("/a", body).send());
    let folder = tempfile::tempdir().unwrap();
    let store = roster::Store::open(folder.path().join("store"), "a test").unwrap();
    sendable_future(&store.settle(&m7, Duration::ZERO));
    sendable_future(&store.begin(roster::DirectWrite::created("2004")));
    let _: fn(roster::Begun) = |begun| sendable_future(&begun.end(&Ok(())));
    sendable_future(&roster::Seen::list(&m7));
    let plan = roster::Plan::new(
        &roster::Roster::new([], None).unwrap(),
        &roster::Seen::default(),
        &roster::History::default(),
        &roster::PlanOptions::default(),
    );
    sendable_future(&plan.unwrap().apply(&m7, &store).run());
    #[cfg(feature = "redis")]
    {
        let url = "redis://127.0.0.1:6379";
        sendable_future(&m7::RedisNonces::connect(url, "2000113"));
        sendable_future(&m7::RedisNonces::builder(url, "2000113").connect());
    }
}

#[test]
fn no_type_and_no_future_is_forgotten() {
    let here = include_str!("everything_is_owned_and_sendable.rs");
    let checks = here
        .split("#[test]")
        .filter(|test| test.contains("_owned_and_sendable()") || test.contains("_cloneable()"));
    let checked: BTreeSet<&str> = checks
        .flat_map(|test| test.split(|c: char| !c.is_alphanumeric()))
        .collect();
    let modules: Modules = read("m7", &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let surface = Surface::of(&modules);
    for (path, item) in &surface.items {
        let name = path.last().unwrap();
        if matches!(item, Item::Struct(_) | Item::Enum(_)) {
            assert!(
                checked.contains(name.as_str()),
                "{name} isn't checked: add it to this file"
            );
        }
    }
    let mut futures = 0;
    for method in surface.methods() {
        let returns = match &method.signature.output {
            ReturnType::Default => false,
            ReturnType::Type(_, returned) => is_some_future(returned),
        };
        // One that takes the next item of a stream borrows the stream.
        let borrows = method.signature.receiver().is_some_and(|receiver| {
            matches!(receiver.kind, syn::ReceiverKind::Reference(_, _, Some(_)))
        });
        if (method.signature.asyncness.is_some() || returns) && !borrows && method.of != "Sandboxed"
        {
            futures += 1;
            let call = match method.signature.ident.to_string().as_str() {
                "send" => format!(".{}(", method.of.to_lowercase()),
                name => format!(".{}(", name.replace('_', "")),
            };
            let is_checked = |line: &str| {
                // A call's type has its method's name, in the other spelling.
                let line = line.replace('_', "");
                line.contains("sendablefuture(") && line.contains(&call)
            };
            assert!(
                here.lines().any(is_checked),
                "the future of {}::{} isn't checked: add it to this file",
                method.of,
                method.signature.ident
            );
        }
    }
    assert!(futures >= 7, "only {futures} futures were found");
}

/// Whether it is `impl Future<…>`, and no iterator.
fn is_some_future(returned: &syn::Type) -> bool {
    let syn::Type::ImplTrait(some) = returned else {
        return false;
    };
    some.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let name = bound.path.segments.last();
            name.is_some_and(|name| name.ident.to_string().ends_with("Future"))
        }
        _ => false,
    })
}
