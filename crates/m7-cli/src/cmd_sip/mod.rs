//! `m7 sip`: the operations on SIP numbers.

mod many;
mod one;
mod read;

use m7::CallReport;

#[cfg(test)]
pub(crate) use self::one::Written;
use self::{many::Many, one::Session};
use crate::{
    cli::{Global, roster::StoreArgs, sip::SipCommand},
    cmd_export, cmd_wait, cmd_watch,
    exit::Exit,
    failure::Failure,
    print,
};

pub(crate) async fn run(command: SipCommand, global: &Global) -> Result<Exit, Failure> {
    if let Some(many) = Many::of(&command)? {
        return many.run(global).await;
    }
    let open = |dry_run, store| Session::open(global, dry_run, store);
    match command {
        SipCommand::List(args) => read::list(args, global).await?,
        SipCommand::Get { number } => read::get(&number, global).await?,
        SipCommand::Export(args) => cmd_export::run(args, global).await?,
        SipCommand::Wait(args) => cmd_wait::run(args, global).await?,
        SipCommand::Watch(args) => cmd_watch::run(args, global).await?,
        SipCommand::Create(args) => {
            one::check_run(&args.run)?;
            let session = open(args.assurance.dry_run, args.run.store.clone()).await?;
            session.create(args).await?;
        }
        SipCommand::Update(args) => {
            one::check_update(&args)?;
            let session = open(args.assurance.dry_run, args.store.clone()).await?;
            session.update(args).await?;
        }
        SipCommand::Delete(args) => {
            one::check_run(&args.run)?;
            one::check_terminal("delete it", &args.assurance)?;
            let session = open(args.assurance.dry_run, args.run.store.clone()).await?;
            session.delete(args).await?;
        }
        SipCommand::Bind(args) => {
            let session = open(args.assurance.dry_run, StoreArgs::default()).await?;
            session.bind(args).await?;
        }
        SipCommand::Unbind(args) => {
            one::check_run(&args.run)?;
            one::check_terminal("take its agent off", &args.assurance)?;
            let session = open(args.assurance.dry_run, args.run.store.clone()).await?;
            session.unbind(args).await?;
        }
        // Never of one alone: its password has to be kept.
        SipCommand::RotatePassword(_) => {}
    }
    Ok(Exit::Done)
}

fn note_call(done: &str, call: &CallReport) {
    print::note(&format!("{done}: {call}"));
}
