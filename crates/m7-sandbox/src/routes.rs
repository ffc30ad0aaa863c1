//! Which function does which operation of the contract.
//!
//! The contract may know operations that aren't here: those are answered with 501. So a contract
//! that grows compiles without an edit, and says at run time what is left to do.

use std::sync::Arc;

use m7_envelope::RawJson;
use m7_models::operation::{SIP_CREATE, SIP_DELETE, SIP_LIST, SIP_UPDATE};
use m7_models::{Effect, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body;
use crate::clock::ShiftedClock;
use crate::generations::Generation;
use crate::refusal::Refusal;
use crate::service::{Desk, Service};
use crate::sip_numbers;
use crate::store::Account;

/// Does an operation for an account, and returns the reply's `data`. Documented: endpoints.
pub(crate) async fn perform(
    service: &Service,
    caller: &Caller<'_>,
    operation: &Operation,
    body: &RawJson,
) -> Result<RawJson, Refusal> {
    let call = Call {
        service,
        caller,
        operation,
        body,
    };
    match operation.id {
        id if id == SIP_LIST.id => call.run(sip_numbers::list).await,
        id if id == SIP_CREATE.id => call.run(sip_numbers::create).await,
        id if id == SIP_UPDATE.id => call.run(sip_numbers::update).await,
        id if id == SIP_DELETE.id => call.run(sip_numbers::delete).await,
        id => Err(Refusal::NotImplemented { id }),
    }
}

/// On whose behalf something is done, and as of when.
pub(crate) struct Caller<'a> {
    pub(crate) appkey: &'a str,
    pub(crate) clock: &'a ShiftedClock,
    /// Of the data when the request arrived.
    pub(crate) generation: Generation,
}

struct Call<'a> {
    service: &'a Service,
    caller: &'a Caller<'a>,
    operation: &'a Operation,
    body: &'a RawJson,
}

impl Call<'_> {
    /// Decodes what is asked for, and does it in one transaction. A write for data that is gone by
    /// then isn't done. Assumed: write-visible, reset-under-way.
    async fn run<R, T>(
        &self,
        operate: fn(&Desk<'_>, &R) -> Result<T, Refusal>,
    ) -> Result<RawJson, Refusal>
    where
        R: DeserializeOwned + Send + 'static,
        T: Serialize + 'static,
    {
        let request: R = body::decode(self.body)?;
        let clock = self.caller.clock.clone();
        let asked_of = self.caller.generation;
        let generations = Arc::clone(&self.service.generations);
        let writes = self.operation.effect != Effect::Read;
        let object_ids = Arc::clone(&self.service.object_ids);
        let server_url = Arc::clone(&self.service.server_url);
        let appkey = self.caller.appkey.to_owned();
        let act = move |transaction: &rusqlite::Transaction<'_>| {
            if writes && generations.current() != asked_of {
                return Err(Refusal::Reset);
            }
            let desk = Desk {
                account: Account::new(transaction, &appkey),
                clock: &clock,
                object_ids: &object_ids,
                server_url: &server_url,
            };
            RawJson::from_value(&operate(&desk, &request)?).map_err(Refusal::Reply)
        };
        match self.operation.effect {
            Effect::Read => self.service.store.read(act).await,
            Effect::Create | Effect::Replace | Effect::Remove => {
                self.service.store.write(act).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sandbox;

    #[tokio::test]
    async fn an_operation_that_the_contract_gained_is_refused_by_its_name() {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mut fifth = SIP_LIST;
        fifth.id = "sip_transfer";
        let body = RawJson::from_text("{}".to_owned()).unwrap();
        let clock = ShiftedClock {
            clock: sandbox.clock().clone(),
            seconds: 0,
        };
        let caller = Caller {
            appkey: "1",
            clock: &clock,
            generation: sandbox.service.generations.current(),
        };
        let refusal = perform(&sandbox.service, &caller, &fifth, &body)
            .await
            .unwrap_err();
        assert_eq!(refusal.status(), 501);
        assert!(refusal.to_string().contains("sip_transfer"), "{refusal}");
    }
}
