//! Everything that is printed, or could be.

use std::error::Error as _;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use m7::Error;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

pub(crate) fn debug(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that a caller can see of a result.
pub(crate) fn result<T: Debug>(result: Result<T, Error>) -> String {
    let error = match result {
        Ok(reply) => return debug(&reply),
        Err(error) => error,
    };
    let mut texts = vec![
        debug(&error),
        error.to_string(),
        error.hint().into_owned(),
        error.body().unwrap_or_default().to_owned(),
        error.message().unwrap_or_default().to_owned(),
        error.code().unwrap_or_default().to_owned(),
        debug(&error.call()),
    ];
    texts.extend(error.call().map(ToString::to_string));
    let mut source = error.source();
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    texts.join("\n")
}

/// Everything that is traced or logged in this process at `TRACE`, while this is held.
pub(crate) struct Traces {
    written: Written,
    _alone: MutexGuard<'static, ()>,
}

impl Traces {
    /// Listens, as soon as no other test does: there is one subscriber for the process, since what
    /// connections do is done by tasks of the HTTP library.
    pub(crate) fn listen() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        static WRITTEN: OnceLock<Written> = OnceLock::new();
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let written = WRITTEN.get_or_init(|| {
            let written = Written::default();
            // This takes in what is logged through the crate `log` too.
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_span_events(FmtSpan::FULL)
                // Colours between the letters would hide what is looked for.
                .with_ansi(false)
                .with_writer(written.clone())
                .init();
            written
        });
        let traces = Self {
            written: written.clone(),
            _alone: alone,
        };
        traces.take();
        traces
    }

    /// What was written since the last time.
    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.written.0.lock().unwrap())).unwrap()
    }
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
