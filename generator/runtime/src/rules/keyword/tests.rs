use serde_json::{Value, json};

use crate::rules::keyword::{Keyword, Schema, check};
use crate::rules::rule::{Check, Matcher, Rule};

const POSITIVE: Schema = &[
    Rule::Keyword(&Keyword::Type(&["integer"])),
    Rule::ExclusiveMinimum("0"),
];

const NEVER: Schema = &[Rule::Keyword(&Keyword::Never)];

fn pointer(of: &Keyword, value: Value) -> Option<String> {
    of.check(&value).err().map(|broken| broken.pointer)
}

#[test]
fn values_are_compared_as_json() {
    let values = Keyword::Values(&["1", "{\"a\":[false]}"]);
    assert!(values.check(&json!(1.0)).is_ok());
    assert!(values.check(&json!({"a": [false]})).is_ok());
    for other in [json!(true), json!("1"), json!({"a": [0]}), json!(null)] {
        assert!(values.check(&other).is_err(), "{other}");
    }
    assert!(Keyword::Type(&["integer"]).check(&json!(1.0)).is_ok());
    assert!(Keyword::Type(&["integer"]).check(&json!(1.5)).is_err());
}

#[test]
fn a_violation_names_the_place_inside_the_value() {
    let items = Keyword::Items {
        first: &[&[]],
        others: POSITIVE,
    };
    assert_eq!(pointer(&items, json!([0, 1])), None);
    assert_eq!(pointer(&items, json!([0, 1, 0])), Some("/2".to_owned()));
    let properties = Keyword::Properties {
        named: &[("a/b", POSITIVE)],
        patterns: &[],
        others: NEVER,
    };
    assert_eq!(pointer(&properties, json!({"a/b": 1})), None);
    assert!(pointer(&properties, json!({"a/b": 1, "c": 1})).is_some());
    assert_eq!(
        pointer(&properties, json!({"a/b": 0})),
        Some("/a~1b".to_owned())
    );
    assert_eq!(pointer(&properties, json!({"c": 0})), Some("/c".to_owned()));
    let dependent = Keyword::DependentSchemas(&[("a", &[Rule::MaxProperties(1)])]);
    assert_eq!(pointer(&dependent, json!({"b": 1, "c": 2})), None);
    assert_eq!(
        pointer(&dependent, json!({"a": 1, "c": 2})),
        Some(String::new())
    );
    assert_eq!(pointer(&Keyword::Required(&["a"]), json!({"a": 1})), None);
    assert!(pointer(&Keyword::Required(&["a"]), json!({})).is_some());
}

struct Counter;

impl Matcher for Counter {
    fn matches(&self, text: &str) -> bool {
        text.starts_with("n_")
    }

    fn source(&self) -> &'static str {
        "^n_"
    }
}

#[test]
fn a_property_is_of_its_own_schema_and_of_each_pattern_s() {
    let properties = Keyword::Properties {
        named: &[("n_b", &[Rule::Maximum("5")])],
        patterns: &[(&Counter, POSITIVE)],
        others: NEVER,
    };
    assert_eq!(pointer(&properties, json!({"n_a": 9, "n_b": 5})), None);
    for broken in [
        json!({"n_a": 0}),
        json!({"n_b": 0}),
        json!({"n_b": 6}),
        json!({"a": 1}),
    ] {
        assert!(pointer(&properties, broken.clone()).is_some(), "{broken}");
    }
}

#[test]
fn items_that_are_contained_are_counted() {
    let contains = Keyword::Contains {
        item: POSITIVE,
        least: 1,
        most: Some(2),
    };
    assert!(contains.check(&json!([0, 1])).is_ok());
    assert!(contains.check(&json!([1, 2])).is_ok());
    assert!(contains.check(&json!([0])).is_err());
    assert!(contains.check(&json!([1, 2, 3])).is_err());
    assert!(contains.check(&json!("no array")).is_ok());
}

#[test]
fn properties_require_others() {
    let required = Keyword::DependentRequired(&[("a", &["b"])]);
    assert!(required.check(&json!({"b": 1})).is_ok());
    assert_eq!(
        required.check(&json!({"a": 1})).unwrap_err().to_string(),
        "must have the property `b`"
    );
    let names = Keyword::PropertyNames(&[Rule::MaxLength(2)]);
    assert_eq!(
        names.check(&json!({"abc": 1})).unwrap_err().to_string(),
        "the name must have at most 2 characters, not 3"
    );
}

#[test]
fn a_violation_says_what_is_required() {
    let contains = Keyword::Contains {
        item: POSITIVE,
        least: 1,
        most: Some(2),
    };
    for (keyword, expected) in [
        (Keyword::Never, "must not be there"),
        (
            Keyword::Type(&["integer", "null"]),
            "must be of the type integer or null",
        ),
        (Keyword::Values(&["1"]), "must be 1"),
        (Keyword::Values(&["1", "2"]), "must be one of 1, 2"),
        (
            contains,
            "must contain at least 1 and at most 2 items of the schema of `contains`",
        ),
        (
            Keyword::OneOf(&[NEVER]),
            "must be of exactly one of the schemas of `oneOf`",
        ),
        (Keyword::Not(POSITIVE), "must not be of the schema of `not`"),
    ] {
        assert_eq!(keyword.to_string(), expected);
    }
}

#[test]
fn schemas_are_combined() {
    let one_of = Keyword::OneOf(&[POSITIVE, &[Rule::Maximum("1")]]);
    assert!(one_of.check(&json!(2)).is_ok());
    assert!(one_of.check(&json!(1)).is_err());
    let any_of = Keyword::AnyOf(&[POSITIVE, &[Rule::Maximum("-1")]]);
    assert!(any_of.check(&json!(-1)).is_ok());
    let message = |of: &Keyword, value: Value| of.check(&value).unwrap_err().to_string();
    assert_eq!(
        message(&any_of, json!(0)),
        "must be of one of the schemas of `anyOf` (must be greater than 0, or must be at most -1), not 0"
    );
    assert_eq!(
        message(&one_of, json!(1)),
        "must be of exactly one of the schemas of `oneOf` (2 of them allow it), not 1"
    );
    const A: Schema = &[Rule::Keyword(&Keyword::Required(&["a"]))];
    let any_of = Keyword::AnyOf(&[A, A, A, A]);
    assert_eq!(
        message(&any_of, json!({})),
        "must be of one of the schemas of `anyOf` (must have the property `a`, or must have the property `a`, or must \
         have the property `a`, or …), not {}"
    );
    assert!(Keyword::Not(POSITIVE).check(&json!(1)).is_err());
    let condition = Keyword::If {
        condition: POSITIVE,
        then: &[Rule::Maximum("9")],
        otherwise: NEVER,
    };
    assert!(condition.check(&json!(9)).is_ok());
    assert!(condition.check(&json!(10)).is_err());
    assert!(condition.check(&json!(0)).is_err());
}

#[test]
fn alternatives_inside_of_alternatives_are_checked_once_and_named_in_short() {
    fn nested(depth: usize) -> Schema {
        let inner = match depth {
            0 => return POSITIVE,
            _ => nested(depth - 1),
        };
        let keyword = Keyword::AnyOf(Box::leak(Box::new([inner, NEVER])));
        Box::leak(Box::new([Rule::Keyword(Box::leak(Box::new(keyword)))]))
    }
    let broken = check(nested(40), &json!("secret")).unwrap_err();
    assert!(broken.rule().len() < 400, "{broken}");
    assert!(!broken.rule().contains("secret"), "{broken}");
}
