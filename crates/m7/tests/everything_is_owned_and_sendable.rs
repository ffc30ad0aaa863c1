//! What a program with many tasks needs of these types: checked by the compiler.

use m7::bulk::{Bulk, BulkItem, Ledger, LedgerEntry, Progress};
use m7::{
    CallReport, Client, ClientBuilder, Error, Items, Rate, Reply, Sip, SipIdentity, SipNumber, sip,
};

fn owned_and_sendable<T: Send + Sync + 'static>() {}
fn cloneable<T: Clone>() {}
fn sendable_future<F: Future + Send + 'static>(_: &F) {}

#[test]
fn types_are_owned_sendable_and_cloneable() {
    macro_rules! check {
        ($($type:ty),* $(,)?) => {$( owned_and_sendable::<$type>(); cloneable::<$type>(); )*};
    }
    check!(
        Client,
        ClientBuilder,
        Sip,
        Error,
        CallReport,
        Reply<Items<SipNumber>>,
        Reply<SipIdentity>,
        sip::List,
        sip::Get,
        sip::Create,
        sip::Update,
        sip::Delete,
        sip::Bind,
        sip::Unbind,
        sip::WaitRegistered,
        sip::WaitRegisteredAll,
        sip::WaitGone,
        sip::Change,
        Rate,
        BulkItem<String, SipIdentity>,
        Ledger<String, SipIdentity>,
        LedgerEntry<String, SipIdentity>,
        Progress,
    );
}

/// A stream is one consumer's.
#[test]
fn streams_are_owned_and_sendable() {
    fn check<S: futures_util::Stream + Send + Unpin + 'static>(_: &S) {}
    let bulk: Bulk<String, SipIdentity> = m7::bulk(Vec::<(String, sip::Create)>::new());
    check(&bulk);
    let m7 = Client::builder().appkey("2000113").secret_key("x");
    let sip = m7.build().unwrap().sip();
    check(&sip.watch(std::time::Duration::from_secs(10)));
    let ledger = bulk.ledger();
    sendable_future(&ledger.settled());
    sendable_future(&bulk.results());
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
}
