//! A subscriber that keeps everything at every level as text.

use std::fmt::{Debug, Write};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// One line for each span, each recording and each event.
#[derive(Clone)]
pub struct Capture(Arc<Mutex<Lines>>);

/// Subscribers that exist as long as the tests run. While there is only one, `tracing` remembers of each span whether
/// the first thread that begins it has a subscriber, and other tests have none.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [(); 2].map(|()| Dispatch::new(Capture(Arc::default()))));

impl Default for Capture {
    fn default() -> Self {
        LazyLock::force(&OTHERS);
        Self(Arc::default())
    }
}

#[derive(Default)]
struct Lines {
    spans: u64,
    lines: Vec<String>,
}

impl Capture {
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().lines.clone()
    }

    /// Returns what was recorded of the spans with this name, since they began.
    pub fn spans(&self, name: &str) -> Vec<String> {
        let lines = self.lines();
        let begun = lines
            .iter()
            .filter_map(|line| line.strip_prefix(&format!("span {name} #")));
        let ids = begun.map(|rest| rest.split(' ').next().unwrap().to_owned());
        ids.map(|id| {
            let of_span = |line: &&String| line.split(' ').any(|word| word == format!("#{id}"));
            lines
                .iter()
                .filter(of_span)
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
    }

    fn push(&self, line: String) {
        self.0.lock().unwrap().lines.push(line);
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let number = {
            let mut lines = self.0.lock().unwrap();
            lines.spans += 1;
            lines.spans
        };
        let mut text = Text(format!("span {} #{number}", span.metadata().name()));
        span.record(&mut text);
        self.push(text.0);
        Id::from_u64(number)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut text = Text(format!("record #{}", span.into_u64()));
        values.record(&mut text);
        self.push(text.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut text = Text(format!("event {} {}", metadata.level(), metadata.target()));
        event.record(&mut text);
        self.push(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
