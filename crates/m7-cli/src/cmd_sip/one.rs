//! A write of one number.

use std::fmt::{self, Display};

use m7::{
    Reply, SipId, SipIdentity, SipPassword,
    sip::{Bind, Create, Delete, Unbind, Update},
};
use serde::Serialize;

use super::note_call;
use crate::{
    applying,
    cli::{
        Global,
        roster::StoreArgs,
        writing::{
            Assurance, BindArgs, CreateArgs, DryRun, RunArgs, TakeAwayArgs, Target, UpdateArgs,
        },
    },
    connection::{self, Connection},
    curl_command::CurlCommand,
    dry_run,
    failure::Failure,
    input,
    output::{Column, Printer, Row},
    print,
};

/// For the commands that write.
pub(super) struct Session<'a> {
    connection: Connection,
    global: &'a Global,
    /// Where it may be kept what earlier runs have written.
    store: StoreArgs,
    way: Way,
}

/// What becomes of a write.
enum Way {
    Sent(Printer<Written>),
    Shown(Printer<CurlCommand>),
}

/// A number that a write is about, and how its caller called it.
struct Known {
    /// None of one that isn't there yet.
    sip_id: Option<SipId>,
    called: String,
}

/// What is said of a write, before it and after it.
struct Words {
    doing: &'static str,
    done: &'static str,
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

/// Refuses what has a meaning for several numbers only.
pub(super) fn check_run(run: &RunArgs) -> Result<(), Failure> {
    if run.settle.resume {
        return Err(Failure::usage(
            "--resume is for several numbers, and for passwords that are made up",
        )
        .hint("what became of one number's write is shown by `m7 sip list`; leave --resume out"));
    }
    Ok(())
}

/// Refuses to ask where nobody can answer.
pub(super) fn check_terminal(what: &str, assurance: &Assurance) -> Result<(), Failure> {
    if assurance.yes || assurance.dry_run.is_wanted || input::can_ask() {
        return Ok(());
    }
    Err(
        Failure::usage(format!("there is no terminal to ask whether to {what}"))
            .hint("add --yes to do it without being asked, or --dry-run to see it"),
    )
}

/// What the command line's own rules can't say, before anything is sent.
pub(super) fn check_update(args: &UpdateArgs) -> Result<(), Failure> {
    if args.changes_nothing() {
        return Err(Failure::usage("nothing to change is named")
            .hint("name a --codec, --nat, --new-number, --password-stdin or --password-file"));
    }
    Ok(())
}

impl<'a> Session<'a> {
    pub(super) async fn open(
        global: &'a Global,
        dry_run: DryRun,
        store: StoreArgs,
    ) -> Result<Self, Failure> {
        let way = if dry_run.is_wanted {
            dry_run::check(global)?;
            Way::Shown(global.printer()?)
        } else {
            Way::Sent(global.printer()?)
        };
        Ok(Self {
            connection: connection::open(global).await?,
            global,
            store,
            way,
        })
    }

    fn sip(&self) -> m7::Sip {
        self.connection.m7.sip()
    }

    pub(super) async fn create(&self, args: CreateArgs) -> Result<(), Failure> {
        let number = args.numbers.single().unwrap_or_default();
        let password = match &self.way {
            Way::Sent(_) => args.password.read_or_prompt(number).await?,
            // The command that is shown takes it from elsewhere.
            Way::Shown(_) => match args.password.read().await? {
                Some(password) => password,
                None => SipPassword::new("not-yet-known"),
            },
        };
        let mut call = self.sip().create(number, password);
        if !args.settings.codecs.is_empty() {
            call = call.codecs(args.settings.codecs);
        }
        if let Some(behind_nat) = args.settings.nat {
            call = call.behind_nat(behind_nat);
        }
        let known = Known {
            sip_id: None,
            called: number.to_owned(),
        };
        let words = Words::new("creating", "created");
        self.write(words, &known, call, Create::request).await
    }

    pub(super) async fn update(&self, args: UpdateArgs) -> Result<(), Failure> {
        let password = args.password.read().await?;
        let known = self.resolve(args.target).await?;
        let mut call = self.sip().update(known.id());
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
        let words = Words::new("updating", "updated");
        self.write(words, &known, call, Update::request).await
    }

    pub(super) async fn delete(&self, args: TakeAwayArgs) -> Result<(), Failure> {
        let known = self.resolve(args.targets.single()).await?;
        self.confirm(&format!("Delete {known}"), &args.assurance)
            .await?;
        let call = self.sip().delete(known.id());
        let words = Words::new("deleting", "deleted");
        self.write(words, &known, call, Delete::request).await
    }

    pub(super) async fn bind(&self, args: BindArgs) -> Result<(), Failure> {
        let known = self.resolve(args.target).await?;
        let call = self.sip().bind(known.id(), args.agent);
        let words = Words::new("binding", "bound");
        self.write(words, &known, call, Bind::request).await
    }

    pub(super) async fn unbind(&self, args: TakeAwayArgs) -> Result<(), Failure> {
        let known = self.resolve(args.targets.single()).await?;
        self.confirm(&format!("Take the agent off {known}"), &args.assurance)
            .await?;
        let call = self.sip().unbind(known.id());
        let words = Words::new("unbinding", "unbound");
        self.write(words, &known, call, Unbind::request).await
    }

    /// The number that a write is about, its id looked up unless it is given.
    async fn resolve(&self, target: Target) -> Result<Known, Failure> {
        match target.number {
            Some(number) => Ok(Known {
                sip_id: Some(self.sip().get(&number).send().await?.data.sip_id),
                called: number,
            }),
            None => Ok(Known {
                sip_id: target.id.map(SipId::from),
                called: "the number".to_owned(),
            }),
        }
    }

    /// Sends a call, or shows its request: whatever it is that is wanted.
    async fn write<C>(
        &self,
        words: Words,
        known: &Known,
        call: C,
        request: fn(&C) -> Result<m7::Request, m7::Error>,
    ) -> Result<(), Failure>
    where
        C: IntoFuture<Output = Result<Reply<SipIdentity>, m7::Error>>,
    {
        let request = request(&call)?;
        match &self.way {
            Way::Shown(printer) => dry_run::show(&request, &self.connection, self.global, printer),
            Way::Sent(printer) => {
                let (connection, global) = (&self.connection, self.global);
                let noted = applying::begin(&request, connection, global, &self.store).await?;
                self.announce(words.doing, known);
                let ended = call.await;
                noted.end(&ended).await;
                let reply = ended?;
                written(words.done, known, &reply, printer)
            }
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

    async fn confirm(&self, question: &str, assurance: &Assurance) -> Result<(), Failure> {
        if assurance.yes || assurance.dry_run.is_wanted {
            return Ok(());
        }
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
}

/// Says that it was done, on stderr first: whatever becomes of stdout, that must not be lost.
fn written(
    done: &str,
    known: &Known,
    reply: &Reply<SipIdentity>,
    printer: &Printer<Written>,
) -> Result<(), Failure> {
    let sip_id = known.sip_id.as_ref().unwrap_or(&reply.data.sip_id).clone();
    note_call(&format!("{done} {} ({sip_id})", known.called), &reply.call);
    printer
        .object(&Written { sip_id })
        .map_err(Failure::after_the_write)
}

impl Words {
    fn new(doing: &'static str, done: &'static str) -> Self {
        Self { doing, done }
    }
}

impl Known {
    /// The id, of one that is there.
    fn id(&self) -> SipId {
        self.sip_id.clone().unwrap_or_else(|| SipId::from(""))
    }
}

impl Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sip_id {
            Some(sip_id) => write!(f, "{} ({sip_id})", self.called),
            None => f.write_str(&self.called),
        }
    }
}
