//! Signatures whose date is refused, and the time of the server that the client learns from that.

use apiruntime::Body;
use apiruntime::auth::Authorizer as _;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::CredentialsSource;

use super::huawei_authorizer::{client, get};
use super::huawei_calls::{collect, core, core_at, key};
use super::support::{Hands, Server, minutes, response, settle};

/// Returns a response that refuses the date, from a server with this time.
fn date_refused(date: &str) -> http::Response<String> {
    let body = r#"{"error_code":"APIGW.0303","error_msg":"x-sdk-date"}"#;
    let mut refusal = response(401, body);
    refusal.headers_mut().insert("date", date.parse().unwrap());
    refusal
}

#[tokio::test(start_paused = true)]
async fn a_clock_sixteen_minutes_off_is_named_in_the_error() {
    let server = Server::new([date_refused("Sun, 15 Mar 2026 08:46:00 GMT")]);
    let source = CredentialsSource::from(key().project_id("p1")).learn_time(false);
    let error = collect(&core(source, &server).unwrap()).await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (1, 1));
    let expected =
        "2026-03-15T08:30:00Z, which is 16 minutes behind the server's 2026-03-15T08:46:00Z";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_server_is_learnt_where_it_refuses_a_date() {
    let server = Server::new([
        date_refused("Sun, 15 Mar 2026 08:46:00 GMT"),
        response(204, ""),
        response(204, ""),
        // The clock of the server is set back.
        date_refused("Sun, 15 Mar 2026 08:10:00 GMT"),
        response(204, ""),
    ]);
    let core = core(key().project_id("p1"), &server).unwrap();
    // A POST too: a request that was refused was not acted on.
    assert_eq!(collect(&core).await.unwrap(), 2);
    assert_eq!(collect(&core).await.unwrap(), 1);
    assert_eq!(collect(&core).await.unwrap(), 2);
    let dates: Vec<String> = (0..5)
        .map(|number| server.seen(number, |seen| seen.header("x-sdk-date").to_owned()))
        .collect();
    assert_eq!(
        dates,
        [
            "20260315T083000Z",
            "20260315T084600Z",
            "20260315T084600Z",
            "20260315T084600Z",
            "20260315T081000Z",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_date_that_is_refused_like_a_wrong_signature_is_noticed_by_the_time_of_the_server() {
    let expired = |date: &str| {
        let body = r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail:signature expired"}"#;
        let mut refusal = response(401, body);
        refusal.headers_mut().insert("date", date.parse().unwrap());
        refusal
    };
    let late = "Sun, 15 Mar 2026 08:45:00 GMT";
    let server = Server::new([expired(late), response(204, "")]);
    assert_eq!(
        collect(&core(key().project_id("p1"), &server).unwrap())
            .await
            .unwrap(),
        2
    );

    // Signing again is of no use if the date was right, and for a token.
    let near = "Sun, 15 Mar 2026 08:44:59 GMT";
    let token = || Credentials::token("t").project_id("p1");
    for (source, date) in [
        (CredentialsSource::from(key().project_id("p1")), near),
        (CredentialsSource::from(token()), late),
    ] {
        let server = Server::new([expired(date), response(204, "")]);
        let error = collect(&core(source, &server).unwrap()).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        assert!(error.to_string().contains("the token is wrong"), "{error}");
    }

    let server = Server::new([expired(late)]);
    let source = CredentialsSource::from(key().project_id("p1")).learn_time(false);
    let error = collect(&core(source, &server).unwrap()).await.unwrap_err();
    assert!(
        error.to_string().contains("which is 15 minutes behind"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_date_brings_one_more_attempt_at_most() {
    let late = "Sun, 15 Mar 2026 08:46:00 GMT";
    let server = Server::new([date_refused(late), date_refused(late), date_refused(late)]);
    let core = core(key().project_id("p1"), &server).unwrap();
    let error = collect(&core).await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (2, 2));
    // The clock is already corrected, so the call is not repeated.
    assert_eq!(collect(&core).await.unwrap_err().attempts(), 1);

    let other = Server::new([
        response(401, r#"{"error_code":"APIGW.0301"}"#),
        response(204, ""),
    ]);
    let error = collect(&self::core(key().project_id("p1"), &other).unwrap()).await;
    assert_eq!(error.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_of_many_calls_whose_dates_are_refused_at_once_is_sent_again() {
    let late = || date_refused("Sun, 15 Mar 2026 08:46:00 GMT");
    let refused = [late(), late(), late()];
    let accepted = [0, 1, 2].map(|_| response(204, ""));
    let server = Server::gated(refused.into_iter().chain(accepted));
    let core = core(key().project_id("p1"), &server).unwrap();
    let calls = [0, 1, 2].map(|_| {
        let core = core.clone();
        tokio::spawn(async move { collect(&core).await })
    });
    settle().await;
    server.open(3);
    settle().await;
    server.open(3);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_signature_that_became_too_old_before_it_was_sent_is_made_again() {
    for learn_time in [true, false] {
        let late = date_refused("Sun, 15 Mar 2026 08:46:00 GMT");
        let server = Server::gated([late, response(204, "")]);
        let hands = Hands::new();
        let source = CredentialsSource::from(key().project_id("p1")).learn_time(learn_time);
        let core = core_at(&hands, source, &server).unwrap();
        let call = tokio::spawn(async move { collect(&core).await });
        settle().await;
        // Until now it waited for a connection, which a transport does after the signature.
        hands.advance(minutes(16));
        server.open(2);
        match call.await.unwrap() {
            Ok(attempts) => assert_eq!((attempts, learn_time), (2, true)),
            Err(error) => {
                assert!(!learn_time, "{error}");
                let text = error.to_string();
                assert!(text.contains("the signature is more than 15"), "{text}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_is_learnt_by_looking_up_the_project_too() {
    let projects = r#"{"projects":[{"id":"p-found","name":"cn-south-1"}]}"#;
    let server = Server::new([
        date_refused("Sun, 15 Mar 2026 08:46:00 GMT"),
        response(200, projects),
        response(204, ""),
    ]);
    assert_eq!(collect(&core(key(), &server).unwrap()).await.unwrap(), 1);
    server.seen(2, |seen| {
        assert_eq!(seen.header("x-sdk-date"), "20260315T084600Z")
    });
}

#[tokio::test(start_paused = true)]
async fn a_refused_date_is_explained_by_the_date_of_the_request_and_not_by_what_was_learnt_since() {
    let authorizer = client(key(), &Server::new([]));
    let mut request = get().body(Body::EMPTY).unwrap();
    let stamp = authorizer.authorize(&mut request).await.unwrap();
    let date = "Sun, 15 Mar 2026 08:46:00 GMT".parse().unwrap();
    let headers = http::HeaderMap::from_iter([(http::header::DATE, date)]);
    assert!(authorizer.learn("APIGW.0303", &headers, stamp));
    let text = authorizer.explain("APIGW.0301", &headers, stamp).unwrap();
    assert!(text.contains("16 minutes behind the server's"), "{text}");
}
