//! A run where nothing can be drawn: a line for each step that is over.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use m7::roster::{ApplyEvent, ReportRow};

use crate::{duration, print, roster_view::counted};

pub(super) struct Plain {
    steps: usize,
    ended: AtomicUsize,
    /// How many waited when that was said last.
    waiting: Mutex<usize>,
}

impl Plain {
    pub(super) fn new(steps: usize) -> Self {
        Self {
            steps,
            ended: AtomicUsize::new(0),
            waiting: Mutex::new(0),
        }
    }

    pub(super) fn take(&self, event: &ApplyEvent) {
        match event {
            ApplyEvent::Ended(row) => {
                let ended = 1 + self.ended.fetch_add(1, Ordering::Relaxed);
                print::note(&format!("[{ended}/{}] {}", self.steps, line(row)));
            }
            ApplyEvent::Waiting { steps, left, .. } => {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if *waiting != *steps {
                    *waiting = *steps;
                    let left = duration::shown(*left);
                    print::note(&format!(
                        "{} for phones to register, for {left} at most",
                        match steps {
                            1 => "1 step waits".to_owned(),
                            _ => format!("{} wait", counted(*steps, "step")),
                        }
                    ));
                }
            }
            _ => {}
        }
    }
}

/// What became of a step, in one line.
pub(super) fn line(row: &ReportRow) -> String {
    let mut line = format!("{} {} {}", row.number, row.action, row.status);
    if let Some(took) = row.took {
        line = format!("{line}, {}", duration::shown(took));
    }
    if let Some(note) = &row.note {
        line = format!("{line}: {note}");
    }
    print::visible(&line).into_owned()
}
