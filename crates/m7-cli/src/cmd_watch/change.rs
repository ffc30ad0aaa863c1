//! A change as a row.

use m7::{SipNumber, sip::Change};
use serde::Serialize;

use crate::{
    number_view,
    output::{Column, Row},
    times,
};

/// What happened to a number.
#[derive(Serialize)]
pub(crate) struct Changed {
    /// When it was seen, by RFC 3339.
    time: String,
    #[serde(skip)]
    seen: jiff::Timestamp,
    change: &'static str,
    number: SipNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<SipNumber>,
}

impl Changed {
    pub(super) fn new(change: &Change, seen: jiff::Timestamp) -> Self {
        Self {
            time: format!("{seen:.3}"),
            seen,
            change: change.name(),
            number: change.number().clone(),
            before: change.before().cloned(),
        }
    }
}

impl Row for Changed {
    const FIELDS: &'static [&'static str] = &[
        "time",
        "change",
        "number.number",
        "number.registerStatus",
        "number.agent.agentId",
        "number.agent.agentName",
        "number.agent.agentNumber",
        "number.registerDevice",
        "number.clientUrl",
        "number.registerTime",
        "number.serverUrl",
        "number.accountId",
        "number.sipId",
        "before.number",
        "before.registerStatus",
        "before.agent.agentId",
        "before.agent.agentName",
        "before.agent.agentNumber",
        "before.registerDevice",
        "before.clientUrl",
        "before.registerTime",
        "before.serverUrl",
        "before.accountId",
        "before.sipId",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::made("TIME (UTC+8)", |it| times::utc8_of(it.seen)),
            // As wide as the longest, so that what comes later is below.
            Column::of("change", "CHANGE", |it| format!("{:12}", it.change)),
            Column::made("NUMBER", |it| number_view::line(&it.number)),
        ]
    }
}
