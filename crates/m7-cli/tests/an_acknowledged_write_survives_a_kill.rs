//! Killed with SIGKILL in the middle of writes, again and again, `m7 sandbox serve` keeps every write
//! and every registration of a phone that it acknowledged, and of every other one all or nothing.

#![cfg(unix)]

mod m7;
mod slots;

use std::{
    hash::{BuildHasher as _, RandomState},
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ::m7::{Client, CodingFormat, Reconcile, RegisterStatus, RetryPolicy};
use m7::{Machine, Result, Served};
use rusqlite::{Connection, OpenFlags};
use slots::{Became, Form, Slot, State};
use tokio::{
    task::{JoinSet, yield_now},
    time::{sleep, timeout},
};

const ROUNDS: u32 = 20;
const WRITERS: u32 = 6;
/// How many numbers a writer has. It writes to them in turn.
const SLOTS: u32 = 5;
/// A round is killed after at most so many acknowledged writes.
const MOST_WRITES: u64 = 60;
/// Bounds the wait for those, however slow the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_write_survives_a_kill() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("sip.sqlite");
    let mut slots: Vec<Slot> = (0..WRITERS)
        .flat_map(|writer| (0..SLOTS).map(move |slot| Slot::new(writer, slot)))
        .collect();
    let (mut acknowledged, mut in_doubt, mut registered) = (0, 0, 0);

    for round in 0..ROUNDS {
        let served = serve(&machine, &data)?;
        acknowledged += write_until_killed(served, &mut slots).await?;
        in_doubt += slots.iter().filter(|slot| slot.in_doubt.is_some()).count();

        let served = serve(&machine, &data)?;
        compare(&client(&served)?, &mut slots)
            .await
            .map_err(|problem| format!("round {round}: {problem}"))?;
        check_file(&data).map_err(|problem| format!("round {round}: {problem}"))?;
        let states = slots.iter().filter_map(|slot| slot.acknowledged.as_ref());
        registered += states.filter(|state| state.phone.is_some()).count();
    }
    // Otherwise nothing was put to the test.
    assert!(acknowledged >= u64::from(ROUNDS), "{acknowledged} writes");
    assert!(in_doubt > 0, "no kill met a write under way");
    assert!(registered > 0, "no kill left a phone registered");
    Ok(())
}

fn serve(machine: &Machine, data: &Path) -> Result<Served> {
    let mut command = machine.command(["sandbox", "serve", "--sip-listen", "127.0.0.1:0"]);
    command.args(["--sip-rate", "100000", "--data"]).arg(data);
    Served::start(command)
}

fn client(served: &Served) -> Result<Client> {
    let field = |name: &str| served.ready[name].as_str().unwrap_or_default();
    Ok(Client::builder()
        .appkey(field("appkey"))
        .secret_key(field("secretKey"))
        .base_url(field("baseUrl"))
        // The sandbox is gone for good: waiting for it would only make each round a minute long.
        .retry(RetryPolicy::never())
        .reconcile(Reconcile::never())
        .build()?)
}

/// Has all writers write at once and kills the sandbox at some moment of it. Says how many writes were
/// acknowledged.
async fn write_until_killed(mut served: Served, slots: &mut Vec<Slot>) -> Result<u64> {
    let m7 = client(&served)?;
    let registrar = served.ready["sipTcp"]
        .as_str()
        .unwrap_or_default()
        .parse()?;
    let writes = Arc::new(AtomicU64::new(0));
    let mut writers = JoinSet::new();
    for slots in slots.chunks(SLOTS as usize) {
        let (m7, writes) = (m7.clone(), Arc::clone(&writes));
        writers.spawn(write(m7, registrar, slots.to_vec(), writes));
    }

    let enough = 1 + random() % MOST_WRITES;
    let reached = timeout(PATIENCE, async {
        while writes.load(Ordering::Relaxed) < enough {
            yield_now().await;
        }
    });
    let reached = reached.await;
    // Every other time right after an acknowledgement, otherwise anywhere between two.
    if random().is_multiple_of(2) {
        sleep(Duration::from_micros(random() % 20_000)).await;
    }
    served.child.kill()?;
    served.child.wait()?;

    *slots = writers
        .join_all()
        .await
        .into_iter()
        .collect::<std::result::Result<Vec<_>, _>>()?
        .concat();
    reached.map_err(|_| format!("fewer than {enough} writes in {PATIENCE:?}"))?;
    Ok(writes.load(Ordering::Relaxed))
}

/// Writes to its slots in turn until the sandbox is gone.
async fn write(
    m7: Client,
    registrar: SocketAddr,
    mut slots: Vec<Slot>,
    writes: Arc<AtomicU64>,
) -> std::result::Result<Vec<Slot>, String> {
    for turn in (0..slots.len()).cycle() {
        let slot = &mut slots[turn];
        match slot.write(&m7, registrar).await {
            Ok(Became::Acknowledged(state)) => {
                slot.acknowledged = state;
                writes.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Became::InDoubt(if_done)) => {
                slot.in_doubt = Some(if_done);
                break;
            }
            Ok(Became::NotSent) => break,
            Err(problem) => return Err(format!("{slot:?}: {problem}")),
        }
    }
    Ok(slots)
}

/// Asks the sandbox what is there, compares it with what is known, and goes on from there.
async fn compare(m7: &Client, slots: &mut [Slot]) -> Result {
    let mut listed = Vec::new();
    for number in m7.sip().list().await?.data {
        let form = Form::read(&number.number).ok_or("nobody asked for this number")?;
        let is_registered = number.register_status == RegisterStatus::Registered;
        let phone = number.client_url.filter(|_| is_registered);
        listed.push(State {
            sip_id: Some(number.sip_id),
            form,
            phone: phone.map(|address| address.parse()).transpose()?,
        });
    }
    for slot in slots {
        let is_of_slot = |state: &State| {
            (state.form.writer, state.form.slot) == (slot.form.writer, slot.form.slot)
        };
        let mut found: Vec<_> = listed.extract_if(.., |state| is_of_slot(state)).collect();
        if found.len() > 1 || !slot.agrees_with(found.first()) {
            return Err(format!("{slot:?}, but there is {found:?}").into());
        }
        slot.acknowledged = found.pop();
        slot.in_doubt = None;
    }
    if listed.is_empty() {
        Ok(())
    } else {
        Err(format!("nobody asked for {listed:?}").into())
    }
}

/// Looks into the file itself: it is sound, and each number in it is of one form.
fn check_file(data: &Path) -> Result {
    let file = Connection::open_with_flags(data, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(sound.into());
    }
    let mut numbers =
        file.prepare("SELECT number, password, is_nat, coding_format FROM sip_numbers")?;
    let mut rows = numbers.query([])?;
    while let Some(row) = rows.next()? {
        let number: String = row.get(0)?;
        let form = Form::read(&number).ok_or("a number of nobody")?;
        let (password, is_nat): (String, bool) = (row.get(1)?, row.get(2)?);
        let codecs: Vec<CodingFormat> = serde_json::from_str(&row.get::<_, String>(3)?)?;
        if (password, is_nat, codecs) != (form.password(), form.is_nat(), vec![form.codec()]) {
            return Err(format!("{number} is half of this, half of that").into());
        }
    }
    Ok(())
}

/// Another number each time, of any size.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
