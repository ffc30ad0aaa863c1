//! What a roster of 100,000 rows takes: read, checked and planned against as many numbers, with a journal
//! that has written all of them.
//!
//! A program of its own, since the most memory that it ever had is what is printed. The rows are read by
//! the `csv` crate alone too, in the same run: that is the least that reading them can take.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use m7::roster::{History, Plan, PlanOptions, Roster, Seen};
use m7::{RegisterStatus, SipNumber};
use m7_benches::print::print_line;
use m7_benches::process::{megabytes, own_peak_memory};

const ROWS: u32 = 100_000;
const FIRST: u32 = 100_000;
/// Of how many in ten the roster says what is so already.
const UNCHANGED_IN_TEN: u32 = 7;
const ROUNDS: usize = 5;
const TARGET: &str = "a benchmark";

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("roster: not measured: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = folder.path().join("roster.csv");
    fs::write(&file, rows()).map_err(|error| error.to_string())?;
    let store = folder.path().join("store");
    fs::create_dir(&store).map_err(|error| error.to_string())?;

    let mut journals = Vec::new();
    for share in [4, 2, 1] {
        write_journal(&store, ROWS / share)?;
        let read = || History::read(&store, TARGET).map_err(|error| error.to_string());
        journals.push(median_of(|| read().map(drop))?);
    }
    print_line(&format!(
        "journal of {ROWS} writes read in {}, of half as many in {}, of a quarter in {}",
        millis(journals[2]),
        millis(journals[1]),
        millis(journals[0]),
    ));

    let alone = median_of(|| read_alone(&file))?;
    let read = median_of(|| {
        Roster::read(&file)
            .map(drop)
            .map_err(|error| error.to_string())
    })?;
    print_line(&format!(
        "{ROWS} rows read and checked in {}, {:.1} times what the csv crate takes to split them ({})",
        millis(read),
        read.as_secs_f64() / alone.as_secs_f64(),
        millis(alone),
    ));

    let began = Instant::now();
    let roster = Roster::read(&file).map_err(|error| error.to_string())?;
    let history = History::read(&store, TARGET).map_err(|error| error.to_string())?;
    let seen = Seen::of((0..ROWS).map(number));
    let options = PlanOptions::default();
    let planned = Instant::now();
    let plan = Plan::new(&roster, &seen, &history, &options).map_err(|error| error.to_string())?;
    let (all, planning) = (began.elapsed(), planned.elapsed());
    let changes = plan.steps().len();
    if changes != (ROWS / 10 * (10 - UNCHANGED_IN_TEN)) as usize {
        return Err(format!("{changes} steps were planned"));
    }
    print_line(&format!(
        "{ROWS} rows planned in {}; with reading rows, journal and numbers in {} (goal ≤ 1 s), and {:.0} MB \
         at most (goal ≤ 200 MB)",
        millis(planning),
        millis(all),
        megabytes(own_peak_memory()?),
    ));
    Ok(())
}

/// A roster as people write it. Of the last in each ten something is another than was written.
fn rows() -> String {
    let mut rows = String::from("number,codecs,nat,agent_id,password,note\n");
    for index in 0..ROWS {
        let codecs = if index % 10 < UNCHANGED_IN_TEN {
            "G711A|G729"
        } else {
            "G711U"
        };
        let number = FIRST + index;
        // Writing to a text never fails.
        let _ = writeln!(
            rows,
            "{number},{codecs},false,{},generate,desk {index}",
            agent(index)
        );
    }
    rows
}

fn agent(index: u32) -> String {
    format!("5feb148e19a5{index:012x}")
}

fn sip_id(index: u32) -> String {
    format!("605aeef6e993{index:012x}")
}

/// A number as a list shows it.
fn number(index: u32) -> SipNumber {
    let status = RegisterStatus::Registered;
    let mut number = SipNumber::new(status, (FIRST + index).to_string(), sip_id(index));
    number.client_url = Some("111.202.78.82:54869".to_owned());
    number.server_url = Some("opensips.pbxtest.7moor.com:32760".to_owned());
    number.register_device = Some("Telephone".to_owned());
    number.register_time = Some("2020-12-04 14:33:27".to_owned());
    let mut bound = m7::Agent::default();
    bound.agent_id = Some(agent(index));
    bound.agent_name = Some("凯哥测试".to_owned());
    number.agent = Some(bound);
    number
}

/// A journal that has created these numbers: as it is written, but not one by one.
fn write_journal(store: &Path, writes: u32) -> Result<(), String> {
    let mut journal = format!(
        "{{\"record\":\"journal\",\"version\":1,\"target\":\"{TARGET}\"}}\n\
         {{\"record\":\"run\",\"run\":1,\"at\":1616572018311,\"plan\":\"-\",\"steps\":{writes}}}\n"
    );
    for index in 0..writes {
        let (op, number) = (index + 1, FIRST + index);
        let _ = writeln!(
            journal,
            "{{\"record\":\"intent\",\"op\":{op},\"at\":1616572018311,\"serverAt\":1616572018311,\
             \"number\":\"{number}\",\"action\":\"create\",\"codecs\":[\"G711A\",\"G729\"],\
             \"behindNat\":false,\"passwordVersion\":1}}\n\
             {{\"record\":\"result\",\"op\":{op},\"at\":1616572025031,\"became\":\"done\",\
             \"sipId\":\"{}\",\"requestId\":\"676ed0b08c7511ebadd101dc5c1e7708\",\"took\":6744,\
             \"attempts\":1}}",
            sip_id(index)
        );
    }
    fs::write(store.join("journal.jsonl"), journal).map_err(|error| error.to_string())
}

/// What reading the rows takes at least.
fn read_alone(file: &Path) -> Result<(), String> {
    let mut reader = csv::Reader::from_path(file).map_err(|error| error.to_string())?;
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader
        .read_record(&mut record)
        .map_err(|error| error.to_string())?
    {
        rows += 1;
    }
    if rows == ROWS {
        Ok(())
    } else {
        Err(format!("{rows} rows were read"))
    }
}

fn median_of(mut work: impl FnMut() -> Result<(), String>) -> Result<Duration, String> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        work()?;
        times.push(began.elapsed());
    }
    times.sort();
    Ok(times[ROUNDS / 2])
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}
