//! Lists whose next page is a URL, a cursor that is one, a link in a header, or a value in the body.

use apiruntime::Items;
use apiruntime::codegen::{
    Call, Core, DecodeFailure, NoError, Operation, OperationInfo, Page, Parameter, RawResponse,
    Style,
};
use apiruntime::error::Reason;
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use http::Method;
use serde_json::{Value, json};

static LIST: OperationInfo = OperationInfo::new("List", Method::GET, "/stops");
static CURSOR: Parameter = Parameter::query("cursor");
static DAY: Parameter = Parameter::query("day");

enum List {}

impl Operation for List {
    type Output = Value;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Value, DecodeFailure<NoError>> {
        response.json()
    }
}

fn page(body: Value) -> Page<Value> {
    Page {
        items: body["items"].as_array().cloned().unwrap_or_default(),
        next: body["next"].as_str().map(str::to_owned),
        ..Page::default()
    }
}

/// A client of a server that gives these pages, and a call with an argument.
fn list(pages: &[(Value, Option<&str>)]) -> (Call, ScriptedTransport) {
    let mut script = ScriptedTransport::new();
    for (body, link) in pages {
        let response = ScriptedResponse::value(200, body);
        script = script.response(match link {
            Some(link) => response.header("link", link),
            None => response,
        });
    }
    let builder = Core::builder(&[]).endpoint("https://api.example/v1");
    let client = builder.transport(script.clone()).build().unwrap();
    let mut call = Call::new(&client, &LIST);
    call.parameter(&DAY, &7);
    (call, script)
}

fn asked(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    requests
        .iter()
        .map(|request| request.uri().to_string())
        .collect()
}

#[tokio::test]
async fn a_cursor_that_is_the_url_of_the_next_page_is_followed() {
    let next = "http://api.example/v1/stops?cursor=cD0y&day=7";
    let pages = [
        (json!({"items": [1], "next": next}), None),
        (json!({"items": [2], "next": "c"}), None),
        (json!({"items": [3], "next": null}), None),
    ];
    let (call, script) = list(&pages);
    let items = Items::of_cursor::<List>(call, &CURSOR, page)
        .all()
        .await
        .unwrap();
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(
        asked(&script),
        [
            "https://api.example/v1/stops?day=7",
            "https://api.example/v1/stops?cursor=cD0y&day=7",
            "https://api.example/v1/stops?day=7&cursor=c",
        ]
    );
}

#[tokio::test]
async fn the_url_of_the_next_page_is_followed_and_never_to_another_host() {
    let pages = [
        (json!({"items": [1], "next": "?page=2"}), None),
        (json!({"items": [2], "next": "/v2/stops?page=3"}), None),
        (
            json!({"items": [3], "next": "https://evil.example/v1/stops?page=4"}),
            None,
        ),
    ];
    let (call, script) = list(&pages);
    let mut items = Items::of_url::<List>(call, page);
    for expected in 1..4 {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    let error = items.next().await.unwrap().unwrap_err();
    let Reason::InvalidArgument(error) = error.reason() else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), &ArgumentErrorKind::OtherHost);
    assert_eq!(
        asked(&script),
        [
            "https://api.example/v1/stops?day=7",
            "https://api.example/v1/stops?page=2",
            "https://api.example/v2/stops?page=3",
        ]
    );
}

#[tokio::test]
async fn the_link_to_the_next_page_is_followed() {
    let link =
        "</v1/stops?page=1>; rel=\"first\", <https://api.example/v1/stops?page=2>; rel=\"next\"";
    let pages = [
        (json!({"items": [1]}), Some(link)),
        (json!({"items": [2]}), Some("</v1/stops?page=1>; rel=prev")),
    ];
    let (call, script) = list(&pages);
    let items = Items::of_link::<List>(call, "next", page)
        .all()
        .await
        .unwrap();
    assert_eq!(items, [1, 2]);
    assert_eq!(asked(&script)[1], "https://api.example/v1/stops?page=2");
}

#[tokio::test]
async fn a_cursor_or_an_offset_may_be_in_the_body() {
    static NUMBER: Parameter = Parameter::body("/page/cursor").style(Style::Json);
    static TEXT: Parameter = Parameter::body("/cursor");
    static OFFSET: Parameter = Parameter::body("/from");
    static SIZE: Parameter = Parameter::body("/size");
    let bodies = |script: &ScriptedTransport| {
        let requests = script.requests();
        requests
            .iter()
            .map(|request| request.json().unwrap())
            .collect::<Vec<_>>()
    };
    let pages = [
        (json!({"items": [1], "next": "5"}), None),
        (json!({"items": [2]}), None),
    ];

    let (mut call, script) = list(&pages);
    call.json("application/json", None, &json!({"q": "a"}));
    assert_eq!(
        Items::of_cursor::<List>(call, &NUMBER, page)
            .all()
            .await
            .unwrap(),
        [1, 2]
    );
    assert_eq!(
        bodies(&script),
        [json!({"q": "a"}), json!({"q": "a", "page": {"cursor": 5}})]
    );

    let (mut call, script) = list(&pages);
    call.json("application/vnd.a+json", None, &json!({"cursor": "4"}));
    assert_eq!(
        Items::of_cursor::<List>(call, &TEXT, page)
            .all()
            .await
            .unwrap(),
        [1, 2]
    );
    assert_eq!(
        bodies(&script),
        [json!({"cursor": "4"}), json!({"cursor": "5"})]
    );
    assert_eq!(
        script.requests()[1].header("content-type"),
        Some("application/vnd.a+json")
    );

    // Whether a short page ends the list is not what this is about.
    let pages = [
        (json!({"items": [1, 2]}), None),
        (json!({"items": [3]}), None),
        (json!({"items": []}), None),
    ];
    let (mut call, script) = list(&pages);
    call.json("application/json", None, &json!({"from": 10, "size": 2}));
    let items = Items::of_offset::<List>(call, &OFFSET, 0, Some(&SIZE), page);
    assert_eq!(items.all().await.unwrap(), [1, 2, 3]);
    assert_eq!(
        bodies(&script)[..2],
        [
            json!({"from": 10, "size": 2}),
            json!({"from": 12, "size": 2})
        ]
    );

    let (mut call, _) = list(&pages);
    call.json("application/json", None, &json!([1]));
    assert!(
        Items::of_offset::<List>(call, &OFFSET, 0, None, page)
            .all()
            .await
            .is_err()
    );
}
