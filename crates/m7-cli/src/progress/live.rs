//! A run at the bottom of a terminal: a bar, and below it a line for each write under way.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use m7::roster::{Action, ApplyEvent, Status};

use super::{drawn_on::DrawnOn, plain, tally::Tally};
use crate::print;

pub(super) struct Live {
    drawn: MultiProgress,
    bar: ProgressBar,
    lines: Mutex<HashMap<(String, Action), ProgressBar>>,
}

/// The bar is above the lines, so that a low terminal shows it.
const BAR: &str = "[{bar:24}] {pos}/{len}  {line}";
const LINE: &str = "  {prefix}  {elapsed}";

impl Live {
    pub(super) fn begin(steps: usize, tally: &Arc<Mutex<Tally>>) -> Self {
        let stderr = ProgressDrawTarget::term_like(Box::new(DrawnOn::stderr()));
        let drawn = MultiProgress::with_draw_target(stderr);
        let tally = Arc::clone(tally);
        let line = move |_: &ProgressState, line: &mut dyn std::fmt::Write| {
            let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = line.write_str(&tally.line());
        };
        let style = style(BAR).progress_chars("=> ").with_key("line", line);
        let bar = drawn.add(ProgressBar::new(steps as u64).with_style(style));
        print::draw(Some(drawn.clone()));
        bar.tick();
        Self {
            drawn,
            bar,
            lines: Mutex::default(),
        }
    }

    pub(super) fn take(&self, event: &ApplyEvent) {
        match event {
            ApplyEvent::Begun { number, action, .. } => {
                let mut prefix = String::new();
                let _ = write!(prefix, "{}  {action}", print::visible(number));
                let line = ProgressBar::new_spinner()
                    .with_style(style(LINE))
                    .with_prefix(prefix);
                let line = self.drawn.add(line);
                line.tick();
                self.lines().insert((number.clone(), *action), line);
            }
            ApplyEvent::Ended(row) => {
                let line = self.lines().remove(&(row.number.clone(), row.action));
                if let Some(line) = line {
                    line.finish_and_clear();
                    self.drawn.remove(&line);
                }
                if row.status != Status::Done {
                    print::note(&plain::line(row));
                }
                self.bar.inc(1);
            }
            _ => self.bar.tick(),
        }
    }

    pub(super) fn tick(&self) {
        self.bar.tick();
        for line in self.lines().values() {
            line.tick();
        }
    }

    pub(super) fn end(&self) {
        for (_, line) in self.lines().drain() {
            line.finish_and_clear();
        }
        self.bar.finish_and_clear();
        print::draw(None);
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<(String, Action), ProgressBar>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A style; a template that can't be read, which a test would show, is left out.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_can_be_read() {
        for template in [BAR, LINE] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
