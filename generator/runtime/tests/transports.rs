//! Other ways to the server: a proxy, HTTP/2 without TLS, a reqwest client.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::Config;
use apiruntime::RetryPolicy;
use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::Core;
use apiruntime::transport::{Http2, ReqwestTransport};
use http::{HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Opens a tunnel to whatever it is asked for, and forwards nothing.
async fn tunnels() -> Server {
    Server::start(|mut peer, _| async move {
        let Some(head) = peer.request().await else {
            return;
        };
        let target = head
            .split(' ')
            .nth(1)
            .unwrap()
            .replace("service.example", "127.0.0.1");
        let Ok(mut server) = TcpStream::connect(target).await else {
            return peer.send("HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
        };
        peer.send("HTTP/1.1 200 OK\r\n\r\n").await;
        let _ = tokio::io::copy_bidirectional(&mut peer.stream, &mut server).await;
        let _ = server.shutdown().await;
    })
    .await
}

#[tokio::test]
async fn a_proxy_gets_the_whole_url_of_a_plain_request_and_its_password() {
    let proxy = Server::responses(&[&json("200 OK", r#"{"a": 1}"#)]).await;
    let config = Config::new().proxy(format!("http://user:pass@{}", proxy.address));
    let client = core("http://service.example:8080/base", config);
    for _ in 0..2 {
        get(&client).await.unwrap();
    }
    assert_eq!(proxy.connections(), 1);
    for asked in proxy.seen() {
        let line = "GET http://service.example:8080/base/things/1 HTTP/1.1\r\n";
        assert!(asked.starts_with(line), "{asked}");
        assert_eq!(header(&asked, "host"), Some("service.example:8080"));
        assert_eq!(
            header(&asked, "proxy-authorization"),
            Some("Basic dXNlcjpwYXNz")
        );
    }
}

#[tokio::test]
async fn a_socks_proxy_is_asked_for_the_port_of_the_url_or_of_its_scheme() {
    let proxy = Server::start(|mut peer, _| async move {
        let mut greeting = [0; 3];
        peer.stream.read_exact(&mut greeting).await.unwrap();
        peer.send([5, greeting[2]]).await;
        if greeting[2] == 2 {
            let mut user = [0; 12];
            peer.stream.read_exact(&mut user).await.unwrap();
            let user = String::from_utf8_lossy(&user).into_owned();
            peer.seen.lock().unwrap().push(user);
            peer.send([1, 0]).await;
        }
        let mut head = [0; 5];
        peer.stream.read_exact(&mut head).await.unwrap();
        let mut name = vec![0; usize::from(head[4])];
        peer.stream.read_exact(&mut name).await.unwrap();
        let port = peer.stream.read_u16().await.unwrap();
        let target = format!("{}:{port}", String::from_utf8_lossy(&name));
        peer.seen.lock().unwrap().push(target);
        // The target is not reachable.
        peer.send([5, 4, 0, 1, 0, 0, 0, 0, 0, 0]).await;
    })
    .await;
    for (endpoint, user) in [
        ("http://a.example", ""),
        ("https://b.example", "user:p%40s%3As@"),
        ("http://c.example:81", ""),
    ] {
        let config = Config::new().proxy(format!("socks5://{user}{}", proxy.address));
        let config = config.retry(RetryPolicy::never());
        let error = get(&core(endpoint, config)).await.unwrap_err();
        assert_eq!(error.transport().unwrap().kind(), Kind::Proxy, "{error}");
    }
    let user = "\u{1}\u{4}user\u{5}p@s:s";
    let expected = ["a.example:80", user, "b.example:443", "c.example:81"];
    assert_eq!(proxy.seen(), expected);
}

#[tokio::test]
async fn a_proxy_opens_a_tunnel_with_its_password_and_the_server_does_not_get_that() {
    // Plain HTTP/2 cannot be forwarded, so that its tunnel can be read here.
    let (proxy, seen) = (tunnels().await, Arc::new(Mutex::new(Vec::new())));
    let (port, heard) = (listen_to_http2(Arc::clone(&seen)).await, seen);
    let config = Config::new()
        .http2(Http2::Always)
        .proxy(format!("http://user:pass@{}", proxy.address));
    let client = core(format!("http://service.example:{port}"), config);
    get(&client).await.unwrap();

    let asked = &proxy.seen()[0];
    assert!(
        asked.starts_with(&format!("CONNECT service.example:{port} HTTP/1.1\r\n")),
        "{asked}"
    );
    assert_eq!(
        header(asked, "proxy-authorization"),
        Some("Basic dXNlcjpwYXNz")
    );
    let heard = heard.lock().unwrap();
    let names: Vec<&str> = heard[0].keys().map(HeaderName::as_str).collect();
    assert!(!names.contains(&"proxy-authorization"), "{names:?}");
}

/// Serves plain HTTP/2, and keeps the headers of the requests.
async fn listen_to_http2(seen: Arc<Mutex<Vec<HeaderMap>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = service_fn(|request: http::Request<_>| {
            seen.lock().unwrap().push(request.headers().clone());
            std::future::ready(Ok::<_, std::io::Error>(http::Response::new(
                "{}".to_owned(),
            )))
        });
        let served = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service);
        let _ = served.await;
    });
    port
}

#[tokio::test]
async fn a_server_that_responds_to_http2_in_http1_is_named() {
    let server = Server::start(|mut peer, _| async move {
        peer.head().await;
        peer.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
            .await;
        peer.silence().await;
    })
    .await;
    let config = Config::new().http2(Http2::Always);
    let config = config.retry(RetryPolicy::never());
    let error = get(&core(server.endpoint(), config)).await.unwrap_err();
    let kind = error.transport().unwrap().kind();
    assert_eq!(kind, Kind::Http1Required, "{error}");
    assert!(error.to_string().contains("`Http2::Never`"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_does_not_reach_the_server_is_named() {
    let proxy = tunnels().await;
    let config = Config::new().proxy(format!("http://{}", proxy.address));
    let client = core(
        "https://service.example:1",
        config.retry(RetryPolicy::never()),
    );
    let failed = get(&client).await.unwrap_err();
    let failure = failed.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::Proxy);
    let text = failed.to_string();
    assert!(text.contains("whether it allows the endpoint"), "{text}");
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_or_wants_a_password_is_named() {
    let gone = core(
        "http://service.example",
        Config::new()
            .proxy("http://127.0.0.1:1")
            .retry(RetryPolicy::never()),
    );
    let failed = get(&gone).await.unwrap_err();
    assert_eq!(failed.transport().unwrap().kind(), Kind::Proxy);
    // The causes do not repeat the message.
    let mut cause = std::error::Error::source(&failed);
    while let Some(error) = cause {
        assert!(!failed.to_string().contains(&error.to_string()), "{error}");
        cause = error.source();
    }

    let proxy = Server::responses(&[&response("407 Proxy Authentication Required", &[], "")]).await;
    let config = Config::new().proxy(proxy.endpoint());
    let error = get(&core("http://service.example", config))
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(
        error.to_string().contains("give them in the proxy's URL"),
        "{error}"
    );
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_when_the_client_is_built() {
    for uri in ["ftp://proxy", "proxy:3128", "not a url"] {
        let builder = Core::builder(&[]).endpoint("https://service.example");
        let error = builder
            .config(Config::new().proxy(uri))
            .build()
            .unwrap_err()
            .to_string();
        assert!(error.contains("the proxy cannot be used"), "{error}");
    }
}

#[tokio::test]
async fn a_connection_that_was_idle_too_long_is_not_used_again() {
    for config in [
        Config::new().idle_timeout(Duration::from_millis(1)),
        Config::new().idle_connections(0),
    ] {
        let server = Server::responses(&[&json("200 OK", "{}")]).await;
        let client = core(server.endpoint(), config);
        for _ in 0..2 {
            get(&client).await.unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_client_of_one_connection_keeps_it() {
    let server = Server::responses(&[&json("200 OK", "{}")]).await;
    let client = core(server.endpoint(), Config::new().connections(1));
    for _ in 0..3 {
        get(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

fn over_reqwest(endpoint: String) -> Core {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let transport = ReqwestTransport::new(builder.no_proxy().build().unwrap()).unwrap();
    Core::builder(&["token"])
        .endpoint(endpoint)
        .transport(transport)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_reqwest_client_carries_calls() {
    let ok = json("200 OK", r#"{"a": 1}"#);
    let server =
        Server::responses(&[&ok, &response("302 Found", &[("location", "/other")], "")]).await;
    let client = over_reqwest(server.endpoint());
    let mut put = call(&client, &PUT_THING);
    put.parameter(&TAG, "a b");
    put.set_header(http::header::IF_MATCH, HeaderValue::from_static("1"));
    put.set_body("text/plain", "body");
    assert_eq!(put.send::<Thing>().await.unwrap().status(), 200);
    let seen = &server.seen()[0];
    assert!(
        seen.starts_with("PUT /things/1?tag=a%20b HTTP/1.1\r\n"),
        "{seen}"
    );
    assert!(seen.ends_with("\r\n\r\nbody"), "{seen}");
    assert_eq!(
        (header(seen, "if-match"), header(seen, "content-length")),
        (Some("1"), Some("4"))
    );
    assert_eq!(get(&client).await.unwrap_err().status().unwrap(), 302);
}

#[tokio::test(start_paused = true)]
async fn a_reqwest_client_tells_failures_as_the_default_transport_does() {
    let server = Server::start(|mut peer, number| async move {
        peer.request().await;
        if number > 1 {
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")
                .await;
        }
    })
    .await;
    let client = over_reqwest(server.endpoint());
    for expected in [Kind::Closed, Kind::BodyCutShort] {
        let failed = poke(&client).await.unwrap_err();
        let failure = failed.transport().expect("a transport error");
        assert_eq!(failure.kind(), expected);
    }
    let refused = over_reqwest("http://127.0.0.1:1".to_owned());
    let error = poke(&refused).await.unwrap_err();
    assert_eq!(error.attempts(), 3);
    let failure = error.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::Connect);
}

#[test]
fn a_reqwest_client_that_follows_redirects_is_refused() {
    let error = ReqwestTransport::new(reqwest::Client::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains("Policy::none()"), "{error}");
}
