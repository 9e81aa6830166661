//! A chain of providers continues only if a provider is not configured, and keeps the one that it found.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, path::Path};

use super::support::{
    Hands, Server, USER_FOLDER, Variables, authorized, minutes, refusal, response, usual_file,
};
use apiruntime::auth::huawei::{
    Credentials, CredentialsProvider, CredentialsSource, Environment, EnvironmentProvider,
    HuaweiAuthorizer, MetadataService, ProfileProvider, ProviderChain, ProviderContext,
};
use apiruntime::auth::{CredentialsError, CredentialsErrorKind};
use apiruntime::body::BoxFuture;

/// The identity that a program must not get by mistake.
#[derive(Default)]
struct Other(Arc<AtomicUsize>);

impl CredentialsProvider for Other {
    fn name(&self) -> &str {
        "other"
    }

    fn credentials<'a>(
        &'a self,
        _: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(Credentials::ak_sk(
            "OTHER", "s3cr3t",
        ))))
    }
}

/// A provider of the program itself, which returns the result of a function.
struct Own(
    fn(usize) -> Result<Credentials, CredentialsError>,
    AtomicUsize,
);

impl CredentialsProvider for Own {
    fn name(&self) -> &str {
        "own"
    }

    fn credentials<'a>(
        &'a self,
        _: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        let number = self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready((self.0)(number)))
    }
}

fn own(give: fn(usize) -> Result<Credentials, CredentialsError>) -> Own {
    Own(give, AtomicUsize::new(0))
}

/// A machine whose files exist, but cannot be read.
struct Forbidden;

impl Environment for Forbidden {
    fn variable(&self, name: &str) -> Option<String> {
        (name == USER_FOLDER).then(|| "/home/user".to_owned())
    }

    fn read_file(&self, _: &Path) -> io::Result<String> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}

struct Client {
    authorizer: HuaweiAuthorizer,
    hands: Hands,
}

impl Client {
    fn new(chain: ProviderChain, environment: impl Environment, server: &Server) -> Client {
        let hands = Hands::new();
        let source = CredentialsSource::from(chain)
            .clock(hands.clock())
            .environment(Arc::new(environment));
        let authorizer = HuaweiAuthorizer::new(source);
        server.attach(&authorizer);
        Client { authorizer, hands }
    }

    async fn key(&self) -> String {
        let request = authorized(&self.authorizer, http::Request::get("https://h.example/")).await;
        let value = request.headers()["authorization"].to_str().unwrap();
        let (_, rest) = value.split_once("Access=").unwrap();
        rest.split(',').next().unwrap().to_owned()
    }

    async fn failure(&self) -> String {
        refusal(&self.authorizer).await
    }
}

const AK: (&str, &str) = ("HUAWEICLOUD_SDK_AK", "AK");
const SK: (&str, &str) = ("HUAWEICLOUD_SDK_SK", "s3cr3t");
const TOKEN: (&str, &str) = ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "s3cr3t");
const IDP: (&str, &str) = ("HUAWEICLOUD_SDK_IDP_ID", "idp");
const ID_TOKEN: (&str, &str) = ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "/id-token");
const FILE: (&str, &str) = ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys");
const HOME: (&str, &str) = (USER_FOLDER, "/home/user");

/// Asserts that the chain ends with an error that names this provider, and uses no other.
async fn ends(chain: ProviderChain, environment: impl Environment, server: Server, expected: &str) {
    let asked = Arc::new(AtomicUsize::new(0));
    let chain = chain.then(Other(asked.clone()));
    let text = Client::new(chain, environment, &server).failure().await;
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("s3cr3t"), "{text}");
    assert_eq!(asked.load(Ordering::SeqCst), 0, "{text}");
}

#[tokio::test(start_paused = true)]
async fn half_of_the_variables_ends_the_chain() {
    for (set, expected) in [
        (vec![AK], "environment: HUAWEICLOUD_SDK_AK is set but"),
        (vec![SK], "environment: HUAWEICLOUD_SDK_SK is set but"),
        (
            vec![TOKEN],
            "environment: HUAWEICLOUD_SDK_SECURITY_TOKEN is set but",
        ),
        (vec![IDP], "environment: HUAWEICLOUD_SDK_IDP_ID is set but"),
        (
            vec![ID_TOKEN],
            "environment: HUAWEICLOUD_SDK_ID_TOKEN_FILE is set but",
        ),
        (
            vec![AK, SK, IDP],
            "environment: HUAWEICLOUD_SDK_IDP_ID is set but",
        ),
        (
            vec![AK, SK, ID_TOKEN],
            "environment: HUAWEICLOUD_SDK_ID_TOKEN_FILE is set but",
        ),
        (
            vec![AK, ("HUAWEICLOUD_SDK_SK", "s3cr3t\n")],
            "environment: character 7",
        ),
    ] {
        let chain = ProviderChain::new().then(EnvironmentProvider);
        ends(chain, Variables::new(&set), Server::new([]), expected).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_that_fails_ends_the_chain() {
    let chain = || ProviderChain::new().then(EnvironmentProvider);
    let login = Variables::new(&[IDP, ID_TOKEN]);
    ends(
        chain(),
        login,
        Server::new([]),
        "environment: the id token file /id-token",
    )
    .await;
    for (server, expected) in [
        (
            Server::new([response(401, "{}")]),
            "environment: the identity service gave no token (status 401)",
        ),
        (
            Server::new([]),
            "environment: the identity service cannot be reached",
        ),
    ] {
        let login = Variables::new(&[IDP, ID_TOKEN]).file("/id-token", "s3cr3t");
        ends(chain(), login, server, expected).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_credentials_file_that_cannot_be_used_ends_the_chain() {
    let chain = || ProviderChain::new().then(ProfileProvider);
    let usual = "/home/user/.huaweicloud/credentials";
    let file = |text: &str| Variables::new(&[HOME]).file(usual, text);
    let incomplete = format!(
        "credentials file: the credentials file {} needs",
        usual_file()
    );
    for (text, expected) in [
        ("[basic]\nak = AK\n", &*incomplete),
        ("[basic]\nsk = s3cr3t\n", "credentials file: "),
        ("[basic]\nsecurity_token = s3cr3t\n", "credentials file: "),
        (
            "[basic]\nak = AK\nsk = s3cr3t\nidp_id = idp\n",
            "idp_id and id_token_file",
        ),
        ("[global]\nak = AK\nsk = s3cr3t\n", "in its section [basic]"),
        ("ak = AK\nsk = s3cr3t\n", "in its section [basic]"),
        ("[basic]\nak = AK\ns3cr3t\n", "line 3 of the credentials"),
        (
            "[basic\nak = AK\nsk = s3cr3t\n",
            "line 1 of the credentials file",
        ),
        // It is unknown which of the two is meant.
        (
            "\u{feff}[basic]\nak = AK\nsk = s3cr3t\nAK = OTHER\n",
            "the key ak appears twice in section [basic]",
        ),
        (
            "[basic]\nak = AK\nsk = s3cr3t\n[other]\n[basic]\nsk: s3cr3t2\n",
            "the key sk appears twice",
        ),
        ("[basic]\rak = AK\rsk = s3cr3t\r", "line 1 of"),
        (
            "[basic]\nak = AK\nsk = s3cr3t\nproject_id = a\nproject_id = b\n",
            "the key project_id appears twice",
        ),
        (
            "[basic]\nak = AK\nsk = s3 cr3t\n",
            "credentials file: character 3 of the sk",
        ),
        (
            "[basic]\nak = AK\nsk = \"s3cr3t\"\n",
            "is in quotes; remove",
        ),
    ] {
        ends(chain(), file(text), Server::new([]), expected).await;
    }
    ends(chain(), Forbidden, Server::new([]), "credentials file: ").await;
    // A file that is named must exist and have credentials.
    ends(
        chain(),
        Variables::new(&[FILE]),
        Server::new([]),
        "/keys cannot be read",
    )
    .await;
    let empty = Variables::new(&[FILE]).file("/keys", "");
    ends(chain(), empty, Server::new([]), "/keys needs the keys").await;
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_that_fails_ends_the_chain() {
    let chain = || ProviderChain::new().then(MetadataService::new());
    let nothing = Variables::default;
    for responses in [
        vec![response(500, "")],
        vec![response(200, "t"), response(500, "")],
        vec![response(200, "t"), response(200, "{}")],
        vec![response(200, "t")],
    ] {
        ends(
            chain(),
            nothing(),
            Server::new(responses),
            "metadata service: ",
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_own_provider_that_fails_ends_the_chain() {
    for kind in [
        CredentialsErrorKind::Configuration,
        CredentialsErrorKind::Refused,
        CredentialsErrorKind::Unavailable,
    ] {
        let give = match kind {
            CredentialsErrorKind::Refused => {
                |_| Err(CredentialsError::new("no").with_kind(CredentialsErrorKind::Refused))
            }
            CredentialsErrorKind::Unavailable => {
                |_| Err(CredentialsError::new("no").with_kind(CredentialsErrorKind::Unavailable))
            }
            _ => |_| Err(CredentialsError::new("no")),
        };
        let chain = ProviderChain::new().then(own(give));
        ends(chain, Variables::default(), Server::new([]), "own: no").await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_has_nothing_to_work_with_lets_the_next_one_try() {
    let none =
        |_| Err(CredentialsError::new("none").with_kind(CredentialsErrorKind::NotConfigured));
    let usual = "/home/user/.huaweicloud/credentials";
    for (variables, server) in [
        (Variables::default(), Server::new([])),
        (Variables::new(&[HOME]), Server::new([])),
        (Variables::new(&[HOME]).file(usual, ""), Server::new([])),
        (
            Variables::new(&[HOME]).file(usual, "[basic]\niam_endpoint = iam.example\n"),
            Server::new([]),
        ),
        (
            Variables::default(),
            Server::new([response(404, ""), response(404, "")]),
        ),
    ] {
        let chain = ProviderChain::standard()
            .then(own(none))
            .then(Other::default());
        assert_eq!(Client::new(chain, variables, &server).key().await, "OTHER");
    }
    let chain = ProviderChain::new().then(MetadataService::new());
    let client = Client::new(chain, Variables::default(), &Server::new([]));
    let text = client.failure().await;
    let expected = "no provider has credentials; metadata service: the metadata service cannot be reached: cannot connect";
    assert!(text.contains(expected), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_metadata_service_that_was_reached_and_stays_silent_ends_the_chain() {
    let chain = ProviderChain::new().then(MetadataService::new());
    let silent = Server::gated([]);
    ends(chain, Variables::default(), silent, "metadata service: ").await;
}

#[tokio::test(start_paused = true)]
async fn of_two_clients_that_share_a_chain_the_first_one_chooses_for_both() {
    /// A provider that has nothing for the first client, which is kept waiting, and credentials for the second.
    #[derive(Default)]
    struct Slow(AtomicUsize, tokio::sync::Notify);

    impl CredentialsProvider for Slow {
        fn credentials<'a>(
            &'a self,
            _: &'a ProviderContext,
        ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move {
                if number > 0 {
                    return Ok(Credentials::ak_sk("SLOW", "s3cr3t"));
                }
                self.1.notified().await;
                let error = CredentialsError::new("none");
                Err(error.with_kind(CredentialsErrorKind::NotConfigured))
            })
        }
    }

    let (slow, asked) = (Arc::new(Slow::default()), Arc::new(AtomicUsize::new(0)));
    let chain = ProviderChain::new()
        .then(slow.clone())
        .then(Other(asked.clone()));
    let chain = Arc::new(chain);
    let client = || {
        let chain = ProviderChain::new().then(chain.clone());
        Client::new(chain, Variables::default(), &Server::new([]))
    };
    let (first, second) = (client(), client());
    let first = tokio::spawn(async move { first.key().await });
    super::support::settle().await;
    assert_eq!(second.key().await, "SLOW");
    slow.1.notify_one();
    assert_eq!(first.await.unwrap(), "SLOW");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_was_chosen_in_a_chain_inside_of_another_stays_it() {
    let give = |number| match number {
        0 => {
            let end = super::support::start() + minutes(60);
            Ok(Credentials::ak_sk("OWN", "s3cr3t").expires_at(end))
        }
        _ => Err(CredentialsError::new("gone").with_kind(CredentialsErrorKind::NotConfigured)),
    };
    let inner = Arc::new(ProviderChain::new().then(own(give)));
    let user = |chain| Client::new(chain, Variables::default(), &Server::new([]));
    let first = user(ProviderChain::new().then(inner.clone()));
    assert_eq!(first.key().await, "OWN");
    let second = user(ProviderChain::new().then(inner).then(Other::default()));
    let text = second.failure().await;
    assert!(text.contains("own: gone"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_provider_that_gave_credentials_is_kept() {
    let give = |number| match number {
        0 => {
            let end = super::support::start() + minutes(60);
            Ok(Credentials::ak_sk("OWN", "s3cr3t").expires_at(end))
        }
        1 => Err(CredentialsError::new("gone").with_kind(CredentialsErrorKind::NotConfigured)),
        _ => Err(CredentialsError::new("down").with_kind(CredentialsErrorKind::Unavailable)),
    };
    let asked = Arc::new(AtomicUsize::new(0));
    let chain = ProviderChain::new()
        .then(EnvironmentProvider)
        .then(own(give))
        .then(Other(asked.clone()));
    let client = Client::new(chain, Variables::default(), &Server::new([]));
    assert_eq!(client.key().await, "OWN");
    client.hands.advance(minutes(61));
    for expected in ["own: gone", "own: down", "own: down"] {
        let text = client.failure().await;
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
