//! `m7 api`: any operation, by its id or its path.

use std::time::Duration;

use m7::{Answer, Effect};
use m7_models::{OPERATIONS, Operation, operation::UNLISTED};
use serde::Serialize;

use crate::{
    applying, call_body,
    cli::{Errors, Global, api::ApiArgs, roster::StoreArgs},
    connection::{self, Connection},
    dry_run, duration,
    failure::Failure,
    input,
    json::Json,
    output::{self, Column, Printer, Row, or_dash},
    print,
};

/// Where a call goes.
struct Target {
    path: String,
    operation: &'static Operation,
}

/// A reply's envelope. Its data is of any form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Envelope {
    success: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    #[serde(skip_serializing_if = "Json::is_empty_text")]
    message: Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_info: Option<Json>,
}

/// An operation of the contract.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listed {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    effect: &'static str,
    typical_ms: u64,
    summary: &'static str,
}

impl Row for Envelope {
    const FIELDS: &'static [&'static str] = &["success", "code", "message", "data", "requestInfo"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("code", "CODE", |it| it.code.clone()),
            Column::of("message", "MESSAGE", |it| {
                or_dash(it.message.text().map(print::visible))
            }),
            Column::of("data", "DATA", |it| {
                let data = it.data.as_ref().map(serde_json::to_string);
                or_dash(data.and_then(Result::ok).map(output::escaped))
            }),
        ]
    }
}

impl Row for Listed {
    const FIELDS: &'static [&'static str] =
        &["id", "method", "path", "effect", "typicalMs", "summary"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("id", "ID", |it| it.id.to_owned()),
            Column::of("path", "PATH", |it| it.path.to_owned()),
            Column::of("effect", "EFFECT", |it| it.effect.to_owned()),
            Column::of("typicalMs", "TYPICAL", |it| {
                duration::shown(Duration::from_millis(it.typical_ms))
            }),
            Column::of("summary", "SUMMARY", |it| it.summary.to_owned()),
        ]
    }
}

impl Listed {
    fn of(operation: &Operation) -> Self {
        Self {
            id: operation.id,
            method: operation.method,
            path: operation.path,
            effect: operation.effect.as_str(),
            typical_ms: u64::try_from(operation.typical.as_millis()).unwrap_or(u64::MAX),
            summary: operation.summary,
        }
    }
}

pub(crate) async fn run(args: ApiArgs, global: &Global) -> Result<(), Failure> {
    if args.list {
        let printer = global.printer()?;
        let listed: Vec<Listed> = OPERATIONS.iter().map(Listed::of).collect();
        return printer.list(&listed);
    }
    let target = Target::of(args.operation.as_deref().unwrap_or_default())?;
    if args.dry_run {
        return show_request(&args, &target, global).await;
    }
    let printer = global.printer()?;
    let asks = target.writes() && !args.yes;
    if asks && !input::can_ask() {
        return Err(Failure::usage(format!(
            "{} may change something, and there is no terminal to ask whether to send it",
            target.name()
        ))
        .hint("add --yes to send it without being asked, or --dry-run to see it"));
    }
    let body = call_body::read(&args).await?;
    let connection = connection::open(global).await?;
    // Before anybody is asked about it.
    let request = connection.m7.request(&target.path, body.raw);
    request.check()?;
    if asks {
        confirm(&target, &connection).await?;
    }
    let noted = applying::begin(&request, &connection, global, &StoreArgs::default()).await?;
    if target.writes() {
        print::note(&format!(
            "sending {} to {} ({})",
            target.name(),
            connection.m7.base_url(),
            connection.whose()
        ));
    }
    let ended = request.send().await;
    noted.end(&ended).await;
    let reply = ended.map_err(|error| {
        if global.errors() == Errors::Text {
            print::note(&format!("outcome: {}", error.outcome()));
        }
        Failure::from(error)
    })?;
    // On stderr first: whatever becomes of stdout, that it was done must not be lost.
    print::note(&format!("{}: {}", target.name(), reply.call));
    let shown = show(reply.data, &body.json, args.include_info, &printer);
    if target.writes() {
        shown.map_err(Failure::after_the_write)
    } else {
        shown
    }
}

impl ApiArgs {
    /// Whether it talks to an account.
    pub(crate) fn asks_an_account(&self) -> bool {
        !self.list && !self.dry_run
    }

    /// Whether it may change anything on a server.
    pub(crate) fn writes(&self) -> bool {
        let target = self
            .operation
            .as_deref()
            .and_then(|name| Target::of(name).ok());
        !self.dry_run && target.is_some_and(|target| target.writes())
    }
}

impl Target {
    fn of(name: &str) -> Result<Self, Failure> {
        if let Some(operation) = Operation::by_id(name) {
            return Ok(Self {
                path: operation.path.to_owned(),
                operation,
            });
        }
        if name.starts_with('/') {
            return Ok(Self {
                operation: Operation::by_path(name).unwrap_or(&UNLISTED),
                path: name.to_owned(),
            });
        }
        let ids: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
        Err(Failure::usage(format!(
            "there is no operation {}; there are {}",
            print::visible(name),
            ids.join(", ")
        ))
        .hint("`m7 api --list` shows them; a path begins with /"))
    }

    /// Whether it may change something.
    fn writes(&self) -> bool {
        self.operation.effect != Effect::Read
    }

    /// What to call it.
    fn name(&self) -> &str {
        if self.operation == &UNLISTED {
            &self.path
        } else {
            self.operation.id
        }
    }
}

async fn confirm(target: &Target, connection: &Connection) -> Result<(), Failure> {
    let does = match (target.operation == &UNLISTED, target.operation.effect) {
        (true, _) => "of which nobody knows what it does",
        (false, Effect::Read) => "which reads",
        (false, Effect::Create) => "which creates",
        (false, Effect::Replace) => "which changes",
        (false, Effect::Remove) => "which deletes",
    };
    print::ask(&format!(
        "Send {}, {does}, to {} ({})? [y/N] ",
        target.name(),
        connection.m7.base_url(),
        connection.whose()
    ));
    let answer = input::answer().await?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(())
    } else {
        Err(Failure::new("not sent: it was not confirmed"))
    }
}

fn show(
    answer: Answer,
    sent: &Json,
    include_info: bool,
    printer: &Printer<Envelope>,
) -> Result<(), Failure> {
    let secrets = sent.secrets();
    let read = |raw: &m7::RawJson| {
        Json::of(raw)
            .map(|json| json.redacted(&secrets))
            .map_err(|error| Failure::new(format!("the reply can't be shown: {error}")))
    };
    let data = answer.data.as_ref().map(read).transpose()?;
    let info = answer.info.as_ref().filter(|_| include_info);
    let envelope = Envelope {
        success: true,
        code: answer.code,
        message: Json::Text(answer.message).redacted(&secrets),
        data,
        request_info: info.map(read).transpose()?,
    };
    if printer.is_for_people() {
        return show_to_people(&envelope);
    }
    let envelope = if printer.is_json() {
        envelope
    } else {
        Envelope {
            data: envelope.data.map(Json::beyond_json),
            request_info: envelope.request_info.map(Json::beyond_json),
            ..envelope
        }
    };
    printer.object(&envelope)
}

/// The data alone, as it has no columns; the whole where more was asked for.
fn show_to_people(envelope: &Envelope) -> Result<(), Failure> {
    match &envelope.data {
        _ if envelope.request_info.is_some() => print::lines(&output::json(envelope)?),
        Some(Json::Text(text)) => print::line(&print::visible(text)),
        Some(data) => print::lines(&output::json(data)?),
        None => Ok(()),
    }
}

async fn show_request(args: &ApiArgs, target: &Target, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    dry_run::check(global)?;
    let body = call_body::read(args).await?;
    let connection = connection::unused(global).await?;
    let request = connection.m7.request(&target.path, body.raw);
    request.check()?;
    dry_run::show(&request, &connection, global, &printer)
}
