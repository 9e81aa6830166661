//! The position at which a list resumes, and how errors report it.

use std::sync::Arc;

use apiruntime::auth::SecretAuthorizer;
use apiruntime::client::Position;

use super::*;

static KEYED: OperationInfo = OperationInfo::new("List", "GET", "/stops").security(&[&[0]]);

#[tokio::test]
async fn a_list_goes_on_at_a_position_that_was_stored() {
    let (list, _) = by_cursor();
    let mut items = list.items();
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    let text = items.position().unwrap().to_string();
    assert_eq!(text, "v1:List:cursor:c");

    let mut pages = by_cursor().0.pages();
    assert_eq!(pages.position().unwrap().to_string(), "v1:List:cursor:");
    pages.next().await.unwrap().unwrap();
    let position: Position = pages.position().unwrap().to_string().parse().unwrap();

    let (list, script) = by_cursor();
    list.items()
        .resume_at(&position)
        .next()
        .await
        .unwrap()
        .unwrap();
    let (list, other) = by_cursor();
    list.pages()
        .resume_at(&position)
        .next()
        .await
        .unwrap()
        .unwrap();
    for script in [script, other] {
        assert_eq!(
            asked(&script),
            ["https://api.example/v1/stops?day=7&cursor=b%3A%2F%3F"]
        );
    }
}

#[tokio::test]
async fn a_list_by_url_goes_on_there_and_on_no_other_host() {
    let (call, script) = list(&[(json!({"items": [1]}), None)]);
    let position: Position = "v1:List:url:/v1/stops?page=3".parse().unwrap();
    let items = of_list(Listed::by_url(call, page)).resume_at(&position);
    assert_eq!(items.all().await.unwrap(), [1]);
    assert_eq!(asked(&script), ["https://api.example/v1/stops?page=3"]);

    let (call, script) = list(&[]);
    let position: Position = "v1:List:url:https%3A//evil.example/".parse().unwrap();
    let items = of_list(Listed::by_link(call, "next", page)).resume_at(&position);
    let error = items.all().await.unwrap_err();
    assert!(
        error.to_string().contains("leads to another host"),
        "{error}"
    );
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn a_key_in_the_url_of_the_next_page_is_replaced_by_the_client_s_own() {
    let next = json!("/v1/stops?page=2&api%5Fkey=of-another-client#x");
    let run = async |own: Option<&str>| {
        let script = ScriptedTransport::new()
            .response(ScriptedResponse::value(
                200,
                &json!({"items": [1], "next": next}),
            ))
            .response(ScriptedResponse::value(200, &json!({"items": [2]})));
        let key = SecretAuthorizer::query("api_key", "of-this-one");
        let builder = Core::builder(&["key"]).endpoint("https://api.example/v1");
        let builder = builder
            .authorizer(0, Arc::new(key))
            .transport(script.clone());
        let mut call = Call::new(&builder.build().unwrap(), &KEYED);
        if let Some(own) = own {
            call.extra_query("api_key", own);
        }
        let mut pages = Listed::<List, Value>::by_url(call, page).pages();
        pages.next().await.unwrap().unwrap();
        let position = pages.position().unwrap().to_string();
        pages.next().await.unwrap().unwrap();
        (position, asked(&script).pop().unwrap())
    };
    let (position, asked) = run(None).await;
    assert_eq!(position, "v1:List:url:/v1/stops?page=2");
    assert_eq!(
        asked,
        "https://api.example/v1/stops?page=2&api_key=of-this-one"
    );
    // The key that the call itself sets is the server's to repeat.
    let (_, asked) = run(Some("of-another-client")).await;
    assert!(asked.ends_with("&api%5Fkey=of-another-client"), "{asked}");
}

/// Returns the items from a page on, and how many requests there were. The server has five pages of two items, or of
/// one with `is_lowered`, and refuses any other.
async fn from_page(number: u64, first: u64, is_lowered: bool) -> (Vec<Value>, usize) {
    static PAGE: Parameter = Parameter::query("page");
    let size = if is_lowered { 1 } else { 2 };
    let mut script = ScriptedTransport::new();
    for index in number - first..5 {
        let items: Vec<u64> = (index * size..(index + 1) * size).collect();
        let body = json!({"items": items, "total": 5 * size});
        script = script.response(ScriptedResponse::value(200, &body));
    }
    script = script.response(ScriptedResponse::new(404));
    let call = call_of_pages(&script, 2);
    let list = Listed::<List, Value>::by_page(call, &PAGE, first, Some(&LIMIT), page_with_total);
    let position = format!("v1:List:page:{number}").parse().unwrap();
    let items = list.items().resume_at(&position).all().await.unwrap();
    (items, script.requests().len())
}

#[tokio::test]
async fn a_list_that_goes_on_at_a_number_ends_where_there_is_no_page() {
    for first in [0, 1] {
        for skipped in 0..5 {
            for is_lowered in [false, true] {
                let (items, requests) = from_page(first + skipped, first, is_lowered).await;
                let (size, left) = if is_lowered { (1, 5) } else { (2, 10) };
                let expected: Vec<_> = (skipped * size..left).map(Value::from).collect();
                assert_eq!(items, expected, "{first} {skipped} {is_lowered}");
                // All that was requested begins at the first page, and the last one is as short as the others.
                let is_sure = is_lowered && skipped == 0;
                let pages = usize::try_from(5 - skipped).unwrap();
                assert_eq!(requests, pages + usize::from(!is_sure));
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_is_missing_is_an_error_where_the_server_says_that_there_are_more() {
    static OFFSET: Parameter = Parameter::query("offset");
    let page = |body| Page {
        more: Some(true),
        ..page_with_total(body)
    };
    let body = json!({"items": [1], "total": 1});
    let script = ScriptedTransport::new().response(ScriptedResponse::value(200, &body));
    let script = script.response(ScriptedResponse::new(404));
    let list = Listed::by_offset(call_of_pages(&script, 1), &OFFSET, 0, Some(&LIMIT), page);
    let error = of_list(list).all().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test]
async fn the_position_of_another_list_is_refused_and_nothing_sent() {
    for (text, expected) in [
        (
            "v1:Other:cursor:c",
            "is in the list of `Other`, not of `List`",
        ),
        (
            "v1:List:offset:3",
            "is an offset, but the pages of `List` are asked for by a cursor",
        ),
    ] {
        let (list, script) = by_cursor();
        let mut items = list.items().resume_at(&text.parse().unwrap());
        for _ in 0..2 {
            let error = items.next().await.unwrap().unwrap_err();
            assert!(error.is_invalid_argument());
            assert!(error.to_string().contains(expected), "{error}");
        }
        let (list, _) = by_cursor();
        let mut pages = list.pages().resume_at(&text.parse().unwrap());
        assert!(pages.next().await.unwrap().is_err());
        assert!(script.requests().is_empty());
    }
}

#[tokio::test]
async fn a_page_that_failed_is_asked_for_again() {
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, r#"{"items":[1],"next":"b"}"#))
        .response(ScriptedResponse::new(400))
        .response(ScriptedResponse::json(200, "{}"))
        .response(ScriptedResponse::json(200, "no JSON"))
        .response(ScriptedResponse::json(200, r#"{"items":[2]}"#));
    let client = client(&script);
    let list = || Listed::<List, Value>::by_cursor(Call::new(&client, &LIST), &CURSOR, page);

    let mut items = list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    let position: Position = error.resume_at().unwrap().parse().unwrap();
    assert_eq!(Some(&position), items.position().as_ref());
    assert!(items.next().await.is_none(), "a page without items");

    let mut pages = list().pages().resume_at(&position);
    assert!(pages.next().await.unwrap().is_err());
    assert_eq!(pages.next().await.unwrap().unwrap()["items"], json!([2]));
    let queries: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.query().to_owned())
        .collect();
    assert_eq!(
        queries,
        ["", "cursor=b", "cursor=b", "cursor=b", "cursor=b"]
    );
}

#[tokio::test]
async fn an_error_of_the_first_page_offers_no_position_and_one_of_a_later_page_does() {
    let client = |responses: [u16; 2]| {
        let script = responses.map(|status| ScriptedResponse::json(status, r#"{"items":[1]}"#));
        let script = script.into_iter();
        client(&script.fold(ScriptedTransport::new(), ScriptedTransport::response))
    };
    let list = |client: &Core| {
        Listed::<List, Value>::by_cursor(Call::new(client, &LIST), &CURSOR, page).items()
    };
    let offset: &'static Parameter = &CURSOR;
    let by_offset = |client: &Core| {
        let call = Call::new(client, &LIST);
        Listed::<List, Value>::by_offset(call, offset, 0, None, page).items()
    };
    for mut items in [list(&client([400, 200])), by_offset(&client([400, 200]))] {
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.resume_at(), None);
        let text = error.to_string();
        assert!(text.ends_with(" (at the first page of the list)"), "{text}");
        assert_eq!(items.next().await.unwrap().unwrap(), 1);
    }

    // A list that resumes has read nothing yet either, but it does not begin at its start.
    let position: Position = "v1:List:cursor:b".parse().unwrap();
    let mut items = list(&client([400, 200])).resume_at(&position);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.resume_at(), Some("v1:List:cursor:b"));
    let text = error.to_string();
    let end = " (the list can be resumed at `v1:List:cursor:b`)";
    assert!(text.ends_with(end), "{text}");
}

#[tokio::test]
async fn a_list_without_an_end_says_where_to_go_on() {
    let page_of = |item: u32, next: &str| (json!({"items": [item], "next": next}), None);
    let (call, _) = list(&[page_of(1, "a"), page_of(2, "b"), page_of(3, "a")]);
    let mut items = of_list(Listed::by_cursor(call, &CURSOR, page));
    // The page that closes the circle is read for the first time.
    for expected in 1..=3 {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    for _ in 0..2 {
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.resume_at(), Some("v1:List:cursor:b"));
        assert!(error.to_string().contains("a second time"), "{error}");
        let position = items.position().map(|position| position.to_string());
        assert_eq!(position.as_deref(), error.resume_at());
    }

    let empty = |next: &str| (json!({"items": [], "next": next}), None);
    for (pages, problem, at) in [
        (
            [page_of(1, "a"), page_of(1, "a")],
            "List: the server gave the same page a second time",
            "a",
        ),
        (
            [empty("a"), empty("b")],
            "List: the server gave 2 pages without items",
            "a",
        ),
    ] {
        let (call, _) = list(&pages);
        let items = of_list(Listed::by_cursor(call, &CURSOR, page)).most_empty_pages(1);
        let error = items.all().await.unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
        assert_eq!(error.resume_at(), Some(&*format!("v1:List:cursor:{at}")));
    }
}

#[test]
fn a_position_that_cannot_be_read_becomes_an_error_of_the_api() {
    use apiruntime::error::IntoError;
    let error = "x".parse::<apiruntime::client::Position>().unwrap_err();
    let text = error.to_string();
    let error = error.into_error();
    assert!(error.is_invalid_argument());
    assert_eq!(error.to_string(), format!("`position`: {text}"));
}
