//! Registrations a second: the sandbox, which keeps them in its file, against Kamailio, which writes
//! them through to `PostgreSQL`.
//!
//! Both are there all the time and take turns under the same load by sipp. See the README.

use std::process::ExitCode;
use std::time::Duration;

use m7_benches::http_load::Caller;
use m7_benches::kamailio::Kamailio;
use m7_benches::postgres::Durability;
use m7_benches::print::print_line;
use m7_benches::ratio::median;
use m7_benches::sandbox::Sandbox;
use m7_benches::sipp::{Registrations, Sipp};

const FIRST: u64 = 10_000;
const NUMBERS: u64 = 10_000;
/// Registrations under way at once: enough to keep a server busy, too few for one to wait for so long
/// that it is sent again.
const AT_ONCE: u64 = 64;
/// How long a round may take.
const PATIENCE: Duration = Duration::from_secs(120);
const ROUNDS: usize = 7;

fn main() -> ExitCode {
    // As PostgreSQL comes, a registration survives the failure of the machine; the sandbox's survives
    // the sudden end of its process, which is what `fsync=off` promises.
    let measured = measure(Durability::Machine, "as it comes")
        .and_then(|()| measure(Durability::Process, "fsync=off"));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("register: not measured: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(durability: Durability, postgres: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let data = folder.path().join("sandbox.sqlite");
    let sandbox = Sandbox::start(&[
        "--data",
        &data.to_string_lossy(),
        "--sip-listen",
        "127.0.0.1:0",
        "--sip-rate",
        "1000000",
    ])?;
    let ours = sandbox.sip_udp.ok_or("the sandbox registers no phones")?;
    sandbox.create(&Caller::new(&Sandbox::credentials()), FIRST, NUMBERS)?;
    let kamailio = Kamailio::start(durability, FIRST, NUMBERS)?;
    let theirs = kamailio.address;
    let sipp = Sipp::new(FIRST, NUMBERS)?;
    let round = |registrar| sipp.register(registrar, NUMBERS, AT_ONCE, PATIENCE);

    // The first time a binding is made, later it is refreshed, which is what phones do.
    let (our_first, their_first) = (round(ours)?, round(theirs)?);
    let mut rounds = Vec::with_capacity(ROUNDS);
    for number in 0..ROUNDS {
        rounds.push(if number % 2 == 0 {
            let our_round = round(ours)?;
            (our_round, round(theirs)?)
        } else {
            let their_round = round(theirs)?;
            (round(ours)?, their_round)
        });
    }

    // The figures would mean nothing if nothing were kept.
    let kept = kamailio.postgres.run("SELECT count(*) FROM location")?;
    if kept != NUMBERS.to_string() {
        return Err(format!("Kamailio has {kept} registrations of {NUMBERS}"));
    }
    let kept = sandbox.registered(&Caller::new(&Sandbox::credentials()))?;
    if kept != NUMBERS {
        return Err(format!("the sandbox has {kept} registrations of {NUMBERS}"));
    }
    print(postgres, "made", &[(our_first, their_first)]);
    print(postgres, "refreshed", &rounds);
    Ok(())
}

fn print(postgres: &str, what: &str, rounds: &[(Registrations, Registrations)]) {
    let of = |figure: fn(&(Registrations, Registrations)) -> f64| median(rounds.iter().map(figure));
    print_line(&format!(
        "registrations {what}: {:.2} × as many a second (goal ≥ 2): m7 sandbox {:.0}, \
         Kamailio with PostgreSQL ({postgres}) {:.0}; sent again {} and {}; \
         sipp took {:.2} and {:.2} of a processor",
        of(|(ours, theirs)| ours.per_second / theirs.per_second),
        of(|(ours, _)| ours.per_second),
        of(|(_, theirs)| theirs.per_second),
        rounds
            .iter()
            .map(|(ours, _)| ours.retransmissions)
            .sum::<u64>(),
        rounds
            .iter()
            .map(|(_, theirs)| theirs.retransmissions)
            .sum::<u64>(),
        of(|(ours, _)| ours.sipp_load),
        of(|(_, theirs)| theirs.sipp_load),
    ));
}
