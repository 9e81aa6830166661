//! What can be wrong with a response, and the error for each case.

use crate::received;
use crate::support::*;
use apiruntime::Error;
use apiruntime::error::Reason;

#[tokio::test]
async fn invalid_utf_8_is_a_decode_error_with_its_place() {
    let body = b"{\"a\": 1, \"\xff\xfe\": 2}";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let error = received([head.as_bytes(), body].concat())
        .await
        .unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert_eq!(error.raw_body().unwrap().as_ref(), body);
    assert!(error.to_string().contains("unicode"), "{error}");
}

#[tokio::test]
async fn html_on_a_success_is_reported_as_html() {
    let html = response(
        "200 OK",
        &[("content-type", "text/html; charset=utf-8")],
        "<html>login</html>",
    );
    let error = received(html).await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
    assert!(
        error.to_string().contains(
            "its media type is `text/html`, which is not documented; a proxy may have responded"
        ),
        "{error}"
    );
    assert!(!error.to_string().contains("login"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn html_of_a_gateway_is_kept() {
    let html = "<html><body><h1>502 Bad Gateway</h1></body></html>\n";
    let error = received(response(
        "502 Bad Gateway",
        &[("content-type", "text/html")],
        html,
    ))
    .await;
    let error = error.unwrap_err();
    assert!(matches!(error.reason(), Reason::Api), "{error:?}");
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (502, 3)
    );
    assert_eq!(
        (error.raw_body().unwrap().as_ref(), error.kind()),
        (html.as_bytes(), None)
    );
    let text = error.to_string();
    assert!(
        text.contains("502 Bad Gateway") && text.contains("try again later"),
        "{text}"
    );
}

#[tokio::test]
async fn an_empty_400_keeps_its_status_and_has_no_kind() {
    let error = received(response("400 Bad Request", &[("x-request-id", "r-1")], "")).await;
    let error = error.unwrap_err();
    assert!(matches!(error.reason(), Reason::Api), "{error:?}");
    assert_eq!(
        (error.status().unwrap().as_u16(), error.kind(), error.code()),
        (400, None, None)
    );
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(
        error.to_string(),
        "GetThing: status 400 Bad Request, no body; correct the request before sending it again \
         (request r-1)"
    );
}

#[tokio::test]
async fn an_error_says_how_long_the_server_asks_to_wait() {
    for (header, end) in [
        ("3600", "try again later (the server asks to wait 3600 s)"),
        ("0.5", "try again later (the server asks to wait 1 s)"),
        ("0", "try again later"),
        ("soon", "try again later"),
    ] {
        let response = response("503 Service Unavailable", &[("retry-after", header)], "");
        let error = received(response).await.unwrap_err().to_string();
        assert!(error.contains(end), "{error}");
        let is_asked = error.contains("asks to wait");
        assert_eq!(is_asked, end.contains("asks to wait"), "{error}");
    }
}

#[tokio::test]
async fn an_empty_body_where_json_was_said_is_reported_as_empty() {
    let error = received(response("200 OK", &[], "")).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the body is not what the description says: it is empty")
    );
    let error = received(response("200 OK", &[], "\r\n")).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("the description says: it has only white space"),
        "{error}"
    );
}

#[tokio::test]
async fn the_body_of_a_205_that_a_range_gives_one_is_said_to_be_always_empty() {
    let error = received(response("205 Reset Content", &[], "")).await;
    let error = error.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(205));
    assert!(
        error.to_string().contains("as that of a 205 always is"),
        "{error}"
    );
}

#[tokio::test]
async fn an_array_where_an_object_was_said_is_a_decode_error() {
    let error = received(json("200 OK", "[1, 2]")).await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert_eq!(pointer(&error), "");
    assert!(
        error
            .to_string()
            .contains("invalid type: array, expected an object"),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_value_is_named_by_its_place_and_not_shown() {
    let error = received(json("200 OK", r#"{"a": 1, "b": "hunter2"}"#))
        .await
        .unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert_eq!(pointer(&error), "/b");
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("at `/b`") && !text.contains("hunter2"),
        "{text}"
    );
}

#[tokio::test]
async fn an_error_body_of_another_shape_is_kept_and_still_read() {
    for (body, code, message) in [
        (
            r#"{"message": "no such route"}"#,
            None,
            Some("no such route"),
        ),
        (
            r#"{"error_code": 17, "error_msg": "number for a string"}"#,
            Some("17"),
            Some("number for a string"),
        ),
        (r#"[1, 2]"#, None, None),
        ("{broken", None, None),
    ] {
        let error = received(json("400 Bad Request", body)).await;
        let error = error.unwrap_err();
        assert!(matches!(error.reason(), Reason::Api), "{error:?}");
        assert_eq!(
            (error.kind(), error.code(), error.message()),
            (None, code, message),
            "{body}"
        );
        assert_eq!(error.raw_body().unwrap(), body);
    }
}

#[tokio::test]
async fn a_documented_error_body_is_typed_by_its_status() {
    let body = r#"{"error_code": "DCS.4800", "error_msg": "Invalid logType."}"#;
    let error = received(json("401 Unauthorized", body)).await;
    let error = error.unwrap_err();
    assert!(matches!(error.reason(), Reason::Api), "{error:?}");
    let Some(ThingError::Unauthorized(typed)) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(typed["error_code"], "DCS.4800");
    let text = "DCS.4800: Invalid logType. Check the credentials";
    assert!(error.to_string().contains(text), "{error}");
}

#[tokio::test]
async fn code_message_and_request_id_are_found_in_every_shape() {
    let shapes = [
        (
            r#"{"error_code": "C", "error_msg": "M", "request_id": "R"}"#,
            None,
        ),
        (
            r#"{"errorCode": "C", "errorMsg": "M"}"#,
            Some(("X-Request-Id", "R")),
        ),
        (
            r#"{"code": "C", "message": "M", "request_id": "other"}"#,
            Some(("x-request-id", "R")),
        ),
        (
            r#"{"error": {"code": "C", "message": "M"}}"#,
            Some(("X-IAM-Trace-Id", "R")),
        ),
        (
            r#"{"response": {"error": {"error_code": "C", "error_msg": "M"}}, "request_id": "R"}"#,
            None,
        ),
    ];
    for (body, header) in shapes {
        let headers: Vec<_> = header.into_iter().collect();
        let error = received(response("403 Forbidden", &headers, body)).await;
        let error = error.unwrap_err();
        assert!(matches!(error.reason(), Reason::Api), "{error:?}");
        let found = (error.code(), error.message(), error.request_id());
        assert_eq!(found, (Some("C"), Some("M"), Some("R")), "{body}");
        assert!(error.to_string().contains("(request R)"), "{error}");
    }
}

#[tokio::test]
async fn an_error_is_read_in_the_character_set_that_it_names() {
    let json = "{\"error_code\": \"C\", \"error_msg\": \"\u{e9}t\u{e9}\"}";
    let utf_16: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = json.chars().map(|character| character as u8).collect();
    let page = b"<title>Acc\xe8s refus\xe9</title>".to_vec();
    let xml = b"<?xml encoding='latin1'?><e><Message>refus\xe9</Message></e>".to_vec();
    for (media_type, body, shown) in [
        ("application/xml", xml, "refus\u{e9}"),
        (
            "application/json; charset=utf-16le",
            utf_16,
            "C: \u{e9}t\u{e9}",
        ),
        (
            "application/json; charset=iso-8859-1",
            latin,
            "C: \u{e9}t\u{e9}",
        ),
        (
            "text/html; charset=iso-8859-1",
            page,
            "Acc\u{e8}s refus\u{e9}",
        ),
    ] {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 403 Forbidden\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        let error = received([head.as_bytes(), &body].concat()).await;
        let error = error.unwrap_err();
        assert!(error.to_string().contains(shown), "{error}");
        assert_eq!(error.raw_body().unwrap().as_ref(), body);
    }
}

#[tokio::test]
async fn an_error_text_never_holds_a_whole_body() {
    let error = received(response("400 Bad Request", &[], &"x".repeat(1 << 20)))
        .await
        .unwrap_err();
    assert!(error.to_string().len() < 400);
    assert!(matches!(error.reason(), Reason::Api), "{error:?}");
    assert_eq!(error.raw_body().unwrap().len(), 1 << 20);
}

fn pointer<E>(error: &Error<E>) -> &str {
    match error.reason() {
        Reason::Decode { pointer, .. } => pointer,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_of_another_media_type_is_named_as_such() {
    let html = [("content-type", "text/html; charset=utf-8")];
    let error = received(response("404 Not Found", &html, "<html>")).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "GetThing: status 404 Not Found, with the undocumented media type `text/html`: <html>; check the endpoint, \
         and that what is asked for exists"
    );
    let problem = [("content-type", "application/problem+json")];
    let error = received(response("404 Not Found", &problem, r#"{"a": 1}"#)).await;
    let text = error.unwrap_err().to_string();
    assert!(!text.contains("undocumented"), "{text}");
}

#[tokio::test]
async fn the_advice_fits_the_status() {
    for (status, id, advice) in [
        (
            "501 Not Implemented",
            "",
            "the service does not offer this; check the endpoint and its version",
        ),
        (
            "500 Internal Server Error",
            "",
            "the service failed; report it",
        ),
        (
            "500 Internal Server Error",
            "r",
            "the service failed; report it with the request id (request r)",
        ),
        (
            "409 Conflict",
            "",
            "it conflicts with the present state; look at that before sending it again",
        ),
        (
            "413 Content Too Large",
            "",
            "the request is too large; send less at a time",
        ),
        (
            "402 Payment Required",
            "",
            "the service asks for a payment; check the account",
        ),
        ("423 Locked", "", "it is locked; try again when it is not"),
        (
            "424 Failed Dependency",
            "",
            "it depends on something that failed; look at that first",
        ),
        (
            "425 Too Early",
            "",
            "the server asks to send the request again",
        ),
        (
            "426 Upgrade Required",
            "",
            "the server asks for another protocol; check the endpoint",
        ),
        (
            "428 Precondition Required",
            "",
            "the server asks for a condition, such as `If-Match`; read what is to be changed first",
        ),
        (
            "451 Unavailable For Legal Reasons",
            "",
            "the server must not give it, for legal reasons",
        ),
    ] {
        let headers = [("x-request-id", id)];
        let headers = if id.is_empty() {
            &headers[..0]
        } else {
            &headers[..]
        };
        let error = received(response(status, headers, "")).await.unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(&format!(", no body; {advice}")), "{text}");
    }
}

#[tokio::test]
async fn nothing_that_a_terminal_acts_on_is_shown_wherever_a_server_writes_it() {
    let escapes = r"\u001b]0;x\u0007\u202e\u2066\u200b";
    let raw = "\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{200b}";
    for response in [
        json(
            "400 Bad Request",
            &format!(r#"{{"error_code":"c{escapes}","error_msg":"m{escapes}"}}"#),
        ),
        json("409 Conflict", &format!(r#"{{"request_id":"i{escapes}"}}"#)),
        json(
            "500 Oops",
            &format!(r#"{{"errors":{{"p{escapes}":["m"]}}}}"#),
        ),
        json("500 Oops", &format!("<html>{raw}")),
        json("200 OK", &format!(r#"{{"k{escapes}":"no number"}}"#)),
        json("200 OK", &format!(r#"{{"k{escapes}":1.5}}"#)),
        json("200 OK", raw),
    ] {
        let error = received(&response).await.unwrap_err();
        for text in [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#?}"),
        ] {
            let is_acted_on =
                |c: char| c != '\n' && c.is_control() || raw.contains(c) && !c.is_ascii();
            assert!(!text.contains(is_acted_on), "{text:?}");
        }
    }
}
