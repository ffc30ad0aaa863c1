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
use crate::refusal::Refusal;
use crate::service::{Desk, Service};
use crate::sip_numbers;
use crate::store::Account;

/// Does an operation for an account, and returns the reply's `data`. Documented: endpoints.
pub(crate) async fn perform(
    service: &Service,
    clock: &ShiftedClock,
    operation: &Operation,
    appkey: &str,
    body: &RawJson,
) -> Result<RawJson, Refusal> {
    let call = Call {
        service,
        clock,
        operation,
        appkey,
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

struct Call<'a> {
    service: &'a Service,
    clock: &'a ShiftedClock,
    operation: &'a Operation,
    appkey: &'a str,
    body: &'a RawJson,
}

impl Call<'_> {
    /// Decodes what is asked for, and does it in one transaction. Assumed: write-visible.
    async fn run<R, T>(
        &self,
        operate: fn(&Desk<'_>, &R) -> Result<T, Refusal>,
    ) -> Result<RawJson, Refusal>
    where
        R: DeserializeOwned + Send + 'static,
        T: Serialize + 'static,
    {
        let request: R = body::decode(self.body)?;
        let clock = self.clock.clone();
        let object_ids = Arc::clone(&self.service.object_ids);
        let server_url = Arc::clone(&self.service.server_url);
        let appkey = self.appkey.to_owned();
        let act = move |transaction: &rusqlite::Transaction<'_>| {
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
        let refusal = perform(&sandbox.service, &clock, &fifth, "1", &body)
            .await
            .unwrap_err();
        assert_eq!(refusal.status(), 501);
        assert!(refusal.to_string().contains("sip_transfer"), "{refusal}");
    }
}
