//! Arguments that try to be more than arguments, and those that the service would refuse.

mod support;

use huaweicloud::Credentials;
use huaweicloud::dcs::models::LogType;
use huaweicloud::error::Reason;
use support::{INSTANCE, LINK, builder, client, serve, unescape};

#[tokio::test]
async fn a_hostile_argument_stays_one_segment_or_is_refused() {
    for argument in [
        "a/../b?x=1#y",
        "%2F",
        "%2e%2e",
        "a b",
        "日志",
        "line\nbreak",
        "\r\nX-Injected: 1",
        "\0",
        "{instance_id}",
        "..;/x",
        "a\\b",
        "..",
        ".",
        "",
    ] {
        let server = serve(200, LINK).await;
        let sent = client(&server)
            .create_redislog_download_link(INSTANCE, argument)
            .await;
        if let Err(error) = sent {
            assert!(error.is_invalid_argument(), "{argument:?}: {error:?}");
            assert!(error.to_string().contains("id"), "{argument:?}: {error}");
            assert!(server.requests().is_empty(), "{argument:?} was sent");
            continue;
        }
        assert!(
            !matches!(argument, "" | "." | ".."),
            "{argument:?} changes the path"
        );
        let seen = server.only_request();
        let segments: Vec<&str> = seen.target.split('/').collect();
        assert_eq!(segments.len(), 8, "{argument:?}: {}", seen.target);
        assert_eq!(segments[6].len(), segments[6].trim().len());
        assert_eq!(
            unescape(segments[6]),
            argument.as_bytes(),
            "{}",
            seen.target
        );
        assert_eq!(segments[7], "links");
        assert!(!seen.target.contains(['?', '#']), "{}", seen.target);
        assert!(seen.headers.get("x-injected").is_none());
    }
}

#[tokio::test]
async fn a_hostile_query_argument_stays_one_value() {
    for argument in [
        "a&log_type=x",
        "a=b",
        "a+b c",
        "%26",
        "日志",
        "x\ny",
        "#",
        "?",
    ] {
        let server = serve(204, "").await;
        client(&server)
            .create_redislog(INSTANCE, LogType::Run)
            .replication_id(argument)
            .await
            .unwrap();
        let seen = server.only_request();
        let pairs: Vec<_> = seen.query().split('&').collect();
        assert_eq!(pairs.len(), 2, "{argument:?}: {}", seen.query());
        let value = pairs
            .iter()
            .find_map(|pair| pair.strip_prefix("replication_id="))
            .unwrap();
        assert_eq!(unescape(value), argument.as_bytes(), "{}", seen.query());
        assert!(
            !value.contains('+'),
            "a plus is read as a space by some servers: {value}"
        );
    }
}

#[tokio::test]
async fn a_hostile_project_stays_one_segment() {
    let server = serve(204, "").await;
    let client = builder(&server)
        .project_id("{instance_id}/../x")
        .credentials(Credentials::token("token"))
        .build()
        .unwrap();
    client
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    let seen = server.only_request();
    assert!(
        seen.path()
            .starts_with("/v2/%7Binstance_id%7D%2F..%2Fx/instances/"),
        "{}",
        seen.target
    );
}

#[tokio::test]
async fn a_number_out_of_range_is_refused_before_sending() {
    let server = serve(204, "").await;
    for days in [-1, 8, i32::MAX] {
        let sent = client(&server)
            .create_redislog(INSTANCE, LogType::Run)
            .query_time(days)
            .await;
        let error = sent.unwrap_err();
        let Reason::InvalidArgument(refused) = error.reason() else {
            panic!("{days}: {error:?}")
        };
        assert_eq!(refused.name(), "query_time");
        let bound = if days < 0 { '0' } else { '7' };
        assert!(refused.to_string().contains(bound), "{refused}");
    }
    let sent = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .offset(-1)
        .await;
    assert!(sent.unwrap_err().is_invalid_argument());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_bounds_themselves_are_sent() {
    for days in [0, 7] {
        let server = serve(204, "").await;
        client(&server)
            .create_redislog(INSTANCE, LogType::Run)
            .query_time(days)
            .await
            .unwrap();
        assert!(
            server
                .only_request()
                .query()
                .contains(&format!("query_time={days}"))
        );
    }
}
