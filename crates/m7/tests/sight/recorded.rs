//! What a subscriber of `tracing` has seen.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

pub(crate) type Fields = BTreeMap<String, String>;

/// A span of this crate as it is at the end.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) id: u64,
    pub(crate) parent: Option<u64>,
    pub(crate) name: &'static str,
    pub(crate) fields: Fields,
}

impl Span {
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    pub(crate) fn has(&self, expected: &[(&str, &str)]) {
        for &(name, value) in expected {
            assert_eq!(self.get(name), Some(value), "{name} of {self:#?}");
        }
    }

    pub(crate) fn has_no(&self, fields: &[&str]) {
        for &name in fields {
            assert_eq!(self.get(name), None, "{name} of {self:#?}");
        }
    }
}

/// An event of this crate.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) level: tracing::Level,
    pub(crate) span: Option<&'static str>,
    pub(crate) fields: Fields,
}

impl Event {
    pub(crate) fn message(&self) -> &str {
        &self.fields["message"]
    }
}

/// The spans and events of this crate, in order.
#[derive(Clone, Default)]
pub(crate) struct Recorded {
    spans: Arc<Mutex<Vec<Span>>>,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Recorded {
    /// Records what this thread does, until the guard is dropped.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        let recorded = Self::default();
        let guard = tracing_subscriber::registry()
            .with(recorded.clone())
            .set_default();
        (recorded, guard)
    }

    pub(crate) fn named(&self, name: &str) -> Vec<Span> {
        let spans = self.spans.lock().unwrap();
        spans
            .iter()
            .filter(|span| span.name == name)
            .cloned()
            .collect()
    }

    pub(crate) fn calls(&self) -> Vec<Span> {
        self.named("m7.call")
    }

    pub(crate) fn attempts(&self) -> Vec<Span> {
        self.named("m7.attempt")
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }
}

impl<S> Layer<S> for Recorded
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Reader(&mut fields));
        let parent = context.span(id).unwrap().parent();
        self.spans.lock().unwrap().push(Span {
            id: id.into_u64(),
            parent: parent.map(|parent| parent.id().into_u64()),
            name: attributes.metadata().name(),
            fields,
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.spans.lock().unwrap();
        // The registry gives an id again when its span is closed: the last is meant.
        if let Some(span) = spans.iter_mut().rfind(|span| span.id == id.into_u64()) {
            values.record(&mut Reader(&mut span.fields));
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "m7" {
            return;
        }
        let mut fields = Fields::new();
        event.record(&mut Reader(&mut fields));
        self.events.lock().unwrap().push(Event {
            level: *event.metadata().level(),
            span: context.event_span(event).map(|span| span.name()),
            fields,
        });
    }
}

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}
