//! Other ways to the server: a proxy, HTTP/2 without TLS, a reqwest client.

mod support;

use apiruntime::Config;
use apiruntime::RetryPolicy;
use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::Core;
use apiruntime::transport::ReqwestTransport;
use http::HeaderValue;
use support::*;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Connects to whatever it is asked for, as a proxy does.
async fn proxy() -> Server {
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
async fn an_explicit_proxy_gets_its_password_and_the_server_does_not() {
    let server = Server::responses(&[&json("200 OK", r#"{"a": 1}"#)]).await;
    let proxy = proxy().await;
    let port = server.address.port();
    let config = Config::new().proxy(format!("http://user:pass@{}", proxy.address));
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
    let seen = &server.seen()[0];
    assert!(seen.starts_with("GET /things/1 HTTP/1.1\r\n"), "{seen}");
    assert_eq!(header(seen, "proxy-authorization"), None);
}

#[tokio::test]
async fn a_proxy_that_does_not_reach_the_server_is_named() {
    let proxy = proxy().await;
    let config = Config::new().proxy(format!("http://{}", proxy.address));
    let client = core(
        "http://service.example:1",
        config.retry(RetryPolicy::never()),
    );
    let failed = get(&client).await.unwrap_err();
    let failure = failed.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::Proxy);
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
