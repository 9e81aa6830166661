//! Compares signatures with those of the service's own signers, and with published examples.

use std::time::{Duration, UNIX_EPOCH};

use apiruntime::auth::huawei::signer::Payload;
use apiruntime::auth::huawei::signer::SigningInput;
use apiruntime::auth::huawei::signer::payload_hash;
use apiruntime::auth::huawei::signer::sign;
use apiruntime::auth::huawei::signer::sign_request;
use proptest::prelude::*;
use serde_json::Value;

const DATA: &str = include_str!("data/signing.json");

fn data(key: &str) -> Vec<Value> {
    let mut data: Value = serde_json::from_str(DATA).unwrap();
    match data[key].take() {
        Value::Array(entries) => entries,
        entry => vec![entry],
    }
}

fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry[key].as_str().unwrap_or_default()
}

fn body(entry: &Value) -> Vec<u8> {
    let digits = text(entry, "body_hex").as_bytes();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Decodes percent-encoding with another implementation than the signer's.
fn decode(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        decoded.push(u8::from_str_radix(&part[..2], 16).unwrap());
        decoded.extend_from_slice(&part.as_bytes()[2..]);
    }
    decoded
}

fn pairs(query: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let split = |pair: &str| {
        pair.split_once('=')
            .map(|(name, value)| (decode(name), decode(value)))
            .unwrap()
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(split)
        .collect()
}

fn assert_signature(entry: &Value, expected: &Value, input: &SigningInput<'_>) {
    let (name, signature) = (text(entry, "name"), sign(input));
    let canonical = String::from_utf8(signature.canonical_request).unwrap();
    assert_eq!(
        canonical,
        text(expected, "canonical_request"),
        "canonical request of {name}"
    );
    assert_eq!(
        signature.string_to_sign,
        text(expected, "string_to_sign"),
        "string to sign of {name}"
    );
    assert_eq!(
        signature.authorization,
        text(expected, "authorization"),
        "authorization of {name}"
    );
}

/// Signs an entry, given by its parts; `hash` is the last line of the canonical request.
fn check_parts(entry: &Value, expected: &Value, hash: &str, keep: impl Fn(&str) -> bool) {
    let uri: http::Uri = text(entry, "uri").parse().unwrap();
    let mut headers: Vec<(String, Vec<u8>)> =
        vec![("host".into(), uri.authority().unwrap().as_str().into())];
    for (name, value) in entry["headers"].as_object().unwrap() {
        headers.push((name.to_lowercase(), value.as_str().unwrap().into()));
    }
    let marked = !headers
        .iter()
        .any(|(name, _)| name == "x-sdk-content-sha256")
        && text(expected, "canonical_request").contains("x-sdk-content-sha256:");
    if marked {
        headers.push(("x-sdk-content-sha256".into(), b"UNSIGNED-PAYLOAD".to_vec()));
    }
    headers.retain(|(name, _)| keep(name));
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let input = SigningInput {
        method: text(entry, "method"),
        path: uri.path(),
        query: &pairs(uri.query().unwrap_or_default()),
        headers: &headers,
        payload_hash: hash,
        access_key: text(entry, "access_key"),
        secret_key: text(entry, "secret_key"),
        timestamp: text(entry, "timestamp"),
    };
    assert_signature(entry, expected, &input);
}

fn last_line(expected: &Value) -> &str {
    text(expected, "canonical_request")
        .rsplit('\n')
        .next()
        .unwrap()
}

#[test]
fn every_recorded_request_gets_the_recorded_signature_from_its_parts() {
    let vectors = data("vectors");
    assert_eq!(vectors.len(), 22);
    for entry in &vectors {
        // None of these uses another algorithm or a derived key.
        assert_eq!(
            (text(entry, "algorithm"), &entry["derived"]),
            ("HMAC_SHA256", &Value::Null)
        );
        check_parts(entry, entry, last_line(entry), |_| true);
    }
}

#[test]
fn the_signature_that_leaves_the_content_type_out_agrees_too() {
    for entry in &data("vectors") {
        let expected = &entry["without_content_type"];
        check_parts(entry, expected, last_line(expected), |name| {
            name != "content-type"
        });
    }
}

#[test]
fn every_recorded_request_is_signed_alike_as_an_http_request() {
    for entry in data("vectors").iter().chain(&data("guide")) {
        let mut request = http::Request::builder()
            .method(text(entry, "method"))
            .uri(text(entry, "uri"));
        for (name, value) in entry["headers"].as_object().unwrap() {
            request = request.header(name, value.as_str().unwrap());
        }
        let mut request = request.body(()).unwrap();
        let body = body(entry);
        let now = UNIX_EPOCH + Duration::from_secs(1);
        let (access, secret) = (text(entry, "access_key"), text(entry, "secret_key"));
        sign_request(&mut request, Payload::Bytes(&body), access, secret, now).unwrap();
        let authorization = &request.headers()[http::header::AUTHORIZATION];
        assert!(authorization.is_sensitive());
        assert_eq!(
            authorization,
            text(entry, "authorization"),
            "{}",
            text(entry, "name")
        );
    }
}

#[test]
fn the_published_examples_of_plain_hmac_sha256_agree() {
    let published = data("published");
    assert_eq!(published.len(), 14);
    let mut checked = 0;
    for entry in &published {
        // Four are signed with SM3 and four with a derived key, which this client does not support.
        if !text(entry, "authorization").starts_with("SDK-HMAC-SHA256 ") {
            assert!(text(entry, "name").contains("sm3") || !entry["derived"].is_null());
            continue;
        }
        checked += 1;
        let canonical = text(entry, "canonical_request");
        let lines: Vec<&str> = canonical.split('\n').collect();
        let headers: Vec<(&str, &[u8])> = lines[3..lines.len() - 3]
            .iter()
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name, value.as_bytes()))
            .chain([("test_underscore", b"TEST_VALUE".as_slice())])
            .collect();
        let input = SigningInput {
            method: lines[0],
            path: lines[1].trim_end_matches('/'),
            query: &pairs(lines[2]),
            headers: &headers,
            payload_hash: &payload_hash(None, Payload::Bytes(text(entry, "body").as_bytes())),
            access_key: text(entry, "access_key"),
            secret_key: text(entry, "secret_key"),
            timestamp: text(entry, "timestamp"),
        };
        assert_signature(entry, entry, &input);
    }
    assert_eq!(checked, 6);
}

#[test]
fn the_example_of_the_signing_guide_agrees() {
    for entry in &data("guide") {
        check_parts(entry, entry, last_line(entry), |_| true);
    }
}

#[test]
fn the_hash_of_the_empty_string_stands_for_a_missing_body() {
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(payload_hash(None, Payload::Bytes(b"")), EMPTY);
    assert_eq!(
        payload_hash(Some("UNSIGNED-PAYLOAD"), Payload::Bytes(b"")),
        EMPTY
    );
}

fn signed(request: http::request::Builder, payload: Payload<'_>) -> http::Request<()> {
    let mut request = request.body(()).unwrap();
    let now = UNIX_EPOCH + Duration::from_secs(1_773_563_400);
    sign_request(&mut request, payload, "AK", "SK", now).unwrap();
    request
}

#[test]
fn a_streamed_body_is_marked_as_unsigned_even_when_it_is_json() {
    let request =
        http::Request::post("https://h.example/a").header("content-type", "application/json");
    let request = signed(request, Payload::Stream);
    assert_eq!(
        request.headers()["x-sdk-content-sha256"],
        "UNSIGNED-PAYLOAD"
    );
    let written =
        http::Request::post("https://h.example/a").header("content-type", "Application/JSON");
    let request = signed(written, Payload::Bytes(b"{}"));
    assert_eq!(request.headers().get("x-sdk-content-sha256"), None);
    // The caller may know its hash.
    let known = http::Request::post("https://h.example/a").header("x-sdk-content-sha256", "abc");
    let request = signed(known, Payload::Stream);
    assert_eq!(request.headers()["x-sdk-content-sha256"], "abc");
    assert_eq!(
        payload_hash(Some("UNSIGNED-PAYLOAD"), Payload::Stream),
        "UNSIGNED-PAYLOAD"
    );
}

#[test]
fn the_date_is_the_clock_s_unless_the_caller_gave_one() {
    let request = signed(
        http::Request::get("https://h.example/"),
        Payload::Bytes(b""),
    );
    assert_eq!(request.headers()["x-sdk-date"], "20260315T083000Z");
    let given = http::Request::get("https://h.example/").header("x-sdk-date", "20200101T000000Z");
    assert_eq!(
        signed(given, Payload::Bytes(b"")).headers()["x-sdk-date"],
        "20200101T000000Z"
    );
}

fn signed_names(request: &http::Request<()>) -> String {
    let value = request.headers()["authorization"].to_str().unwrap();
    value
        .split("SignedHeaders=")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn headers_that_travel_hop_by_hop_or_repeat_are_not_signed() {
    let request = http::Request::get("https://h.example/")
        .header("content-length", "0")
        .header("accept-encoding", "gzip")
        .header("traceparent", "00-1-2-01")
        .header("x-forwarded-for", "10.0.0.1")
        .header("x-tag", "a")
        .header("x-tag", "b")
        .header("x-once", "c");
    assert_eq!(
        signed_names(&signed(request, Payload::Bytes(b""))),
        "host;x-once;x-sdk-date"
    );
}

#[test]
fn the_default_port_is_not_part_of_the_signed_host() {
    let sign = |uri: &str| {
        signed(http::Request::get(uri), Payload::Bytes(b"")).headers()["authorization"].clone()
    };
    assert_eq!(sign("https://h.example:443/a"), sign("https://h.example/a"));
    assert_eq!(sign("http://h.example:80/a"), sign("http://h.example/a"));
    assert_ne!(
        sign("https://h.example:8443/a"),
        sign("https://h.example/a")
    );
}

#[test]
fn a_request_without_a_host_is_not_signed() {
    let mut request = http::Request::get("/a").body(()).unwrap();
    let error =
        sign_request(&mut request, Payload::Bytes(b""), "AK", "SK", UNIX_EPOCH).unwrap_err();
    assert!(error.to_string().contains("no host"));
    assert!(!request.headers().contains_key("authorization"));
}

proptest! {
    #[test]
    fn any_request_is_signed_and_however_it_is_encoded_alike(path in "[ -~é一]{0,20}", value in "[ -~é一]{0,20}") {
        let all = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let some = |text: &str| {
            let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let one = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
            text.bytes().map(one).collect::<String>()
        };
        let sign = |encode: &dyn Fn(&str) -> String| {
            let uri = format!("https://h.example/a/{}?k={}", encode(&path), encode(&value));
            signed(http::Request::get(uri), Payload::Bytes(b"")).headers()["authorization"].clone()
        };
        prop_assert_eq!(sign(&all), sign(&some));
    }

}
