use apiruntime::codegen::Node;
use apiruntime::codegen::Rule;
use apiruntime::rules::Pattern;
use proptest::prelude::*;
use serde_json::{Value, json};

fn number(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

/// Whether the value fulfils the rule.
fn holds(rule: Rule, value: &Value) -> bool {
    let rules: &'static [Rule] = Box::leak(Box::new([rule]));
    Node::NONE.rules(rules).check(value).is_ok()
}

#[test]
fn bounds_beyond_the_precision_of_floats_are_compared_exactly() {
    let sorted = [
        "-1e30",
        "-10",
        "-9.5",
        "-0.1",
        "0",
        "1e-30",
        "0.1",
        "9",
        "10",
        "1e3",
        "18446744073709551615",
        "1e300",
    ];
    for (left, limit) in sorted.iter().enumerate() {
        for (right, value) in sorted.iter().enumerate() {
            let value = number(value);
            assert_eq!(
                holds(Rule::Minimum(limit), &value),
                right >= left,
                "{value} >= {limit}"
            );
            assert_eq!(
                holds(Rule::ExclusiveMinimum(limit), &value),
                right > left,
                "{value} > {limit}"
            );
            assert_eq!(
                holds(Rule::Maximum(limit), &value),
                right <= left,
                "{value} <= {limit}"
            );
            assert_eq!(
                holds(Rule::ExclusiveMaximum(limit), &value),
                right < left,
                "{value} < {limit}"
            );
        }
    }
    assert!(holds(Rule::Minimum("0.00"), &number("-0")));
    assert!(holds(Rule::Maximum("0.3"), &number("0.3")));
    assert!(!holds(Rule::ExclusiveMaximum("1e3"), &number("1000.0")));
}

#[test]
fn multiples_of_decimals_are_exact() {
    for (value, divisor) in [
        ("19.99", "0.01"),
        ("0.3", "0.1"),
        ("-7.5", "2.5"),
        ("1e300", "0.01"),
        ("0", "3"),
        ("100", "1e2"),
        ("0", "1e300"),
    ] {
        assert!(
            holds(Rule::MultipleOf(divisor), &number(value)),
            "{value} of {divisor}"
        );
    }
    for (value, divisor) in [
        ("19.995", "0.01"),
        ("1", "3"),
        ("5", "10"),
        ("0.5", "1"),
        ("7", "1e300"),
    ] {
        assert!(
            !holds(Rule::MultipleOf(divisor), &number(value)),
            "{value} of {divisor}"
        );
    }
}

#[test]
fn a_limit_that_is_no_number_limits_nothing() {
    for limit in ["", "-", ".", "1x", "e5", "0x10", "1e", "1e99999999999"] {
        assert!(holds(Rule::Minimum(limit), &json!(-5)), "{limit}");
    }
}

#[test]
fn lengths_count_characters() {
    assert!(holds(Rule::MaxLength(2), &json!("日志")));
    assert!(!holds(Rule::MaxLength(1), &json!("日志")));
    assert!(!holds(Rule::MinLength(3), &json!("日志")));
}

#[test]
fn a_rule_for_another_type_is_fulfilled() {
    for value in [
        json!("text"),
        json!(null),
        json!(true),
        json!([1]),
        json!({"a": 1}),
    ] {
        assert!(holds(Rule::Minimum("100"), &value), "{value}");
    }
    assert!(holds(Rule::MaxLength(1), &json!(12345)));
    assert!(holds(Rule::MaxItems(0), &json!("text")));
}

#[test]
fn arrays_and_objects_are_counted() {
    assert!(!holds(Rule::MinItems(1), &json!([])));
    assert!(holds(Rule::MinItems(1), &json!([1])));
    assert!(!holds(Rule::MaxItems(1), &json!([1, 2])));
    assert!(holds(Rule::MaxItems(1), &json!([1])));
    assert!(!holds(Rule::UniqueItems, &json!([{"a": 1}, {"a": 1}])));
    assert!(holds(Rule::UniqueItems, &json!([1, "1", {"a": 1}])));
    assert!(holds(Rule::UniqueItems, &json!([[[1, 2]], [1, [2]]])));
    assert!(!holds(Rule::MinProperties(1), &json!({})));
    assert!(holds(Rule::MinProperties(1), &json!({"a": 1})));
    assert!(!holds(Rule::MaxProperties(0), &json!({"a": 1})));
    assert!(holds(Rule::MaxProperties(1), &json!({"a": 1})));
}

static LETTERS: Pattern = Pattern::new("^[a-z]+$");
static LOOK_AHEAD: Pattern = Pattern::new("^(?=a)b$");

#[test]
fn patterns_match_as_the_description_says() {
    assert!(holds(Rule::Pattern(&LETTERS), &json!("abc")));
    assert!(!holds(Rule::Pattern(&LETTERS), &json!("abc\n")));
    assert!(!holds(Rule::Pattern(&LETTERS), &json!("")));
}

#[test]
fn a_pattern_that_is_not_known_refuses_nothing() {
    assert!(holds(Rule::Pattern(&LOOK_AHEAD), &json!("anything")));
}

static NAME: Node = Node::NONE.rules(&[Rule::MinLength(1), Rule::MaxLength(4)]);
static PASSWORD: Node = Node::NONE.rules(&[Rule::MinLength(40)]).sensitive();
static TREE: Node = Node::NONE
    .properties(&[
        ("name", &NAME),
        ("password", &PASSWORD),
        ("children", &TREES),
    ])
    .values(&Node::NONE.rules(&[Rule::Maximum("7")]));
static WORD: Node = Node::NONE.rules(&[Rule::Pattern(&LETTERS)]);
static BOTH: Node = Node::NONE.all_of(&[&NAME, &TREE]);
static TREES: Node = Node::NONE.rules(&[Rule::MaxItems(2)]).items(&TREE);

#[test]
fn a_schema_that_contains_itself_is_checked_to_the_bottom() {
    let body = json!({"name": "a", "children": [{"name": "b"}, {"children": [{"name": "much too long"}]}]});
    let violation = TREE.check(&body).expect_err("the name is too long");
    assert_eq!(violation.pointer(), "/children/1/children/0/name");
    assert_eq!(
        violation.to_string(),
        "`/children/1/children/0/name` must have at most 4 characters, not 13"
    );
}

#[test]
fn additional_properties_are_checked_under_their_own_name() {
    let violation = TREE
        .check(&json!({"name": "a", "x/y~z": 8}))
        .expect_err("8 is too much");
    assert_eq!(violation.to_string(), "`/x~1y~0z` must be at most 7, not 8");
}

#[test]
fn a_secret_is_never_in_the_message() {
    let violation = TREE
        .check(&json!({"password": "hunter2"}))
        .expect_err("too short");
    assert_eq!(
        violation.to_string(),
        "`/password` must have at least 40 characters"
    );
    assert_eq!(violation.value(), None);
    assert!(!format!("{violation:?}").contains("hunter2"));
}

#[test]
fn a_long_value_is_shortened_in_the_message() {
    let violation = WORD
        .check(&json!("日".repeat(5000)))
        .expect_err("no letters");
    assert!(violation.to_string().chars().count() < 120, "{violation}");
}

#[test]
fn schemas_for_the_same_value_all_count() {
    assert!(BOTH.check(&json!("")).is_err());
    assert!(BOTH.check(&json!({"name": ""})).is_err());
    assert!(BOTH.check(&json!({"name": "ok"})).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn limits_agree_with_integers_and_shifted_decimals(value: i64, limit: i64, shift in 0..30_usize) {
        let text: &'static str = Box::leak(limit.to_string().into_boxed_str());
        prop_assert_eq!(holds(Rule::Minimum(text), &json!(value)), value >= limit);
        prop_assert_eq!(holds(Rule::ExclusiveMaximum(text), &json!(value)), value < limit);
        // The same number with additional zeros and a negative exponent.
        let same: &'static str = Box::leak(format!("{limit}{}e-{shift}", "0".repeat(shift)).into_boxed_str());
        prop_assert!(holds(Rule::Minimum(same), &json!(limit)) && holds(Rule::Maximum(same), &json!(limit)));
    }

    #[test]
    fn multiples_agree_with_integers(value: i64, divisor in 1..1000_i64) {
        let text: &'static str = Box::leak(divisor.to_string().into_boxed_str());
        prop_assert_eq!(holds(Rule::MultipleOf(text), &json!(value)), value % divisor == 0);
        prop_assert!(holds(Rule::MultipleOf(text), &json!(i128::from(value / 1000) * i128::from(divisor))));
        let hundredth: &'static str = Box::leak(format!("{divisor}e-2").into_boxed_str());
        let cents: Value = number(&format!("{}e-2", value % 1_000_000_000 * divisor));
        prop_assert!(holds(Rule::MultipleOf(hundredth), &cents), "{cents} of {hundredth}");
    }

    #[test]
    fn floats_are_compared_with_bounds_as_rust_compares_them(value: f64, limit: f64) {
        let text: &'static str = Box::leak(limit.to_string().into_boxed_str());
        prop_assert_eq!(holds(Rule::Minimum(text), &json!(value)), value >= limit);
        prop_assert_eq!(holds(Rule::Maximum(text), &json!(value)), value <= limit);
    }
}
