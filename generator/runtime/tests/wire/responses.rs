//! How a response is read: by its status, and by its media type if several are documented.

use apiruntime::codegen::{
    Call, Contents, Core, DecodeFailure, Operation, OperationInfo, RawResponse,
};
use apiruntime::error::{NoError, Reason};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Body, CallOptions, Config, Error, Response};
use serde_json::{Value, json};

static REPORT: OperationInfo = OperationInfo::new("Report", "GET", "/report")
    .successes(&[200, 202], Some(200), Some(202))
    .contents(&[
        Contents::new(
            200,
            200,
            &["application/json", "application/pdf", "text/plain"],
        )
        .streamed(&[1]),
        Contents::new(
            400,
            499,
            &["application/json;v=1", "application/json;v=2", "text/plain"],
        ),
    ]);

enum Report {}

#[derive(Debug)]
enum ReportOutput {
    Json(Value),
    Pdf(Body),
    Plain(i32),
    Accepted,
}

#[derive(Debug, PartialEq)]
enum ReportError {
    V1(Value),
    V2(Value),
    Plain(String),
}

impl Operation for Report {
    type Output = ReportOutput;
    type Error = ReportError;

    fn decode(response: &mut RawResponse) -> Result<ReportOutput, DecodeFailure<ReportError>> {
        match response.status() {
            200 => match response.content() {
                Some(0) => response.json().map(ReportOutput::Json),
                Some(1) => response.stream().map(ReportOutput::Pdf),
                Some(2) => response.scalar().map(ReportOutput::Plain),
                _ => response.unlisted(),
            },
            202 => response.empty().map(|()| ReportOutput::Accepted),
            400..=499 => match response.content() {
                Some(0) => Err(response.error(&[], ReportError::V1)),
                Some(1) => Err(response.error(&[], ReportError::V2)),
                Some(2) => Err(response.string_error(ReportError::Plain)),
                _ => Err(response.undocumented()),
            },
            _ => Err(response.undocumented()),
        }
    }
}

static CREATE: OperationInfo = OperationInfo::new("Create", "POST", "/things").success(200);

enum Create {}

impl Operation for Create {
    type Output = Option<i32>;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Option<i32>, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.json(),
            _ => Err(response.undocumented()),
        }
    }
}

static DELETE: OperationInfo = OperationInfo::new("Delete", "DELETE", "/things").success(204);

enum Delete {}

impl Operation for Delete {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<NoError>> {
        match response.status() {
            204 => response.empty(),
            _ => Err(response.undocumented()),
        }
    }
}

async fn send<O: Operation>(
    info: &'static OperationInfo,
    response: ScriptedResponse,
    config: Config,
    options: CallOptions,
) -> Result<Response<O::Output>, Error<O::Error>> {
    let core = Core::builder(&[])
        .endpoint("http://127.0.0.1")
        .transport(ScriptedTransport::new().response(response))
        .config(config)
        .build()
        .expect("a client");
    let mut call = Call::new(&core, info);
    call.set_options(options);
    call.send::<O>().await
}

async fn lenient<O: Operation>(
    info: &'static OperationInfo,
    response: ScriptedResponse,
) -> Result<Response<O::Output>, Error<O::Error>> {
    send::<O>(info, response, Config::new(), CallOptions::new()).await
}

fn with(status: u16, media_type: &str, body: &'static str) -> ScriptedResponse {
    ScriptedResponse::new(status).body(media_type, body)
}

#[tokio::test]
async fn the_media_type_of_the_response_chooses() {
    let report = async |media_type, body| {
        let response = lenient::<Report>(&REPORT, with(200, media_type, body)).await;
        response.expect("a report").into_body()
    };
    let json = report("application/json; charset=utf-8", "{\"a\":1}").await;
    assert!(matches!(json, ReportOutput::Json(value) if value == json!({"a": 1})));
    let family = report("application/hal+json", "1").await;
    assert!(matches!(family, ReportOutput::Json(value) if value == json!(1)));
    let plain = report("text/plain", " 12\n").await;
    assert!(matches!(plain, ReportOutput::Plain(12)), "{plain:?}");
    let marked = report("text/plain", "\u{feff}12").await;
    assert!(matches!(marked, ReportOutput::Plain(12)), "{marked:?}");
    let ReportOutput::Pdf(pdf) = report("application/pdf", "%PDF").await else {
        panic!("a stream");
    };
    assert_eq!(pdf.collect(100).await.expect("the bytes"), "%PDF");
}

#[tokio::test]
async fn a_body_in_a_character_set_that_is_not_read_is_an_error_that_names_it_and_keeps_the_bytes()
{
    let report = async |media_type, body: &'static [u8]| {
        let response = ScriptedResponse::new(200).body(media_type, body);
        lenient::<Report>(&REPORT, response).await
    };
    let read = report("application/json; charset=windows-1252", b"\"\x80\"").await;
    assert!(
        matches!(read.expect("text").into_body(), ReportOutput::Json(value) if value == "\u{20ac}")
    );
    let read = report("text/plain; charset=GBK", b" 12").await;
    assert!(matches!(
        read.expect("text").into_body(),
        ReportOutput::Plain(12)
    ));
    let read = report("application/json; charset=GBK", b"\"\xc4\xe3\"").await;
    assert!(
        matches!(read.expect("text").into_body(), ReportOutput::Json(value) if value == "\u{4f60}")
    );
    for (media_type, body) in [
        ("application/json;charset=x-ours", &b"\"\xc4\xe3\""[..]),
        ("text/html; charset=x-ours", b"\x93\xfa"),
        ("text/plain;charset=gb-ours", b"\xc4\xa3"),
        ("text/plain; charset=utf-32", b"\0\0\0a"),
    ] {
        let error = report(media_type, body).await.expect_err("not read");
        let charset = media_type.split('=').nth(1).unwrap_or_default();
        let named = format!("`{}`", charset.to_ascii_lowercase());
        assert!(error.to_string().contains(&named), "{error}");
        assert_eq!(error.raw_body().expect("bytes"), body);
    }
}

#[tokio::test]
async fn a_media_type_that_is_not_documented_is_an_error_that_keeps_the_body() {
    let error = lenient::<Report>(&REPORT, with(200, "image/png", "pixels")).await;
    let error = error.expect_err("no variant has it");
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error}");
    assert_eq!(error.raw_body().expect("a body"), "pixels");
    assert!(error.to_string().contains("media type"), "{error}");
}

#[tokio::test]
async fn the_media_type_of_an_error_chooses() {
    for (media_type, body, expected) in [
        ("application/json;v=2", "2", Some(ReportError::V2(json!(2)))),
        ("application/json", "1", Some(ReportError::V1(json!(1)))),
        ("text/plain", "no", Some(ReportError::Plain("no".into()))),
        (
            "text/plain",
            "\u{feff}no",
            Some(ReportError::Plain("no".into())),
        ),
        ("image/png", "pixels", None),
    ] {
        let error = lenient::<Report>(&REPORT, with(400, media_type, body)).await;
        let error = error.expect_err("a documented error");
        assert_eq!(error.kind(), expected.as_ref(), "{media_type}");
        assert_eq!(error.raw_body().expect("a body"), body);
    }
}

#[tokio::test]
async fn an_error_that_is_plain_text_is_the_message() {
    for (media_type, body, message) in [
        (
            "text/plain; charset=utf-8",
            "It is gone.\n",
            Some("It is gone."),
        ),
        ("text/plain", "\u{feff}It is gone.\n", Some("It is gone.")),
        ("text/html", "It is gone.\n", None),
        ("text/html", "\u{feff}It is gone.\n", None),
    ] {
        let error = lenient::<Report>(&REPORT, with(404, media_type, body)).await;
        let error = error.expect_err("a status without success");
        assert_eq!(error.message(), message, "{media_type}");
        let shown = error.to_string();
        assert!(
            shown.contains(": It is gone. Check the endpoint"),
            "{shown}"
        );
    }
    let error = lenient::<Report>(&REPORT, with(404, "text/plain", "\u{feff}")).await;
    let shown = error.expect_err("a status without success").to_string();
    assert!(shown.contains(", no body"), "{shown}");
}

#[tokio::test]
async fn a_response_that_names_no_media_type_is_json_where_it_looks_like_it() {
    static UNNAMED: OperationInfo =
        OperationInfo::new("Report", "GET", "/report").contents(&[Contents::new(
            400,
            499,
            &["text/xml", "application/json", "text/plain"],
        )]);
    for (body, expected) in [
        (" [1]", ReportError::V2(json!([1]))),
        ("{}", ReportError::V2(json!({}))),
        ("null", ReportError::V1(Value::Null)),
    ] {
        let error = lenient::<Report>(&UNNAMED, with(400, "", body)).await;
        let error = error.expect_err("a documented error");
        assert_eq!(error.kind(), Some(&expected), "{body}");
    }
}

#[tokio::test]
async fn an_undocumented_success_is_read_as_the_documented_one() {
    let created = lenient::<Create>(&CREATE, ScriptedResponse::json(201, "7")).await;
    let created = created.expect("a success");
    assert_eq!((created.status().as_u16(), *created), (201, Some(7)));

    let error = lenient::<Create>(&CREATE, ScriptedResponse::json(201, "{}")).await;
    let error = error.expect_err("it does not fit");
    assert_eq!(error.raw_body().expect("a body"), "{}");
    assert_eq!(error.status().expect("a status").as_u16(), 201);
}

#[tokio::test]
async fn of_several_successes_an_undocumented_one_is_that_with_a_body_or_without() {
    let body = lenient::<Report>(&REPORT, ScriptedResponse::json(201, "1")).await;
    assert!(matches!(
        body.expect("a success").into_body(),
        ReportOutput::Json(_)
    ));
    let empty = lenient::<Report>(&REPORT, ScriptedResponse::new(204)).await;
    assert!(matches!(
        empty.expect("a success").into_body(),
        ReportOutput::Accepted
    ));
}

#[tokio::test]
async fn a_body_that_is_not_documented_is_kept() {
    let deleted = lenient::<Delete>(&DELETE, ScriptedResponse::json(200, "{\"a\":1}")).await;
    let deleted = deleted.expect("a success");
    assert_eq!(deleted.undocumented_body().expect("a body"), "{\"a\":1}");
    let deleted = lenient::<Delete>(&DELETE, ScriptedResponse::new(204)).await;
    assert_eq!(deleted.expect("a success").undocumented_body(), None);
}

#[tokio::test]
async fn an_empty_body_is_null_where_that_is_a_value() {
    for status in [200, 204] {
        let nothing = lenient::<Create>(&CREATE, ScriptedResponse::new(status)).await;
        assert_eq!(nothing.expect("a success").into_body(), None);
    }
    let broken = lenient::<Create>(&CREATE, with(200, "application/json", "<html>")).await;
    assert_eq!(
        broken.expect_err("no JSON").raw_body().expect("a body"),
        "<html>"
    );
}

#[tokio::test]
async fn a_strict_client_and_a_strict_call_refuse_an_undocumented_success() {
    let strict = Config::new().reject_undocumented(true);
    let response = || ScriptedResponse::json(201, "7");
    let error = send::<Create>(&CREATE, response(), strict.clone(), CallOptions::new()).await;
    let error = error.expect_err("not documented");
    assert_eq!(error.raw_body().expect("a body"), "7");
    let options = || CallOptions::new().reject_undocumented(false);
    let created = send::<Create>(&CREATE, response(), strict, options()).await;
    assert_eq!(created.expect("a success").into_body(), Some(7));
    let options = CallOptions::new().reject_undocumented(true);
    let error = send::<Create>(&CREATE, response(), Config::new(), options).await;
    assert!(error.is_err());
}

#[tokio::test]
async fn a_json_string_that_was_sent_as_text_is_that_text_but_a_page_is_none() {
    enum Greet {}

    impl Operation for Greet {
        type Output = Value;
        type Error = NoError;

        fn decode(response: &mut RawResponse) -> Result<Value, DecodeFailure<NoError>> {
            response.json_or_text()
        }
    }

    static GREET: OperationInfo = OperationInfo::new("Greet", "GET", "/").success(200);
    let value = async |media_type, body| {
        let greeted = lenient::<Greet>(&GREET, with(200, media_type, body)).await;
        greeted.ok().map(Response::into_body)
    };
    let html = "text/html; charset=utf-8";
    assert_eq!(value("application/json", "\"a\"").await, Some(json!("a")));
    assert_eq!(value("text/plain", "\"a\"").await, Some(json!("a")));
    assert_eq!(value("text/csv", "a,b").await, Some(json!("a,b")));
    assert_eq!(value("text/plain", "<b>").await, Some(json!("<b>")));
    assert_eq!(value(html, "Hello!").await, Some(json!("Hello!")));
    assert_eq!(value(html, "\n<!DOCTYPE html>").await, None);
    assert_eq!(value("application/json", "a").await, None);
    assert_eq!(value("text/json", "a").await, None);
    assert_eq!(value("application/pdf", "%PDF").await, None);
}

#[tokio::test]
async fn a_page_in_place_of_json_is_named_also_where_an_error_may_be_one() {
    enum Count {}

    impl Operation for Count {
        type Output = i32;
        type Error = NoError;

        fn decode(response: &mut RawResponse) -> Result<i32, DecodeFailure<NoError>> {
            response.json()
        }
    }

    static COUNT: OperationInfo = OperationInfo::new("Count", "GET", "/")
        .accept("application/json, text/html")
        .success(200);
    let message = async |body| {
        let counted = lenient::<Count>(&COUNT, with(200, "text/html", body)).await;
        counted.unwrap_err().to_string()
    };
    let page = message("<html>").await;
    assert!(
        page.contains("; its media type is `text/html`; a proxy may have responded"),
        "{page}"
    );
    let json = message("\"a\"").await;
    assert!(!json.contains("proxy"), "{json}");
}
