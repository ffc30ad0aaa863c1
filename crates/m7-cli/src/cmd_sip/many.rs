//! Several numbers, written as a roster is: with a journal, and passwords that are kept before they are
//! sent.

mod work;

use std::{io, path::Path};

use m7::roster::{History, Plan, Rotation, Seen, Step};

use self::work::Work;
use crate::{
    applying::{self, Account, GivenOut, Manner, Next, Ready, confirm, open_store, settle},
    cli::{
        Global,
        numbers::Numbers,
        sip::SipCommand,
        writing::{Assurance, RunArgs},
    },
    cmd_export, connection,
    exit::Exit,
    failure::{Failure, Writes},
    input,
    interrupt::Interrupt,
    output::Printer,
    password_list::PasswordFile,
    print, ranges, report_view, roster_failure,
    roster_view::{View, warn_of_unsettled},
};

/// What is to be done to which numbers.
pub(super) struct Many<'a> {
    numbers: Numbers,
    work: Work<'a>,
    assurance: &'a Assurance,
    run: &'a RunArgs,
    /// Where passwords that are made up are written.
    out: Option<&'a Path>,
}

/// A hint with more numbers is no help, in bytes.
const LONGEST_HINT: usize = 200;

impl<'a> Many<'a> {
    /// What a command has to do that is about several numbers, or has passwords to keep.
    pub(super) fn of(command: &'a SipCommand) -> Result<Option<Self>, Failure> {
        let many = |numbers, work, assurance, run, out| Self {
            numbers,
            work,
            assurance,
            run,
            out,
        };
        Ok(match command {
            SipCommand::Create(args) if args.is_about_many() => Some(many(
                args.numbers.clone(),
                Work::create(args)?,
                &args.assurance,
                &args.run,
                args.out.as_deref(),
            )),
            SipCommand::Delete(args) => args
                .targets
                .many()
                .map(|numbers| many(numbers, Work::Delete, &args.assurance, &args.run, None)),
            SipCommand::Unbind(args) => args
                .targets
                .many()
                .map(|numbers| many(numbers, Work::Unbind, &args.assurance, &args.run, None)),
            SipCommand::RotatePassword(args) => Some(many(
                args.numbers.clone(),
                Work::Rotate,
                &args.assurance,
                &args.run,
                args.out.as_deref(),
            )),
            _ => None,
        })
    }

    pub(super) async fn run(self, global: &Global) -> Result<Exit, Failure> {
        if self.assurance.dry_run.is_wanted {
            let printer = global.printer()?;
            return self.show(&printer, global).await;
        }
        let printer = global.printer()?;
        self.check_terminal()?;
        let mut interrupt = Interrupt::listen()?;
        let (ready, file) = tokio::select! {
            // Whoever has interrupted a question doesn't want its answer to count.
            biased;
            signal = interrupt.next() => return Err(Failure::stopped(signal, Writes::Nothing)),
            ready = self.prepare(global) => ready?,
        };
        let numbers = self.numbers.scope()?;
        let passwords = file.map(|file| GivenOut {
            file,
            output: global.output,
            numbers,
        });
        if ready.plan.is_empty() {
            print::note(&self.work.nothing_to_do(&ready.account));
            report_view::print(None, &printer)?;
            if let Some(passwords) = passwords {
                passwords.write(&ready.store, &ready.account).await?;
            }
            return Ok(Exit::Done);
        }
        let resume = ready.account.command(&self.resume());
        let manner = Manner {
            phones: None,
            report: None,
            passwords,
            rotation: self
                .work
                .rotates()
                .then(|| self.rotation(&ready.store.history())),
            next: Next {
                resume,
                rest: &rest,
            },
            explain: &roster_failure::of_numbers,
        };
        applying::run(ready, manner, &printer, interrupt).await
    }

    /// Refuses to ask where nobody can answer.
    fn check_terminal(&self) -> Result<(), Failure> {
        if self.assurance.yes || !self.asks()? || input::can_ask() {
            return Ok(());
        }
        Err(
            Failure::usage("there is no terminal to ask whether to do it")
                .hint("look with --dry-run, and add --yes to do it without being asked"),
        )
    }

    /// Whether somebody has to say that they mean it.
    fn asks(&self) -> Result<bool, Failure> {
        Ok(self.work.takes_away() || self.numbers.scope()?.count() > 1)
    }

    /// The command that goes on with it.
    fn resume(&self) -> String {
        match self.numbers.typed() {
            typed if typed.len() <= LONGEST_HINT => {
                format!("{} {typed} … --resume", self.work.command())
            }
            _ => format!("{} … --resume", self.work.command()),
        }
    }

    /// Prints what would be written.
    async fn show(&self, printer: &Printer<Step>, global: &Global) -> Result<Exit, Failure> {
        self.check_out()?;
        let connection = connection::open(global).await?;
        let account = Account::of(&connection, global, &self.run.store)?;
        let resume = account.command(&self.resume());
        let (folder, name) = (account.folder, account.name.clone());
        let history = input::blocking(move || {
            History::read(folder, &name).map_err(roster_failure::without_file)
        })
        .await?;
        let plan = self.plan(&list(&connection.m7).await?, &history).await?;
        let view = self.view(&plan, &history, &account.name);
        view.print(printer)?;
        warn_of_unsettled(&history, &resume);
        view.summary();
        print::note(&format!("nothing was written on {}", account.name));
        Ok(Exit::Done)
    }

    /// All that comes before the first write: it may be left at any moment.
    async fn prepare(&self, global: &Global) -> Result<(Ready, Option<PasswordFile>), Failure> {
        let connection = connection::open(global).await?;
        let account = Account::of(&connection, global, &self.run.store)?;
        let store = open_store(account.folder.clone(), account.name.clone()).await?;
        // Not before the store is locked: another run may be about to write to it.
        let file = self.password_file()?;
        settle(&store, &connection.m7, &self.run.settle).await?;
        let seen = list(&connection.m7).await?;
        let plan = self.plan(&seen, &store.history()).await?;
        let history = store.history();
        let view = self.view(&plan, &history, &account.name);
        view.summary();
        if !plan.is_empty() {
            self.work.warn();
            if self.asks()? && !self.assurance.yes {
                confirm(&view).await?;
            }
        }
        let ready = Ready {
            connection,
            account,
            store,
            plan,
            concurrency: self.run.pace.concurrency,
        };
        Ok((ready, file))
    }

    /// The file that --out names, so that it is known that it can be written.
    fn password_file(&self) -> Result<Option<PasswordFile>, Failure> {
        let create = if self.run.settle.resume {
            PasswordFile::create_again
        } else {
            PasswordFile::create
        };
        self.out.map(create).transpose()
    }

    /// Refuses the name of a file that couldn't be made.
    fn check_out(&self) -> Result<(), Failure> {
        match self.out {
            Some(path) if path.exists() => Err(cmd_export::not_created(
                path,
                &io::ErrorKind::AlreadyExists.into(),
            )),
            _ => Ok(()),
        }
    }

    /// Which part this has in a rotation of passwords.
    fn rotation(&self, history: &History) -> Rotation {
        let is_gone_on_with = history.is_rotation_open() || history.was_rotation();
        if self.run.settle.resume && is_gone_on_with {
            Rotation::GoesOn
        } else {
            Rotation::Begins
        }
    }

    /// What is to be done, which is known to be possible as far as that can be.
    async fn plan(&self, seen: &Seen, history: &History) -> Result<Plan, Failure> {
        let rotation = self.rotation(history);
        let plan = self.work.plan(&self.numbers, seen, history, rotation)?;
        // A file may take its time.
        input::blocking(move || {
            plan.check_passwords()
                .map_err(|problems| roster_failure::of_numbers(problems.into()))?;
            Ok(plan)
        })
        .await
    }

    fn view<'v>(&self, plan: &'v Plan, history: &'v History, account: &'v str) -> View<'v> {
        View {
            plan,
            history,
            account,
            concurrency: self.run.pace.concurrency,
            of: "number",
        }
    }
}

/// What does what wasn't done.
fn rest(numbers: &[&str]) -> String {
    match ranges::typed(numbers.iter().copied()) {
        typed if typed.len() <= LONGEST_HINT => format!("the same command for {typed} does the rest"),
        _ => "the same command for those that weren't done does the rest: `m7 roster report` has them"
            .to_owned(),
    }
}

async fn list(m7: &m7::Client) -> Result<Seen, Failure> {
    Seen::list(m7).await.map_err(roster_failure::without_file)
}
