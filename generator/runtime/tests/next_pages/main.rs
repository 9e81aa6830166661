//! Lists whose next page is a URL, a cursor that is one, a link in a header, or a value in the body.

mod positions;
mod sizes;

use apiruntime::codegen::{
    Call, Core, DecodeFailure, List as Listed, NoError, Operation, OperationInfo, Page, Parameter,
    RawResponse, Style,
};
use apiruntime::error::{Error, Reason};
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Body, Items};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

static LIST: OperationInfo = OperationInfo::new("List", "GET", "/stops");
static CURSOR: Parameter = Parameter::query("cursor");
static DAY: Parameter = Parameter::query("day");
static LIMIT: Parameter = Parameter::query("limit");

enum List {}

impl Operation for List {
    type Output = Value;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Value, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.json(),
            _ => Err(response.undocumented()),
        }
    }
}

fn page(body: Value) -> Page<Value> {
    Page {
        items: body["items"].as_array().cloned().unwrap_or_default(),
        next: body["next"].as_str().map(str::to_owned),
        ..Page::default()
    }
}

fn page_with_total(body: Value) -> Page<Value> {
    Page {
        total: body["total"].as_u64(),
        ..page(body)
    }
}

/// Returns a client of a server that sends these responses.
fn client(script: &ScriptedTransport) -> Core {
    let builder = Core::builder(&[]).endpoint("https://api.example");
    builder.transport(script.clone()).build().unwrap()
}

/// Returns a call that asks for pages of this size.
fn call_of_pages(script: &ScriptedTransport, size: u64) -> Call {
    let mut call = Call::new(&client(script), &LIST);
    call.parameter(&LIMIT, &size);
    call
}

/// Returns a call with an argument, and its server, which sends these pages.
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

fn of_list(list: Listed<List, Value>) -> Items<Value, Error<NoError>> {
    list.items()
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
    let items = of_list(Listed::by_cursor(call, &CURSOR, page))
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
async fn a_header_may_have_the_cursor_of_the_next_page_and_the_total() {
    let with = |items: Value, name: &str, value: &str| {
        ScriptedResponse::value(200, &json!({ "items": items })).header(name, value)
    };
    let run = async |script: &ScriptedTransport, make: fn(Call) -> Listed<List, Value>| {
        let builder = Core::builder(&[]).endpoint("https://api.example/v1");
        let client = builder.transport(script.clone()).build().unwrap();
        let items = of_list(make(Call::new(&client, &LIST)))
            .all()
            .await
            .unwrap();
        (items, asked(script))
    };
    let script = ScriptedTransport::new()
        .response(with(json!([1]), "x-next-page", " ü2 "))
        .response(with(json!([2]), "X-Next-Page", ""));
    let by_cursor = |call| Listed::by_cursor(call, &CURSOR, page).next_in("X-Next-Page");
    let (items, asked) = run(&script, by_cursor).await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked[1], "https://api.example/v1/stops?cursor=%C3%BC2");

    let script = ScriptedTransport::new()
        .response(with(json!([1, 2]), "x-total-count", "3"))
        .response(with(json!([3]), "x-total-count", "3"));
    let by_offset =
        |call| Listed::by_offset(call, &CURSOR, 0, None, page).total_in("X-Total-Count");
    let (items, asked) = run(&script, by_offset).await;
    assert_eq!(
        (items, asked.len()),
        (vec![json!(1), json!(2), json!(3)], 2)
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
    let mut items = of_list(Listed::by_url(call, page));
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
    let link = "</v1/stops?page=1>; rel=first , <https://api.example/v1/stops?page=2> ; title=a ; rel = \"next\"";
    let pages = [
        (json!({"items": [1]}), Some(link)),
        (json!({"items": [2]}), Some("</v1/stops?page=1>; rel=prev")),
    ];
    let (call, script) = list(&pages);
    let items = of_list(Listed::by_link(call, "next", page))
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
        of_list(Listed::by_cursor(call, &NUMBER, page))
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
        of_list(Listed::by_cursor(call, &TEXT, page))
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

    // This test is not about whether a short page ends the list.
    let pages = [
        (json!({"items": [1, 2]}), None),
        (json!({"items": [3]}), None),
        (json!({"items": []}), None),
    ];
    let (mut call, script) = list(&pages);
    call.json("application/json", None, &json!({"from": 10, "size": 2}));
    let items = of_list(Listed::by_offset(call, &OFFSET, 0, Some(&SIZE), page));
    assert_eq!(items.all().await.unwrap(), [1, 2, 3]);
    assert_eq!(
        bodies(&script)[..2],
        [
            json!({"from": 10, "size": 2}),
            json!({"from": 12, "size": 2})
        ]
    );

    let (call, script) = list(&pages);
    let items = of_list(Listed::by_offset(call, &OFFSET, 0, Some(&SIZE), page));
    assert_eq!(items.all().await.unwrap(), [1, 2, 3]);
    let second = &script.requests()[1];
    assert_eq!(second.json(), Some(json!({"from": 2})));
    assert_eq!(second.header("content-type"), Some("application/json"));

    let (mut call, _) = list(&pages);
    call.json("application/json", None, &json!([1]));
    assert!(
        of_list(Listed::by_offset(call, &OFFSET, 0, None, page))
            .all()
            .await
            .is_err()
    );
}

/// Returns a list by cursor, with pages of two, one and no items.
fn by_cursor() -> (Listed<List, Value>, ScriptedTransport) {
    let pages = [
        (json!({"items": [1, 2], "next": "b:/?"}), None),
        (json!({"items": [3], "next": "c"}), None),
        (json!({"items": [], "next": null}), None),
    ];
    let (call, script) = list(&pages);
    (Listed::by_cursor(call, &CURSOR, page), script)
}

#[tokio::test]
async fn pages_are_the_whole_responses() {
    let (list, script) = by_cursor();
    let mut pages = list.pages();
    let mut found = Vec::new();
    while let Some(response) = pages.next().await {
        let response = response.unwrap();
        assert_eq!(response.headers()["content-type"], "application/json");
        found.push(response["items"].clone());
    }
    assert_eq!(found, [json!([1, 2]), json!([3]), json!([])]);
    assert!(pages.position().is_none() && pages.next().await.is_none());
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn items_and_pages_are_collected_with_futures() {
    let (list, _) = by_cursor();
    let items: Vec<Value> = list.items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2, 3]);
    let (list, _) = by_cursor();
    let pages: Vec<_> = list.pages().try_collect().await.unwrap();
    assert_eq!(pages.len(), 3);
}

#[test]
fn blocking_callers_iterate() {
    let (list, _) = by_cursor();
    let items: Result<Vec<Value>, _> = list.items().iter_blocking().collect();
    assert_eq!(items.unwrap(), [1, 2, 3]);
    let (list, _) = by_cursor();
    let mut pages = list.pages().iter_blocking();
    assert_eq!(pages.by_ref().take(2).filter_map(Result::ok).count(), 2);
    assert_eq!(
        pages.get_ref().position().unwrap().to_string(),
        "v1:List:cursor:c"
    );
    assert_eq!(pages.count(), 1);
}

#[tokio::test]
async fn a_blocking_iterator_inside_a_task_gives_one_error_and_ends() {
    let (list, script) = by_cursor();
    let results: Vec<_> = list.items().iter_blocking().collect();
    assert!(matches!(results.as_slice(), [Err(_)]), "{results:?}");
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn equal_pages_with_a_time_of_their_own_are_an_error_before_long() {
    let same: Vec<_> = (0..9)
        .map(|time| (json!({"items": [1, 2], "time": time}), None))
        .collect();
    let (call, script) = list(&same);
    let items = of_list(Listed::by_offset(call, &CURSOR, 0, None, page));
    let error = items.all().await.unwrap_err();
    assert!(error.to_string().contains("a second time"), "{error}");
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test]
async fn a_body_that_is_a_stream_is_sent_with_the_first_page_alone() {
    let (mut call, script) = list(&[
        (json!({"items": [1], "next": "c"}), None),
        (json!({"items": [2]}), None),
    ]);
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>("lines".into())]);
    call.set_body("text/plain", Body::stream(body));
    let mut items = of_list(Listed::by_cursor(call, &CURSOR, page));
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    for _ in 0..2 {
        let error = items.next().await.unwrap().unwrap_err().to_string();
        assert!(
            error.contains("`body`: is a stream, which is sent only once"),
            "{error}"
        );
    }
    assert_eq!(asked(&script).len(), 1);
}
