//! Findings with the same cause.

use indexmap::IndexMap;

use super::Placed;
use crate::diagnostic::{Code, Severity};

/// A finding that is the same at several places.
#[derive(Clone, Debug)]
pub struct Repeated<'a> {
    /// The first.
    pub first: &'a Placed,
    /// The others, in their order.
    pub others: Vec<&'a Placed>,
}

/// Groups the findings that say the same about different places, in the order of the first of each. Findings with
/// related places are never grouped, since those differ.
pub fn repeated<'a>(findings: impl IntoIterator<Item = &'a Placed>) -> Vec<Repeated<'a>> {
    type Said<'a> = (Severity, Code, &'a str, Option<&'a str>, usize);
    let mut found: IndexMap<Said<'a>, Repeated<'a>> = IndexMap::new();
    for (number, placed) in findings.into_iter().enumerate() {
        let alone = if placed.related.is_empty() {
            0
        } else {
            number + 1
        };
        let said = (
            placed.severity,
            placed.code,
            placed.message.as_str(),
            placed.help.as_deref(),
            alone,
        );
        let others = Vec::new();
        let repeated = found.entry(said).or_insert(Repeated {
            first: placed,
            others,
        });
        if !std::ptr::eq(repeated.first, placed) {
            repeated.others.push(placed);
        }
    }
    found.into_values().collect()
}
