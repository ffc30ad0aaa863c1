//! Which SIP number a request concerns.

use axum::http::HeaderMap;
use m7_auth::header;
use m7_envelope::RawJson;
use serde_json::Value;

use crate::refusal::Refusal;
use crate::service::Service;
use crate::store::Account;

/// The number whose sipId the body has, else the one that it names. Whether the request is signed right
/// makes no difference: what goes wrong goes wrong before that is known.
pub(crate) async fn number_concerned(
    service: &Service,
    headers: &HeaderMap,
    body: Option<&RawJson>,
) -> Option<String> {
    let body: Value = serde_json::from_str(body?.as_str()).ok()?;
    let field = |name: &str| Some(body.get(name)?.as_str()?.to_owned());
    if let Some(sip_id) = field("sipId")
        && let Some(appkey) = headers.get(header::APPKEY)
        && let Ok(appkey) = appkey.to_str()
    {
        let appkey = appkey.to_owned();
        let found = service.store.read(move |transaction| {
            // Whether a phone is registered at it makes no difference.
            Ok::<_, Refusal>(Account::new(transaction, &appkey).number_by_id(&sip_id, 0)?)
        });
        if let Ok(Some(state)) = found.await {
            return Some(state.number);
        }
    }
    field("number")
}
