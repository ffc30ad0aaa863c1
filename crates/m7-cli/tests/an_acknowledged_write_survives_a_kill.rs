//! Killed with SIGKILL in the middle of writes, again and again, `m7 sandbox serve` keeps every write
//! that it acknowledged, and of every other one all or nothing.

#![cfg(unix)]

mod m7;

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ::m7::{Client, CodingFormat, Error, Outcome, SipId};
use m7::{Machine, Result, Served};
use rusqlite::{Connection, OpenFlags};
use tokio::{
    task::{JoinSet, yield_now},
    time::{sleep, timeout},
};

const ROUNDS: u32 = 20;
const WRITERS: u32 = 6;
/// How many numbers a writer has. It creates, changes and deletes them in turn.
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
    let (mut acknowledged, mut in_doubt) = (0, 0);

    for round in 0..ROUNDS {
        let served = serve(&machine, &data)?;
        acknowledged += write_until_killed(served, &mut slots).await?;
        in_doubt += slots.iter().filter(|slot| slot.in_doubt.is_some()).count();

        let served = serve(&machine, &data)?;
        compare(&client(&served)?, &mut slots)
            .await
            .map_err(|problem| format!("round {round}: {problem}"))?;
        check_file(&data).map_err(|problem| format!("round {round}: {problem}"))?;
    }
    // Otherwise nothing was put to the test.
    assert!(acknowledged >= u64::from(ROUNDS), "{acknowledged} writes");
    assert!(in_doubt > 0, "no kill met a write under way");
    Ok(())
}

/// What a number is for a while. All its fields follow from it, so that what is half written can't be
/// taken for whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    writer: u32,
    slot: u32,
    generation: u32,
}

/// A number of one writer, and what is known of it.
#[derive(Clone, Debug)]
struct Slot {
    form: Form,
    /// What the sandbox acknowledged last. `None`: that there is no such number.
    acknowledged: Option<(SipId, Form)>,
    /// What was asked for last and may have been done or not.
    in_doubt: Option<Write>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Write {
    Create(Form),
    Update(SipId, Form),
    Delete(SipId),
}

fn serve(machine: &Machine, data: &Path) -> Result<Served> {
    let mut command = machine.command(["sandbox", "serve", "--data"]);
    command.arg(data);
    Served::start(command)
}

fn client(served: &Served) -> Result<Client> {
    let field = |name: &str| served.ready[name].as_str().unwrap_or_default();
    Ok(Client::builder()
        .appkey(field("appkey"))
        .secret_key(field("secretKey"))
        .base_url(field("baseUrl"))
        .build()?)
}

/// Has all writers write at once and kills the sandbox at some moment of it. Says how many writes were
/// acknowledged.
async fn write_until_killed(mut served: Served, slots: &mut Vec<Slot>) -> Result<u64> {
    let m7 = client(&served)?;
    let writes = Arc::new(AtomicU64::new(0));
    let mut writers = JoinSet::new();
    for slots in slots.chunks(SLOTS as usize) {
        writers.spawn(write(m7.clone(), slots.to_vec(), Arc::clone(&writes)));
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
    mut slots: Vec<Slot>,
    writes: Arc<AtomicU64>,
) -> std::result::Result<Vec<Slot>, String> {
    for turn in (0..slots.len()).cycle() {
        let slot = &mut slots[turn];
        let write = slot.next_write();
        match write.send(&m7).await {
            Ok(acknowledged) => {
                slot.acknowledged = acknowledged;
                writes.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => match error.outcome() {
                Outcome::NotSent => break,
                Outcome::Ambiguous => {
                    slot.in_doubt = Some(write);
                    break;
                }
                outcome => return Err(format!("{write:?}: {outcome:?}: {error}")),
            },
        }
    }
    Ok(slots)
}

impl Slot {
    fn new(writer: u32, slot: u32) -> Self {
        let form = Form {
            writer,
            slot,
            generation: 0,
        };
        Self {
            form,
            acknowledged: None,
            in_doubt: None,
        }
    }

    /// Creates what isn't there; changes everything of what is, or now and then deletes it.
    fn next_write(&mut self) -> Write {
        self.form.generation += 1;
        match &self.acknowledged {
            None => Write::Create(self.form),
            Some((sip_id, _)) if self.form.generation.is_multiple_of(4) => {
                Write::Delete(sip_id.clone())
            }
            Some((sip_id, _)) => Write::Update(sip_id.clone(), self.form),
        }
    }

    /// Whether what is there now is what must be, or may be.
    fn agrees_with(&self, found: Option<&(SipId, Form)>) -> bool {
        let was_done = match (&self.in_doubt, found) {
            (Some(Write::Create(form)), Some((_, found))) => form == found,
            (Some(Write::Update(sip_id, form)), Some((found_id, found))) => {
                sip_id == found_id && form == found
            }
            (Some(Write::Delete(_)), None) => true,
            _ => false,
        };
        was_done || self.acknowledged.as_ref() == found
    }
}

impl Write {
    /// What is there when it is acknowledged.
    async fn send(&self, m7: &Client) -> std::result::Result<Option<(SipId, Form)>, Error> {
        let sip = m7.sip();
        match self {
            Self::Create(form) => {
                let create = sip.create(form.to_string(), form.password());
                let created = create.codec(form.codec()).behind_nat(form.is_nat()).await?;
                Ok(Some((created.data.sip_id, *form)))
            }
            Self::Update(sip_id, form) => {
                sip.update(sip_id.clone())
                    .number(form.to_string())
                    .password(form.password())
                    .codec(form.codec())
                    .behind_nat(form.is_nat())
                    .await?;
                Ok(Some((sip_id.clone(), *form)))
            }
            Self::Delete(sip_id) => {
                sip.delete(sip_id.clone()).await?;
                Ok(None)
            }
        }
    }
}

/// Asks the sandbox what is there, compares it with what is known, and goes on from there.
async fn compare(m7: &Client, slots: &mut [Slot]) -> Result {
    let mut listed = m7.sip().list().await?.data.into_iter().collect::<Vec<_>>();
    for slot in slots {
        let mut found = Vec::new();
        listed.retain(|number| match Form::read(&number.number) {
            Some(form) if (form.writer, form.slot) == (slot.form.writer, slot.form.slot) => {
                found.push((number.sip_id.clone(), form));
                false
            }
            _ => true,
        });
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

impl Form {
    /// The form that this number belongs to.
    fn read(number: &str) -> Option<Self> {
        Some(Self {
            writer: number.get(0..2)?.parse().ok()?,
            slot: number.get(2..4)?.parse().ok()?,
            generation: number.get(4..)?.parse().ok()?,
        })
    }

    fn password(self) -> String {
        format!("password-{self}")
    }

    fn is_nat(self) -> bool {
        self.generation.is_multiple_of(2)
    }

    fn codec(self) -> CodingFormat {
        match self.generation % 3 {
            0 => CodingFormat::G711a,
            1 => CodingFormat::G711u,
            _ => CodingFormat::Gsm,
        }
    }
}

/// The number itself.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            writer,
            slot,
            generation,
        } = self;
        write!(f, "{writer:02}{slot:02}{generation:06}")
    }
}

/// Another number each time, of any size.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
