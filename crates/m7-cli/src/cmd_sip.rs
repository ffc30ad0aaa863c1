//! `m7 sip`: the operations on SIP numbers.

use std::io::{self, BufRead, IsTerminal};

use m7::{CallReport, SipId, SipNumber};
use serde::Serialize;

use crate::{
    cli::{
        BindArgs, CreateArgs, DeleteArgs, Global, ListArgs, Output, SipCommand, Target, UpdateArgs,
    },
    connection::{self, Connection},
    failure::Failure,
    print,
};

pub(crate) async fn run(command: SipCommand, global: &Global) -> Result<(), Failure> {
    let connection = connection::open(global).await?;
    let session = Session {
        connection,
        output: global.output,
    };
    match command {
        SipCommand::List(args) => session.list(args).await,
        SipCommand::Get { number } => session.get(&number).await,
        SipCommand::Create(args) => session.create(args).await,
        SipCommand::Update(args) => session.update(args).await,
        SipCommand::Delete(args) => session.delete(args).await,
        SipCommand::Bind(args) => session.bind(args).await,
        SipCommand::Unbind(target) => session.unbind(target).await,
    }
}

struct Session {
    connection: Connection,
    output: Output,
}

/// What a write prints: the number's id, as the API returns it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    sip_id: SipId,
}

impl Session {
    fn sip(&self) -> m7::Sip {
        self.connection.m7.sip()
    }

    async fn list(&self, args: ListArgs) -> Result<(), Failure> {
        let mut call = self.sip().list();
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
            print::note(&format!(
                "warning: item {} of the reply is left out: {}",
                rejected.index, rejected.error
            ));
        }
        print::data(self.output, &reply.data, |numbers| table(numbers))?;
        note_call(&format!("{} numbers", reply.data.len()), &reply.call);
        Ok(())
    }

    async fn get(&self, number: &str) -> Result<(), Failure> {
        let reply = self.sip().get(number).send().await?;
        print::data(self.output, &reply.data, |number| {
            table(std::slice::from_ref(number))
        })?;
        note_call("found", &reply.call);
        Ok(())
    }

    async fn create(&self, args: CreateArgs) -> Result<(), Failure> {
        let password = args.password.read_or_prompt(&args.number)?;
        self.announce("creating", &args.number);
        let mut call = self
            .sip()
            .create(&args.number, password)
            .codecs(args.settings.codecs);
        if let Some(behind_nat) = args.settings.nat {
            call = call.behind_nat(behind_nat);
        }
        let reply = call.send().await?;
        self.written(reply.data.sip_id, "created", &reply.call)
    }

    async fn update(&self, args: UpdateArgs) -> Result<(), Failure> {
        let password = args.password.read()?;
        let nothing = args.new_number.is_none()
            && password.is_none()
            && args.settings.codecs.is_empty()
            && args.settings.nat.is_none();
        if nothing {
            return Err(Failure::usage("nothing to change is named")
                .hint("name a --codec, --nat, --new-number, --password-stdin or --password-file"));
        }
        let sip_id = self.resolve(&args.target).await?;
        self.announce("updating", &sip_id);
        let mut call = self.sip().update(&sip_id);
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
        self.written(reply.data.sip_id, "updated", &reply.call)
    }

    async fn delete(&self, args: DeleteArgs) -> Result<(), Failure> {
        let sip_id = self.resolve(&args.target).await?;
        if !args.yes {
            let what = args.target.number.as_deref().unwrap_or(sip_id.as_str());
            self.confirm(&format!("Delete {what} ({sip_id})"))?;
        }
        self.announce("deleting", &sip_id);
        let reply = self.sip().delete(&sip_id).send().await?;
        self.written(reply.data.sip_id, "deleted", &reply.call)
    }

    async fn bind(&self, args: BindArgs) -> Result<(), Failure> {
        let sip_id = self.resolve(&args.target).await?;
        self.announce("binding", &sip_id);
        let reply = self.sip().bind(&sip_id, &args.agent).send().await?;
        self.written(reply.data.sip_id, "bound", &reply.call)
    }

    async fn unbind(&self, target: Target) -> Result<(), Failure> {
        let sip_id = self.resolve(&target).await?;
        self.announce("unbinding", &sip_id);
        let reply = self.sip().unbind(&sip_id).send().await?;
        self.written(reply.data.sip_id, "unbound", &reply.call)
    }

    /// The id of the number that a write is about, looked up unless it is given.
    async fn resolve(&self, target: &Target) -> Result<SipId, Failure> {
        match (&target.id, &target.number) {
            (Some(id), _) => Ok(SipId::from(id.as_str())),
            (None, Some(number)) => Ok(self.sip().get(number).send().await?.data.sip_id),
            (None, None) => Err(Failure::usage("neither a number nor --id is given")),
        }
    }

    /// Says what is about to be written where, before it is.
    fn announce(&self, doing: &str, what: &impl ToString) {
        let m7 = &self.connection.m7;
        print::note(&format!(
            "{doing} {} on {} (account {})",
            what.to_string(),
            m7.base_url(),
            m7.appkey()
        ));
    }

    fn confirm(&self, question: &str) -> Result<(), Failure> {
        if !io::stdin().is_terminal() {
            return Err(Failure::usage("no terminal to ask whether to do it")
                .hint("add --yes to do it without asking"));
        }
        print::note(&format!(
            "{question} on {}? [y/N]",
            self.connection.m7.base_url()
        ));
        let mut answer = String::new();
        io::stdin()
            .lock()
            .read_line(&mut answer)
            .map_err(|error| Failure::usage(format!("can't read the answer: {error}")))?;
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            Ok(())
        } else {
            Err(Failure::new("not done: it was not confirmed"))
        }
    }

    fn written(&self, sip_id: SipId, done: &str, call: &CallReport) -> Result<(), Failure> {
        print::data(self.output, &Written { sip_id }, |written| {
            vec![vec!["SIP ID".into()], vec![written.sip_id.to_string()]]
        })?;
        note_call(done, call);
        Ok(())
    }
}

fn note_call(done: &str, call: &CallReport) {
    print::note(&format!("{done}: {call}"));
}

fn table(numbers: &[SipNumber]) -> Vec<Vec<String>> {
    let header = [
        "NUMBER",
        "STATUS",
        "AGENT",
        "DEVICE",
        "ADDRESS",
        "SINCE (UTC+8)",
        "SIP ID",
    ];
    let mut rows = vec![header.map(String::from).to_vec()];
    rows.extend(numbers.iter().map(row));
    rows
}

fn row(number: &SipNumber) -> Vec<String> {
    let shown = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
    vec![
        number.number.clone(),
        status(number),
        number
            .agent
            .as_ref()
            .map_or_else(|| "-".to_owned(), print::agent),
        shown(&number.register_device),
        shown(&number.client_url),
        shown(&number.register_time),
        number.sip_id.to_string(),
    ]
}

fn status(number: &SipNumber) -> String {
    match number.register_status {
        m7::RegisterStatus::Registered => "registered".to_owned(),
        m7::RegisterStatus::Unregistered => "unregistered".to_owned(),
        other => format!("status {other}"),
    }
}
