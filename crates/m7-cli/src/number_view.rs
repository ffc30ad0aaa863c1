//! How a SIP number is shown to people.

use m7::{Agent, RegisterStatus, SipNumber};

use crate::output::{Column, Row, or_dash};

impl Row for SipNumber {
    const FIELDS: &'static [&'static str] = &[
        "number",
        "registerStatus",
        "agent.agentId",
        "agent.agentName",
        "agent.agentNumber",
        "registerDevice",
        "clientUrl",
        "registerTime",
        "serverUrl",
        "accountId",
        "sipId",
    ];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("number", "NUMBER", |it| it.number.clone()),
            Column::of("registerStatus", "STATUS", |it| status(it.register_status)),
            Column::of("agent", "AGENT", |it| or_dash(it.agent.as_ref().map(agent))),
            Column::of("registerDevice", "DEVICE", |it| {
                or_dash(it.register_device.as_ref())
            }),
            Column::of("clientUrl", "ADDRESS", |it| or_dash(it.client_url.as_ref())),
            Column::of("registerTime", "SINCE (UTC+8)", |it| {
                or_dash(it.register_time.as_ref())
            }),
            Column::of("sipId", "SIP ID", |it| it.sip_id.to_string()),
        ]
    }
}

/// A number in one line.
pub(crate) fn line(number: &SipNumber) -> String {
    let mut line = format!("{} {}", number.number, status(number.register_status));
    if let (Some(device), Some(address)) = (&number.register_device, &number.client_url) {
        line = format!("{line}, {device} at {address}");
    }
    match &number.agent {
        Some(bound) => format!("{line}, agent {}", agent(bound)),
        None => line,
    }
}

fn status(status: RegisterStatus) -> String {
    match status {
        RegisterStatus::Registered => "registered".to_owned(),
        RegisterStatus::Unregistered => "unregistered".to_owned(),
        other => format!("status {other}"),
    }
}

/// An agent in a few words: name and number, or the id when the API names neither.
fn agent(agent: &Agent) -> String {
    match (&agent.agent_name, &agent.agent_number) {
        (Some(name), Some(number)) => format!("{name} ({number})"),
        (Some(known), None) | (None, Some(known)) => known.clone(),
        (None, None) => agent.agent_id.clone().unwrap_or_default(),
    }
}
