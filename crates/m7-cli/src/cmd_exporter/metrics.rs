//! The metrics, and what is told of the numbers at a scrape.

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _},
    metrics::{MetricType, gauge::ConstGauge},
    registry::{Registry, Unit},
};

use super::{
    board::{Board, Look, Seen},
    numbers::{Listed, Numbers},
    requests::Requests,
};
use crate::cli::exporter::ExporterArgs;

/// How much is told of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// How many there are.
    Totals,
    /// That, and each of them.
    Numbers,
}

impl Detail {
    pub(super) fn of(args: &ExporterArgs) -> Self {
        if args.no_per_number {
            Self::Totals
        } else {
            Self::Numbers
        }
    }
}

/// All that a scrape is answered with.
pub(super) fn registry(requests: &Requests, board: &Arc<Board>, detail: Detail) -> Registry {
    let mut registry = Registry::with_prefix("m7");
    registry.register_collector(Box::new(BoardMetrics {
        board: Arc::clone(board),
        detail,
    }));
    requests.register(&mut registry);
    registry
}

/// Tells what stands on the board.
#[derive(Debug)]
struct BoardMetrics {
    board: Arc<Board>,
    detail: Detail,
}

impl Collector for BoardMetrics {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut text = Text(encoder);
        let (latest, fresh) = (self.board.latest(), self.board.fresh());
        text.build()?;
        text.looks(&self.board, latest.look, latest.seen.as_deref())?;
        let Some(seen) = fresh else { return Ok(()) };
        text.totals(&seen.numbers)?;
        match self.detail {
            Detail::Totals => Ok(()),
            Detail::Numbers => text.each(&seen.numbers),
        }
    }
}

/// What is written so far.
struct Text<'a>(DescriptorEncoder<'a>);

impl Text<'_> {
    fn build(&mut self) -> fmt::Result {
        let help = "The version of m7 that serves this.";
        self.0
            .encode_descriptor("build", help, None, MetricType::Info)?
            .encode_info(&[("version", env!("CARGO_PKG_VERSION"))])
    }

    fn looks(&mut self, board: &Board, last: Option<Look>, seen: Option<&Seen>) -> fmt::Result {
        self.seconds(
            "look_interval",
            "How often the account's numbers are listed.",
            board.every().as_secs_f64(),
        )?;
        self.gauge(
            "last_look_success",
            "Whether the look that ended last succeeded; 0 before the first has.",
            f64::from(last.is_some_and(|look| look.succeeded)),
        )?;
        if let Some(look) = last {
            self.last_look(look)?;
        }
        let Some(seen) = seen else { return Ok(()) };
        self.seconds(
            "last_successful_look_timestamp",
            "When the look ended that succeeded last, in Unix time.",
            unix(seen.ended),
        )?;
        self.seconds(
            "last_successful_look_duration",
            "How long that took, further attempts included.",
            seen.took.as_secs_f64(),
        )
    }

    fn last_look(&mut self, look: Look) -> fmt::Result {
        self.seconds(
            "last_look_timestamp",
            "When the look ended that ended last, in Unix time.",
            unix(look.ended),
        )?;
        let Some(clocks) = look.clocks else {
            return Ok(());
        };
        self.seconds(
            "clock_offset",
            "How far the server's clock is ahead of this machine's; below 0 it is behind.",
            clocks.offset_seconds(),
        )?;
        self.seconds(
            "clock_offset_uncertainty",
            "By how much that may be off, either way.",
            clocks.uncertainty().as_secs_f64(),
        )
    }

    fn totals(&mut self, numbers: &Numbers) -> fmt::Result {
        for (name, help, count) in [
            (
                "sip_numbers",
                "Numbers of the account that could be read.",
                numbers.count(),
            ),
            (
                "sip_registered_numbers",
                "Numbers that a phone is registered to.",
                numbers.count_that(|it| it.is_registered == Some(true)),
            ),
            (
                "sip_bound_numbers",
                "Numbers that an agent is bound to.",
                numbers.count_that(|it| it.is_bound),
            ),
            (
                "sip_unreadable_numbers",
                "Items of the list that couldn't be read, and are in no other metric.",
                numbers.unreadable,
            ),
        ] {
            self.gauge(name, help, as_f64(count))?;
        }
        Ok(())
    }

    fn each(&mut self, numbers: &Numbers) -> fmt::Result {
        self.states(
            "sip_registered",
            "Whether a phone is registered to the number; absent where its status is none that is documented.",
            numbers,
            |it| it.is_registered,
        )?;
        self.states(
            "sip_bound",
            "Whether an agent is bound to the number.",
            numbers,
            |it| Some(it.is_bound),
        )?;
        self.infos(numbers)
    }

    fn states(
        &mut self,
        name: &str,
        help: &str,
        numbers: &Numbers,
        is_so: fn(&Listed) -> Option<bool>,
    ) -> fmt::Result {
        let gauge = MetricType::Gauge;
        let mut metric = self.0.encode_descriptor(name, help, None, gauge)?;
        for (sip_id, number) in numbers.iter() {
            let Some(is_so) = is_so(number) else { continue };
            let labels = [("number", number.number.as_str()), ("sip_id", sip_id)];
            metric
                .encode_family(&labels)?
                .encode_gauge(&i64::from(is_so))?;
        }
        Ok(())
    }

    fn infos(&mut self, numbers: &Numbers) -> fmt::Result {
        let help = "What may change of a number, to be joined by its sip_id.";
        let mut metric = self
            .0
            .encode_descriptor("sip", help, None, MetricType::Info)?;
        for (sip_id, number) in numbers.iter() {
            metric.encode_info(&[
                ("number", number.number.as_str()),
                ("sip_id", sip_id),
                ("agent_id", &number.agent_id),
                ("agent_number", &number.agent_number),
                ("device", &number.device),
            ])?;
        }
        Ok(())
    }

    fn gauge(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        self.value(name, help, None, value)
    }

    fn seconds(&mut self, name: &str, help: &str, value: f64) -> fmt::Result {
        self.value(name, help, Some(&Unit::Seconds), value)
    }

    fn value(&mut self, name: &str, help: &str, unit: Option<&Unit>, value: f64) -> fmt::Result {
        let metric = self
            .0
            .encode_descriptor(name, help, unit, MetricType::Gauge)?;
        ConstGauge::new(value).encode(metric)
    }
}

fn unix(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

/// Far fewer than a float counts exactly.
fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use m7::{Items, SipNumber};
    use prometheus_client::encoding::prometheus_text;
    use proptest::prelude::*;

    use super::{super::label, *};

    fn told(number: &SipNumber) -> String {
        let list: Items<SipNumber> = serde_json::from_value(serde_json::json!([number])).unwrap();
        let board = Arc::new(Board::new(Duration::from_secs(30)));
        board.enter(Some(Numbers::of(&list)), Duration::ZERO, None);
        let registry = registry(&Requests::new(), &board, Detail::Numbers);
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry).unwrap();
        text
    }

    proptest! {
        /// A phone says itself what it is called.
        #[test]
        fn no_text_is_ever_more_than_a_label(device in ".{0,200}|[\"\\\\\n{}=,# ]{0,40}") {
            let mut number = SipNumber::new(1, "2004", "a");
            let usual = told(&number).lines().count();
            number.register_device = Some(device.clone());
            let text = told(&number);
            prop_assert_eq!(text.lines().count(), usual);
            let line = text.lines().find(|line| line.starts_with("m7_sip_info{")).unwrap();
            let (_, device_on) = line.split_once(",device=\"").unwrap();
            let written = device_on.strip_suffix("\"} 1").unwrap();
            let expected = label::value(&device).replace('\\', r"\\").replace('"', "\\\"");
            prop_assert_eq!(written, expected);
        }
    }
}
