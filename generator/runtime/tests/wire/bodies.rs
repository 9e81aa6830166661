use apiruntime::Body;
use apiruntime::body::multipart::Multipart;
use apiruntime::body::multipart::Part;
use apiruntime::codegen::{Node, Parameter, Rule, Style};
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::parameter::{encode, form};
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::json;

use super::events::pieces;
use super::now;

static ENCODINGS: [Parameter; 4] = [
    Parameter::query("each").style(Style::JsonItems),
    Parameter::query("tags").explode(false),
    Parameter::query("filter").style(Style::DeepObject),
    Parameter::query("meta").style(Style::Json),
];

#[test]
fn a_form_follows_the_encoding_of_its_properties() {
    let value = json!({
        "each": ["x", null], "filter": {"a": 1}, "meta": ["x"], "name": "a b&c", "tags": ["x,y", "z"],
    });
    let expected =
        "each=%22x%22&each=null&filter%5Ba%5D=1&meta=%5B%22x%22%5D&name=a%20b%26c&tags=x%2Cy,z";
    assert_eq!(form::encode(&value, &ENCODINGS).as_deref(), Ok(expected));
}

#[test]
fn a_form_without_encodings_repeats_arrays_and_writes_objects_as_json() {
    let value =
        json!({"a": [1, 2], "b": {"c": true}, "d": null, "e": [], "f": "", "g": [{"h": 1}]});
    let expected = "a=1&a=2&b=%7B%22c%22%3Atrue%7D&f=&g=%7B%22h%22%3A1%7D";
    assert_eq!(form::encode(&value, &[]).as_deref(), Ok(expected));
}

#[test]
fn a_form_of_something_else_than_an_object_is_refused() {
    let link = [Parameter::query("link").allow_reserved()];
    let value = json!({"link": "https://a/b?c=%2F&d=100%", "other": "%2F"});
    assert_eq!(
        form::encode(&value, &link).as_deref(),
        Ok("link=https://a/b?c=%2F%26d=100%25&other=%252F")
    );
    assert!(form::encode(&json!([1]), &[]).is_err());
    assert_eq!(form::encode(&json!(null), &[]).as_deref(), Ok(""));
}

#[test]
fn the_whole_query_is_a_form_json_or_text() {
    let written = |parameter: Parameter, value: serde_json::Value| {
        let mut pairs = Vec::new();
        form::query_string(&parameter, &value, &mut pairs).expect("an argument");
        encode::query_string(&pairs)
    };
    let whole = Parameter::query_string("q");
    let value = json!({"a": [1, 2], "b": {"c": null}});
    assert_eq!(
        written(whole, value.clone()),
        "a=1&a=2&b=%7B%22c%22%3Anull%7D"
    );
    assert_eq!(
        written(whole.properties(&ENCODINGS), json!({"tags": [1, 2]})),
        "tags=1,2"
    );
    let json = "%7B%22a%22%3A%5B1%2C2%5D%2C%22b%22%3A%7B%22c%22%3Anull%7D%7D";
    assert_eq!(written(whole.style(Style::Json), value), json);
    assert_eq!(
        written(whole.style(Style::Text), json!("$.a[1:2] b")),
        "%24.a%5B1%3A2%5D%20b"
    );
    assert_eq!(written(whole.style(Style::Json), json!(null)), "null");
}

fn finish(parts: Multipart) -> (String, Body) {
    let (content_type, body) = parts.finish("multipart/form-data").expect("parts");
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("a boundary");
    (boundary.to_owned(), body)
}

fn collected(body: Body) -> Bytes {
    now(body.collect(1 << 20)).expect("the body")
}

/// The body as text, with `B` for the boundary.
pub(super) fn written(parts: Multipart) -> String {
    let (boundary, body) = finish(parts);
    String::from_utf8(collected(body).to_vec())
        .expect("text")
        .replace(&boundary, "B")
}

#[test]
fn parts_have_a_name_and_a_type_where_it_is_not_plain_text() {
    let parts = Multipart::new()
        .text("note", "日志")
        .part("meta", Part::json(&json!({"a": 1})).expect("JSON"))
        .part(
            "file",
            Part::file("run.log", "x\r\ny").content_type("text/plain"),
        )
        .part("file", Part::file("b", vec![b'z']));
    let expected = "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n日志\r\n\
        --B\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"run.log\"\r\nContent-Type: text/plain\r\n\r\nx\r\ny\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\nContent-Type: application/octet-stream\r\n\r\nz\r\n\
        --B--\r\n";
    assert_eq!(written(parts), expected);
}

#[test]
fn no_name_can_begin_a_header() {
    let parts = Multipart::new().part("a\"\r\nX-Evil: 1", Part::file("b\";x=\"\n", "z"));
    let text = written(parts);
    assert!(
        text.contains("name=\"a%22%0D%0AX-Evil: 1\"; filename=\"b%22;x=%22%0A\"\r\n"),
        "{text}"
    );
}

#[test]
fn a_media_type_that_would_begin_a_header_is_refused() {
    let parts = Multipart::new().part("a", Part::text("x").content_type("text/plain\r\nX-Evil: 1"));
    let refused = parts
        .finish("multipart/form-data")
        .expect_err("a line break");
    assert_eq!(
        (refused.name(), refused.kind()),
        ("a", &ArgumentErrorKind::Unsendable)
    );
}

#[test]
fn a_part_has_one_media_type_and_the_headers_that_are_added() {
    let part = || Part::file("f", "x").content_type("image/*");
    let refused = Multipart::new()
        .part("a", part())
        .finish("multipart/form-data");
    assert_eq!(
        refused.expect_err("a range").kind(),
        &ArgumentErrorKind::MediaType
    );
    for (name, value) in [("X-One", "1\r\nX-Evil: 1"), ("X-One: 1\r\nX", "2")] {
        let parts = Multipart::new().part("a", Part::text("x").header(name, value));
        assert!(parts.finish("multipart/form-data").is_err());
    }
}

#[test]
fn a_boundary_of_the_description_is_not_the_one_that_is_sent() {
    let parts = Multipart::new().text("a", "1");
    let (content_type, body) = parts
        .finish("multipart/form-data; boundary=x; charset=utf-8; a=b")
        .expect("parts");
    let boundary = content_type.strip_prefix("multipart/form-data; charset=utf-8; a=b; boundary=");
    let text = String::from_utf8(collected(body).to_vec()).expect("text");
    assert!(text.starts_with(&format!(
        "--{}\r\nContent-Disposition",
        boundary.expect("one")
    )));
}

#[test]
fn a_part_with_a_style_is_written_as_that_says_without_percent_encoding() {
    static TAGS: Parameter = Parameter::query("tags").explode(false);
    static FILTER: Parameter = Parameter::query("filter").style(Style::DeepObject);
    let mut parts = Multipart::new();
    parts.value(&TAGS, None, &["a b", "c"]);
    parts.value(&FILTER, None, &json!({"x": "1&2", "y": ["1,2"]}));
    let text = written(parts);
    assert!(text.contains("name=\"tags\"\r\n\r\na b,c\r\n"), "{text}");
    assert!(text.contains("name=\"filter[x]\"\r\n\r\n1&2\r\n"), "{text}");
    assert!(
        text.contains("name=\"filter[y][]\"\r\n\r\n1,2\r\n"),
        "{text}"
    );
    let mut parts = Multipart::new();
    parts.value(&TAGS, None, &["a,b", "c"]);
    assert!(parts.finish("multipart/form-data").is_err());
    static FIELDS: Parameter = Parameter::query("fields")
        .style(Style::DeepObject)
        .explode(false);
    let mut parts = Multipart::new();
    parts.value(&FIELDS, None, &json!({"x": ["1", "2"], "y": "1,2"}));
    let text = written(parts);
    assert!(text.contains("name=\"fields[x]\"\r\n\r\n1,2\r\n"), "{text}");
    assert!(text.contains("name=\"fields[y]\"\r\n\r\n1,2\r\n"), "{text}");
    let mut parts = Multipart::new();
    parts.value(&FIELDS, None, &json!({"x": {"y": ["1,2"]}}));
    assert!(parts.finish("multipart/form-data").is_err());
}

#[test]
fn other_multipart_types_have_no_disposition() {
    let (content_type, body) = Multipart::new()
        .part("a", Part::json(&1).expect("JSON"))
        .finish("multipart/related")
        .expect("parts");
    let text = String::from_utf8(collected(body).to_vec()).expect("text");
    assert!(
        content_type.starts_with("multipart/related; type=\"application/json\"; boundary="),
        "{content_type}"
    );
    assert!(!text.contains("Content-Disposition"), "{text}");
}

#[test]
fn related_parts_have_the_type_of_the_first() {
    let content_type = |media_type: &str, first: Part| {
        let parts = Multipart::new().part("a", first).text("b", "1");
        let (content_type, _) = parts.finish(media_type).expect("parts");
        let (before, _) = content_type.split_once("; boundary=").expect("a boundary");
        before.to_owned()
    };
    let json = || Part::json(&1).expect("JSON");
    let typed = json().content_type("application/ld+json; charset=utf-8");
    for (media_type, first, sent) in [
        (
            "multipart/related",
            json(),
            "multipart/related; type=\"application/json\"",
        ),
        (
            "Multipart/Related",
            typed,
            "Multipart/Related; type=\"application/ld+json\"",
        ),
        (
            "multipart/related; start=a",
            Part::text("1"),
            "multipart/related; start=a; type=\"text/plain\"",
        ),
        (
            "multipart/related; Type=a/b",
            json(),
            "multipart/related; Type=a/b",
        ),
        ("multipart/mixed", json(), "multipart/mixed"),
    ] {
        assert_eq!(content_type(media_type, first), sent);
    }
}

#[test]
fn parts_in_memory_make_a_body_in_memory() {
    let (_, body) = finish(Multipart::new().text("a", "1"));
    assert!(body.try_clone().is_some());
    assert!(Multipart::new().text("a", "1").try_clone().is_some());
}

#[test]
fn a_stream_is_sent_as_it_comes_with_its_length_where_known() {
    let parts = Multipart::new()
        .text("a", "1")
        .part("f", Part::file("f", pieces(b"streamed", 3)))
        .text("z", "2");
    assert!(parts.try_clone().is_none());
    let (boundary, body) = finish(parts);
    assert_eq!((body.length(), body.try_clone().is_none()), (None, true));
    let text = String::from_utf8(collected(body).to_vec())
        .expect("text")
        .replace(&boundary, "B");
    assert!(
        text.contains("octet-stream\r\n\r\nstreamed\r\n--B\r\n"),
        "{text}"
    );

    let sized = Body::sized_stream(super::events::Pieces::of(b"streamed", 3), 8);
    let (_, body) = finish(Multipart::new().part("f", Part::file("f", sized)));
    assert_eq!(body.length(), Some(collected(body).len() as u64));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_content_comes_back_as_its_part(contents in prop::collection::vec("(?s).*", 1..4), name in "(?s).*") {
        let parts = contents.iter().fold(Multipart::new(), |parts, text| parts.part(&name, Part::file(&name, text.clone())));
        let (boundary, body) = finish(parts);
        let text = String::from_utf8(collected(body).to_vec()).expect("text");
        let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
        prop_assert_eq!(parts.len(), contents.len() + 2);
        for (part, content) in parts.iter().skip(1).zip(&contents) {
            let (head, body) = part.split_once("\r\n\r\n").expect("a head");
            prop_assert_eq!(head.matches('\n').count(), 2);
            prop_assert_eq!(body.strip_suffix("\r\n"), Some(content.as_str()));
        }
    }
}

#[test]
fn numbers_of_a_part_keep_their_digits_and_nan_is_refused() {
    static RATIO: Parameter = Parameter::query("ratio").style(Style::Text);
    let mut parts = Multipart::new();
    parts.value(&RATIO, None, &0.1_f32);
    let text = written(parts);
    assert!(text.contains("\r\n\r\n0.1\r\n"), "{text}");
    let mut parts = Multipart::new();
    parts.value(&RATIO, None, &f64::NAN);
    let error = parts.finish("multipart/form-data").unwrap_err();
    assert_eq!(error.name(), "ratio");
}

#[test]
fn each_item_of_an_array_is_a_part_and_the_whole_keeps_its_rules() {
    static ITEM: Node = Node::NONE.rules(&[Rule::MaxLength(2)]);
    static TAGS: Parameter = Parameter::query("tags")
        .style(Style::Text)
        .rules(&[Rule::MinItems(2), Rule::UniqueItems])
        .items(&ITEM);
    let form = |tags: &serde_json::Value| {
        let mut parts = Multipart::new().text("tags", "old");
        parts.value(&TAGS, None, tags);
        parts
    };
    static NOTE: Parameter = Parameter::query("note").style(Style::Json);
    let mut parts = Multipart::new();
    parts.value(&NOTE, None, &"a");
    let text = written(parts);
    assert!(text.contains("application/json\r\n\r\n\"a\"\r\n"), "{text}");
    let text = written(form(&json!(["a", {"b": 1}, null])));
    let expected = "--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\na\r\n\
        --B\r\nContent-Disposition: form-data; name=\"tags\"\r\nContent-Type: application/json\r\n\r\n{\"b\":1}\r\n\
        --B--\r\n";
    assert_eq!(text, expected);
    for broken in [json!(["a"]), json!(["a", "a"]), json!(["a", "abc"])] {
        let refused = form(&broken).finish("multipart/form-data");
        assert_eq!(refused.expect_err("a rule").name(), "tags");
    }
}

#[test]
fn files_are_replaced_and_counted() {
    static FILES: Parameter = Parameter::query("f")
        .style(Style::Text)
        .rules(&[Rule::MaxItems(1)]);
    let file = |text: &'static str| Part::file("name", text);
    let mut parts = Multipart::new();
    parts.file("f", Some("image/png"), file("old"));
    parts.file("f", Some("image/png"), file("new"));
    let text = written(parts);
    assert!(
        text.contains("image/png\r\n\r\nnew\r\n") && !text.contains("old"),
        "{text}"
    );
    let mut parts = Multipart::new().part("f", file("old"));
    parts.files(&FILES, None, []);
    assert!(!written(parts).contains("old"));
    let mut parts = Multipart::new();
    parts.files(&FILES, None, [file("a"), file("b")]);
    assert!(parts.finish("multipart/form-data").is_err());
}
