//! How a SIP number is shown to people.

use m7::{Agent, RegisterStatus, SipNumber};

/// The columns of a list.
pub(crate) const COLUMNS: [&str; 7] = [
    "NUMBER",
    "STATUS",
    "AGENT",
    "DEVICE",
    "ADDRESS",
    "SINCE (UTC+8)",
    "SIP ID",
];

/// A number's cells, in the order of [`COLUMNS`].
pub(crate) fn cells(number: &SipNumber) -> [String; 7] {
    let shown = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
    [
        number.number.clone(),
        status(number.register_status),
        number.agent.as_ref().map_or_else(|| "-".to_owned(), agent),
        shown(&number.register_device),
        shown(&number.client_url),
        shown(&number.register_time),
        number.sip_id.to_string(),
    ]
}

/// The columns of a list as CSV.
pub(crate) const CSV_COLUMNS: [&str; 9] = [
    "number",
    "status",
    "agent_id",
    "agent_name",
    "agent_number",
    "device",
    "address",
    "since",
    "sip_id",
];

/// A number's cells, in the order of [`CSV_COLUMNS`]; empty where the API says nothing.
pub(crate) fn csv_cells(number: &SipNumber) -> [String; 9] {
    let shown = |field: &Option<String>| field.clone().unwrap_or_default();
    let agent = number.agent.clone().unwrap_or_default();
    [
        number.number.clone(),
        status(number.register_status),
        shown(&agent.agent_id),
        shown(&agent.agent_name),
        shown(&agent.agent_number),
        shown(&number.register_device),
        shown(&number.client_url),
        shown(&number.register_time),
        number.sip_id.to_string(),
    ]
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
