//! That `docs/output.schema.json` says of each command what it prints.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use m7::{
    SipNumber,
    roster::{ReportRow, Step},
};
use serde_json::Value;

use super::Row;
use crate::{
    cli::Cli, cmd_about::Leaf, cmd_api, cmd_config, cmd_doctor::Check, cmd_exporter,
    cmd_phone::Registered, cmd_roster, cmd_sandbox::Ready, cmd_sign, cmd_sip::Written,
    cmd_watch::Changed, curl_command::CurlCommand,
};

/// Those that print no data, or data whose form is elsewhere.
const WITHOUT: [&str; 11] = [
    "completions",
    "config set",
    "config unset",
    "config use",
    "demo",
    "login",
    "logout",
    "man",
    "roster init",
    "sandbox register",
    "sip export",
];

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/output.schema.json")).unwrap()
}

#[test]
fn each_command_is_in_it() {
    fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let mut subcommands = command.get_subcommands().peekable();
        if subcommands.peek().is_none() {
            found.insert(path.trim().to_owned());
        }
        for subcommand in subcommands {
            leaves(
                subcommand,
                &format!("{path} {}", subcommand.get_name()),
                found,
            );
        }
    }
    let mut commands = BTreeSet::new();
    leaves(&Cli::command(), "", &mut commands);
    let schema = schema();
    let documented = schema["x-commands"].as_object().unwrap().keys().cloned();
    let documented: BTreeSet<String> = documented.chain(WITHOUT.map(str::to_owned)).collect();
    assert_eq!(commands, documented);
}

#[test]
fn each_row_has_the_fields_that_it_says() {
    let schema = schema();
    let said = |name: &str| {
        let mut names = BTreeSet::new();
        flatten(&schema, &schema["$defs"][name], "", &mut names);
        names
    };
    for (name, fields) in [
        ("SipNumber", SipNumber::FIELDS),
        ("SipIdentity", Written::FIELDS),
        ("SipChange", Changed::FIELDS),
        ("SignedHeaders", cmd_sign::Headers::FIELDS),
        ("ApiOperation", cmd_api::Listed::FIELDS),
        ("ApiReply", cmd_api::Envelope::FIELDS),
        ("ApiCommand", CurlCommand::FIELDS),
        ("SignExplanation", cmd_sign::Explanation::FIELDS),
        ("SignVerdict", cmd_sign::Told::FIELDS),
        ("Setting", cmd_config::Shown::FIELDS),
        ("ConfigPaths", cmd_config::Paths::FIELDS),
        ("DoctorCheck", Check::FIELDS),
        ("DocsLeaf", Leaf::FIELDS),
        ("SandboxReady", Ready::FIELDS),
        ("ExporterReady", cmd_exporter::Ready::FIELDS),
        ("PhoneRegistered", Registered::FIELDS),
        ("RosterSaid", cmd_roster::Said::FIELDS),
        ("RosterStatus", cmd_roster::Overview::FIELDS),
        ("RosterStep", Step::FIELDS),
        ("RosterReportRow", ReportRow::FIELDS),
    ] {
        let fields: BTreeSet<String> = fields.iter().map(ToString::to_string).collect();
        assert_eq!(fields, said(name), "{name}");
    }
}

/// The names of what holds nothing else.
fn flatten(schema: &Value, part: &Value, path: &str, names: &mut BTreeSet<String>) {
    if let Some(reference) = part["$ref"].as_str() {
        let part = schema.pointer(reference.trim_start_matches('#')).unwrap();
        return flatten(schema, part, path, names);
    }
    match part["properties"].as_object() {
        None => {
            names.insert(path.to_owned());
        }
        Some(properties) => {
            for (name, property) in properties {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                flatten(schema, property, &path, names);
            }
        }
    }
}
