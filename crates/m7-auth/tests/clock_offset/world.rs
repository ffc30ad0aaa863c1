//! A machine and a server, each with a clock, and the way between them.

use std::time::{Duration, SystemTime};

use m7_auth::{
    ClockOffset, ClockSample, NonceAllocator, NonceShare, PresentedHeaders, ReplayGuard,
    ServerTime, Signer, Standing, Timestamp, UnusableSample, Verifier,
};

pub(crate) const MINUTES: i64 = 60_000;
pub(crate) const HOURS: i64 = 60 * MINUTES;

/// True time, in milliseconds.
const START: i64 = 1_616_408_549_250;

/// How long an exchange is on its way and at the server, in milliseconds of true time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delays {
    pub(crate) there: i64,
    pub(crate) business: i64,
    pub(crate) back: i64,
}

pub(crate) const QUICK: Delays = Delays {
    there: 20,
    business: 5,
    back: 20,
};

/// Which times a reply has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tells {
    Span,
    Start,
    Date,
    /// All of it if it let the request in, and nothing if it refused it.
    NothingToWhomItRefuses,
}

/// What a reply says besides the time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said {
    ToWhomItRefused,
    Otherwise,
}

pub(crate) struct World {
    /// True time, in milliseconds.
    pub(crate) now: i64,
    /// By how much each clock is ahead of the true time, in milliseconds.
    pub(crate) machine: i64,
    pub(crate) server: i64,
    /// What the server's replies say beyond its clock, in milliseconds: a wrong sample.
    pub(crate) lie: i64,
    pub(crate) offset: ClockOffset,
    nonces: NonceAllocator,
    signer: Signer,
    verifier: Verifier,
    guard: ReplayGuard,
    /// What the server's clock showed last.
    shown: i64,
    /// How many requests the server has refused.
    pub(crate) refused: usize,
}

impl World {
    pub(crate) fn new(machine: i64, server: i64) -> Self {
        let credentials = m7_auth::Credentials::new("2000113", "not-a-real-secret").unwrap();
        Self {
            now: START,
            machine,
            server,
            lie: 0,
            offset: ClockOffset::new(),
            nonces: NonceAllocator::new(NonceShare::WHOLE),
            signer: Signer::new(&credentials),
            verifier: Verifier::new(&credentials),
            guard: ReplayGuard::new(10_000),
            shown: 0,
            refused: 0,
        }
    }

    /// What the machine's clock shows.
    pub(crate) fn local(&self) -> SystemTime {
        at(self.now + self.machine)
    }

    /// By how much the server's clock is ahead of the machine's, in seconds.
    #[expect(clippy::cast_precision_loss, reason = "days in milliseconds are small")]
    pub(crate) fn truth(&self) -> f64 {
        (self.server - self.machine) as f64 / 1e3
    }

    /// Sends a request as a client does, and has the reply noted.
    pub(crate) fn call(&mut self) -> bool {
        self.exchange(QUICK, Tells::Span).unwrap()
    }

    /// The same with a server that tells nothing to whom it refuses.
    pub(crate) fn curt_call(&mut self) -> bool {
        self.exchange(QUICK, Tells::NothingToWhomItRefuses).unwrap()
    }

    /// Has a sample noted that says that the server's clock is ahead of the true time by so many
    /// milliseconds.
    pub(crate) fn is_told(&mut self, teller: fn(SystemTime) -> ServerTime, ahead: i64, by: Said) {
        let local = self.local();
        let signed = Timestamp::from_system_time(self.offset.corrected(local)).unwrap();
        let sample = ClockSample::new(local, local, teller(at(self.now + ahead))).unwrap();
        let standing = match by {
            Said::ToWhomItRefused => Standing::Refused(signed),
            Said::Otherwise => Standing::Unknown,
        };
        self.offset.note(&sample, standing);
    }

    /// Whether the server let the request in.
    pub(crate) fn exchange(
        &mut self,
        delays: Delays,
        tells: Tells,
    ) -> Result<bool, UnusableSample> {
        let sent = self.local();
        let signed_at = Timestamp::from_system_time(self.offset.corrected(sent)).unwrap();
        let (signed, nonce) = self.nonces.allocate(signed_at).unwrap();
        self.now += delays.there;
        let start = self.now + self.server;
        if start < self.shown {
            self.guard.clock_was_set_back();
        }
        self.shown = start;
        let request = self.signer.sign(signed, nonce);
        let accepted = self
            .verifier
            .verify(&PresentedHeaders::from(&request), at(start))
            .and_then(|verified| self.guard.admit(&verified, at(start)))
            .is_ok();
        self.now += delays.business;
        let end = self.now + self.server;
        self.now += delays.back;
        self.refused += usize::from(!accepted);
        let (start, end) = (start + self.lie, end + self.lie);
        let server = match tells {
            Tells::NothingToWhomItRefuses if !accepted => {
                self.offset.distrust(sent, signed);
                return Ok(false);
            }
            Tells::Span | Tells::NothingToWhomItRefuses => ServerTime::Span {
                start: at(start),
                end: at(end),
            },
            Tells::Start => ServerTime::Start(at(start)),
            Tells::Date => ServerTime::Date(at(end - end.rem_euclid(1000))),
        };
        let sample = ClockSample::new(sent, self.local(), server)?;
        let standing = if accepted {
            Standing::Accepted(signed)
        } else {
            Standing::Refused(signed)
        };
        self.offset.note(&sample, standing);
        Ok(accepted)
    }

    /// Lets time go by.
    pub(crate) fn wait(&mut self, millis: i64) {
        self.now += millis;
    }

    /// By how much what is signed now is ahead of the server's clock, in milliseconds.
    pub(crate) fn error_of_signing(&self) -> i64 {
        let signed = self.offset.corrected(self.local());
        millis_of(signed) - (self.now + self.server)
    }
}

pub(crate) fn at(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap())
}

fn millis_of(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    since.as_millis().try_into().unwrap()
}
