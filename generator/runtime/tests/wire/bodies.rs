use apiruntime::Body;
use apiruntime::body::multipart::Multipart;
use apiruntime::body::multipart::Part;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::Style;
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::parameter::form;
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::json;

use super::events::pieces;
use super::now;

static ENCODINGS: [Parameter; 3] = [
    Parameter::query("tags").explode(false),
    Parameter::query("filter").style(Style::DeepObject),
    Parameter::query("meta").style(Style::Json),
];

#[test]
fn a_form_follows_the_encoding_of_its_properties() {
    let value = json!({"filter": {"a": 1}, "meta": ["x"], "name": "a b&c", "tags": ["x,y", "z"]});
    let expected = "filter%5Ba%5D=1&meta=%5B%22x%22%5D&name=a%20b%26c&tags=x%2Cy,z";
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
    assert!(form::encode(&json!([1]), &[]).is_err());
    assert_eq!(form::encode(&json!(null), &[]).as_deref(), Ok(""));
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
fn written(parts: Multipart) -> String {
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
fn other_multipart_types_have_no_disposition() {
    let (content_type, body) = Multipart::new()
        .part("a", Part::json(&1).expect("JSON"))
        .finish("multipart/related")
        .expect("parts");
    let text = String::from_utf8(collected(body).to_vec()).expect("text");
    assert!(content_type.starts_with("multipart/related; boundary="));
    assert!(!text.contains("Content-Disposition"), "{text}");
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
    static RATIO: Parameter = Parameter::query("ratio");
    let mut parts = Multipart::new();
    parts.scalar(&RATIO, None, &0.1_f32);
    let text = written(parts);
    assert!(text.contains("\r\n\r\n0.1\r\n"), "{text}");
    let mut parts = Multipart::new();
    parts.scalar(&RATIO, None, &f64::NAN);
    let error = parts.finish("multipart/form-data").unwrap_err();
    assert_eq!(error.name(), "ratio");
}
