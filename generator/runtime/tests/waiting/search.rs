//! Searching the pages of a list for an item.

use super::*;

static OFFSET: Parameter = Parameter::query("offset");
static ITEM: Waiter = Waiter::new("backed-up")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))]).pages(ItemPages::Offset(&OFFSET, 0)),
    )
    .state("/state")
    .success(&[Condition::State("done")]);

#[tokio::test(start_paused = true)]
async fn an_item_is_found_on_any_page_and_given() {
    let script = script(&[
        r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"list": []}"#,
        r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"list": [{"id": "c", "state": "done", "size": 4}]}"#,
    ]);
    let item: serde_json::Value =
        Waiting::item(call(&script).typed::<Thing>(), &ITEM, vec!["c".to_owned()])
            .await
            .unwrap();
    assert_eq!(item["size"], 4);
    let requests = script.requests();
    let queries: Vec<_> = requests.iter().map(|request| request.query()).collect();
    assert_eq!(queries, ["", "offset=2", "", "offset=2"]);
}

static NUMBERED: Waiter = paged(ItemPages::Number(&OFFSET, 1));
static MARKED: Waiter = paged(ItemPages::Marker(&OFFSET, "/id"));
static URLS: Waiter = paged(ItemPages::Url("/next"));
static LINKED: Waiter = paged(ItemPages::Link("next"));

const fn paged(pages: ItemPages) -> Waiter {
    Waiter::new("listed")
        .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]).pages(pages))
        .success(&[Condition::Present])
}

#[tokio::test(start_paused = true)]
async fn the_pages_of_a_list_are_searched_however_they_are_asked_for() {
    for (waiter, next) in [
        (&NUMBERED, "offset=2"),
        (&MARKED, "offset=b"),
        (&URLS, "page=2"),
        (&LINKED, "page=3"),
    ] {
        let first = r#"{"list": [{"id": "a"}, {"id": "b"}], "next": "/things/1?page=2"}"#;
        let link = "<https://service.example/things/1?page=3>; rel=\"next\"";
        let script = ScriptedTransport::new()
            .response(ScriptedResponse::json(200, first).header("link", link))
            .response(ScriptedResponse::json(200, r#"{"list": [{"id": "c"}]}"#));
        let item: serde_json::Value =
            Waiting::item(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()])
                .await
                .unwrap();
        assert_eq!(item["id"], "c");
        assert_eq!(script.requests()[1].query(), next);
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_not_asked_of_another_host() {
    let first = r#"{"list": [], "next": "https://other.example/things/1?page=2"}"#;
    let script = script(&[first]);
    let wait: Waiting<serde_json::Value, ThingError> =
        Waiting::item(call(&script).typed::<Thing>(), &URLS, vec!["c".to_owned()]);
    assert!(wait.await.is_err());
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_the_position_is_not_asked_for_ever() {
    let page = ScriptedResponse::json(200, r#"{"list": [{"id": "a"}]}"#);
    let script = ScriptedTransport::new().when(|_| true, page);
    let wait: Waiting<serde_json::Value, ThingError> =
        Waiting::item(call(&script).typed::<Thing>(), &ITEM, vec!["c".to_owned()]);
    let error = wait.await.unwrap_err();
    assert!(matches!(error.reason(), Reason::RepeatedPage), "{error}");
    assert_eq!(error.operation(), Some("GetThing"));
    assert_eq!(script.requests().len(), 2);
}

static TOTAL: Waiter = absent(ItemPages::Offset(&OFFSET, 0), "/total");
static TOTAL_FROM_1: Waiter = absent(ItemPages::Number(&OFFSET, 1), "/total");
static PAGES: Waiter = Waiter::new("gone")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))])
            .pages(ItemPages::Number(&OFFSET, 1))
            .page_count("/pages"),
    )
    .success(&[Condition::Absent]);

const fn absent(pages: ItemPages, total: &'static str) -> Waiter {
    Waiter::new("gone")
        .item(
            ItemRule::new("/list", &[("/id", Match::Argument(0))])
                .pages(pages)
                .total(total)
                .total_in("x-total"),
        )
        .success(&[Condition::Absent])
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_the_position_may_say_that_the_list_is_complete() {
    let body = |total: &str| format!(r#"{{"list": [{{"id": "a"}}], {total}}}"#);
    let json = |total: &str| ScriptedResponse::json(200, body(total));
    for (waiter, page, requests) in [
        (&TOTAL, json(r#""total": 1"#), 2),
        (&TOTAL, json(r#""total": "1""#), 2),
        (&TOTAL, json(r#""n": 1"#).header("x-total", "1"), 2),
        (&TOTAL_FROM_1, json(r#""total": 1"#), 2),
        (&PAGES, json(r#""pages": 1"#), 1),
    ] {
        let script = ScriptedTransport::new().when(|_| true, page.clone());
        let wait = Waiting::end(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()]);
        wait.await.unwrap();
        assert_eq!(script.requests().len(), requests);
    }
    // Items are missing: the one that is waited for may be among them.
    for waiter in [&TOTAL, &TOTAL_FROM_1] {
        let script = ScriptedTransport::new().when(|_| true, json(r#""total": 2"#));
        let wait = Waiting::end(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()]);
        let error = wait.await.unwrap_err();
        assert!(matches!(error.reason(), Reason::RepeatedPage), "{error}");
    }
}

fn queries(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    requests.iter().map(|one| one.query().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_search_begins_where_the_call_does_and_ends_where_the_list_does() {
    // The request for the page after the last one is refused.
    for status in [404, 400, 416, 422] {
        let script = script(&[
            r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
            r#"{"list": [{"id": "d"}]}"#,
        ])
        .response(ScriptedResponse::new(status))
        .response(ScriptedResponse::json(
            200,
            r#"{"list": [{"id": "c", "state": "done"}]}"#,
        ));
        let mut call = call(&script);
        call.parameter(&OFFSET, &4);
        let wait = Waiting::item(call.typed::<Thing>(), &ITEM, vec!["c".to_owned()]);
        let _: serde_json::Value = wait.await.unwrap();
        assert_eq!(
            queries(&script),
            ["offset=4", "offset=6", "offset=7", "offset=4"]
        );
    }

    let script = script_of_404();
    let wait = Waiting::item(
        self::call(&script).typed::<Thing>(),
        &ITEM,
        vec!["c".to_owned()],
    );
    let item: Result<serde_json::Value, _> = wait.await;
    assert_eq!(item.unwrap_err().status().unwrap(), 404);
}

fn script_of_404() -> ScriptedTransport {
    ScriptedTransport::new().response(ScriptedResponse::new(404))
}

static NEWEST: Waiter = Waiter::new("newest")
    .item(ItemRule::new("/list", &[("/kind", Match::Is("full"))]).newest("/at"))
    .state("/state")
    .success(&[Condition::State("done")]);

#[tokio::test(start_paused = true)]
async fn of_several_items_that_match_the_newest_counts() {
    let script = script(&[r#"{"list": [
        {"kind": "full", "at": "2026-01-02", "state": "failed"},
        {"kind": "full", "at": "2026-01-03", "state": "done"},
        {"kind": "part", "at": "2026-01-04", "state": "failed"},
        {"kind": "full", "at": "2026-01-01", "state": "failed"}
    ]}"#]);
    let wait = Waiting::item(call(&script).typed::<Thing>(), &NEWEST, Vec::new());
    let item: serde_json::Value = wait.await.unwrap();
    assert_eq!(item["at"], "2026-01-03");
}

#[tokio::test(start_paused = true)]
async fn an_item_is_read_like_any_body() {
    for (begin, size, read) in [
        ("\u{feff}", "4", Some(4)),
        ("", r#""4""#, Some(4)),
        ("", r#"4, "name": "\ud83d""#, Some(4)),
        ("", "9007199254740993.0", Some(9_007_199_254_740_993)),
        ("", "9007199254740993.5", None),
    ] {
        let page = format!(r#"{begin}{{"list": [{{"id": "c", "size": {size}}}]}}"#);
        for waiter in [&NUMBERED, &LISTED] {
            let script =
                ScriptedTransport::new().response(ScriptedResponse::json(200, page.clone()));
            let wait = Waiting::item(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()]);
            let item: Result<Item, _> = wait.await;
            match read {
                Some(size) => assert_eq!(item.unwrap().size, Some(size), "{page}"),
                None => assert_eq!(
                    item.unwrap_err().to_string(),
                    "GetThing: status 200, but the body at `/list` is not what the description says: \
                     `/size`: invalid type: number, expected i64"
                ),
            }
        }
    }
}

static LISTED: Waiter = Waiter::new("listed")
    .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]))
    .success(&[Condition::Present]);

#[derive(Debug, Default)]
struct Item {
    size: Option<i64>,
}

apiruntime::model! {
    Item {
        size: optional_integer(0, "size"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_a_proxy_does_not_show_that_an_item_is_gone() {
    for waiter in [&TOTAL, &UNLISTED] {
        let script = ScriptedTransport::new()
            .response(ScriptedResponse::new(200).body("text/html", "<title>Log in</title>"));
        let wait = Waiting::end(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()]);
        let error = wait.await.unwrap_err();
        assert!(error.to_string().contains("text/html"), "{error}");
    }
    let script = script(&[r#"{"list": [{"id": "a"}], "total": 2}"#])
        .response(ScriptedResponse::new(200).body("text/html", "<title>Log in</title>"));
    let wait = Waiting::end(call(&script).typed::<Thing>(), &TOTAL, vec!["c".to_owned()]);
    let error = wait.await.unwrap_err();
    assert!(error.to_string().contains("text/html"), "{error}");
}

static UNLISTED: Waiter = Waiter::new("gone")
    .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]))
    .success(&[Condition::Absent]);

#[tokio::test(start_paused = true)]
async fn a_state_is_read_after_a_byte_order_mark_and_beside_half_a_character() {
    for body in ["\u{feff}{\"size\": 3}", r#"{"size": 3, "\ud83d": 1}"#] {
        full(&script(&[body, body])).await.unwrap();
    }
}

static MARKER: Parameter = Parameter::query("marker");
static BY_CURSOR: Waiter = Waiter::new("backed-up")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))])
            .pages(ItemPages::Cursor(&MARKER, "/next")),
    )
    .success(&[Condition::Present]);

#[tokio::test(start_paused = true)]
async fn a_search_follows_cursors_that_are_urls_and_notices_a_circle() {
    let pages = [
        r#"{"list": [], "next": "https://service.example/things/1?marker=2&more=1"}"#,
        r#"{"list": [{"id": "a"}], "next": "3"}"#,
    ];
    let found = script(&pages).response(ScriptedResponse::json(200, r#"{"list": [{"id": "c"}]}"#));
    let wait = Waiting::end(
        call(&found).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    wait.await.unwrap();
    assert_eq!(queries(&found), ["", "marker=2&more=1", "marker=3"]);

    let circle =
        script(&pages).response(ScriptedResponse::json(200, r#"{"list": [], "next": "3"}"#));
    let wait = Waiting::end(
        call(&circle).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    let error = wait.await.unwrap_err();
    assert!(matches!(error.reason(), Reason::RepeatedPage), "{error}");

    let elsewhere = r#"{"list": [], "next": "https://evil.example/things/1"}"#;
    let elsewhere = script(&[elsewhere]);
    let wait = Waiting::end(
        call(&elsewhere).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    assert!(wait.await.unwrap_err().is_invalid_argument());
    assert_eq!(elsewhere.requests().len(), 1);
}

static BY_HEADER: Waiter = Waiter::new("gone")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))])
            .pages(ItemPages::Header(&MARKER, "X-Next"))
            .more("/last", false),
    )
    .success(&[Condition::Absent]);

#[tokio::test(start_paused = true)]
async fn a_search_ends_with_the_page_that_says_so() {
    let page = |body| ScriptedResponse::json(200, body).header("x-next", "2");
    let script = ScriptedTransport::new()
        .response(page(r#"{"list": [{"id": "a"}], "last": false}"#))
        .response(page(r#"{"list": [{"id": "b"}], "last": true}"#));
    let wait = Waiting::end(
        call(&script).typed::<Thing>(),
        &BY_HEADER,
        vec!["c".to_owned()],
    );
    wait.await.unwrap();
    assert_eq!(queries(&script), ["", "marker=2"]);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_refused_does_not_show_that_the_item_is_gone() {
    let first = r#"{"list": [{"id": "a"}], "last": false}"#;
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, first).header("x-next", "2"))
        .response(ScriptedResponse::new(403));
    let wait = call(&script).typed::<Thing>();
    let error = Waiting::end(wait, &BY_HEADER, vec!["c".to_owned()]).await;
    assert_eq!(error.unwrap_err().status().unwrap(), 403);
}
