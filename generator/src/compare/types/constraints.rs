//! Compares constraints: whether the new ones allow more or fewer values.

use serde_json::Number;

use crate::compare::Comparison;
use crate::compare::found::Site;
use crate::compare::rule::Action::{self, Changed, Loosened, Tightened};
use crate::ir::{Bound, ItemRule, Pattern, Rules, Type};

impl Comparison<'_> {
    /// Compares the constraints on a value.
    pub(super) fn constraints(&mut self, site: &Site, old: &Rules, new: &Rules) {
        // Constraints are not part of a signature.
        let site = site.without_claims();
        for (action, what) in differences(old, new) {
            let message = format!("{} of {}", what, site.subject);
            self.push_at(&site, "constraint", action, message);
        }
    }
}

/// Returns the constraints of two types, unless their values have nothing in common.
pub(super) fn comparable(
    (old, mut old_rules): (&Type, Rules),
    (new, mut new_rules): (&Type, Rules),
    is_same_type: bool,
) -> Option<(Rules, Rules)> {
    if old != new {
        within(old, &mut old_rules, &new_rules);
        within(new, &mut new_rules, &old_rules);
    }
    match (old, new) {
        (Type::Integer(_), Type::Integer(_)) => {
            return Some((of_integer(old_rules), of_integer(new_rules)));
        }
        (Type::Integer(_) | Type::Number(_), Type::Integer(_) | Type::Number(_))
        | (Type::String(_), Type::String(_)) => {}
        _ if is_same_type => {}
        _ => return None,
    }
    Some((old_rules, new_rules))
}

/// Adds the bounds of an integer's type to its constraints, where the others have such bounds.
fn within(ty: &Type, rules: &mut Rules, others: &Rules) {
    let Type::Integer(integer) = ty else { return };
    let Some(range) = integer.range() else { return };
    let bound = |limit: &i128| Number::from_i128(*limit).map(Bound::Inclusive);
    if rules.minimum.is_none() && others.minimum.is_some() {
        rules.minimum = bound(range.start());
    }
    if rules.maximum.is_none() && others.maximum.is_some() {
        rules.maximum = bound(range.end());
    }
}

/// Returns the constraints of an integer with the least and the greatest one that they allow, since more than 0 is the
/// same as at least 1.
fn of_integer(rules: Rules) -> Rules {
    let inclusive = |bound: Bound, step: i64| {
        let next = match &bound {
            Bound::Exclusive(limit) => limit.as_i64().and_then(|limit| limit.checked_add(step)),
            Bound::Inclusive(_) => None,
        };
        next.map_or(bound, |limit| Bound::Inclusive(limit.into()))
    };
    Rules {
        minimum: rules.minimum.map(|bound| inclusive(bound, 1)),
        maximum: rules.maximum.map(|bound| inclusive(bound, -1)),
        ..rules
    }
}

/// Returns each keyword that differs: whether more or fewer values are allowed, and the change in words.
pub(super) fn differences(old: &Rules, new: &Rules) -> Vec<(Action, String)> {
    let mut found = Vec::new();
    let mut add = |keyword: &str, change: Option<(Action, String, String)>| {
        if let Some((action, old, new)) = change {
            found.push((action, in_words(keyword, &old, &new)));
        }
    };
    // Every field is named, so that a new field that is not compared does not compile.
    let Rules {
        minimum,
        maximum,
        multiple_of,
        min_length,
        max_length,
        pattern,
        min_items,
        max_items,
        items,
        min_properties,
        max_properties,
        each: _,
        checks,
    } = old;
    add("minimum", least(minimum, &new.minimum));
    add("maximum", most(maximum, &new.maximum));
    add(
        "multipleOf",
        factor(multiple_of.as_ref(), new.multiple_of.as_ref()),
    );
    add("minLength", at_least(*min_length, new.min_length));
    add("maxLength", at_most(*max_length, new.max_length));
    add("minItems", at_least(*min_items, new.min_items));
    add("maxItems", at_most(*max_items, new.max_items));
    add(
        "minProperties",
        at_least(*min_properties, new.min_properties),
    );
    add(
        "maxProperties",
        at_most(*max_properties, new.max_properties),
    );
    let source = |pattern: &Option<Pattern>| pattern.as_ref().map(|pattern| pattern.source.clone());
    add(
        "pattern",
        present(source(pattern), source(&new.pattern), |_, _| Changed),
    );
    let unique = |items: ItemRule| (items == ItemRule::Unique).then(|| "true".to_owned());
    add(
        "uniqueItems",
        present(unique(*items), unique(new.items), |_, _| Changed),
    );
    if *checks != new.checks {
        let is_less = checks.iter().all(|check| new.checks.contains(check));
        let is_more = new.checks.iter().all(|check| checks.contains(check));
        let action = match (is_less, is_more) {
            (true, false) => Tightened,
            (false, true) => Loosened,
            _ => Changed,
        };
        let says = match action {
            Tightened => "a further schema restricts the values",
            Loosened => "a schema no longer restricts the values",
            _ => "another schema restricts the values",
        };
        found.push((action, says.to_owned()));
    }
    if old.each != new.each {
        let each = |rules: &'_ Rules| rules.each.as_deref().cloned().unwrap_or_default();
        let inner = differences(&each(old), &each(new)).into_iter();
        found.extend(inner.map(|(action, what)| (action, format!("{what} of each item"))));
    }
    found
}

fn in_words(keyword: &str, old: &str, new: &str) -> String {
    match (old, new) {
        ("", new) => format!("`{keyword}: {new}` is new, a constraint"),
        (old, "") => format!("`{keyword}: {old}` is gone, a constraint"),
        (old, new) => format!("`{keyword}` changes from `{old}` to `{new}`, a constraint"),
    }
}

type Difference = Option<(Action, String, String)>;

fn present<T: PartialEq + ToString>(
    old: Option<T>,
    new: Option<T>,
    both: impl Fn(&T, &T) -> Action,
) -> Difference {
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some((Tightened, String::new(), new.to_string())),
        (Some(old), None) => Some((Loosened, old.to_string(), String::new())),
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => {
            let action = both(&old, &new);
            Some((action, old.to_string(), new.to_string()))
        }
    }
}

fn by_order(is_tighter: bool) -> Action {
    if is_tighter { Tightened } else { Loosened }
}

fn at_least(old: Option<u64>, new: Option<u64>) -> Difference {
    // A minimum of 0 is the same as no minimum.
    let some = |limit: Option<u64>| limit.filter(|limit| *limit > 0);
    present(some(old), some(new), |old, new| by_order(new > old))
}

fn at_most(old: Option<u64>, new: Option<u64>) -> Difference {
    present(old, new, |old, new| by_order(new < old))
}

fn parts(bound: &Bound) -> (f64, bool, String) {
    let value = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
    match bound {
        Bound::Inclusive(limit) => (value(limit), false, limit.to_string()),
        Bound::Exclusive(limit) => (value(limit), true, format!("{limit}, exclusive")),
    }
}

fn bound(
    old: &Option<Bound>,
    new: &Option<Bound>,
    is_tighter: impl Fn(f64, f64) -> bool,
) -> Difference {
    let text = |bound: &Option<Bound>| bound.as_ref().map(|bound| parts(bound).2);
    let action = |_: &String, _: &String| match (old, new) {
        (Some(old), Some(new)) => {
            let ((old, was_exclusive, _), (new, is_exclusive, _)) = (parts(old), parts(new));
            by_order(is_tighter(old, new) || (old == new && is_exclusive && !was_exclusive))
        }
        _ => Changed,
    };
    present(text(old), text(new), action)
}

fn least(old: &Option<Bound>, new: &Option<Bound>) -> Difference {
    bound(old, new, |old, new| new > old)
}

fn most(old: &Option<Bound>, new: &Option<Bound>) -> Difference {
    bound(old, new, |old, new| new < old)
}

fn factor(old: Option<&Number>, new: Option<&Number>) -> Difference {
    let divides = |small: &Number, large: &Number| match (small.as_f64(), large.as_f64()) {
        // Decimal fractions are rounded, and so is their ratio: 0.3 / 0.1.
        (Some(small), Some(large)) => {
            let times = large / small;
            times >= 1.0 && (times - times.round()).abs() <= times * 4.0 * f64::EPSILON
        }
        _ => false,
    };
    present(old, new, |old, new| {
        match (divides(old, new), divides(new, old)) {
            (true, false) => Tightened,
            (false, true) => Loosened,
            _ => Changed,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(old: Rules, new: Rules) -> Action {
        let found = differences(&old, &new);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].0
    }

    fn maximum(bound: Bound) -> Rules {
        Rules {
            maximum: Some(bound),
            ..Rules::default()
        }
    }

    #[test]
    fn a_bound_is_tightened_or_loosened() {
        let ten = || Number::from(10);
        let (inclusive, exclusive) = (
            || maximum(Bound::Inclusive(ten())),
            || maximum(Bound::Exclusive(ten())),
        );
        assert_eq!(only(inclusive(), exclusive()), Tightened);
        assert_eq!(only(exclusive(), inclusive()), Loosened);
        assert_eq!(only(Rules::default(), inclusive()), Tightened);
        assert_eq!(only(inclusive(), Rules::default()), Loosened);
        let twenty = maximum(Bound::Exclusive(Number::from(20)));
        assert_eq!(only(inclusive(), twenty), Loosened);
    }

    #[test]
    fn each_keyword_is_compared() {
        let sets: [fn(&mut Rules); 10] = [
            |rules| rules.minimum = Some(Bound::Inclusive(Number::from(1))),
            |rules| rules.maximum = Some(Bound::Inclusive(Number::from(1))),
            |rules| rules.multiple_of = Some(Number::from(2)),
            |rules| rules.min_length = Some(1),
            |rules| rules.max_length = Some(1),
            |rules| rules.min_items = Some(1),
            |rules| rules.max_items = Some(1),
            |rules| rules.min_properties = Some(1),
            |rules| rules.max_properties = Some(1),
            |rules| rules.items = ItemRule::Unique,
        ];
        for (number, set) in sets.iter().enumerate() {
            let mut rules = Rules::default();
            set(&mut rules);
            let none = Rules::default;
            assert_eq!(only(none(), rules.clone()), Tightened, "{number}");
            assert_eq!(only(rules, none()), Loosened, "{number}");
        }
    }

    #[test]
    fn a_factor_of_a_factor_allows_more() {
        let of = |factor: f64| Rules {
            multiple_of: Number::from_f64(factor),
            ..Rules::default()
        };
        assert_eq!(only(of(5.0), of(10.0)), Tightened);
        assert_eq!(only(of(10.0), of(5.0)), Loosened);
        assert_eq!(only(of(0.3), of(0.1)), Loosened);
        assert_eq!(only(of(10.0), of(7.0)), Changed);
        assert_eq!(only(of(0.5), of(0.3)), Changed);
    }

    #[test]
    fn a_least_length_of_nothing_says_nothing() {
        let none = Rules {
            min_length: Some(0),
            ..Rules::default()
        };
        assert!(differences(&none, &Rules::default()).is_empty());
    }
}
