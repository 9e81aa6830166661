//! Headers of the parts of a multipart body that is sent.

use apiruntime::body::multipart::{Multipart, Part};
use apiruntime::codegen::{Parameter, Rule, Style};
use apiruntime::parameter::ArgumentErrorKind;

use super::bodies::written;

#[test]
fn a_header_of_a_part_is_of_all_parts_of_the_name_and_may_be_set_before_them() {
    static RATE: Parameter = Parameter::header("X-Rate").rules(&[Rule::Minimum("1")]);
    static UNIT: Parameter = Parameter::header("X-Unit");
    let mut parts = Multipart::new().text("a", "x");
    parts.item_header("a", &RATE, &3);
    parts.item_header("a", &RATE, &2);
    assert!(!written(parts).contains("X-Rate: 3"));
    let form = |rates: &[i64]| {
        let mut parts = Multipart::new();
        for rate in rates {
            parts.header("a", &RATE, rate);
        }
        parts.header("a", &UNIT, &7);
        parts
            .text("a", "x")
            .part("a", Part::text("y").header("x-rate", "9"))
            .text("b", "z")
    };
    let text = written(form(&[3, 2]));
    assert!(
        text.contains("name=\"a\"\r\nX-Rate: 2\r\nX-Unit: 7\r\n\r\nx\r\n"),
        "{text}"
    );
    assert!(
        text.contains("name=\"a\"\r\nx-rate: 9\r\nX-Unit: 7\r\n\r\ny\r\n"),
        "{text}"
    );
    assert!(text.contains("name=\"b\"\r\n\r\nz\r\n"), "{text}");
    let refused = form(&[0])
        .finish("multipart/form-data")
        .expect_err("a rule");
    assert_eq!(refused.name(), "X-Rate");
    let mut parts = Multipart::new().text("b", "1");
    parts.header("a", &RATE, &1);
    let refused = parts.finish("multipart/form-data").expect_err("no part");
    assert_eq!(
        (refused.name(), refused.kind()),
        ("a", &ArgumentErrorKind::Missing)
    );
}

#[test]
fn a_part_that_was_set_to_an_empty_list_has_no_headers() {
    static TAGS: Parameter = Parameter::query("tags").style(Style::Text);
    static FILES: Parameter = Parameter::query("files").style(Style::Text);
    static RATE: Parameter = Parameter::header("X-Rate");
    let mut parts = Multipart::new().text("a", "x");
    parts.value(&TAGS, None, &[] as &[&str]);
    parts.header("tags", &RATE, &1);
    parts.files(&FILES, None, []);
    parts.header("files", &RATE, &2);
    let text = written(parts.try_clone().expect("a copy"));
    assert!(!text.contains("X-Rate"), "{text}");
    parts.push("tags", Part::text("late"));
    let text = written(parts);
    assert!(text.contains("X-Rate: 1\r\n\r\nlate"), "{text}");
}
