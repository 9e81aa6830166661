//! The rules by which values are checked before they are sent.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{Check, ItemRule, Pattern, Rules};
use crate::source::Node;

use super::super::views::{BoundView, JsonType, Side, number};
use super::pattern::Unchecked;
use super::{Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns the rules that schemas together have for values of one type; of several rules of one kind, the
    /// strictest.
    pub(super) fn rules(&mut self, json_type: JsonType, parts: &[Subschema<'s>]) -> Rules {
        let mut rules = self.rules_for(|one| one == json_type, parts);
        rules.checks.extend(self.listed(json_type, parts));
        self.report_contradictions(&rules, json_type, parts);
        rules
    }

    /// Returns the rules that schemas together have for values of the types that `applies` selects.
    pub(super) fn rules_for(
        &mut self,
        applies: impl Fn(JsonType) -> bool,
        parts: &[Subschema<'s>],
    ) -> Rules {
        let mut rules = self.plain_rules(&applies, parts);
        // No pattern and no `multipleOf` is stricter than another one, so all of them are checked.
        for part in parts.iter().filter(|_| parts.len() > 1) {
            let own = self.plain_rules(&applies, std::slice::from_ref(part));
            let multiple_of = own
                .multiple_of
                .filter(|own| Some(own) != rules.multiple_of.as_ref());
            let pattern = own
                .pattern
                .filter(|own| Some(own) != rules.pattern.as_ref());
            if multiple_of.is_some() || pattern.is_some() {
                let other = Rules {
                    multiple_of,
                    pattern,
                    ..Rules::default()
                };
                rules.checks.push(Check::Rules(Box::new(other)));
            }
        }
        rules.checks.extend(self.checks(applies, parts));
        rules
    }

    /// Returns the rules of keywords that need no check inside the value.
    pub(super) fn plain_rules(
        &mut self,
        applies: impl Fn(JsonType) -> bool,
        parts: &[Subschema<'s>],
    ) -> Rules {
        let mut rules = Rules::default();
        if applies(JsonType::Integer) || applies(JsonType::Number) {
            rules.minimum = strictest(Side::Lower, parts).and_then(BoundView::rule);
            rules.maximum = strictest(Side::Upper, parts).and_then(BoundView::rule);
            // Others are reported: no step between two values is zero or less.
            let is_step = |step: &Node<'_>| step.decimal().is_some_and(|step| step.is_positive());
            let steps = parts.iter().rev();
            let mut steps = steps.filter_map(|part| part.schema.get("multipleOf").filter(is_step));
            rules.multiple_of = steps.find_map(number);
        }
        // A minimum count of zero excludes nothing.
        let greatest = |keyword| counts(keyword, parts).max().filter(|count| *count > 0);
        let least = |keyword| counts(keyword, parts).min();
        if applies(JsonType::String) {
            rules.min_length = greatest("minLength");
            rules.max_length = least("maxLength");
        }
        if applies(JsonType::Array) {
            rules.min_items = greatest("minItems");
            rules.max_items = least("maxItems");
            if parts.iter().any(|part| part.schema.flag("uniqueItems")) {
                rules.items = ItemRule::Unique;
            }
        }
        if applies(JsonType::Object) {
            rules.min_properties = greatest("minProperties");
            rules.max_properties = least("maxProperties");
        }
        if applies(JsonType::String) {
            rules.pattern = self.pattern(parts);
        }
        rules
    }

    /// Returns the last pattern that can be checked, and reports those that cannot.
    fn pattern(&mut self, parts: &[Subschema<'s>]) -> Option<Pattern> {
        let mut found = None;
        for node in parts.iter().filter_map(|part| part.schema.get("pattern")) {
            let Some(text) = node.as_str() else { continue };
            match self.examples.patterns.get(text) {
                Ok(pattern) => found = Some(pattern.clone()),
                Err(reason) => self.report_unchecked_pattern(node.at_value(), reason),
            }
        }
        found
    }

    pub(super) fn report_unchecked_pattern(&self, place: Place, unchecked: Unchecked) {
        let reason = unchecked.reason();
        let message = format!("the pattern is not checked by the client: {reason}");
        let note = Diagnostic::note(Code::InvalidPattern, place, message);
        self.context.report(note.help(unchecked.help()));
    }

    fn report_contradictions(&self, rules: &Rules, json_type: JsonType, parts: &[Subschema<'s>]) {
        let bounds = strictest(Side::Lower, parts).zip(strictest(Side::Upper, parts));
        if let Some((low, high)) = bounds
            && matches!(json_type, JsonType::Integer | JsonType::Number)
            && low.excludes(&high)
        {
            self.report_contradiction((low.keyword, low.node), (high.keyword, high.node));
        }
        let counts = [
            (rules.min_length, "minLength", rules.max_length, "maxLength"),
            (rules.min_items, "minItems", rules.max_items, "maxItems"),
            (
                rules.min_properties,
                "minProperties",
                rules.max_properties,
                "maxProperties",
            ),
        ];
        let at = |keyword| parts.iter().find_map(|part| part.schema.get(keyword));
        for (low, low_keyword, high, high_keyword) in counts {
            if let Some((low_node, high_node)) = at(low_keyword).zip(at(high_keyword))
                && low.zip(high).is_some_and(|(low, high)| low > high)
            {
                self.report_contradiction((low_keyword, low_node), (high_keyword, high_node));
            }
        }
    }

    fn report_contradiction(
        &self,
        (low, low_node): (&str, Node<'s>),
        (high, high_node): (&str, Node<'s>),
    ) {
        self.context.report(
            Diagnostic::warning(
                Code::ContradictorySchema,
                low_node.at_value(),
                format!("no value satisfies both `{low}` and `{high}`"),
            )
            .related(high_node.at_value(), format!("the `{high}`"))
            .help(format!("let `{low}` be at most `{high}`")),
        );
    }
}

/// Adds rules for the same values.
pub(super) fn add_rules(rules: &mut Rules, other: Rules) {
    if rules.is_empty() {
        *rules = other;
    } else if !other.is_empty() && other != *rules {
        rules.checks.push(Check::Rules(Box::new(other)));
    }
}

/// Returns the strictest of the bounds on one side.
fn strictest<'s>(side: Side, parts: &[Subschema<'s>]) -> Option<BoundView<'s>> {
    let bounds = parts.iter().flat_map(|part| part.schema.bounds(side));
    bounds.reduce(|strictest, bound| {
        if bound.is_stricter_than(&strictest) {
            bound
        } else {
            strictest
        }
    })
}

/// Returns the values of a keyword that holds a count.
fn counts(keyword: &str, parts: &[Subschema<'_>]) -> impl Iterator<Item = u64> {
    parts
        .iter()
        .filter_map(move |part| part.schema.count(keyword))
}
