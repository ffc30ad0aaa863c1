//! `m7 sip list` and `m7 sip get`.

use m7::SipNumber;

use super::note_call;
use crate::{
    cli::{Global, sip::ListArgs},
    connection,
    failure::Failure,
    plain_words, print,
    roster_view::counted,
};

pub(super) async fn list(args: ListArgs, global: &Global) -> Result<(), Failure> {
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

pub(super) async fn get(number: &str, global: &Global) -> Result<(), Failure> {
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
