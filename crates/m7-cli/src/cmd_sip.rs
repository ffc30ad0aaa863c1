//! `m7 sip`: the operations on SIP numbers.

use std::{
    fmt::Display,
    io::{self, IsTerminal},
};

use m7::{CallReport, SipId, SipNumber};
use serde::Serialize;

use crate::{
    cli::{
        Global,
        sip::{BindArgs, CreateArgs, DeleteArgs, ListArgs, SipCommand, Target, UpdateArgs},
    },
    cmd_export,
    connection::{self, Connection},
    failure::Failure,
    input,
    output::{Column, Printer, Row},
    plain_words, print,
    roster_view::counted,
};

pub(crate) async fn run(command: SipCommand, global: &Global) -> Result<(), Failure> {
    command.check()?;
    let session = || Session::open(global);
    match command {
        SipCommand::List(args) => list(args, global).await,
        SipCommand::Get { number } => get(&number, global).await,
        SipCommand::Export(args) => cmd_export::run(args, global).await,
        SipCommand::Create(args) => session().await?.create(args).await,
        SipCommand::Update(args) => session().await?.update(args).await,
        SipCommand::Delete(args) => session().await?.delete(args).await,
        SipCommand::Bind(args) => session().await?.bind(args).await,
        SipCommand::Unbind(target) => session().await?.unbind(target).await,
    }
}

impl SipCommand {
    /// What the command line's own rules can't say, before anything is sent.
    fn check(&self) -> Result<(), Failure> {
        match self {
            Self::Delete(args) if !args.yes && !io::stdin().is_terminal() => Err(Failure::usage(
                "there is no terminal to ask whether to delete it",
            )
            .hint("add --yes to delete without being asked")),
            Self::Update(args) if args.changes_nothing() => Err(Failure::usage(
                "nothing to change is named",
            )
            .hint("name a --codec, --nat, --new-number, --password-stdin or --password-file")),
            _ => Ok(()),
        }
    }
}

/// For the commands that write.
struct Session {
    connection: Connection,
    printer: Printer<Written>,
}

/// A number that a write is about, and how its caller called it.
struct Known {
    sip_id: SipId,
    called: String,
}

/// What a write prints: the number's id, as the API returns it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Written {
    sip_id: SipId,
}

impl Row for Written {
    const FIELDS: &'static [&'static str] = &["sipId"];

    /// The id alone, for `$(…)`.
    fn columns() -> Vec<Column<Self>> {
        vec![Column::of("sipId", "", |it| it.sip_id.to_string())]
    }
}

impl Session {
    async fn open(global: &Global) -> Result<Self, Failure> {
        let printer = global.printer()?;
        let connection = connection::open(global).await?;
        Ok(Self {
            connection,
            printer,
        })
    }

    fn sip(&self) -> m7::Sip {
        self.connection.m7.sip()
    }

    async fn create(&self, args: CreateArgs) -> Result<(), Failure> {
        let password = args.password.read_or_prompt(&args.number).await?;
        self.announce("creating", &args.number);
        let mut call = self
            .sip()
            .create(&args.number, password)
            .codecs(args.settings.codecs);
        if let Some(behind_nat) = args.settings.nat {
            call = call.behind_nat(behind_nat);
        }
        let reply = call.send().await?;
        let known = Known {
            sip_id: reply.data.sip_id,
            called: args.number,
        };
        self.written("created", &known, &reply.call)
    }

    async fn update(&self, args: UpdateArgs) -> Result<(), Failure> {
        let password = args.password.read().await?;
        let known = self.resolve(args.target).await?;
        self.announce("updating", &known);
        let mut call = self.sip().update(&known.sip_id);
        if let Some(number) = args.new_number {
            call = call.number(number);
        }
        if let Some(password) = password {
            call = call.password(password);
        }
        if !args.settings.codecs.is_empty() {
            call = call.codecs(args.settings.codecs);
        }
        if let Some(behind_nat) = args.settings.nat {
            call = call.behind_nat(behind_nat);
        }
        let reply = call.send().await?;
        self.written("updated", &known, &reply.call)
    }

    async fn delete(&self, args: DeleteArgs) -> Result<(), Failure> {
        let known = self.resolve(args.target).await?;
        if !args.yes {
            self.confirm(&format!("Delete {known}")).await?;
        }
        self.announce("deleting", &known);
        let reply = self.sip().delete(&known.sip_id).send().await?;
        self.written("deleted", &known, &reply.call)
    }

    async fn bind(&self, args: BindArgs) -> Result<(), Failure> {
        let known = self.resolve(args.target).await?;
        self.announce("binding", &known);
        let reply = self.sip().bind(&known.sip_id, &args.agent).send().await?;
        self.written("bound", &known, &reply.call)
    }

    async fn unbind(&self, target: Target) -> Result<(), Failure> {
        let known = self.resolve(target).await?;
        self.announce("unbinding", &known);
        let reply = self.sip().unbind(&known.sip_id).send().await?;
        self.written("unbound", &known, &reply.call)
    }

    /// The number that a write is about, its id looked up unless it is given.
    async fn resolve(&self, target: Target) -> Result<Known, Failure> {
        match target.number {
            Some(number) => Ok(Known {
                sip_id: self.sip().get(&number).send().await?.data.sip_id,
                called: number,
            }),
            None => Ok(Known {
                sip_id: SipId::from(target.id.unwrap_or_default()),
                called: "the number".to_owned(),
            }),
        }
    }

    /// Says what is about to be written where, before it is.
    fn announce(&self, doing: &str, what: &impl Display) {
        print::note(&format!(
            "{doing} {what} on {} ({})",
            self.connection.m7.base_url(),
            self.connection.whose()
        ));
    }

    async fn confirm(&self, question: &str) -> Result<(), Failure> {
        print::ask(&format!(
            "{question} on {} ({})? [y/N] ",
            self.connection.m7.base_url(),
            self.connection.whose()
        ));
        if input::is_yes().await? {
            Ok(())
        } else {
            Err(Failure::new("not done: it was not confirmed"))
        }
    }

    /// Says that it was done, on stderr first: whatever becomes of stdout, that must not be lost.
    fn written(&self, done: &str, known: &Known, call: &CallReport) -> Result<(), Failure> {
        note_call(&format!("{done} {known}"), call);
        let sip_id = known.sip_id.clone();
        self.printer
            .object(&Written { sip_id })
            .map_err(Failure::after_the_write)
    }
}

async fn list(args: ListArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let connection = connection::open(global).await?;
    let mut call = connection.m7.sip().list();
    if let Some(number) = args.number {
        call = call.number(number);
    }
    if args.registered {
        call = call.registered();
    }
    if args.unregistered {
        call = call.unregistered();
    }
    let reply = call.send().await?;
    for rejected in &reply.data.rejected {
        print::warn(&format!(
            "item {} of the reply is left out, since it isn't as documented: {}",
            rejected.index + 1,
            plain_words::of(&rejected.error.to_string())
        ));
    }
    let numbers: &[SipNumber] = &reply.data;
    printer.list(numbers)?;
    note_call(&counted(numbers.len(), "number"), &reply.call);
    all_read(reply.data.rejected.len(), numbers.len())
}

async fn get(number: &str, global: &Global) -> Result<(), Failure> {
    let printer = global.printer()?;
    let connection = connection::open(global).await?;
    let reply = connection.m7.sip().get(number).send().await?;
    printer.object(&reply.data)?;
    note_call("found", &reply.call);
    Ok(())
}

/// Fails if some items couldn't be read: a script must not take what is shown for all there is.
fn all_read(unread: usize, read: usize) -> Result<(), Failure> {
    if unread == 0 {
        return Ok(());
    }
    Err(Failure::partial(format!(
        "{unread} of {} items of the reply couldn't be read, so the list isn't whole",
        unread + read
    ))
    .hint(
        "what is shown is right, but don't take a number for gone because it isn't in it; give the \
         vendor the request id if it stays so",
    ))
}

impl Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.called, self.sip_id)
    }
}

fn note_call(done: &str, call: &CallReport) {
    print::note(&format!("{done}: {call}"));
}
