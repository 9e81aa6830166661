//! What can happen to a connection, and the error for each case.

use std::sync::Arc;
use std::time::Duration;

use crate::support::*;
use crate::{kind, once};
use apiruntime::Body;
use apiruntime::Config;
use apiruntime::body::{TransportError, TransportErrorKind as Kind};
use apiruntime::codegen::{Multipart, Part, PartRules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[tokio::test(start_paused = true)]
async fn a_refused_connection_is_tried_again_and_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (kind, attempts, text) = kind(poke(&core(&endpoint, Config::new())).await);
    assert_eq!((kind, attempts), (Kind::Connect, 3));
    assert!(
        text.contains(": cannot connect; check the endpoint"),
        "{text}"
    );
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let client = core(
        "http://host.invalid",
        Config::new().no_proxy().retry(once()),
    );
    let (kind, _, text) = kind(get(&client).await);
    assert_eq!(kind, Kind::Resolve);
    assert!(
        text.contains("host.invalid") && text.contains("no address"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_cut_short_is_read_again_only_where_that_is_safe() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\": 1")
            .await;
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let (first, attempts, text) = kind(poke(&client).await);
    assert_eq!((first, attempts), (Kind::BodyCutShort, 1));
    assert!(text.contains(": status 200, but "), "{text}");
    assert_eq!(kind(get(&client).await).1, 3);
}

#[tokio::test(start_paused = true)]
async fn chunked_garbage_is_not_http() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n")
            .await;
        peer.silence().await;
    })
    .await;
    let (kind, _, text) = kind(poke(&core(server.endpoint(), Config::new())).await);
    assert_eq!(kind, Kind::Protocol);
    assert!(text.contains("not valid http"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn another_protocol_is_not_http() {
    let server = Server::start(|mut peer, _| async move {
        peer.send("SSH-2.0-OpenSSH_9.9\r\n").await;
        peer.request().await;
        peer.silence().await;
    })
    .await;
    let (kind, _, _) = kind(poke(&core(server.endpoint(), Config::new())).await);
    assert_eq!(kind, Kind::Protocol);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_headers_is_refused() {
    let headers: Vec<String> = (0..101).map(|n| format!("x-{n}")).collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|name| (name.as_str(), "1")).collect();
    let many = response("200 OK", &headers, "{}");
    let long = response("200 OK", &[("x-long", &"x".repeat(1 << 20))], "{}");
    for flood in [&many, &long] {
        let server = Server::responses(&[flood]).await;
        let (kind, attempts, text) = kind(get(&core(server.endpoint(), Config::new())).await);
        assert_eq!((kind, attempts), (Kind::HeadersTooLarge, 1));
        assert!(text.contains("more headers than allowed"), "{text}");
        assert!(text.contains("else raise `max_headers`"), "{text}");
    }
    let server = Server::responses(&[&many]).await;
    let raised = core(server.endpoint(), Config::new().max_headers(110));
    get(&raised).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_continue_before_the_response_is_passed_over() {
    let ok = json("200 OK", r#"{"a": 1}"#);
    let server = Server::responses(&[&format!("HTTP/1.1 100 Continue\r\n\r\n{ok}")]).await;
    let response = poke(&core(server.endpoint(), Config::new())).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_response_before_the_request_has_been_sent_is_given() {
    let server = Server::start(|mut peer, _| async move {
        peer.head().await;
        peer.send(json(
            "400 Bad Request",
            r#"{"error_code": "E1", "error_msg": "no"}"#,
        ))
        .await;
        // The rest of the request is not read, like by a server that has already decided.
        peer.silence().await;
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let mut call = call(&client, &POKE_THING);
    call.set_body("application/octet-stream", Body::from(vec![0; 32 << 20]));
    let error = call.send::<Thing>().await.unwrap_err();
    assert_eq!(error.code(), Some("E1"));
}

#[tokio::test(start_paused = true)]
async fn a_connection_closed_between_calls_is_not_noticed() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send(response("204 No Content", &[], "")).await;
        // The connection ends here, which the response did not announce.
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    for _ in 0..20 {
        let response = poke(&client).await.unwrap();
        assert_eq!((response.status().as_u16(), response.attempts()), (204, 1));
    }
    assert_eq!(server.seen().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_connection_closed_under_the_request_is_replaced_at_once_where_that_is_safe() {
    // The second request of a connection is read, but gets no response.
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send(response("204 No Content", &[], "")).await;
        peer.request().await;
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    get(&client).await.unwrap();
    let begun = tokio::time::Instant::now();
    assert_eq!(get(&client).await.unwrap().attempts(), 2);
    assert!(
        begun.elapsed() < Duration::from_millis(1),
        "{:?}",
        begun.elapsed()
    );
    let (kind, attempts, text) = kind(poke(&client).await);
    assert_eq!((kind, attempts), (Kind::Closed, 1));
    assert!(text.contains("whether it acted is unknown"), "{text}");
}

#[tokio::test]
async fn a_connection_that_fails_costs_no_other_connection() {
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let server = Server::start(move |mut peer, _| {
        let both = both.clone();
        async move {
            peer.request().await;
            both.wait().await;
            peer.send(response("204 No Content", &[], "")).await;
            // A POST ends the connection.
            while let Some(request) = peer.request().await
                && request.starts_with("GET")
            {
                peer.send(response("204 No Content", &[], "")).await;
            }
        }
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let other = tokio::spawn({
        let client = client.clone();
        async move { get(&client).await.map(drop) }
    });
    get(&client).await.unwrap();
    other.await.unwrap().unwrap();
    assert_eq!(kind(poke(&client).await).0, Kind::Closed);
    for _ in 0..5 {
        get(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_thousand_concurrent_calls_share_one_client() {
    let server = Server::responses(&[&json("200 OK", r#"{"a": 1}"#)]).await;
    let client = core(server.endpoint(), Config::new());
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().attempts(), 1);
    }
    assert_eq!(server.seen().len(), 1000);
}

#[tokio::test(start_paused = true)]
async fn a_client_may_be_dropped_with_calls_in_flight() {
    let (go, mut gate) = tokio::sync::mpsc::channel::<()>(1);
    let gone = std::sync::Arc::new(tokio::sync::Mutex::new(Some(go)));
    let server = Server::start(move |mut peer, _| {
        let gone = gone.clone();
        async move {
            let go = gone.lock().await.take();
            peer.request().await;
            go.unwrap().send(()).await.unwrap();
            peer.send(json("200 OK", r#"{"a": 1}"#)).await;
        }
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let call = tokio::spawn(call(&client, &GET_THING).send::<Thing>());
    drop(client);
    gate.recv().await.unwrap();
    assert_eq!(call.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    let (closed, mut is_closed) = tokio::sync::mpsc::channel(1);
    let (read, mut is_read) = tokio::sync::mpsc::channel(1);
    let server = Server::start(move |mut peer, _| {
        let (closed, read) = (closed.clone(), read.clone());
        async move {
            peer.request().await;
            read.send(()).await.unwrap();
            let _ = peer.stream.read_u8().await;
            closed.send(()).await.unwrap();
        }
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let call = tokio::spawn(call(&client, &GET_THING).send::<Thing>());
    is_read.recv().await.unwrap();
    call.abort();
    is_closed.recv().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_streamed_request_body_arrives_and_is_sent_once() {
    let server = Server::start(|mut peer, _| async move {
        let head = peer.head().await.unwrap();
        assert_eq!(header(&head, "transfer-encoding"), Some("chunked"));
        let mut body = Vec::new();
        while !body.ends_with(b"0\r\n\r\n") {
            body.push(peer.stream.read_u8().await.unwrap());
        }
        assert_eq!(body, b"3\r\nabc\r\n0\r\n\r\n");
        peer.seen.lock().unwrap().push(head);
        peer.send(response("503 Service Unavailable", &[], ""))
            .await;
        let _ = peer.stream.shutdown().await;
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let mut call = call(&client, &PUT_THING);
    let pieces = futures_util::stream::iter([Ok("abc".into())]);
    call.set_body("text/plain", Body::stream(pieces));
    assert_eq!(call.send::<Thing>().await.unwrap_err().attempts(), 1);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_call_that_meets_idle_connections_closed_one_after_the_other_gets_a_new_one() {
    // Many idle connections, each of which is closed when it is used again.
    let (all, connected) = (8, Arc::new(tokio::sync::Barrier::new(8)));
    let server = Server::start(move |mut peer, number| {
        let connected = Arc::clone(&connected);
        async move {
            peer.request().await;
            if number <= all {
                connected.wait().await;
            }
            peer.send(json("200 OK", "{}")).await;
            peer.request().await;
        }
    })
    .await;
    let client = core(server.endpoint(), Config::new().no_proxy());
    let calls = (0..all).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { get(&client).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    // Connections are returned by tasks of their own.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(get(&client).await.unwrap().attempts(), 3);
}

#[tokio::test]
async fn a_multipart_body_whose_part_fails_is_not_sent_as_if_it_ended_there() {
    let server = Server::responses(&[&json("200 OK", "{}")]).await;
    let mut call = call(&core(server.endpoint(), Config::new()), &POKE_THING);
    let pieces = [
        Ok("one".into()),
        Err(std::io::Error::other("disk 7 failed")),
    ];
    let part = Part::file("a.txt", Body::stream(futures_util::stream::iter(pieces)));
    let parts = Multipart::new().part("f", part).text("g", "2");
    call.multipart("multipart/form-data", &PartRules::NONE, parts);
    let error = call.send::<Thing>().await.unwrap_err();
    let kind = error.transport().map(TransportError::kind);
    assert_eq!(kind, Some(Kind::RequestBody));
    assert!(error.to_string().contains("disk 7 failed"), "{error}");
}
