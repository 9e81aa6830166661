//! How numbers are read and written where another crate of the program enables `arbitrary_precision` of serde_json.
//! `compiled.rs` runs these tests in a package of `exact_numbers.yaml`.

use exact_numbers::exact_numbers::Client;
use exact_numbers::exact_numbers::models::Reading;
use exact_numbers::exact_numbers::operations::PutReadingHeaders;
use exact_numbers::transport::{ScriptedResponse, ScriptedTransport};

/// Returns a client whose server returns this body and header, with its transport.
fn client(body: &'static str, ratio: &str) -> (Client, ScriptedTransport) {
    let response = ScriptedResponse::new(200)
        .body("application/json", body)
        .header("x-ratio", ratio)
        .header("x-size", "2.0");
    let transport = ScriptedTransport::new().response(response);
    let builder = Client::builder().endpoint("http://127.0.0.1");
    let client = builder.transport(transport.clone()).build();
    (client.expect("a client"), transport)
}

#[test]
fn all_digits_are_read_and_sent_back() {
    for text in [
        r#"{"sum":9007199254740993,"value":{"amount":9007199254740993},"any":123456789012345678901234567890}"#,
        r#"{"sum":1.5,"value":{"count":9007199254740993},"any":[2.0,{"a":1.50}]}"#,
    ] {
        let reading: Reading = serde_json::from_str(text).expect("a reading");
        let (client, transport) = client(text, "1.50");
        let response = client
            .put_reading(&reading)
            .send_blocking()
            .expect("a success");
        let headers = response.typed_headers::<PutReadingHeaders>();
        assert_eq!(headers.x_ratio, Ok(Some(1.5)));
        assert_eq!(headers.x_size, Ok(Some(2)));
        let read = response.into_body();
        assert_eq!(read, reading);
        assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
        let sent = transport.requests();
        assert_eq!(String::from_utf8_lossy(&sent[0].body()), text);
    }
}

#[test]
fn digits_that_a_float_would_lose_are_an_error() {
    for body in [
        r#"{"sum":123456789012345678901234567890}"#,
        r#"{"sum":"123456789012345678901234567890"}"#,
    ] {
        let (client, _) = client(body, "1");
        let error = client.put_reading(&Reading::new(1.0)).send_blocking();
        assert!(error.is_err(), "{body}");
    }
}
