//! Nothing that a user can print or log shows a secret.

mod support;

use std::error::Error as StdError;
use std::fmt::Write;
use std::sync::Arc;

use apiruntime::Body;
use apiruntime::CallOptions;
use apiruntime::Config;
use apiruntime::RetryPolicy;
use apiruntime::Secret;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::CoreBuilder;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::List;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Page;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::RawResponse;
use apiruntime::parameter::ArgumentErrorKind;
use apiruntime::parameter::InvalidArgument;
use apiruntime::transport::Http2;
use apiruntime::transport::ScriptedResponse;
use apiruntime::transport::ScriptedTransport;
use support::capture::Capture;
use support::*;
use tracing::instrument::WithSubscriber;

const SECRET_KEY: &str = "secret-key-4711";
const SECURITY_TOKEN: &str = "security-token-4711";
const TOKEN: &str = "auth-token-4711";
const LINK: &str = "https://obs.example/log?Signature=link-4711";
const ARGUMENT: &str = "argument-4711";

/// A part of every secret.
const MARK: &str = "4711";

static LINK_INFO: OperationInfo = OperationInfo::new("CreateLink", "POST", "/links/{thing_id}")
    .security(&[&[0]])
    .idempotent();

static PASSWORD: Parameter = Parameter::query("password").sensitive();

/// An operation that returns a signed link, which the description marks `x-sensitive`.
enum CreateLink {}

impl Operation for CreateLink {
    type Output = Secret;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Secret, DecodeFailure<ThingError>> {
        match response.status() {
            200 => response.json(),
            400 => Err(response.error(&["error_code"], ThingError::BadRequest)),
            _ => Err(response.undocumented()),
        }
    }
}

fn clients(config: &Config, endpoint: &str) -> Vec<Core> {
    let signed = Credentials::ak_sk("access-key", SECRET_KEY).security_token(SECURITY_TOKEN);
    let signed = HuaweiAuthorizer::new(signed.project_id("p"));
    let token = HuaweiAuthorizer::new(Credentials::token(TOKEN).project_id("p"));
    let bearer = SecretAuthorizer::bearer(TOKEN);
    let builder = || {
        Core::builder(&["credentials"])
            .endpoint(endpoint)
            .config(config.clone())
    };
    let build = |builder: CoreBuilder| builder.build().unwrap();
    vec![
        build(builder().authorizer(0, Arc::new(signed))),
        build(builder().authorizer(0, Arc::new(token))),
        build(builder().authorizer(0, Arc::new(bearer))),
    ]
}

fn link_call(client: &Core) -> Call {
    let mut call = Call::new(client, &LINK_INFO);
    call.parameter(&THING_ID, "1");
    call.parameter(&PASSWORD, ARGUMENT);
    call.set_body("text/plain", ARGUMENT);
    let value = http::HeaderValue::from_static(TOKEN);
    call.set_options(CallOptions::new().header(http::header::COOKIE, value));
    call
}

/// Returns an error as `Debug` and `Display` print it, with the chain of its causes.
fn printed<E: StdError>(error: &E) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    text
}

fn assert_clean(text: &str) {
    if let Some(at) = text.find(MARK) {
        let start = text[..at]
            .char_indices()
            .rev()
            .nth(60)
            .map_or(0, |(start, _)| start);
        panic!("a secret shows: {}", &text[start..at + MARK.len()]);
    }
}

/// Returns responses that quote secrets or contain some.
fn responses() -> Vec<String> {
    let quoted = format!(
        r#"{{"error_code":"APIGW.0301","error_msg":"verify fail: x-security-token:{SECURITY_TOKEN} Authorization: {TOKEN} {LINK}"}}"#
    );
    let set_cookie = ("set-cookie", TOKEN);
    vec![
        json("200 OK", &format!("\"{LINK}\"")),
        json("200 OK", &format!("[\"{LINK}\"]")),
        json("200 OK", &format!("{{\"link\": \"{LINK}\"}}")),
        response("302 Found", &[("location", LINK), set_cookie], ""),
        json("400 Bad Request", &quoted),
        json("401 Unauthorized", &quoted),
        response("403 Forbidden", &[set_cookie], &format!("denied: {LINK}")),
        response(
            "500 Internal Server Error",
            &[set_cookie],
            &format!("token={TOKEN}"),
        ),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n\"{LINK}"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{TOKEN}\r\n"),
        format!("{TOKEN}\r\n\r\n"),
    ]
}

#[tokio::test(start_paused = true)]
async fn no_error_response_or_log_shows_a_secret() {
    let capture = Capture::default();
    let mut printed_text = String::new();
    for response in responses() {
        let server = Server::start(move |mut peer, _| {
            let response = response.clone();
            async move {
                peer.request().await;
                peer.send(response).await;
            }
        })
        .await;
        for client in clients(
            &Config::new().retry(RetryPolicy::never()),
            &server.endpoint(),
        ) {
            let call = link_call(&client);
            write!(printed_text, "{client:?} {call:?} {call:#?}").unwrap();
            match call
                .send::<CreateLink>()
                .with_subscriber(capture.clone())
                .await
            {
                Ok(response) => write!(printed_text, "{response:?}").unwrap(),
                Err(error) => printed_text.push_str(&printed(&error)),
            }
        }
        assert!(
            server
                .seen()
                .iter()
                .all(|request| request.contains(ARGUMENT))
        );
    }
    assert_clean(&printed_text);
    assert!(!capture.lines().is_empty());
    assert_clean(&capture.lines().join("\n"));
}

#[tokio::test]
async fn http2_does_not_log_a_secret() {
    let server = Server::start(|peer, _| async move {
        let service = hyper::service::service_fn(async |_| {
            Ok::<_, std::convert::Infallible>(http::Response::new(format!("\"{LINK}\"")))
        });
        let io = hyper_util::rt::TokioIo::new(peer.stream);
        let executor = hyper_util::rt::TokioExecutor::new();
        let builder = hyper::server::conn::http2::Builder::new(executor);
        let _ = builder.serve_connection(io, service).await;
    })
    .await;
    let capture = Capture::default();
    let dispatch = tracing::Dispatch::new(capture.clone());
    // The task of the connection logs outside of the call.
    let _guard = tracing::dispatcher::set_default(&dispatch);
    for client in clients(&Config::new().http2(Http2::Always), &server.endpoint()) {
        link_call(&client).send::<CreateLink>().await.unwrap();
    }
    let lines = capture.lines();
    assert!(lines.iter().any(|line| line.contains("h2::")), "{lines:?}");
    assert_clean(&lines.join("\n"));
}

#[test]
fn no_setting_shows_a_secret() {
    let config = Config::new().proxy(format!("http://user:{TOKEN}@proxy:3128"));
    let value = http::HeaderValue::from_static(TOKEN);
    let options = CallOptions::new().header(http::header::COOKIE, value);
    let builder = Core::builder(&["credentials"])
        .endpoint(format!("https://{TOKEN}"))
        .parameter("p", TOKEN)
        .config(config.clone())
        .authorizer(0, Arc::new(SecretAuthorizer::bearer(TOKEN)));
    assert_clean(&format!("{config:?} {options:?} {builder:?}"));
    let bodies = [Body::from(TOKEN), Body::from(TOKEN.to_owned())];
    let argument = InvalidArgument::new("password", ArgumentErrorKind::Missing);
    assert_clean(&format!("{bodies:?} {argument:?} {argument}"));
    let credentials = [
        Credentials::token(TOKEN),
        Credentials::ak_sk("access-key", SECRET_KEY).security_token(SECURITY_TOKEN),
    ];
    assert_clean(&format!(
        "{credentials:?} {:?}",
        SecretAuthorizer::basic("user", TOKEN)
    ));
    let broken = Core::builder(&[])
        .endpoint(format!("https://u:{TOKEN}@h"))
        .build()
        .unwrap_err();
    assert_clean(&printed(&broken));
}

#[tokio::test]
async fn a_script_shows_no_secret() {
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, format!("\"{LINK}\"")).header("set-cookie", TOKEN))
        .response(ScriptedResponse::fault(Kind::Connect));
    let text = format!("{:?}", ScriptedResponse::new(200).body("text/plain", TOKEN));
    let builder = Core::builder(&["credentials"]).endpoint("https://service.example");
    let authorizer = Arc::new(SecretAuthorizer::bearer(TOKEN));
    let client = builder
        .transport(script.clone())
        .authorizer(0, authorizer)
        .build()
        .unwrap();
    link_call(&client).send::<CreateLink>().await.unwrap();
    assert_clean(&format!("{text} {script:?} {:?}", script.requests()));
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_refuses_is_named_without_its_password() {
    let proxy = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            .await;
    })
    .await;
    let address = proxy.address;
    let config = Config::new().proxy(format!("http://user:{TOKEN}@{address}"));
    let client = core(
        "https://service.example",
        config.retry(RetryPolicy::never()),
    );
    let error = get(&client).await.unwrap_err();
    let failure = error.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::ProxySettings);
    assert_clean(&printed(&error));
}

/// Returns a client whose API key is in the query, with a server that sends the scripted responses.
fn with_key(script: &ScriptedTransport) -> Core {
    let key = SecretAuthorizer::query("api_key", "api/key-4711");
    let builder = Core::builder(&["credentials"]).endpoint("https://service.example");
    let builder = builder
        .transport(script.clone())
        .authorizer(0, Arc::new(key));
    let config = Config::new().max_error_body(40).retry(RetryPolicy::never());
    builder.config(config).build().unwrap()
}

#[tokio::test]
async fn no_position_of_a_list_shows_a_key() {
    fn page(_: Secret) -> Page<()> {
        Page {
            items: vec![()],
            next: Some("/links/2?api_key=api%2Fkey-4711&of=api%2Fkey-4711".to_owned()),
            ..Page::default()
        }
    }
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, "\"a\""))
        .response(ScriptedResponse::new(403));
    let mut items = List::<CreateLink, ()>::by_url(link_call(&with_key(&script)), page).items();
    items.next().await.unwrap().unwrap();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("resumed at"), "{error}");
    assert_clean(&printed(&error));
    // The position itself contains the whole value, but not as the key.
    let position = error.resume_at().unwrap();
    assert!(
        position.ends_with("/links/2?of=api%252Fkey-4711"),
        "{position}"
    );
}

#[tokio::test]
async fn what_a_server_quotes_is_not_shown_wherever_it_is() {
    let cut =
        ScriptedResponse::new(500).body("text/plain", "the key of the request is api/key-4711");
    let encoded = "the key of this request is api%2Fkey-4711 and more";
    for response in [
        cut.clone().header("x-request-id", "api/key-4711"),
        ScriptedResponse::new(500).body("text/plain", encoded),
        ScriptedResponse::json(200, "[").header("x-request-id", "of api/key-4711"),
        ScriptedResponse::json(200, "{\"api/key-4711\": []}").header("x-request-id", "4"),
    ] {
        let script = ScriptedTransport::new().response(response);
        let call = link_call(&with_key(&script));
        let error = call.send::<CreateLink>().await.unwrap_err();
        assert_clean(&printed(&error));
        assert!(!error.to_string().contains("api/key"), "{error}");
    }
}
