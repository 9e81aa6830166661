//! What the client does about a status: send again, give an error, never follow.

use apiruntime::error::Reason;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::support::*;
use apiruntime::Body;
use apiruntime::CallOptions;
use apiruntime::Config;
use apiruntime::RetryPolicy;
use apiruntime::auth::AfterUnauthorized;
use apiruntime::auth::Authorizer;
use apiruntime::auth::CredentialsError;
use apiruntime::auth::Stamp;
use apiruntime::body::BoxFuture;
use apiruntime::codegen::Core;
use http::HeaderValue;
use tokio::time::Instant;

/// A token in a header of its own, which clients that follow redirects would send to the other server.
struct Token {
    after: AfterUnauthorized,
    asked: AtomicU32,
}

impl Token {
    fn new(after: AfterUnauthorized) -> Arc<Token> {
        Arc::new(Token {
            after,
            asked: AtomicU32::new(0),
        })
    }
}

impl Authorizer for Token {
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let value = HeaderValue::from_str(&format!("token-{number}")).unwrap();
        request.headers_mut().insert("x-auth-token", value);
        Box::pin(std::future::ready(Ok(Stamp::default())))
    }

    fn after_unauthorized(&self, _: Stamp) -> AfterUnauthorized {
        self.after
    }

    fn explain(&self, code: &str, _: &http::HeaderMap, _: Stamp) -> Option<String> {
        (code == "CLOCK").then(|| "set the clock".to_owned())
    }

    fn learn(&self, code: &str, _: &http::HeaderMap, _: Stamp) -> bool {
        code == "LATE"
    }
}

fn with_token(server: &Server, token: Arc<Token>) -> Core {
    Core::builder(&["token"])
        .endpoint(server.endpoint())
        .authorizer(0, token)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_429_with_retry_after_is_waited_for() {
    for headers in [
        &[("retry-after", "7")][..],
        &[("retry-after", "7.0")],
        &[("retry-after", "1"), ("retry-after-ms", "7000")],
    ] {
        let busy = response("429 Too Many Requests", headers, "");
        let server = Server::responses(&[&busy, &json("200 OK", r#"{"a": 1}"#)]).await;
        let begun = Instant::now();
        let response = get(&core(server.endpoint(), Config::new())).await.unwrap();
        assert_eq!(response.attempts(), 2);
        let waited = begun.elapsed();
        assert!((7_000..7_300).contains(&waited.as_millis()), "{waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_without_retry_after_is_sent_again_after_a_short_wait() {
    let busy = response("429 Too Many Requests", &[], "");
    let server = Server::responses(&[&busy, &json("200 OK", r#"{"a": 1}"#)]).await;
    let begun = Instant::now();
    assert_eq!(
        get(&core(server.endpoint(), Config::new()))
            .await
            .unwrap()
            .attempts(),
        2
    );
    assert!(
        begun.elapsed() <= Duration::from_millis(250),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_bound_is_given_to_the_caller() {
    let busy = response("429 Too Many Requests", &[("retry-after", "3600")], "");
    let server = Server::responses(&[&busy]).await;
    let error = get(&core(server.endpoint(), Config::new()))
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (429, 1)
    );
    assert!(error.is_throttled() && !error.is_not_found());
    assert!(
        error.to_string().contains("try again later and slower"),
        "{error}"
    );
}

/// After a 408 the same request may be repeated (RFC 9110, 15.5.9).
#[tokio::test(start_paused = true)]
async fn what_may_be_repeated_is_after_a_408_and_failures_of_gateways() {
    for (status, attempts) in [(408, 2), (502, 2), (504, 2), (500, 1), (409, 1)] {
        let failed = response(&format!("{status} Failed"), &[], "");
        let server = Server::responses(&[&failed, &json("200 OK", r#"{"a": 1}"#)]).await;
        let sent = get(&core(server.endpoint(), Config::new())).await;
        let made = sent.map_or_else(|error| error.attempts(), |response| response.attempts());
        assert_eq!(made, attempts, "{status}");
    }
}

#[tokio::test]
async fn each_status_that_says_more_than_its_class_has_a_next_step_of_its_own() {
    let step = async |status: u16| {
        let refused = response(&format!("{status} X"), &[], "");
        let server = Server::responses(&[&refused]).await;
        let config = Config::new().retry(RetryPolicy::never());
        let text = get(&core(server.endpoint(), config)).await.unwrap_err();
        text.to_string().split_once("; ").unwrap().1.to_owned()
    };
    let mut steps = Vec::new();
    for status in [
        208, 304, 305, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 412, 413, 415, 418, 421,
        423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 503, 505, 507, 511,
    ] {
        let step = step(status).await;
        assert!(!steps.contains(&step), "{status}: {step}");
        steps.push(step);
    }
}

/// RFC 9110, 15.5.20: the request may be repeated over another connection, whatever the method.
#[tokio::test]
async fn any_call_is_repeated_over_another_connection_after_a_421() {
    let failed = response("421 Misdirected Request", &[], "");
    let done = response("204 No Content", &[], "");
    let server = Server::start(move |mut peer, connection| {
        let response = if connection == 1 {
            failed.clone()
        } else {
            done.clone()
        };
        async move {
            while peer.request().await.is_some() {
                peer.send(response.clone()).await;
            }
        }
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let response = poke(&client).await.unwrap();
    assert_eq!((response.attempts(), server.connections()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn two_503_then_a_204_is_a_success_of_three_attempts() {
    let busy = response("503 Service Unavailable", &[], "");
    let server = Server::responses(&[&busy, &busy, &response("204 No Content", &[], "")]).await;
    let response = get(&core(server.endpoint(), Config::new())).await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (204, 3));
    assert_eq!(response.into_body(), Output::NoContent);
}

#[tokio::test(start_paused = true)]
async fn a_503_is_not_sent_again_where_that_is_not_safe() {
    let busy = response("503 Service Unavailable", &[], "");
    let server = Server::responses(&[&busy]).await;
    let error = poke(&core(server.endpoint(), Config::new()))
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), server.seen().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn attempts_end_and_their_number_is_in_the_error() {
    let server = Server::responses(&[&response("503 Service Unavailable", &[], "")]).await;
    let client = core(server.endpoint(), Config::new());
    let error = get(&client).await.unwrap_err();
    assert_eq!((error.attempts(), server.seen().len()), (3, 3));
    assert!(error.to_string().ends_with("(3 attempts)"), "{error}");
    let mut call = call(&client, &GET_THING);
    call.set_options(CallOptions::new().retry(RetryPolicy::never()));
    assert_eq!(call.send::<Thing>().await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_up_the_budget_of_repeats() {
    let server = Server::responses(&[&response("503 Service Unavailable", &[], "")]).await;
    let client = core(server.endpoint(), Config::new());
    for _ in 0..50 {
        assert_eq!(get(&client).await.unwrap_err().attempts(), 3);
    }
    assert_eq!(get(&client).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn a_401_is_not_repeated_with_a_signature() {
    let why = [("www-authenticate", "Bearer error=late")];
    let server = Server::responses(&[&response("401 Unauthorized", &why, "")]).await;
    let client = with_token(&server, Token::new(AfterUnauthorized::Stop));
    let error = call(&client, &GET_THING).send::<Thing>().await.unwrap_err();
    assert_eq!((error.attempts(), server.seen().len()), (1, 1));
    assert_eq!(error.code(), Some("late"));
    assert!(
        error.to_string().contains("check the credentials"),
        "{error}"
    );
}

#[tokio::test]
async fn a_refusal_of_a_call_without_credentials_says_that_it_has_none() {
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let server = Server::responses(&[&response(status, &[], "")]).await;
        let error = get(&core(server.endpoint(), Config::new())).await;
        let shown = error.unwrap_err().to_string();
        assert!(shown.ends_with("client itself added none"), "{shown}");
    }
}

#[tokio::test]
async fn a_401_is_repeated_once_with_a_new_token() {
    let server = Server::responses(&[&response("401 Unauthorized", &[], "")]).await;
    let client = with_token(&server, Token::new(AfterUnauthorized::Retry));
    let error = call(&client, &POKE_THING)
        .send::<Thing>()
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 2);
    let tokens: Vec<String> = server
        .seen()
        .iter()
        .map(|request| header(request, "x-auth-token").unwrap().to_owned())
        .collect();
    assert_eq!(tokens, ["token-0", "token-1"]);
    let mut poke = call(&client, &POKE_THING);
    let piece = futures_util::stream::iter([Ok(bytes::Bytes::from("a"))]);
    poke.set_body("text/plain", Body::sized_stream(piece, 1));
    let error = poke.send::<Thing>().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    let text = error.to_string();
    assert!(
        text.contains("are renewed for the next call; this one has a stream"),
        "{text}"
    );
}

/// A signature must not be sent again, nor a request before the server's `Retry-After`.
#[tokio::test(start_paused = true)]
async fn a_refusal_whose_body_breaks_off_is_judged_by_its_status() {
    for (status, attempts, seconds) in [
        ("401 Unauthorized", 1, 0),
        ("404 Not Found", 1, 0),
        ("429 Too Many Requests", 3, 14),
    ] {
        let server = Server::start(move |mut peer, _| async move {
            peer.request().await;
            let head = format!("HTTP/1.1 {status}\r\nretry-after: 7\r\ncontent-length: 100\r\n");
            peer.send(format!("{head}\r\n{{\"error_code\": \"X.1\""))
                .await;
        })
        .await;
        let client = with_token(&server, Token::new(AfterUnauthorized::Stop));
        let begun = tokio::time::Instant::now();
        let error = call(&client, &GET_THING).send::<Thing>().await.unwrap_err();
        assert_eq!(
            (error.attempts(), server.seen().len()),
            (attempts, attempts as usize)
        );
        assert!(begun.elapsed().as_secs() >= seconds, "{status}");
        assert_eq!(error.raw_body().unwrap(), r#"{"error_code": "X.1""#);
        assert!(error.is_truncated());
        assert!(error.to_string().contains(status), "{error}");
    }
}

#[tokio::test]
async fn the_credentials_explain_codes_that_only_they_know() {
    let body = json(
        "401 Unauthorized",
        r#"{"error_code": "CLOCK", "error_msg": "late"}"#,
    );
    let server = Server::responses(&[&body]).await;
    let client = with_token(&server, Token::new(AfterUnauthorized::Stop));
    let error = call(&client, &GET_THING).send::<Thing>().await.unwrap_err();
    assert!(
        error.to_string().contains("CLOCK: late; set the clock"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_credentials_learn_from_a_refusal_repeats_a_call_once() {
    for (status, attempts) in [
        ("400 Bad Request", 2),
        ("403 Forbidden", 2),
        ("404 Not Found", 1),
    ] {
        let body = json(status, r#"{"error_code": "LATE"}"#);
        let server = Server::responses(&[&body]).await;
        let client = with_token(&server, Token::new(AfterUnauthorized::Stop));
        assert_eq!(poke(&client).await.unwrap_err().attempts(), attempts);
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_no_credential_goes_to_the_other_host() {
    let other = Server::responses(&[&json("200 OK", "{}")]).await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let location = format!("{}/things/1", other.endpoint());
        let server = Server::responses(&[&response(status, &[("location", &location)], "")]).await;
        let client = with_token(&server, Token::new(AfterUnauthorized::Stop));
        let error = call(&client, &GET_THING).send::<Thing>().await.unwrap_err();
        assert!(matches!(error.reason(), Reason::Api), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16().to_string(), status[..3]);
        assert_eq!(error.headers().unwrap()["location"], location);
        let said = format!(
            "redirects are not followed, and the server points to `{location}`; check the endpoint"
        );
        assert!(error.to_string().contains(&said), "{error}");
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn an_undocumented_success_is_an_error_with_everything_kept() {
    for status in ["200 OK", "202 Accepted", "304 Not Modified"] {
        let server = Server::responses(&[&response(status, &[("x-request-id", "r")], "{}")]).await;
        let client = core(server.endpoint(), Config::new());
        let error = call(&client, &GET_THING).send::<Quiet>().await.unwrap_err();
        assert!(matches!(error.reason(), Reason::Api), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16().to_string(), status[..3]);
        assert_eq!(error.request_id(), Some("r"));
        let body: &[u8] = if status.starts_with('3') { b"" } else { b"{}" };
        assert_eq!(error.raw_body().unwrap(), body);
    }
}

#[tokio::test]
async fn a_204_with_a_body_is_a_204() {
    let server =
        Server::responses(&["HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}"]).await;
    let client = core(server.endpoint(), Config::new());
    for _ in 0..3 {
        call(&client, &GET_THING).send::<Quiet>().await.unwrap();
    }
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_has_none() {
    let server = Server::responses(&[&response("204 No Content", &[], "")]).await;
    let client = core(server.endpoint(), Config::new());
    poke(&client).await.unwrap();
    get(&client).await.unwrap();
    let seen = server.seen();
    assert_eq!(header(&seen[0], "content-length"), Some("0"));
    assert_eq!(header(&seen[1], "content-length"), None);
}

#[tokio::test(start_paused = true)]
async fn no_repeat_begins_after_the_end_of_the_call() {
    let busy = response("503 Service Unavailable", &[("retry-after", "20")], "");
    let server = Server::responses(&[&busy]).await;
    let config = Config::new().call_timeout(Duration::from_secs(10));
    let begun = Instant::now();
    let error = get(&core(server.endpoint(), config)).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (503, 1)
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
}
