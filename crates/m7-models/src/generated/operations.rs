// @generated from spec/openapi.yaml by `cargo xtask regen`. Not to be edited: change the document.

use ::std::time::Duration;
use crate::operation::{Effect, Operation, Reconcile};

/// List SIP numbers (获取SIP号列表)
///
/// *Documented.* That there is no pagination is derived: no parameter asks for a page. The page's request asks for the registerStatuses [0, 1], its reply's echo shows ["1"].
pub const SIP_LIST: Operation = Operation {
    id: "sip_list",
    method: "POST",
    path: "/openapi/v1/call/sip/list",
    summary: "List SIP numbers (获取SIP号列表)",
    effect: Effect::Read,
    typical: Duration::from_millis(235),
    reconcile: None,
};

/// Create a SIP number (创建sip号)
///
/// *Documented.* Whether a duplicate number is refused is unknown. The page's reply answers a request for number 2005, its request shows 2004.
pub const SIP_CREATE: Operation = Operation {
    id: "sip_create",
    method: "POST",
    path: "/openapi/v1/call/sip/create",
    summary: "Create a SIP number (创建sip号)",
    effect: Effect::Create,
    typical: Duration::from_millis(6744),
    reconcile: Some(Reconcile::Number),
};

/// Update a SIP number (更新sip号)
///
/// *Documented.* Whether omitted fields keep their values is unknown. The page's reply answers another request than the one shown: its echo has number 2000 and a sipId that ends in 503, the request number 2002 and one that ends in 505.
pub const SIP_UPDATE: Operation = Operation {
    id: "sip_update",
    method: "POST",
    path: "/openapi/v1/call/sip/update",
    summary: "Update a SIP number (更新sip号)",
    effect: Effect::Replace,
    typical: Duration::from_millis(7355),
    reconcile: Some(Reconcile::SipId),
};

/// Delete a SIP number (删除sip号)
///
/// *Documented.* Whether a bound number can be deleted is unknown. The sipId in the page's reply is not the one in its request. The page has no table for this reply; its example shows sipId.
pub const SIP_DELETE: Operation = Operation {
    id: "sip_delete",
    method: "POST",
    path: "/openapi/v1/call/sip/delete",
    summary: "Delete a SIP number (删除sip号)",
    effect: Effect::Remove,
    typical: Duration::from_millis(25277),
    reconcile: Some(Reconcile::SipId),
};

/// Every operation of the contract, in its order.
pub const OPERATIONS: &[Operation] = &[SIP_LIST, SIP_CREATE, SIP_UPDATE, SIP_DELETE];
