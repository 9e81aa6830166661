//! Calls of a client with Huawei Cloud credentials: repeated or not, explained, and never half-authorized.

use apiruntime::error::Reason;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use apiruntime::BuildError;
use apiruntime::Error;
use apiruntime::auth::ClientContext;
use apiruntime::auth::CredentialsError;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::auth::Token;
use apiruntime::auth::TokenProvider;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::CredentialsProvider;
use apiruntime::auth::huawei::CredentialsSource;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::auth::huawei::IamUser;
use apiruntime::auth::huawei::ProviderContext;
use apiruntime::body::BoxFuture;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::RawResponse;
use apiruntime::error::NoError;

use super::support::{Hands, Server, Variables, printed, response, settle};

static PROJECT: Parameter = Parameter::path("project_id");

pub(crate) static COLLECT: OperationInfo = {
    let path = "/v2/{project_id}/redislog";
    let mut info = OperationInfo::new("Collect", "POST", path);
    info.client_parameters = &[&PROJECT];
    info.security = &[&[0]];
    info
};

pub(crate) struct Collect;

impl Operation for Collect {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<NoError>> {
        if response.status() == 204 {
            response.empty()
        } else {
            Err(response.undocumented())
        }
    }
}

pub(crate) fn core(
    source: impl Into<CredentialsSource>,
    server: &Server,
) -> Result<Core, BuildError> {
    core_at(&Hands::new(), source, server)
}

/// The same with the clock of these hands.
pub(crate) fn core_at(
    hands: &Hands,
    source: impl Into<CredentialsSource>,
    server: &Server,
) -> Result<Core, BuildError> {
    let source = source
        .into()
        .clock(hands.clock())
        .environment(Arc::new(Variables::default()));
    Core::builder(&["credentials"])
        .endpoint("https://dcs.cn-south-1.myhuaweicloud.com")
        .server_variable("region", "cn-south-1")
        .authorizer(0, Arc::new(HuaweiAuthorizer::new(source)))
        .transport(server.clone())
        .build()
}

pub(crate) async fn collect(core: &Core) -> Result<u32, Error<NoError>> {
    Call::new(core, &COLLECT)
        .send::<Collect>()
        .await
        .map(|response| response.attempts())
}

fn token(name: &str) -> http::Response<String> {
    let body = r#"{"token":{"expires_at":"2026-03-16T08:30:00.701000Z","project":{"id":"p1"}}}"#;
    let mut response = response(201, body);
    response
        .headers_mut()
        .insert("x-subject-token", name.parse().unwrap());
    response
}

pub(crate) fn key() -> Credentials {
    Credentials::ak_sk("AK", "s3cr3t")
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_cached_token_is_repeated_once_after_a_401_with_a_new_token() {
    let server = Server::new([
        token("t1"),
        response(401, ""),
        token("t2"),
        response(204, ""),
    ]);
    let core = core(IamUser::new("d", "u", "s3cr3t"), &server).unwrap();
    assert_eq!(collect(&core).await.unwrap(), 2);
    let uri = "https://dcs.cn-south-1.myhuaweicloud.com/v2/p1/redislog";
    for (index, expected) in [(1, "t1"), (3, "t2")] {
        server.seen(index, |seen| {
            assert_eq!((&*seen.uri, seen.header("x-auth-token")), (uri, expected));
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_401_ends_the_call() {
    let server = Server::new([
        token("t1"),
        response(401, ""),
        token("t2"),
        response(401, ""),
    ]);
    let core = core(IamUser::new("d", "u", "s3cr3t"), &server).unwrap();
    let error = collect(&core).await.unwrap_err();
    assert_eq!(
        (
            error.status().unwrap().as_u16(),
            error.attempts(),
            server.count()
        ),
        (401, 2, 4)
    );
}

#[tokio::test(start_paused = true)]
async fn a_signed_call_is_never_repeated_after_a_401() {
    let body =
        r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail","request_id":"r1"}"#;
    let server = Server::new([response(401, body), response(204, "")]);
    let error = collect(&core(key().project_id("p1"), &server).unwrap())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), server.count()), (1, 1));
    let text = printed(&error);
    assert!(
        text.contains("APIGW.0301") && text.contains("five failures"),
        "{text}"
    );
    assert!(!text.contains("s3cr3t"));
}

#[tokio::test(start_paused = true)]
async fn the_project_that_was_looked_up_stands_in_the_path() {
    let server = Server::new([
        response(
            200,
            r#"{"projects":[{"id":"p-found","name":"cn-south-1"}]}"#,
        ),
        response(204, ""),
        response(204, ""),
    ]);
    let core = core(key(), &server).unwrap();
    collect(&core).await.unwrap();
    collect(&core).await.unwrap();
    assert_eq!(server.count(), 3);
    server.seen(2, |seen| {
        assert!(seen.uri.ends_with("/v2/p-found/redislog"), "{}", seen.uri);
        assert_eq!(seen.header("x-project-id"), "p-found");
    });
}

#[tokio::test(start_paused = true)]
async fn without_a_project_the_call_is_not_sent() {
    let server = Server::new([response(200, r#"{"projects":[]}"#)]);
    let error = collect(&core(key(), &server).unwrap()).await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Credentials(_)), "{error}");
    assert_eq!((server.count(), error.attempts()), (1, 0));
}

#[test]
fn unusable_credentials_are_refused_when_the_client_is_built() {
    let error = core(Credentials::token("s3cr3t\n"), &Server::new([])).unwrap_err();
    assert!(matches!(error, BuildError::Credentials(_)));
    assert!(
        error.to_string().contains("cannot be in a header") && !printed(&error).contains("s3cr3t")
    );
}

#[tokio::test(start_paused = true)]
async fn a_hundred_first_calls_share_one_token() {
    let responses = std::iter::once(token("t1")).chain((0..100).map(|_| response(204, "")));
    let server = Server::gated(responses);
    let core = core(IamUser::new("d", "u", "s3cr3t"), &server).unwrap();
    let call = |core: Core| async move { collect(&core).await };
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(call(core.clone()))).collect();
    settle().await;
    assert_eq!(server.count(), 1);
    server.open(101);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(server.count(), 101);
}

/// Provides `AK1`, `AK2` and so on, like a file whose keys are replaced.
#[derive(Default)]
struct Rotated(AtomicU32);

impl CredentialsProvider for Rotated {
    fn credentials<'a>(
        &'a self,
        _: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let credentials = Credentials::ak_sk(format!("AK{number}"), "s3cr3t").project_id("p1");
        Box::pin(std::future::ready(Ok(credentials)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_replaced_key_is_picked_up_by_the_call_after_a_401() {
    let server = Server::new([response(401, ""), response(204, ""), response(204, "")]);
    let core = core(Rotated::default(), &server).unwrap();
    assert_eq!(collect(&core).await.unwrap_err().attempts(), 1);
    collect(&core).await.unwrap();
    collect(&core).await.unwrap();
    for (index, key) in [(0, "AK1,"), (1, "AK2,"), (2, "AK2,")] {
        server.seen(index, |seen| {
            assert!(seen.header("authorization").contains(key), "{index}");
        });
    }
}

/// Provides a new token each time.
struct Renewable;

impl TokenProvider for Renewable {
    fn token<'a>(&'a self, _: &'a ClientContext) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Token::new("t"))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_not_sent_again_for_the_sake_of_a_token_beside_it() {
    static BOTH: OperationInfo = {
        let mut info = OperationInfo::new("Both", "GET", "/");
        info.security = &[&[0, 1]];
        info
    };
    let server = Server::new([response(401, ""), response(204, "")]);
    let core = Core::builder(&["credentials", "token"])
        .endpoint("https://h.example")
        .authorizer(0, Arc::new(HuaweiAuthorizer::new(key())))
        .authorizer(1, Arc::new(SecretAuthorizer::header("X-Other", Renewable)))
        .transport(server.clone())
        .build()
        .unwrap();
    assert!(Call::new(&core, &BOTH).send::<Collect>().await.is_err());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn credentials_that_fill_several_slots_serve_whichever_is_asked_for_and_act_once() {
    const fn with(security: &'static [&'static [usize]]) -> OperationInfo {
        OperationInfo::new("Collect", "GET", "/").security(security)
    }
    static FIRST: OperationInfo = with(&[&[0]]);
    static SECOND: OperationInfo = with(&[&[1]]);
    static BOTH: OperationInfo = with(&[&[0, 1]]);
    for info in [&FIRST, &SECOND, &BOTH] {
        let server = Server::new([response(204, "")]);
        let core = Core::builder(&["credentials", "credentials"])
            .endpoint("https://h.example")
            .shared_authorizer(&[0, 1], Arc::new(HuaweiAuthorizer::new(key())))
            .transport(server.clone())
            .build()
            .unwrap();
        Call::new(&core, info).send::<Collect>().await.unwrap();
        assert_eq!(server.count(), 1);
    }
}
