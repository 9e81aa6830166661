//! Bounds of numbers.

use serde_json::{Number, Value};

use crate::ir::Bound;
use crate::source::{Decimal, Node};

use super::schema::SchemaView;

/// The lower or the upper end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Lower,
    Upper,
}

/// A bound of numbers.
pub(crate) struct BoundView<'s> {
    /// The keyword that states it.
    pub(crate) keyword: &'static str,
    /// The bound as written.
    pub(crate) node: Node<'s>,
    number: Decimal,
    side: Side,
    /// Whether it excludes the bound itself.
    pub(crate) is_exclusive: bool,
}

impl BoundView<'_> {
    /// Whether a number satisfies the bound.
    pub(crate) fn admits(&self, number: &Decimal) -> bool {
        match self.side {
            _ if *number == self.number => !self.is_exclusive,
            Side::Lower => *number > self.number,
            Side::Upper => *number < self.number,
        }
    }

    /// Whether it allows fewer numbers than another bound on the same side.
    pub(crate) fn is_stricter_than(&self, other: &Self) -> bool {
        match self.number == other.number {
            true => self.is_exclusive && !other.is_exclusive,
            false => other.admits(&self.number),
        }
    }

    /// Whether no number satisfies both it and a bound on the other side.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        !other.admits(&self.number) || !self.admits(&other.number)
    }

    /// Returns the bound as a rule.
    pub(crate) fn rule(self) -> Option<Bound> {
        let number = number(self.node)?;
        Some(if self.is_exclusive {
            Bound::Exclusive(number)
        } else {
            Bound::Inclusive(number)
        })
    }
}

/// Returns a number of the document as an integer where its fraction is zero: frameworks write a bound of 100 as
/// `100.0`.
pub(crate) fn number(node: Node<'_>) -> Option<Number> {
    match node.to_json() {
        Value::Number(number) => Some(whole(&number).unwrap_or(number)),
        _ => None,
    }
}

fn whole(number: &Number) -> Option<Number> {
    number.to_string().strip_suffix(".0")?.parse().ok()
}

impl<'s> SchemaView<'s> {
    /// Returns the bounds on one side that are finite numbers.
    pub(crate) fn bounds(self, side: Side) -> impl Iterator<Item = BoundView<'s>> {
        let (inclusive, exclusive) = match side {
            Side::Lower => ("minimum", "exclusiveMinimum"),
            Side::Upper => ("maximum", "exclusiveMaximum"),
        };
        // In 3.0 `exclusiveMinimum` is a boolean beside `minimum`; from 3.1 on it is a number of its own.
        let own = self.get(exclusive);
        let is_exclusive = own.and_then(Node::as_bool) == Some(true);
        let stated = [
            (inclusive, self.get(inclusive), is_exclusive),
            (exclusive, own, true),
        ];
        stated
            .into_iter()
            .filter_map(move |(keyword, node, is_exclusive)| {
                Some(BoundView {
                    keyword,
                    node: node?,
                    number: node?.decimal()?,
                    side,
                    is_exclusive,
                })
            })
    }
}
