//! `m7 roster`: the numbers of an account as a file says that they are to be.

mod apply;
mod init;
mod passwords;
mod plan;
mod planning;
mod report;
mod status;
mod validate;

#[cfg(test)]
pub(crate) use self::{status::Overview, validate::Said};
use crate::{
    cli::{Global, roster::RosterCommand},
    exit::Exit,
    failure::Failure,
};

pub(crate) async fn run(command: RosterCommand, global: &Global) -> Result<Exit, Failure> {
    match command {
        RosterCommand::Plan(args) => return plan::run(args, global).await,
        RosterCommand::Apply(args) => return Box::pin(apply::run(args, global)).await,
        RosterCommand::Init { file } => init::run(&file)?,
        RosterCommand::Validate { file } => validate::run(file, global).await?,
        RosterCommand::Status(args) => status::run(args, global).await?,
        RosterCommand::Report(args) => report::run(args, global).await?,
        RosterCommand::Passwords(args) => passwords::run(args, global).await?,
    }
    Ok(Exit::Done)
}
