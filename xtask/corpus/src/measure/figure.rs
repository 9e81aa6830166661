//! Figures, their limits, and the table that shows them.

use xtask::terminal::Terminal;

/// A figure and its limit.
#[derive(Clone)]
pub(crate) struct Figure {
    /// What is measured.
    what: String,
    /// The value.
    value: f64,
    /// The unit of the value.
    unit: &'static str,
    /// The highest value that is allowed.
    limit: Option<f64>,
    /// The value of the best peer, if that is installed.
    peer: Option<f64>,
}

impl Figure {
    /// Returns a figure without a limit.
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            limit: None,
            peer: None,
        }
    }

    /// Sets the limit, if there is one.
    pub(crate) fn at_most(self, limit: impl Into<Option<f64>>) -> Self {
        let limit = limit.into();
        Self { limit, ..self }
    }

    /// Adds the value of the best peer; the limit is this part of it.
    pub(crate) fn beside(self, peer: Option<f64>, part: f64) -> Self {
        let limit = peer.map(|peer| peer * part);
        let limit = match (self.limit, limit) {
            (Some(fixed), Some(of_peer)) => Some(fixed.min(of_peer)),
            (fixed, of_peer) => fixed.or(of_peer),
        };
        Self {
            limit,
            peer,
            ..self
        }
    }

    fn is_good(&self) -> bool {
        self.limit.is_none_or(|limit| self.value <= limit)
    }

    fn line(&self) -> String {
        let number =
            |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.2}"));
        let verdict = if self.is_good() { "" } else { "MISSED" };
        format!(
            "{:<58} {:>8.2} {:<4} {:>8} {:>8}  {verdict}",
            self.what,
            self.value,
            self.unit,
            number(self.limit),
            number(self.peer)
        )
    }
}

/// Prints the figures as a table. Returns whether every one is within its limit.
pub(crate) fn print(figures: &[Figure], terminal: &Terminal) -> bool {
    terminal.line(&format!(
        "{:<58} {:>8} {:<4} {:>8} {:>8}",
        "", "figure", "", "limit", "peer"
    ));
    for figure in figures {
        terminal.line(figure.line().trim_end());
    }
    figures.iter().all(Figure::is_good)
}

/// Returns a count or a size as the value of a figure.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sizes that a person reads"
)]
pub(crate) fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}
