//! The store of what was written, and the writes in it whose outcome nobody knows yet.

use std::path::PathBuf;

use m7::roster::{Error, Settled, Store};

use crate::{
    cli::roster::SettleArgs, failure::Failure, input, print, roster_failure, roster_view::counted,
};

/// Opens the store of this folder, which nobody else writes to meanwhile.
pub(crate) async fn open_store(folder: PathBuf, account: String) -> Result<Store, Failure> {
    input::blocking(move || Store::open(folder, account).map_err(roster_failure::without_file))
        .await
}

/// Finds out about the writes of an earlier run, if that is asked for; nothing is written before.
pub(crate) async fn settle(
    store: &Store,
    m7: &m7::Client,
    args: &SettleArgs,
) -> Result<(), Failure> {
    let open = store.history().unsettled();
    if open == 0 {
        return Ok(());
    }
    if !args.resume {
        return Err(roster_failure::without_file(Error::Unsettled { open }));
    }
    print::note(&format!(
        "looking for {} of an earlier run, until {} s after they were sent",
        counted(open, "write"),
        args.settle.as_secs_f64()
    ));
    let settled = store
        .settle(m7, args.settle)
        .await
        .map_err(roster_failure::without_file)?;
    tell(&settled);
    Ok(())
}

/// Says what was found out.
fn tell(settled: &Settled) {
    print::note(&format!(
        "{} had been done, {} had not or can be done again without harm",
        settled.done, settled.open
    ));
    if settled.unproved > 0 {
        print::warn(&format!(
            "{} there, but can't be told to be made by that run, so nobody can tell their codecs, NAT \
             and passwords: --set-unknown sets them",
            match settled.unproved {
                1 => "1 number is".to_owned(),
                many => format!("{many} numbers are"),
            }
        ));
    }
}
