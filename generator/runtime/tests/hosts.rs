//! The host that a request is sent to, and the host that it names: the endpoint decides both, not arguments or hooks.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::auth::huawei::{Credentials, HuaweiAuthorizer};
use apiruntime::auth::{
    Authorizer, CredentialsError, SecretAuthorizer, Stamp, Token, TokenProvider,
};
use apiruntime::body::{BoxFuture, TransportErrorKind};
use apiruntime::call::Middleware;
use apiruntime::codegen::{Call, Core, OperationInfo, Parameter};
use apiruntime::transport::Resolver;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{BuildError, Config, RetryPolicy};
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

const OF_THE_CONNECTION: [(&str, &str); 8] = [
    ("host", "evil.example"),
    ("content-length", "3"),
    ("transfer-encoding", "chunked"),
    ("connection", "close, x-other"),
    ("keep-alive", "timeout=1"),
    ("proxy-connection", "keep-alive"),
    ("trailer", "x-own"),
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

/// Returns the headers of a call with a body that sets these headers in every way.
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
        "http://user:p@ss@p.example",
    ] {
        let config = Config::new().proxy(uri);
        let built = Core::builder(&[])
            .endpoint("https://h.example")
            .config(config)
            .build();
        assert!(matches!(built, Err(BuildError::InvalidProxy(_))), "{uri}");
    }
}

/// An authorizer that never finds the value of a parameter.
struct Never;

impl Authorizer for Never {
    fn authorize<'a>(
        &'a self,
        _: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Stamp::default())))
    }

    fn client_parameter<'a>(
        &'a self,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_names_the_host_that_the_call_names() {
    static PROJECT: Parameter = Parameter::path("project");
    static INFO: OperationInfo = OperationInfo::new("GetThing", "GET", "/{project}")
        .client_parameters(&[&PROJECT])
        .security(&[&[0]]);
    let builder = Core::builder(&["token"]).endpoint("https://h.example");
    let builder = builder.authorizer(0, Arc::new(Never));
    let core = builder.transport(ScriptedTransport::new()).build().unwrap();
    let mut call = Call::new(&core, &INFO);
    call.server_url("https://other.example");
    let error = call.send::<support::Thing>().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.host(), Some("other.example"));
}

#[tokio::test]
async fn a_resolver_is_asked_for_names_and_a_silent_address_holds_nobody_up() {
    let server = Server::responses(&[&support::json("200 OK", "{}")]).await;
    let port = server.address.port();
    // Its queue of connections that are not accepted is full: later connections get no response.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 2], port).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let silent = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let limit = std::time::Duration::from_millis(200);
    let connect = || tokio::time::timeout(limit, tokio::net::TcpStream::connect(silent));
    while let Ok(connected) = connect().await {
        waiting.push(connected.unwrap());
    }
    let asked = Arc::new(Mutex::new(Vec::new()));
    let resolver = Pinned(asked.clone(), vec![silent.ip(), server.address.ip()]);
    let config = Config::new().resolver(resolver).retry(RetryPolicy::never());
    assert!(format!("{config:?}").contains("resolver: true"));
    let core = support::core(format!("http://service.example:{port}"), config.clone());
    let begun = std::time::Instant::now();
    support::get(&core).await.unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_secs(5));
    assert_eq!(*asked.lock().unwrap(), ["service.example"]);
    // An address is not resolved.
    let core = support::core(format!("http://127.0.0.1:{port}"), config);
    support::get(&core).await.unwrap();
    assert_eq!(asked.lock().unwrap().len(), 1);
    drop(waiting);
    let none = Config::new()
        .resolver(Pinned(asked, Vec::new()))
        .retry(RetryPolicy::never());
    let core = support::core("http://service.example", none);
    let error = support::get(&core).await.unwrap_err();
    assert_eq!(
        error.transport().unwrap().kind(),
        TransportErrorKind::Resolve
    );
}

/// Records the names that it resolves, and knows only one host.
struct Pinned(Arc<Mutex<Vec<String>>>, Vec<IpAddr>);

impl Resolver for Pinned {
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        self.0.lock().unwrap().push(host.to_owned());
        Box::pin(async { Ok(self.1.clone()) })
    }
}

#[tokio::test]
async fn a_proxy_that_wants_other_credentials_is_asked_once() {
    for endpoint in ["https://h.example", "http://h.example"] {
        let proxy = Server::respond(|_| {
            let head = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 11\r\n\r\n";
            format!("{head}not wr0ng-1")
        });
        let proxy = proxy.await;
        let url = format!("http://user:wr0ng-1@{}", proxy.address);
        let config = Config::new().proxy(url).allow_plain_http(true);
        let error = support::get(&support::core(endpoint, config))
            .await
            .unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(
            text.contains("the proxy cannot be used as it is set"),
            "{text}"
        );
        assert!(error.is_connect() && !text.contains("wr0ng"), "{text}");
        assert_eq!((error.attempts(), proxy.connections()), (1, 1));
    }
}

/// Sends requests elsewhere, as a hook or as credentials.
struct Elsewhere(&'static str);

impl Middleware for Elsewhere {
    fn on_request(&self, _: &apiruntime::call::Attempt, request: &mut http::request::Parts) {
        request.uri = self.0.parse().unwrap();
    }
}

impl Authorizer for Elsewhere {
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        *request.uri_mut() = self.0.parse().unwrap();
        Box::pin(std::future::ready(Ok(Stamp::default())))
    }
}

/// Gives a token.
struct Tokens;

impl TokenProvider for Tokens {
    fn token<'a>(
        &'a self,
        _: &'a apiruntime::auth::ClientContext,
    ) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Token::new("s3cr3t"))))
    }
}

const ELSEWHERE: [&str; 6] = [
    "http://h.example/things/1",
    "http://127.0.0.1/things/1",
    "https://evil.example/things/1",
    "https://h.example:8443/things/1",
    "https://h.example.:443/",
    "/things/1",
];

/// Returns a client with these credentials, and the transport that records its requests.
fn with_credentials(
    hook: Option<&'static str>,
    credentials: Vec<Arc<dyn Authorizer>>,
) -> (Core, ScriptedTransport) {
    let transport = ScriptedTransport::new().when(|_| true, ScriptedResponse::new(204));
    let mut builder = Core::builder(&["first", "second"]).endpoint("https://h.example");
    for (slot, authorizer) in credentials.into_iter().enumerate() {
        builder = builder.authorizer(slot, authorizer);
    }
    if let Some(uri) = hook {
        builder = builder.middleware(Elsewhere(uri));
    }
    let core = builder.transport(transport.clone()).build().unwrap();
    (core, transport)
}

#[tokio::test]
async fn no_hook_brings_credentials_to_another_server() {
    let kinds: [fn() -> Arc<dyn Authorizer>; 8] = [
        || Arc::new(SecretAuthorizer::bearer("s3cr3t")),
        || Arc::new(SecretAuthorizer::bearer(Tokens)),
        || Arc::new(SecretAuthorizer::basic("user", "s3cr3t")),
        || Arc::new(SecretAuthorizer::header("x-key", "s3cr3t")),
        || Arc::new(SecretAuthorizer::query("key", "s3cr3t")),
        || Arc::new(SecretAuthorizer::cookie("key", "s3cr3t")),
        || Arc::new(HuaweiAuthorizer::new(Credentials::ak_sk("AK", "s3cr3t"))),
        || Arc::new(HuaweiAuthorizer::new(Credentials::token("s3cr3t"))),
    ];
    for kind in kinds {
        for uri in ELSEWHERE {
            let (core, transport) = with_credentials(Some(uri), vec![kind()]);
            let sent = call(&core, &POKE_THING).send::<Quiet>().await;
            let error = sent.unwrap_err().to_string();
            assert!(
                error.contains("a hook changed the scheme"),
                "{uri}: {error}"
            );
            assert_eq!(transport.requests().len(), 0, "{uri}");
        }
        // A hook may change the path.
        let (core, transport) = with_credentials(Some("https://H.example/other?a=b"), vec![kind()]);
        call(&core, &POKE_THING).send::<Quiet>().await.unwrap();
        assert_eq!(transport.requests()[0].path(), "/other");
    }
    // A hook may also change the host of a request without credentials.
    let (core, transport) = with_credentials(Some("https://mirror.example/a"), Vec::new());
    call(&core, &POKE_THING).send::<Quiet>().await.unwrap();
    assert_eq!(transport.requests()[0].uri().host(), Some("mirror.example"));
}

#[tokio::test]
async fn no_credentials_take_others_to_another_server() {
    static BOTH: OperationInfo =
        OperationInfo::new("Both", "GET", "/things/{thing_id}").security(&[&[0, 1]]);
    for uri in ELSEWHERE {
        for is_first in [true, false] {
            let token: Arc<dyn Authorizer> = Arc::new(SecretAuthorizer::bearer("s3cr3t"));
            let mut both = vec![Arc::new(Elsewhere(uri)) as Arc<dyn Authorizer>, token];
            if !is_first {
                both.reverse();
            }
            let (core, transport) = with_credentials(None, both);
            assert!(call(&core, &BOTH).send::<Quiet>().await.is_err(), "{uri}");
            assert_eq!(transport.requests().len(), 0, "{uri}");
        }
    }
}
