//! The styles of parameters.

use apiruntime::codegen::{Parameter, Style};
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::parameter::encode::QueryPair;
use apiruntime::parameter::{cookie as cookies, encode, path as path_arguments};
use serde_json::{Value, json};

const BLUE: &str = "blue";

fn array() -> Value {
    json!(["blue", "black", "brown"])
}

/// OpenAPI's example object; JSON objects have no order, so B, G, R.
fn object() -> Value {
    json!({"R": 100, "G": 200, "B": 150})
}

pub(super) fn path(style: Style, explode: bool, value: &Value) -> String {
    path_arguments::path(
        &Parameter::path("color").style(style).explode(explode),
        value,
    )
    .expect("an argument")
}

pub(super) fn pairs(parameter: Parameter, value: &Value) -> Vec<QueryPair> {
    let mut pairs = Vec::new();
    encode::query(&parameter, value, &mut pairs).expect("an argument");
    pairs
}

pub(super) fn query(style: Style, explode: bool, value: &Value) -> String {
    encode::query_string(&pairs(
        Parameter::query("color").style(style).explode(explode),
        value,
    ))
}

pub(super) fn header(explode: bool, value: &Value) -> Option<String> {
    let header = encode::header(&Parameter::header("X-Color").explode(explode), value)
        .expect("a header value");
    header.map(|(_, value)| String::from_utf8(value.as_bytes().to_vec()).expect("text"))
}

pub(super) fn cookie(style: Style, explode: bool, value: &Value) -> String {
    let mut pairs = Vec::new();
    cookies::cookie(
        &Parameter::cookie("color").style(style).explode(explode),
        value,
        &mut pairs,
    )
    .expect("a cookie value");
    pairs.join("; ")
}

#[test]
fn path_styles_are_those_of_the_table() {
    for (style, explode, scalar, list, fields) in [
        (
            Style::Simple,
            false,
            "blue",
            "blue,black,brown",
            "B,150,G,200,R,100",
        ),
        (
            Style::Simple,
            true,
            "blue",
            "blue,black,brown",
            "B=150,G=200,R=100",
        ),
        (
            Style::Label,
            false,
            ".blue",
            ".blue,black,brown",
            ".B,150,G,200,R,100",
        ),
        (
            Style::Label,
            true,
            ".blue",
            ".blue.black.brown",
            ".B=150.G=200.R=100",
        ),
        (
            Style::Matrix,
            false,
            ";color=blue",
            ";color=blue,black,brown",
            ";color=B,150,G,200,R,100",
        ),
        (
            Style::Matrix,
            true,
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";B=150;G=200;R=100",
        ),
        (
            Style::Json,
            false,
            "%22blue%22",
            "%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
        ),
    ] {
        assert_eq!(
            path(style, explode, &json!(BLUE)),
            scalar,
            "{style:?} {explode}"
        );
        assert_eq!(path(style, explode, &array()), list, "{style:?} {explode}");
        assert_eq!(
            path(style, explode, &object()),
            fields,
            "{style:?} {explode}"
        );
    }
}

#[test]
fn query_styles_are_those_of_the_table() {
    for (style, explode, list, fields) in [
        (
            Style::Form,
            true,
            "color=blue&color=black&color=brown",
            "B=150&G=200&R=100",
        ),
        (
            Style::Form,
            false,
            "color=blue,black,brown",
            "color=B,150,G,200,R,100",
        ),
        (
            Style::SpaceDelimited,
            false,
            "color=blue%20black%20brown",
            "color=B%20150%20G%20200%20R%20100",
        ),
        (
            Style::PipeDelimited,
            false,
            "color=blue%7Cblack%7Cbrown",
            "color=B%7C150%7CG%7C200%7CR%7C100",
        ),
        (
            Style::DeepObject,
            true,
            "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
            "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
        ),
    ] {
        assert_eq!(
            query(style, explode, &json!(BLUE)),
            "color=blue",
            "{style:?} {explode}"
        );
        assert_eq!(
            query(style, explode, &json!("")),
            "color=",
            "{style:?} {explode}"
        );
        assert_eq!(query(style, explode, &array()), list, "{style:?} {explode}");
        assert_eq!(
            query(style, explode, &object()),
            fields,
            "{style:?} {explode}"
        );
    }
    assert_eq!(
        query(Style::Json, false, &json!({"a": [1, "&"]})),
        "color=%7B%22a%22%3A%5B1%2C%22%26%22%5D%7D"
    );
}

#[test]
fn null_is_a_value_in_json_and_nothing_in_the_styles() {
    assert_eq!(query(Style::Json, false, &json!(null)), "color=null");
    assert_eq!(path(Style::Json, false, &json!(null)), "null");
    let parameter = Parameter::header("X-Color").style(Style::Json);
    let sent = encode::header(&parameter, &json!(null)).expect("a header");
    assert_eq!(sent.expect("a value").1, "null");
}

#[test]
fn header_and_cookie_styles_are_those_of_the_table() {
    assert_eq!(header(false, &array()).as_deref(), Some("blue,black,brown"));
    assert_eq!(
        header(false, &object()).as_deref(),
        Some("B,150,G,200,R,100")
    );
    assert_eq!(
        header(true, &object()).as_deref(),
        Some("B=150,G=200,R=100")
    );
    assert_eq!(
        cookie(Style::Form, false, &json!("a b;c")),
        "color=a%20b%3Bc"
    );
    assert_eq!(
        cookie(Style::Form, false, &array()),
        "color=blue,black,brown"
    );
    assert_eq!(
        cookie(Style::Form, true, &array()),
        "color=blue; color=black; color=brown"
    );
    assert_eq!(cookie(Style::Form, true, &object()), "B=150; G=200; R=100");
    assert_eq!(cookie(Style::Cookie, true, &json!("a/b=c")), "color=a/b=c");
}

#[test]
fn json_in_headers_is_ascii() {
    let parameter = Parameter::header("X-Color").style(Style::Json);
    let value = json!({"a": "\u{fc}\u{1f600}\u{7f}"});
    let (_, header) = encode::header(&parameter, &value)
        .expect("a header")
        .expect("a value");
    let text = header.to_str().expect("ASCII");
    assert_eq!(text, r#"{"a":"\u00fc\ud83d\ude00\u007f"}"#);
    assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), value);
}

#[test]
fn null_and_empty_collections_are_left_out() {
    for value in [
        json!(null),
        json!([]),
        json!({}),
        json!([null]),
        json!({"a": null}),
    ] {
        assert_eq!(query(Style::Form, true, &value), "", "{value}");
        assert_eq!(query(Style::Form, false, &value), "", "{value}");
        assert_eq!(query(Style::DeepObject, true, &value), "", "{value}");
        assert_eq!(header(false, &value), None, "{value}");
        assert_eq!(cookie(Style::Form, true, &value), "", "{value}");
        assert_eq!(cookie(Style::Form, false, &value), "", "{value}");
    }
    assert_eq!(
        query(Style::Form, false, &json!(["a", null, "b"])),
        "color=a,b"
    );
    // A path cannot do without.
    for style in [Style::Simple, Style::Label] {
        let refused = path_arguments::path(&Parameter::path("color").style(style), &json!([]));
        assert_eq!(
            refused.expect_err("empty").kind(),
            &ArgumentErrorKind::Empty
        );
    }
    assert_eq!(path(Style::Matrix, true, &json!([])), ";color");
}

#[test]
fn a_template_argument_that_is_not_given_is_refused() {
    let refused = path_arguments::expand_path("/v2/{project_id}/x", &[]).expect_err("no argument");
    assert_eq!(
        (refused.name(), refused.kind()),
        ("project_id", &ArgumentErrorKind::Missing)
    );
}

#[test]
fn fixed_text_of_a_template_is_fit_for_the_wire() {
    let arguments = [("id", "1".to_owned())];
    assert_eq!(
        path_arguments::expand_path("/日 志/{id}:start/50%25", &arguments).as_deref(),
        Ok("/%E6%97%A5%20%E5%BF%97/1:start/50%25")
    );
}

#[test]
fn reserved_characters_stay_when_allowed_but_never_end_the_value() {
    let sent = encode::query_string(&pairs(
        Parameter::query("q").allow_reserved(),
        &json!("a:/?@!$'()*,;=[]#&+% z"),
    ));
    assert_eq!(sent, "q=a:/?@!$'()*,;=%5B%5D%23%26%2B%25%20z");
}

#[test]
fn what_is_encoded_already_stays_where_reserved_characters_are_allowed() {
    for (value, wire) in [
        ("%2F", "%2F"),
        ("100%", "100%25"),
        ("%zz%4", "%25zz%254"),
        ("%%41%2", "%25%41%252"),
        ("日%e6", "%E6%97%A5%e6"),
    ] {
        let sent = pairs(Parameter::query("q").allow_reserved(), &json!(value));
        assert_eq!(encode::query_string(&sent), format!("q={wire}"));
    }
}

#[test]
fn reserved_characters_stay_in_a_path_and_a_cookie_as_far_as_those_can_have_them() {
    let of_path =
        |value: &Value| path_arguments::path(&Parameter::path("p").allow_reserved(), value);
    let value = json!("a:/?@!$&'()*+,;=[]#% z");
    assert_eq!(
        of_path(&value).expect("sent"),
        "a:%2F%3F@!$&'()*+,;=%5B%5D%23%25%20z"
    );
    assert_eq!(of_path(&json!(["a,b", "c:d"])).expect("sent"), "a%2Cb,c:d");
    let dots = of_path(&json!("%2E.")).expect("encoded");
    let refused = path_arguments::expand_path("/a/{p}/b", &[("p", dots)]).expect_err("refused");
    assert_eq!(refused.kind(), &ArgumentErrorKind::DotSegment);
    let mut pairs = Vec::new();
    cookies::cookie(&Parameter::cookie("c").allow_reserved(), &value, &mut pairs).expect("sent");
    assert_eq!(pairs, ["c=a:/?@!$&'()*+%2C%3B=[]#%25%20z"]);
}

#[test]
fn the_signer_sees_names_and_values_decoded() {
    let pairs = pairs(
        Parameter::query("a b").explode(false),
        &json!(["x,y", "z&"]),
    );
    let seen: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.name(), pair.value(), pair.wire()))
        .collect();
    assert_eq!(seen, [("a b", "x,y,z&", "a%20b=x%2Cy,z%26")]);
}

#[test]
fn nested_objects_are_written_deep() {
    let written = |explode, value| {
        query(Style::DeepObject, explode, &value)
            .replace("%5B", "[")
            .replace("%5D", "]")
    };
    let deep = |value| written(true, value);
    assert_eq!(
        deep(json!({"a": {"b": 1, "c": ["x", "y"]}, "d": null})),
        "color[a][b]=1&color[a][c][]=x&color[a][c][]=y"
    );
    assert_eq!(
        deep(json!({"a": [{"b": 1}, {"b": 2}]})),
        "color[a][0][b]=1&color[a][1][b]=2"
    );
    assert_eq!(deep(json!([{"b": 1}, 2])), "color[0][b]=1&color[1]=2");
    assert_eq!(deep(json!(["x", null, 2])), "color[]=x&color[]=2");
    let lists = json!({"a": ["x,y", null, 2], "b": [], "c": [{"d": [true]}]});
    assert_eq!(
        written(false, lists),
        "color[a]=x%2Cy,2&color[c][0][d]=true"
    );
}

#[test]
fn an_array_in_an_exploded_object_is_written_once_for_each_item() {
    let value = json!({"sort": ["a,asc", null, 2], "none": [], "deep": [{"x": 1}], "p": 1});
    assert_eq!(
        query(Style::Form, true, &value),
        "deep=%5B%7B%22x%22%3A1%7D%5D&p=1&sort=a%2Casc&sort=2"
    );
}

#[test]
fn a_comma_inside_a_value_is_encoded_and_the_ones_between_values_are_not() {
    let value = json!(["a,b", "c"]);
    assert_eq!(query(Style::Form, false, &value), "color=a%2Cb,c");
    assert_eq!(path(Style::Simple, false, &value), "a%2Cb,c");
    assert_eq!(
        query(Style::Form, false, &json!(["a/b", "c"])),
        "color=a%2Fb,c"
    );
    assert_eq!(path(Style::Label, false, &json!(["a.b", "c"])), ".a.b,c");
    let reserved = Parameter::query("color").explode(false).allow_reserved();
    assert_eq!(
        encode::query_string(&pairs(reserved, &value)),
        "color=a%2Cb,c"
    );
    assert_eq!(
        encode::query_string(&pairs(reserved, &json!("a,b"))),
        "color=a,b"
    );
}

#[test]
fn a_query_pair_shows_no_value_in_debug() {
    assert!(!format!("{:?}", QueryPair::new("token", "hunter2")).contains("hunter2"));
}

#[test]
fn a_sensitive_header_is_marked_so() {
    let sent =
        encode::header(&Parameter::header("X-Key").sensitive(), &json!("key")).expect("a value");
    assert!(sent.is_some_and(|(_, value)| value.is_sensitive()));
}
