//! The URL of a request, and how its arguments change it.

use apiruntime::CallOptions;
use apiruntime::codegen::{
    Call, Core, DecodeFailure, Operation, OperationInfo, Parameter, RawResponse,
};
use apiruntime::error::NoError;
use apiruntime::transport::{RecordedRequest, ScriptedResponse, ScriptedTransport};

enum Get {}

impl Operation for Get {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<NoError>> {
        response.empty()
    }
}

/// Returns what is sent to an endpoint, or why nothing is sent.
async fn sent(
    endpoint: &str,
    info: &'static OperationInfo,
    set: impl FnOnce(&mut Call),
) -> Result<RecordedRequest, String> {
    let transport = ScriptedTransport::new().response(ScriptedResponse::new(204));
    let core = Core::builder(&[])
        .endpoint(endpoint)
        .transport(transport.clone());
    let mut call = Call::new(&core.build().expect("a client"), info);
    set(&mut call);
    match call.send::<Get>().await {
        Ok(_) => Ok(transport.requests().remove(0)),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn dots_of_servers_are_resolved_and_stay_behind_the_endpoint() {
    static PLAIN: OperationInfo = OperationInfo::new("Get", "GET", "/x");
    static INSIDE: OperationInfo = OperationInfo::new("Get", "GET", "/x").server("/a/../b/./");
    static UP: OperationInfo = OperationInfo::new("Get", "GET", "/x").server("../%2E%2e/c");
    static TOP: OperationInfo = OperationInfo::new("Get", "GET", "/x").server("..");
    for (endpoint, info, path) in [
        ("https://a.example/v1/../v2/", &PLAIN, "/v2/x"),
        ("https://a.example/../..", &PLAIN, "/x"),
        ("https://a.example//v1/", &PLAIN, "//v1/x"),
        ("https://a.example", &INSIDE, "/b/x"),
        ("https://a.example", &UP, "/c/x"),
        ("https://a.example", &TOP, "/x"),
    ] {
        let sent = sent(endpoint, info, |_| {}).await.expect("sent");
        assert_eq!(sent.uri().path(), path, "{endpoint}");
    }
}

#[tokio::test]
async fn what_no_url_has_is_encoded_in_the_path_of_an_endpoint_too() {
    static PLAIN: OperationInfo = OperationInfo::new("Get", "GET", "/x");
    let path = async |endpoint| {
        let sent = sent(endpoint, &PLAIN, |_| {}).await.expect("sent");
        sent.uri().path().to_owned()
    };
    assert_eq!(path("https://a.example/é/{b}").await, "/%C3%A9/%7Bb%7D/x");
    assert_eq!(path("https://a.example/a%2Fb/%").await, "/a%2Fb/%25/x");
}

#[tokio::test]
async fn a_percent_sign_of_a_path_that_begins_no_encoded_byte_is_encoded() {
    static ODD: OperationInfo = OperationInfo::new("Get", "GET", "/100%/%zz/%2F");
    let sent = sent("https://a.example", &ODD, |_| {}).await.expect("sent");
    assert_eq!(sent.uri().path(), "/100%25/%25zz/%2F");
}

#[tokio::test]
async fn a_range_is_asked_for_without_compression_unless_the_call_says_so() {
    static GET: OperationInfo = OperationInfo::new("Get", "GET", "/x");
    static RANGE: Parameter = Parameter::header("Range");
    let endpoint = "https://a.example";
    let coding = |sent: Result<RecordedRequest, String>| {
        let sent = sent.expect("sent");
        sent.header("accept-encoding")
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(coding(sent(endpoint, &GET, |_| {}).await), "gzip");
    let by_parameter = sent(endpoint, &GET, |call| call.parameter(&RANGE, "bytes=0-9")).await;
    assert_eq!(coding(by_parameter), "identity");
    let by_option =
        |options: CallOptions| sent(endpoint, &GET, move |call| call.set_options(options));
    let range = CallOptions::new().header("range", "bytes=0-9");
    assert_eq!(coding(by_option(range.clone()).await), "identity");
    let own = range.header("accept-encoding", "br");
    assert_eq!(coding(by_option(own).await), "br");
}

#[tokio::test]
async fn an_argument_that_makes_the_url_too_long_is_refused_with_the_reason() {
    static GET: OperationInfo = OperationInfo::new("Get", "GET", "/x");
    static QUERY: Parameter = Parameter::query("q");
    let long = "x".repeat(1 << 16);
    let set = move |call: &mut Call| call.parameter(&QUERY, &long);
    let refused = sent("https://a.example", &GET, set)
        .await
        .expect_err("refused");
    assert!(refused.contains("65,534 bytes"), "{refused}");
}
