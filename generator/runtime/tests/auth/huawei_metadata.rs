//! Credentials from the metadata service of the server that the program runs on.

use super::huawei_credentials::Client;
use super::support::{Server, Variables, authorized, minutes, response, start};
use apiruntime::auth::huawei::MetadataService;

/// Returns a temporary key with this name, which expires this many minutes after the start.
pub(crate) fn metadata_key(name: &str, minute: u64) -> http::Response<String> {
    let end = format!(
        "2026-03-15T{:02}:{:02}:00.000000Z",
        8 + (30 + minute) / 60,
        (30 + minute) % 60
    );
    response(
        200,
        format!(
            r#"{{"credential":{{"access":"{name}","secret":"s3cr3t-imds","securitytoken":"temp-{name}","expires_at":"{end}"}}}}"#
        ),
    )
}

#[tokio::test(start_paused = true)]
async fn the_metadata_service_gives_temporary_keys_by_a_session_token() {
    let server = Server::new([response(200, "session-token\n"), metadata_key("AK1", 120)]);
    let client = Client::chain(Variables::default(), server);
    let request = authorized(&client.authorizer, http::Request::get("https://h.example/")).await;
    let security_token = &request.headers()["x-security-token"];
    assert_eq!(security_token, "temp-AK1");
    assert!(security_token.is_sensitive());
    client.server.seen(0, |seen| {
        assert_eq!(
            (&*seen.method, &*seen.uri),
            ("PUT", "http://169.254.169.254/meta-data/latest/api/token")
        );
        assert_eq!(seen.header("x-metadata-token-ttl-seconds"), "21600");
    });
    client.server.seen(1, |seen| {
        let uri = "http://169.254.169.254/openstack/latest/securitykey";
        assert_eq!((&*seen.method, &*seen.uri), ("GET", uri));
        assert_eq!(seen.header("x-metadata-token"), "session-token");
        assert!(seen.headers["x-metadata-token"].is_sensitive());
    });
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_of_version_1_is_asked_without_a_token() {
    for status in [404, 405, 503] {
        let server = Server::new([response(status, ""), metadata_key("AK1", 120)]);
        let service = MetadataService::new().endpoint("http://10.1.2.3");
        let client = Client::new(service, server);
        assert_eq!(client.key().await, "AK1");
        let is_own = |index| {
            client
                .server
                .seen(index, |seen| seen.uri.starts_with("http://10.1.2.3/"))
        };
        assert!(is_own(0) && is_own(1));
        client
            .server
            .seen(1, |seen| assert_eq!(seen.header("x-metadata-token"), ""));
    }
}

#[tokio::test(start_paused = true)]
async fn temporary_keys_are_renewed_when_less_than_forty_minutes_remain() {
    let responses = [
        response(404, ""),
        metadata_key("AK1", 120),
        response(404, ""),
        metadata_key("AK2", 240),
    ];
    let client = Client::new(MetadataService::new(), Server::new(responses));
    assert_eq!(client.key().await, "AK1");
    client.hands.advance(minutes(74));
    assert_eq!(client.renewed().await, "AK1");
    client.hands.advance(minutes(6));
    assert_eq!(client.renewed().await, "AK2");
    assert_eq!(client.hands.clock().now(), start() + minutes(80));
}

#[tokio::test(start_paused = true)]
async fn keys_that_cannot_be_renewed_are_used_until_they_expire() {
    let client = Client::new(
        MetadataService::new(),
        Server::new([response(404, ""), metadata_key("AK1", 120)]),
    );
    assert_eq!(client.key().await, "AK1");
    client.hands.advance(minutes(100));
    assert_eq!(client.key().await, "AK1");
    client.hands.advance(minutes(20));
    assert!(
        client
            .failure()
            .await
            .contains("the metadata service cannot be reached")
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_without_an_agency_is_reported() {
    let server = Server::new([
        response(200, "t"),
        response(404, "no agency"),
        response(200, "t"),
        response(200, "{}"),
    ]);
    let client = Client::new(MetadataService::new(), server);
    assert!(
        client
            .failure()
            .await
            .contains("(status 404); assign an agency to this server")
    );
    assert!(
        client
            .failure()
            .await
            .contains("something other than a security key")
    );
}

#[tokio::test(start_paused = true)]
async fn an_overloaded_metadata_service_is_asked_for_the_key_again() {
    let responses = [
        response(200, "t"),
        response(503, ""),
        response(429, ""),
        metadata_key("AK1", 120),
    ];
    let client = Client::new(MetadataService::new(), Server::new(responses));
    assert_eq!(client.key().await, "AK1");
    client
        .server
        .seen(3, |seen| assert_eq!(seen.header("x-metadata-token"), "t"));
    let overloaded = [200, 502, 502, 502].map(|status| response(status, "t"));
    let client = Client::new(MetadataService::new(), Server::new(overloaded));
    let message = client.failure().await;
    assert!(
        message.contains("(status 502); try again later"),
        "{message}"
    );
    assert_eq!(client.server.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_that_stays_silent_is_given_up_after_three_seconds() {
    let client = Client::new(MetadataService::new(), Server::gated([]));
    let begun = tokio::time::Instant::now();
    assert!(
        client
            .failure()
            .await
            .contains("did not respond within 3 seconds")
    );
    assert_eq!(begun.elapsed().as_secs(), 3);
}
