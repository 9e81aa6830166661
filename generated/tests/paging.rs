//! The stream over all pages of a list.

mod support;

use huaweicloud::dcs::models::{LogType, RunlogItem};
use huaweicloud::dcs::operations::{ListRedislogError, ListRedislogOutput};
use huaweicloud::{Error, Items, Position};
use support::{INSTANCE, Request, Server, client, json, plain, serve};

const ALL: usize = 5;

fn number(seen: &Request, name: &str, default: usize) -> usize {
    seen.query()
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        .map_or(default, |value| value.parse().unwrap())
}

/// A service with five logs, that lists them as it is asked, at most two at a time.
async fn five_logs() -> Server {
    Server::respond(|seen| {
        let (offset, limit) = (number(seen, "offset", 0), number(seen, "limit", 2).min(2));
        if offset >= ALL {
            return plain(204, "");
        }
        let logs: Vec<_> = (offset..ALL.min(offset + limit))
            .map(|log| format!(r#"{{"id":"{log}","status":"succeed"}}"#))
            .collect();
        json(
            200,
            format!(r#"{{"total_num":{ALL},"file_list":[{}]}}"#, logs.join(",")),
        )
    })
    .await
}

async fn ids(mut items: Items<RunlogItem, Error<ListRedislogError>>) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().id.unwrap());
    }
    ids
}

#[tokio::test]
async fn the_items_of_all_pages_come_in_order() {
    let server = five_logs().await;
    let items = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .items();
    assert_eq!(ids(items).await, ["0", "1", "2", "3", "4"]);
    assert_eq!(
        server.requests().len(),
        3,
        "the total says that there is no fourth page"
    );
}

#[tokio::test]
async fn it_starts_where_the_caller_says_with_pages_as_large_as_the_caller_says() {
    let server = five_logs().await;
    let items = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .offset(3)
        .limit(1)
        .items();
    assert_eq!(ids(items).await, ["3", "4"]);
}

#[tokio::test]
async fn a_204_is_the_end() {
    let server = serve(204, "").await;
    let items = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .items();
    assert!(ids(items).await.is_empty());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_item_is_asked_for() {
    let server = five_logs().await;
    let _items = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .items();
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_error_on_a_later_page_comes_after_the_items_before_it() {
    let server = Server::respond(|seen| match number(seen, "offset", 0) {
        0 => json(200, r#"{"total_num":9,"file_list":[{"id":"0"}]}"#),
        _ => json(403, r#"{"error_code":"DCS.2003","error_msg":"no"}"#),
    })
    .await;
    let mut items = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .items();
    assert_eq!(
        items.next().await.unwrap().unwrap().id.as_deref(),
        Some("0")
    );
    for _ in 0..2 {
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 403, "{error:?}");
        let position = items.position().unwrap().to_string();
        assert_eq!(position, "v1:ListRedislog:offset:1");
        assert_eq!(error.resume_at(), Some(position.as_str()));
    }
}

#[tokio::test]
async fn pages_come_one_by_one_and_go_on_at_a_stored_position() {
    let server = five_logs().await;
    let list = || client(&server).list_redislog(INSTANCE, LogType::Run);
    let mut pages = list().pages();
    let first = pages.next().await.unwrap().unwrap();
    let ListRedislogOutput::Ok(logs) = first.body() else {
        panic!("{first:?}")
    };
    assert_eq!((logs.total_num, first.status().as_u16()), (Some(5), 200));
    let position: Position = pages.position().unwrap().to_string().parse().unwrap();
    let rest = list().items().resume_at(&position);
    assert_eq!(ids(rest).await, ["2", "3", "4"]);
    let refused = client(&server)
        .list_instances()
        .items()
        .resume_at(&position);
    let error = refused.all().await.unwrap_err();
    assert!(error.to_string().contains("`ListRedislog`"), "{error}");
}
