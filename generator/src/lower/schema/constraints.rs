//! What is checked of values before they are sent.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Bound, ItemRule, Rules};
use crate::source::Node;

use super::super::context::Lowering;
use super::super::view::{count, flag, number};
use super::Member;
use super::kinds::ValueKind;

impl<'s> Lowering<'s, '_> {
    /// The rules of members for values of one kind; where several speak, the stricter one holds.
    pub(super) fn rules(&mut self, kind: ValueKind, members: &[Member<'s>]) -> Rules {
        let mut rules = Rules::default();
        for member in members {
            match kind {
                ValueKind::Integer | ValueKind::Number => self.numeric(member.node, &mut rules),
                ValueKind::Text => self.textual(member.node, &mut rules),
                ValueKind::Array => listed(member.node, &mut rules),
                ValueKind::Object => keyed(member.node, &mut rules),
                ValueKind::Bool => {}
            }
        }
        self.report_contradictions(&rules, members);
        rules
    }

    /// The rules of members for a type that is not looked into here.
    pub(super) fn rules_of_any_kind(&mut self, members: &[Member<'s>]) -> Rules {
        let mut rules = Rules::default();
        for member in members {
            self.numeric(member.node, &mut rules);
            self.textual(member.node, &mut rules);
            listed(member.node, &mut rules);
            keyed(member.node, &mut rules);
        }
        rules
    }

    fn numeric(&mut self, node: Node<'s>, rules: &mut Rules) {
        // In 3.0 `exclusiveMinimum` is a boolean beside `minimum`, from 3.1 on a number of its own.
        let bound = |inclusive: &str, exclusive: &str| {
            let own = node.get(exclusive).and_then(number).map(Bound::Exclusive);
            let plain = node.get(inclusive).and_then(number);
            let plain = plain.map(|n| {
                if flag(node, exclusive) {
                    Bound::Exclusive(n)
                } else {
                    Bound::Inclusive(n)
                }
            });
            (own, plain)
        };
        let (own, plain) = bound("minimum", "exclusiveMinimum");
        for candidate in own.into_iter().chain(plain) {
            if rules
                .minimum
                .as_ref()
                .is_none_or(|held| value(&candidate) > value(held))
            {
                rules.minimum = Some(candidate);
            }
        }
        let (own, plain) = bound("maximum", "exclusiveMaximum");
        for candidate in own.into_iter().chain(plain) {
            if rules
                .maximum
                .as_ref()
                .is_none_or(|held| value(&candidate) < value(held))
            {
                rules.maximum = Some(candidate);
            }
        }
        if let Some(step) = node.get("multipleOf").and_then(number) {
            rules.multiple_of = Some(step);
        }
    }

    fn textual(&mut self, node: Node<'s>, rules: &mut Rules) {
        rules.min_length = rules.min_length.max(least(node, "minLength"));
        rules.max_length = lesser(rules.max_length, count(node, "maxLength"));
        if let Some(pattern) = node.get("pattern")
            && let Some(text) = pattern.as_str()
        {
            if self.is_checkable(text) {
                rules.pattern = Some(text.to_owned());
            } else {
                self.note(
                    Code::InvalidPattern,
                    pattern.origin().at_value(),
                    "the pattern is not checked by the client: its regular expressions have no such syntax",
                );
            }
        }
    }

    /// Whether the client's engine takes a pattern.
    fn is_checkable(&mut self, pattern: &'s str) -> bool {
        self.compiled(pattern).is_some()
    }

    /// Whether a text matches a pattern; none where the pattern cannot be checked.
    pub(super) fn matches(&mut self, pattern: &'s str, text: &str) -> Option<bool> {
        self.compiled(pattern).map(|engine| engine.is_match(text))
    }

    fn compiled(&mut self, pattern: &'s str) -> Option<&regex_lite::Regex> {
        self.patterns
            .entry(pattern)
            .or_insert_with(|| regex_lite::Regex::new(pattern).ok())
            .as_ref()
    }

    fn report_contradictions(&mut self, rules: &Rules, members: &[Member<'s>]) {
        let range = match (&rules.minimum, &rules.maximum) {
            (Some(low), Some(high)) => {
                let open =
                    matches!(low, Bound::Exclusive(_)) || matches!(high, Bound::Exclusive(_));
                value(low) > value(high) || (open && value(low) >= value(high))
            }
            _ => false,
        };
        let above = |low: Option<u64>, high: Option<u64>| matches!((low, high), (Some(low), Some(high)) if low > high);
        let found = [
            (range, "minimum", "maximum"),
            (
                above(rules.min_length, rules.max_length),
                "minLength",
                "maxLength",
            ),
            (
                above(rules.min_items, rules.max_items),
                "minItems",
                "maxItems",
            ),
            (
                above(rules.min_properties, rules.max_properties),
                "minProperties",
                "maxProperties",
            ),
        ];
        for (broken, low, high) in found {
            let at = |key: &str| members.iter().find_map(|member| member.node.get(key));
            if broken
                && let Some(place) = at(low).or_else(|| members.first().map(|member| member.node))
            {
                let mut diagnostic = Diagnostic::warning(
                    Code::ContradictorySchema,
                    place.origin().at_value(),
                    format!("no value satisfies both `{low}` and `{high}`"),
                )
                .help(format!("let `{low}` be at most `{high}`"));
                if let Some(other) = at(high) {
                    diagnostic =
                        diagnostic.related(other.origin().at_value(), format!("the `{high}`"));
                }
                self.report(diagnostic);
            }
        }
    }
}

fn listed(node: Node<'_>, rules: &mut Rules) {
    rules.min_items = rules.min_items.max(least(node, "minItems"));
    rules.max_items = lesser(rules.max_items, count(node, "maxItems"));
    if flag(node, "uniqueItems") {
        rules.items = ItemRule::Unique;
    }
}

fn keyed(node: Node<'_>, rules: &mut Rules) {
    rules.min_properties = rules.min_properties.max(least(node, "minProperties"));
    rules.max_properties = lesser(rules.max_properties, count(node, "maxProperties"));
}

/// A least count; zero says nothing.
fn least(node: Node<'_>, key: &str) -> Option<u64> {
    count(node, key).filter(|least| *least > 0)
}

fn lesser(held: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (held, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn value(bound: &Bound) -> f64 {
    match bound {
        Bound::Inclusive(number) | Bound::Exclusive(number) => number.as_f64().unwrap_or(0.0),
    }
}
