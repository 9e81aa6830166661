//! To which host a request goes, and what it says of itself: decided by the endpoint, not by arguments or hooks.

use apiruntime::call::Middleware;
use apiruntime::codegen::{Call, Core};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{BuildError, Config};
use http::{HeaderName, HeaderValue};

mod support;
use support::{POKE_THING, Quiet, Server, call};

fn build(endpoint: &str) -> Result<Core, BuildError> {
    Core::builder(&[])
        .endpoint(endpoint)
        .transport(ScriptedTransport::new())
        .build()
}

#[test]
fn an_endpoint_that_cannot_be_one_is_refused_when_the_client_is_built() {
    for endpoint in [
        "https://h.example#fragment",
        "https://h.example/a#b",
        "https://h.example/a?b",
        "https://user@h.example",
        "https://user:s3cr3t@h.example",
        "https://evil.example\\@h.example",
        "https://h.example:0",
        "https://h.example:65536",
        "https://h.example:",
        "https://h.example:x",
        "https://",
        "https:///a",
        "https://h..example",
        "https://-h.example",
        "https://h%2e.example",
        "https://h.example /a",
        " https://h.example",
        "https://é.example",
        "https://1.2.3.456",
        "https://[::1",
        "https://[::g]",
        "ftp://h.example",
        "h.example",
        "",
    ] {
        let error = build(endpoint).expect_err(endpoint);
        assert!(
            matches!(error, BuildError::InvalidEndpoint(_)),
            "{endpoint}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    }
    for endpoint in [
        "https://h.example/a/",
        "http://127.0.0.1:4010",
        "http://[::1]:4010",
        "http://my_host",
    ] {
        build(endpoint).expect(endpoint);
    }
}

#[test]
fn a_user_agent_that_no_header_can_carry_is_refused_when_the_client_is_built() {
    for (text, is_good) in [
        ("tool/1.0 (x)", true),
        ("a\r\nHost: evil", false),
        ("é", true),
        ("a\0", false),
    ] {
        let core = Core::builder(&[])
            .endpoint("https://h.example")
            .config(Config::new().user_agent(text))
            .transport(ScriptedTransport::new())
            .build();
        assert_eq!(core.is_ok(), is_good, "{text:?}");
    }
}

const OF_THE_CONNECTION: [(&str, &str); 6] = [
    ("host", "evil.example"),
    ("content-length", "3"),
    ("transfer-encoding", "chunked"),
    ("connection", "close, x-other"),
    ("keep-alive", "timeout=1"),
    ("upgrade", "h2c"),
];

fn pair(pair: (&'static str, &'static str)) -> (HeaderName, HeaderValue) {
    (
        HeaderName::from_static(pair.0),
        HeaderValue::from_static(pair.1),
    )
}

struct Hook;

impl Middleware for Hook {
    fn on_request(&self, _: &apiruntime::call::Attempt, request: &mut http::request::Parts) {
        request.headers.extend(OF_THE_CONNECTION.map(pair));
        request
            .headers
            .insert("x-own", HeaderValue::from_static("kept"));
    }
}

/// The headers of a call with a body that sets all of these in every way.
async fn sent(body: &'static str) -> http::HeaderMap {
    let transport = ScriptedTransport::new().response(ScriptedResponse::new(204));
    let core = Core::builder(&[])
        .endpoint("https://h.example")
        .middleware(Hook)
        .transport(transport.clone())
        .build()
        .unwrap();
    let mut call: Call = call(&core, &POKE_THING);
    call.set_body("text/plain", body);
    for (name, value) in OF_THE_CONNECTION.map(pair) {
        call.set_header(name, value);
    }
    call.send::<Quiet>().await.unwrap();
    transport.requests()[0].headers().clone()
}

#[tokio::test]
async fn what_a_message_says_of_itself_is_set_by_no_call_and_no_hook() {
    for (body, length) in [("four", "4"), ("", "0")] {
        let headers = sent(body).await;
        assert_eq!(headers["content-length"], length);
        assert_eq!(headers.get_all("content-length").iter().count(), 1);
        assert_eq!(headers["x-own"], "kept");
        for (name, _) in OF_THE_CONNECTION
            .into_iter()
            .filter(|pair| pair.0 != "content-length")
        {
            assert!(!headers.contains_key(name), "{name}");
        }
    }
}

#[test]
fn a_proxy_of_another_kind_is_refused_when_the_client_is_built() {
    for uri in [
        "https://proxy.example",
        "socks4://proxy.example",
        "ftp://p.example",
        "htp://p.example",
        "http://p:0",
    ] {
        let config = Config::new().proxy(uri);
        let built = Core::builder(&[])
            .endpoint("https://h.example")
            .config(config)
            .build();
        assert!(matches!(built, Err(BuildError::InvalidProxy(_))), "{uri}");
    }
}

#[tokio::test]
async fn a_proxy_that_wants_other_credentials_is_asked_once() {
    let proxy =
        Server::respond(|_| "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".to_owned()).await;
    let core = support::core("https://h.example", Config::new().proxy(proxy.endpoint()));
    let error = support::get(&core).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the proxy cannot be used as it is set"),
        "{error}"
    );
    assert!(error.is_connect());
    assert_eq!((error.attempts(), proxy.connections()), (1, 1));
}
