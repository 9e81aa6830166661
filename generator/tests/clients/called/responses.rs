//! How generated clients read responses. `compiled.rs` runs these tests in a package of the fixtures.

use called::block_on;
use called::error::Reason;
use called::transport::{ScriptedResponse, ScriptedTransport};

/// Creates a client of a fixture, to which the server returns this response.
macro_rules! client {
    ($fixture:ident, $response:expr) => {{
        let transport = ScriptedTransport::new().response($response);
        let builder = called::$fixture::Client::builder().endpoint("http://127.0.0.1");
        builder.transport(transport).build().expect("a client")
    }};
}

fn with(status: u16, media_type: &str, body: &'static str) -> ScriptedResponse {
    ScriptedResponse::new(status).body(media_type, body)
}

#[test]
fn the_media_type_of_a_response_chooses() {
    use called::response_choice::operations::{GetReportError, GetReportOutput};

    let report = |media_type, body| {
        let client = client!(response_choice, with(200, media_type, body));
        client
            .get_report()
            .send_blocking()
            .map(|response| response.into_body())
    };
    let json = report("application/vnd.x+json", "{\"id\":\"1\"}").expect("a report");
    assert!(matches!(json, GetReportOutput::OkOther(_)), "{json:?}");
    let json = report("application/json; charset=utf-8", "{\"id\":\"1\"}").expect("a report");
    assert!(matches!(json, GetReportOutput::OkJson(report) if report.id == "1"));
    let xml = report("text/xml", "<id/>").expect("a report");
    assert!(matches!(xml, GetReportOutput::OkXml(text) if text == "<id/>"));
    let Ok(GetReportOutput::OkPdf(pdf)) = report("application/pdf", "%PDF") else {
        panic!("no PDF");
    };
    assert_eq!(
        block_on(pdf.collect(9))
            .expect("no runtime")
            .expect("bytes"),
        "%PDF"
    );

    let client = client!(response_choice, ScriptedResponse::new(304));
    let same = client.get_report().send_blocking().expect("a success");
    assert!(matches!(*same, GetReportOutput::NotModified));

    let error = |media_type, body| {
        let client = client!(response_choice, with(400, media_type, body));
        client.get_report().send_blocking().expect_err("an error")
    };
    let by_parameter = error("application/problem+json;profile=b", "{\"two\":\"2\"}");
    let Some(GetReportError::BadRequestProblemJsonProfileB(other)) = by_parameter.kind() else {
        panic!("{by_parameter:?}");
    };
    assert_eq!(other.two.as_deref(), Some("2"));
    let odd = error("image/png", "pixels");
    assert!(odd.kind().is_none());
    assert_eq!(odd.raw_body().expect("a body"), "pixels");
}

#[test]
fn text_and_json_of_one_schema_are_one_value() {
    for (media_type, body) in [("text/plain", "Ada"), ("application/json", "\"Ada\"")] {
        use called::response_text::operations::GetNameOutput;
        let client = client!(response_text, with(201, media_type, body));
        let name = client.get_name().send_blocking().expect("a name");
        assert!(
            matches!(&*name, GetNameOutput::Ok(name) if name == "Ada"),
            "{media_type}"
        );
        assert_eq!(name.status().as_u16(), 201);

        let client = client!(response_text, with(500, media_type, body));
        let error = client.get_name().send_blocking().expect_err("an error");
        assert!(error.kind().is_some(), "{media_type}");
    }
    let quoted = with(200, "application/json", "\"<id/>\"");
    let text = client!(response_headers, quoted)
        .get_limits()
        .send_blocking();
    assert_eq!(text.expect("a text").into_body(), "<id/>");
    let latin = &b"Zo\xeb"[..];
    let latin = ScriptedResponse::new(200).body("text/plain; charset=ISO-8859-1", latin);
    let name = client!(response_text, latin).get_name().send_blocking();
    let name = name.expect("a name").into_body();
    assert!(
        matches!(&name, called::response_text::operations::GetNameOutput::Ok(name) if name == "Zo\u{eb}"),
        "{name:?}"
    );
    let client = client!(response_text, with(200, "text/plain", "12\n"));
    assert_eq!(
        client
            .get_count()
            .send_blocking()
            .expect("a count")
            .into_body(),
        12
    );
    let client = client!(response_text, with(200, "text/plain", "many"));
    let error = client.get_count().send_blocking().expect_err("no number");
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error}");
    let client = client!(
        response_text,
        with(404, "text/plain", "2026-01-31T08:00:00Z")
    );
    let error = client.get_count().send_blocking().expect_err("an error");
    use called::response_text::operations::GetCountError;
    assert!(
        matches!(error.kind(), Some(GetCountError::NotFound(date)) if date.as_str() == "2026-01-31T08:00:00Z"),
        "{error:?}"
    );
    for media_type in ["text/plain", "application/json", "text/json"] {
        let client = client!(response_text, with(200, media_type, "[{\"id\":\"1\"}]"));
        let list = client
            .list_as_frameworks_do()
            .send_blocking()
            .expect("a list");
        assert_eq!(list.len(), 1, "{media_type}");
    }
}

#[test]
fn statuses_without_a_body_succeed_and_default_is_both() {
    use called::response_statuses::operations::PostOddError;
    use called::response_without_body::operations::DeleteNameOutput;

    let client = client!(response_without_body, ScriptedResponse::new(200));
    client.head_count().send_blocking().expect("a success");
    let client = client!(response_without_body, ScriptedResponse::new(204));
    let done = client.delete_name().send_blocking().expect("a success");
    assert!(matches!(*done, DeleteNameOutput::NoContent));
    let client = client!(response_statuses, with(200, "text/plain", "?"));
    let odd = client.get_odd().send_blocking().expect("a success");
    assert_eq!(odd.undocumented_body().expect("a body"), "?");
    let client = client!(
        response_statuses,
        with(201, "application/json", "{\"id\":\"1\"}")
    );
    assert_eq!(
        client.post_odd().send_blocking().expect("a success").id,
        "1"
    );
    let client = client!(
        response_statuses,
        with(409, "application/json", "{\"id\":\"2\"}")
    );
    let error = client.post_odd().send_blocking().expect_err("an error");
    assert!(matches!(error.kind(), Some(PostOddError::Default(report)) if report.id == "2"));
}

#[test]
fn headers_are_typed_each_by_itself() {
    use called::response_headers::operations::{GetLimitsErrorHeaders, GetLimitsHeaders};

    let response = with(200, "text/csv", "")
        .header("x-rate-limit", "many")
        .header("x-tags", "a, b")
        .header("x-tags", "c")
        .header("x-shape", "width=3,name=7")
        .header("x-meta", "{\"page\":2}")
        .header("x-seed", "1234")
        .header("set-cookie", "a=1, b")
        .header("set-cookie", "c=2");
    let client = client!(response_headers, response);
    let response = client.get_limits().send_blocking().expect("a success");
    let headers = response.typed_headers::<GetLimitsHeaders>();
    let shown = format!("{headers:?}");
    assert!(
        shown.contains("x_seed: [redacted]") && shown.contains("\"b\""),
        "{shown}"
    );
    assert_eq!(headers.x_seed, Ok(Some(1234)));
    let wrong = headers.x_rate_limit.expect_err("no number");
    assert_eq!(wrong.name(), "X-Rate-Limit");
    let tags = headers.x_tags.expect("tags").expect("tags");
    assert_eq!(tags, ["a", "b", "c"]);
    let shape = headers.x_shape.expect("a shape").expect("a shape");
    assert_eq!((shape.width, shape.name.as_deref()), (Some(3), Some("7")));
    assert_eq!(headers.x_meta.expect("JSON").expect("JSON").page, Some(2));
    assert_eq!(
        headers.set_cookie.expect("lines").expect("lines"),
        ["a=1, b", "c=2"]
    );

    let client = client!(
        response_headers,
        ScriptedResponse::new(302).header("location", "/there")
    );
    let error = client.get_limits().send_blocking().expect_err("a redirect");
    let headers = error
        .typed_headers::<GetLimitsErrorHeaders>()
        .expect("a response");
    assert_eq!(headers.location.expect("text").as_deref(), Some("/there"));
    assert_eq!(headers.retry_after, Ok(None));
}

#[test]
fn events_and_parts_are_typed() {
    use called::named_events::operations::WatchEvent;

    let body = "event: remark\nid: 7\ndata: {\"text\":\"a\"}\n\nevent: unknown\ndata: 3\n\nevent: new\ndata: x\n\n";
    let client = client!(named_events, with(200, "text/event-stream", body));
    let mut events = client.watch().send_blocking().expect("events").into_body();
    let mut next = || {
        block_on(events.next())
            .expect("no runtime")
            .expect("an event")
            .expect("an event")
    };
    let first = next();
    assert!(matches!(&first.data, WatchEvent::Note(note) if note.text.as_deref() == Some("a")));
    assert_eq!(
        (first.event.as_str(), first.id.as_deref()),
        ("remark", Some("7"))
    );
    assert!(matches!(next().data, WatchEvent::Unknown_(3)));
    assert!(matches!(next().data, WatchEvent::Unknown(text) if text == "x"));

    let body = "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--";
    let client = client!(
        parts_response,
        with(200, "multipart/mixed; boundary=b", body)
    );
    let mut parts = client.batch().send_blocking().expect("parts").into_body();
    for expected in ["one", "two"] {
        let part = block_on(parts.next())
            .expect("no runtime")
            .expect("a part")
            .expect("a part");
        assert_eq!(part.body(), expected);
    }
}

#[test]
fn what_is_broken_elsewhere_spoils_no_operation() {
    use called::as_people_write::operations::PutMergedError;

    let client = client!(as_people_write, ScriptedResponse::new(401));
    let error = client.get_merged().send_blocking().expect_err("an error");
    assert!(matches!(
        error.kind(),
        Some(called::as_people_write::operations::GetMergedError::Unauthorized)
    ));
    let client = client!(
        as_people_write,
        with(404, "application/json", "{\"code\":\"c\"}")
    );
    let error = client.put_merged().send_blocking().expect_err("an error");
    let Some(PutMergedError::NotFound(problem)) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(problem.code.as_deref(), Some("c"));
    let client = client!(as_people_write, ScriptedResponse::new(204));
    client.list_models().send_blocking().expect("a success");
    // For an operation without documented responses, any successful status is a success.
    let client = client!(as_people_write, with(201, "text/plain", "kept"));
    let silent = client.post_silent().send_blocking().expect("a success");
    assert_eq!(silent.status().as_u16(), 201);
}

#[test]
fn an_error_with_additional_properties_alone_is_typed() {
    use called::error_responses::operations::GetErrorsError;

    let send = |body| {
        let client = client!(error_responses, with(422, "application/json", body));
        client.get_errors().send_blocking().expect_err("an error")
    };
    let error = send(r#"{"email":["is taken"]}"#);
    let Some(GetErrorsError::UnprocessableContent(fields)) = error.kind() else {
        panic!("{error:?}");
    };
    let email = fields.additional.get("email").expect("the property");
    assert_eq!(email.as_slice(), ["is taken"]);
    let error = send(r#"{"message":"the gateway's"}"#);
    assert!(error.kind().is_none(), "{error:?}");
}

#[test]
fn operations_with_the_same_errors_have_one_type_for_them() {
    use called::shared_errors::operations::{ListPetsError, ShowPetError};

    fn code(error: Option<&ListPetsError>) -> &str {
        match error {
            Some(ListPetsError::NotFound(problem)) => &problem.code,
            _ => "",
        }
    }
    let given = || with(404, "application/json", r#"{"code":"P1"}"#);
    let client = client!(shared_errors, given());
    let error = client.list_pets().send_blocking().expect_err("an error");
    assert_eq!(code(error.kind()), "P1");
    let client = client!(shared_errors, given());
    let error = client.show_pet("1").send_blocking().expect_err("an error");
    assert!(matches!(error.kind(), Some(ShowPetError::NotFound(_))));
    assert_eq!(code(error.kind()), "P1");
}

#[test]
fn an_error_with_properties_of_a_pattern_alone_is_typed() {
    use called::error_responses::operations::GetErrorsError;

    let given = with(409, "application/json", r#"{"x-until":"noon"}"#);
    let client = client!(error_responses, given);
    let error = client.get_errors().send_blocking().expect_err("an error");
    let Some(GetErrorsError::Conflict(marked)) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(marked.additional["x-until"], "noon");
}

#[test]
fn a_range_that_is_a_stream_leaves_the_statuses_beside_it() {
    use called::response_statuses::operations::PutOddOutput;

    let send = |status, media_type, body| {
        let client = client!(response_statuses, with(status, media_type, body));
        client.put_odd().send_blocking().expect("a success")
    };
    let whole = send(200, "application/json", "{\"id\":\"1\"}");
    assert!(matches!(&*whole, PutOddOutput::Ok(report) if report.id == "1"));
    let part = send(206, "text/plain", "half");
    assert!(matches!(&*part, PutOddOutput::PartialContent(text) if text == "half"));
    let lines = send(202, "application/x-ndjson", "{\"id\":\"2\"}\n").into_body();
    let PutOddOutput::Success(mut lines) = lines else {
        panic!("{lines:?}");
    };
    let first = block_on(lines.next()).expect("a line").expect("a report");
    assert_eq!(first.expect("one").id, "2");
}

#[test]
fn a_header_of_several_types_is_what_all_of_them_are() {
    let given = with(200, "text/csv", "a")
        .header("X-Range", "last=3")
        .header("X-Ids", "1, 2")
        .header("X-Name", "12");
    let limits = client!(response_headers, given).get_limits();
    let limits = limits.send_blocking().expect("limits");
    let headers = limits.typed_headers::<called::response_headers::operations::GetLimitsHeaders>();
    for (read, held) in [
        (format!("{:?}", headers.x_range), "last: 3"),
        (format!("{:?}", headers.x_ids), "[1, 2]"),
        (format!("{:?}", headers.x_name), "String(\"12\")"),
    ] {
        assert!(read.contains(held) && !read.contains("Unknown("), "{read}");
    }
}
