//! `x-busy`: responses that say that the service is busy.

use std::time::Duration;

use crate::diagnostic::{Code, Place};
use crate::ir::Busy;
use crate::lower::Lowering;
use crate::source::{Node, Origin};

const FIELDS: [&str; 2] = ["codes", "interval"];

/// The content of `x-busy`, without the status of its response.
#[derive(Clone, Debug)]
pub(super) struct BusyRule {
    codes: Vec<String>,
    interval: Option<Duration>,
    origin: Origin,
}

impl<'s> Lowering<'s> {
    /// Reads `x-busy`. A rule with an error is reported and left out.
    pub(super) fn busy_rule(&self, node: Node<'s>) -> Option<BusyRule> {
        self.context
            .check_fields(Code::ExtensionMisuse, node, &FIELDS, "`x-busy`")?;
        let codes = match node.get("codes") {
            Some(list) => self.busy_codes(list)?,
            None => Vec::new(),
        };
        let interval = node.get("interval");
        let interval = self.context.duration(Code::ExtensionMisuse, interval)?;
        Some(BusyRule {
            codes,
            interval,
            origin: node.origin(),
        })
    }

    fn busy_codes(&self, list: Node<'s>) -> Option<Vec<String>> {
        let help = "write the error codes that mean busy: `codes: [LOCKED]`; without `codes` any response of this \
            status does";
        let mut codes = Vec::new();
        for node in list.items() {
            let code = node.as_str().or_else(|| node.number_text());
            let Some(code) = code.filter(|code| !code.is_empty()) else {
                return self.wrong(node.at_value(), "no error code", help);
            };
            if codes.iter().any(|known| known == code) {
                self.context.warn(
                    Code::DuplicateValue,
                    node.at_value(),
                    format!("the code `{code}` is listed twice"),
                    "keep one of the two",
                );
                continue;
            }
            codes.push(code.to_owned());
        }
        if codes.is_empty() {
            let message = "`codes` must be an array with at least one error code";
            return self.wrong(list.at_value(), message, help);
        }
        Some(codes)
    }

    fn wrong<T>(&self, place: Place, message: &str, help: &str) -> Option<T> {
        self.context
            .wrong(Code::ExtensionMisuse, place, message, help)
    }

    /// Reports `x-busy` at a successful response, which cannot be a refusal.
    pub(super) fn report_busy_success(&self, rule: &BusyRule) {
        self.context.warn(
            Code::ExtensionMisuse,
            rule.origin.at_key(),
            "`x-busy` has no effect in a response that is a success",
            "it belongs to the error that refuses a request while the service is busy",
        );
    }

    /// Sorts the busy responses, so that their order does not depend on the order of the operations.
    pub(in crate::lower) fn sort_busy(&mut self) {
        let mut found: Vec<(usize, Busy)> = std::mem::take(&mut self.api.busy)
            .into_iter()
            .enumerate()
            .collect();
        found.sort_by(|(_, one), (_, other)| {
            let key = |busy: &Busy| (busy.statuses, busy.interval);
            key(one)
                .cmp(&key(other))
                .then_with(|| one.codes.cmp(&other.codes))
        });
        let place = |old: usize| found.iter().position(|(number, _)| *number == old);
        for operation in &mut self.api.operations {
            for number in &mut operation.busy {
                *number = place(*number).unwrap_or_default();
            }
        }
        self.api.busy = found.into_iter().map(|(_, busy)| busy).collect();
    }

    /// Returns the index of the busy response with these statuses and this rule.
    pub(super) fn busy(&mut self, statuses: (u16, u16), rule: BusyRule) -> usize {
        let BusyRule {
            codes,
            interval,
            origin,
        } = rule;
        let is_same = |known: &Busy| {
            (known.statuses, &known.codes, known.interval) == (statuses, &codes, interval)
        };
        if let Some(number) = self.api.busy.iter().position(is_same) {
            return number;
        }
        self.api.busy.push(Busy {
            statuses,
            codes,
            interval,
            origin,
        });
        self.api.busy.len() - 1
    }
}
