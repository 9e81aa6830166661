//! Arguments that try to be more than arguments.

use apiruntime::codegen::{Parameter, Style};
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::parameter::{cookie, encode, path as path_arguments};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::encode::{cookie, header, pairs, path, query};

#[test]
fn a_path_argument_that_is_empty_is_refused_with_its_name() {
    let sent = |template: &str, style, value: &Value| {
        let argument = path_arguments::path(&Parameter::path("instance_id").style(style), value)?;
        path_arguments::expand_path(template, &[("instance_id", argument)])
    };
    let own_segment = "/v2/{instance_id}/x";
    for value in [json!(null), json!(""), json!([]), json!({}), json!([""])] {
        let refused = sent(own_segment, Style::Simple, &value).expect_err("empty");
        assert_eq!(
            (refused.name(), refused.kind()),
            ("instance_id", &ArgumentErrorKind::Empty),
            "{value}"
        );
    }
    let no_value = sent(own_segment, Style::Matrix, &json!([]));
    assert_eq!(no_value.as_deref(), Ok("/v2/;instance_id/x"));
    assert!(sent(own_segment, Style::Label, &json!("")).is_err());
    for (template, style, path) in [
        (own_segment, Style::Matrix, "/v2/;instance_id/x"),
        ("/v2/a{instance_id}", Style::Label, "/v2/a."),
        ("/v2/a-{instance_id}", Style::Simple, "/v2/a-"),
    ] {
        assert_eq!(sent(template, style, &json!("")).as_deref(), Ok(path));
    }
}

#[test]
fn dot_segments_are_refused_with_the_name_of_the_argument() {
    for (template, a, b) in [
        ("/v2/{a}/x", ".", "-"),
        ("/v2/{a}/x", "..", "-"),
        ("/v2/{a}", "..", "-"),
        ("/v2/{b}{a}", ".", "."),
        ("/v2/.{a}", ".", "-"),
        ("/v2/{b}/{a}", "..", "-"),
        ("/v2/{b}/x/{a}/y", ".", "-"),
    ] {
        let arguments = [("a", a.to_owned()), ("b", b.to_owned())];
        let refused = path_arguments::expand_path(template, &arguments).expect_err(template);
        assert_eq!(
            (refused.name(), refused.kind()),
            ("a", &ArgumentErrorKind::DotSegment),
            "{template}"
        );
    }
    let refused =
        path_arguments::expand_path("/v2/{a}", &[("a", path(Style::Label, false, &json!(".")))]);
    assert_eq!(
        refused.expect_err("two dots").kind(),
        &ArgumentErrorKind::DotSegment
    );
}

#[test]
fn dots_inside_a_segment_are_sent() {
    let arguments = [("a", "..".to_owned()), ("b", "...".to_owned())];
    assert_eq!(
        path_arguments::expand_path("/v2/{a}:{b}/x.{a}", &arguments).as_deref(),
        Ok("/v2/..:.../x...")
    );
    assert_eq!(
        path_arguments::expand_path("/v2/{b}", &arguments).as_deref(),
        Ok("/v2/...")
    );
    assert_eq!(
        path_arguments::expand_path("/v2/{a}日 /{a}{", &arguments).as_deref(),
        Ok("/v2/..%E6%97%A5%20/..%7B")
    );
}

#[test]
fn an_argument_that_looks_like_a_template_is_an_argument() {
    let one = path(Style::Simple, false, &json!("{b}"));
    assert_eq!(
        path_arguments::expand_path("/{a}/{b}", &[("a", one), ("b", "2".to_owned())]).as_deref(),
        Ok("/%7Bb%7D/2")
    );
}

#[test]
fn hostile_arguments_stay_one_segment() {
    for (argument, wire) in [
        ("a/../b?x=1#y", "a%2F..%2Fb%3Fx%3D1%23y"),
        ("%2F", "%252F"),
        ("a b+c", "a%20b%2Bc"),
        ("日志", "%E6%97%A5%E5%BF%97"),
        ("a\r\nHost: x", "a%0D%0AHost%3A%20x"),
        ("%2e%2e", "%252e%252e"),
        ("..;a", "..%3Ba"),
    ] {
        assert_eq!(path(Style::Simple, false, &json!(argument)), wire);
    }
}

#[test]
fn a_header_that_would_split_or_lose_its_ends_is_refused() {
    for value in [
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\0",
        "\u{7f}",
        " a",
        "a\t",
        "a ",
        "\u{85}",
    ] {
        let refused = encode::header(&Parameter::header("X-Name"), &json!(value)).expect_err(value);
        assert_eq!(
            (refused.name(), refused.kind()),
            ("X-Name", &ArgumentErrorKind::Unsendable)
        );
    }
    for value in ["日志 x", "tab\there"] {
        assert_eq!(header(false, &json!(value)).as_deref(), Some(value));
    }
    assert_eq!(header(false, &json!("")).as_deref(), Some(""));
}

#[test]
fn a_list_in_a_header_is_refused_where_a_comma_would_split_an_item() {
    for value in [json!(["a,b", "c"]), json!(["a,b"]), json!({"a": "b,c"})] {
        let refused = encode::header(&Parameter::header("X-List"), &value).expect_err("a comma");
        assert_eq!(
            refused.kind(),
            &ArgumentErrorKind::Delimiter(','),
            "{value}"
        );
    }
    assert_eq!(header(false, &json!("a,b")).as_deref(), Some("a,b"));
}

#[test]
fn an_object_in_a_header_is_refused_where_an_equals_sign_would_end_a_key() {
    let exploded = Parameter::header("X-Object").explode(true);
    let refused = encode::header(&exploded, &json!({"a=b": "c"})).expect_err("an equals sign");
    assert_eq!(refused.kind(), &ArgumentErrorKind::Delimiter('='));
    let object = json!({"a": "b=c"});
    assert_eq!(header(true, &object).as_deref(), Some("a=b=c"));
    let object = json!({"a=b": "c"});
    assert_eq!(header(false, &object).as_deref(), Some("a=b,c"));
}

#[test]
fn what_a_server_could_take_for_the_delimiter_is_refused() {
    let lists = |c: char| [json!([format!("a{c}b"), "c"]), json!([format!("a{c}b")])];
    let objects = |c: char| [json!({format!("a{c}"): 1}), json!({"a": c.to_string()})];
    for (style, delimiter) in [(Style::PipeDelimited, '|'), (Style::SpaceDelimited, ' ')] {
        let parameter = Parameter::query("color").style(style).explode(false);
        for value in lists(delimiter).iter().chain(&objects(delimiter)) {
            let refused = encode::query(&parameter, value, &mut Vec::new()).expect_err("refused");
            assert_eq!(
                refused.kind(),
                &ArgumentErrorKind::Delimiter(delimiter),
                "{value}"
            );
        }
    }
    let label = Parameter::path("color").style(Style::Label).explode(true);
    let refused = path_arguments::path(&label, &json!([1.5])).expect_err("a dot");
    assert_eq!(refused.kind(), &ArgumentErrorKind::Delimiter('.'));
    assert_eq!(
        path_arguments::path(&label, &json!(1.5)).as_deref(),
        Ok(".1.5")
    );
    let of_cookie = Parameter::cookie("color")
        .style(Style::Cookie)
        .explode(false);
    assert!(cookie::cookie(&of_cookie, &json!(["a,b"]), &mut Vec::new()).is_err());
}

#[test]
fn a_delimiter_that_is_already_encoded_is_refused_where_it_is_kept() {
    for (style, text) in [
        (Style::PipeDelimited, "a%7cb"),
        (Style::SpaceDelimited, "a%20b"),
    ] {
        let encoding = Parameter::query("color").style(style).explode(false);
        for value in [json!([text]), json!({text: 1})] {
            let keeping = encoding.allow_reserved();
            assert!(
                encode::query(&keeping, &value, &mut Vec::new()).is_err(),
                "{value}"
            );
            assert!(encode::query(&encoding, &value, &mut Vec::new()).is_ok());
        }
    }
    let label = Parameter::path("color").style(Style::Label).explode(true);
    let value = json!(["a%2Eb"]);
    assert!(path_arguments::path(&label.allow_reserved(), &value).is_err());
    let encoded = path_arguments::path(&label, &value);
    assert_eq!(encoded.as_deref(), Ok(".a%252Eb"));
}

#[test]
fn a_cookie_that_is_not_encoded_cannot_begin_another() {
    for value in ["a; b=c", "a b", "\"", "a\\", "日"] {
        let mut pairs = Vec::new();
        let of_cookie = Parameter::cookie("c").style(Style::Cookie);
        assert!(
            cookie::cookie(&of_cookie, &json!(value), &mut pairs).is_err(),
            "{value}"
        );
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .expect("UTF-8")
        .into_owned()
}

/// Returns the pairs that any server reads from a query.
fn parsed(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            pair.split_once('=')
                .map(|(name, value)| (decoded(name), decoded(value)))
                .expect(pair)
        })
        .collect()
}

#[test]
fn a_key_with_the_brackets_of_deep_objects_is_refused() {
    static DEEP: Parameter = Parameter::query("f").style(Style::DeepObject);
    for value in [
        json!({"a]": 1}),
        json!({"a": {"b[": 1}}),
        json!({"a": [{"]": 1}]}),
    ] {
        let refused = encode::query(&DEEP, &value, &mut Vec::new()).expect_err("brackets");
        assert!(
            matches!(refused.kind(), ArgumentErrorKind::Delimiter('[' | ']')),
            "{value} {refused}"
        );
        assert!(refused.to_string().contains("no value or key in it"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_path_argument_comes_back_as_one_segment(argument in "\\PC*|(?s).*") {
        let encoded = path_arguments::path(&Parameter::path("id"), &json!(argument));
        let path = encoded.and_then(|encoded| path_arguments::expand_path("/v2/{id}/log", &[("id", encoded)]));
        match path {
            Ok(path) => {
                let segments: Vec<&str> = path.split('/').collect();
                prop_assert_eq!(segments.len(), 4);
                prop_assert_eq!(decoded(segments[2]), argument);
                prop_assert!(path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte)));
            }
            Err(_) => prop_assert!(["", ".", ".."].contains(&argument.as_str())),
        }
    }

    #[test]
    fn any_query_argument_comes_back_as_one_value(name in "(?s).+", argument in "(?s).*", reserved: bool) {
        let name: &'static str = Box::leak(name.into_boxed_str());
        let parameter = Parameter::query(name);
        // Where reserved characters are allowed, what is already percent-encoded stays as it is.
        let reserved = reserved && !argument.contains('%');
        let parameter = if reserved { parameter.allow_reserved() } else { parameter };
        let sent = encode::query_string(&pairs(parameter, &json!(argument)));
        prop_assert_eq!(parsed(&sent), vec![(name.to_owned(), argument)]);
        prop_assert!(sent.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'+'));
    }

    #[test]
    fn any_list_comes_back_item_by_item(items in prop::collection::vec("(?s).*", 0..5)) {
        let sent = query(Style::Form, true, &json!(items));
        let values: Vec<String> = parsed(&sent).into_iter().map(|(_, value)| value).collect();
        prop_assert_eq!(&values, &items);
        let sent = query(Style::Form, false, &json!(items));
        let values: Vec<String> = sent.strip_prefix("color=").map(|list| list.split(',').map(decoded).collect()).unwrap_or_default();
        prop_assert_eq!(values, items);
    }

    #[test]
    fn any_cookie_comes_back_as_one_value(argument in "(?s).*") {
        let sent = cookie(Style::Form, true, &json!(argument));
        prop_assert!(sent.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';'));
        let (name, value) = sent.split_once('=').expect("a pair");
        prop_assert_eq!((name, decoded(value)), ("color", argument));
    }

    #[test]
    fn any_header_is_sent_as_it_is_or_refused(argument in "(?s).*") {
        match encode::header(&Parameter::header("X-Name"), &json!(argument)) {
            Ok(sent) => {
                let bytes = sent.map(|(_, value)| value.as_bytes().to_vec());
                prop_assert_eq!(bytes.as_deref(), Some(argument.as_bytes()));
                prop_assert_eq!(argument.trim_matches(' '), argument.as_str());
            }
            Err(refused) => prop_assert_eq!(refused.kind(), &ArgumentErrorKind::Unsendable),
        }
    }
}
