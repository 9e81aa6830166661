//! What can be wrong with a certificate, and the error for each case.

use std::convert::Infallible;
use std::sync::Arc;

use crate::support::*;
use crate::{kind, once};
use apiruntime::Config;
use apiruntime::body::{BoxFuture, TransportErrorKind as Kind};
use apiruntime::transport::{Http2, Resolver};
use http::Version;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

/// A certificate authority, such as one of a company.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    fn new() -> Authority {
        Authority::of(&rcgen::PKCS_ECDSA_P256_SHA256)
    }

    /// Returns an authority that signs with this algorithm, like its servers.
    fn of(algorithm: &'static rcgen::SignatureAlgorithm) -> Authority {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Authority {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// Returns the configuration of a server with a certificate for this name.
    fn server(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> ServerConfig {
        let key = KeyPair::generate_for(self.issuer.key().algorithm()).unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }

    /// Returns the certificate of a client and its key, both as PEM.
    fn client(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = pem("PRIVATE KEY", &key.serialize_der());
        (pem("CERTIFICATE", certificate.der()), key)
    }
}

fn builder() -> rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier> {
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = apiruntime::Base64::from(der).as_str().to_owned();
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

async fn serve(mut config: ServerConfig) -> Server {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start(move |peer, _| {
        let acceptor = acceptor.clone();
        async move {
            let stream = match acceptor.accept(peer.stream).into_fallible().await {
                Ok(stream) => stream,
                // If it were closed with a request unread, what was sent before could be lost.
                Err((_, mut tcp)) => {
                    let _ = tcp.shutdown().await;
                    let _ = tcp.read_to_end(&mut Vec::new()).await;
                    return;
                }
            };
            let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let seen = peer.seen.clone();
            let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
                let version = format!("{:?}", request.version());
                seen.lock().unwrap().push(version);
                std::future::ready(Ok::<_, Infallible>(http::Response::new("{}".to_owned())))
            });
            let io = TokioIo::new(stream);
            let _ = if is_http2 {
                hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                    .serve_connection(io, service)
                    .await
            } else {
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(io, service)
                    .await
            };
        }
    })
    .await
}

async fn call_with(server: &Server, config: Config) -> CallResult<Output> {
    let endpoint = format!("https://{}", server.address);
    get(&core(endpoint, config)).await
}

fn trusting(authority: &Authority) -> Config {
    Config::new().root_certificate(authority.certificate.to_vec())
}

#[tokio::test]
async fn a_certificate_of_an_extra_root_is_accepted_and_http2_negotiated() {
    let authority = Authority::new();
    let server = serve(authority.server("127.0.0.1", |_| {})).await;
    call_with(&server, trusting(&authority)).await.unwrap();
    call_with(&server, trusting(&authority).http2(Http2::Never))
        .await
        .unwrap();
    let versions = [Version::HTTP_2, Version::HTTP_11].map(|version| format!("{version:?}"));
    assert_eq!(server.seen(), versions);
}

/// Resolves all hosts to this machine.
struct Here;

impl Resolver for Here {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, std::io::Result<Vec<std::net::IpAddr>>> {
        Box::pin(async { Ok(vec![std::net::Ipv4Addr::LOCALHOST.into()]) })
    }
}

#[tokio::test]
async fn a_name_may_end_with_a_dot_and_is_the_same_name() {
    let authority = Authority::new();
    let server = serve(authority.server("service.example", |_| {})).await;
    let port = server.address.port();
    let config = || trusting(&authority).no_proxy().resolver(Here).retry(once());
    for host in ["service.example", "service.example.", "Service.Example"] {
        let client = core(format!("https://{host}:{port}"), config());
        get(&client).await.expect(host);
    }
    for host in [
        "service.example.evil.example",
        "xservice.example",
        "example.",
    ] {
        let client = core(format!("https://{host}:{port}"), config());
        assert_eq!(kind(get(&client).await).0, Kind::CertificateName, "{host}");
    }
}

#[tokio::test]
async fn a_root_may_be_given_as_pem() {
    let authority = Authority::new();
    let server = serve(authority.server("127.0.0.1", |_| {})).await;
    let pem = pem("CERTIFICATE", &authority.certificate);
    // Bundles have the names of authorities between the certificates.
    let bundle = format!("##\n## Roots\n##\n\nOurs\n====\n{pem}");
    let only = || Config::new().only_given_roots();
    let config = only().root_certificate(bundle.clone());
    call_with(&server, config).await.unwrap();
    // Others precede it, in a bundle or given before.
    let other = self::pem("CERTIFICATE", &Authority::new().certificate);
    let config = only().root_certificate(format!("{other}{pem}"));
    call_with(&server, config).await.unwrap();
    let config = only().root_certificate(other).root_certificate(bundle);
    call_with(&server, config).await.unwrap();
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_and_named() {
    let authority = Authority::new();
    let server = serve(authority.server("other.example", |_| {})).await;
    let (kind, attempts, text) = kind(call_with(&server, trusting(&authority)).await);
    assert_eq!((kind, attempts), (Kind::CertificateName, 1));
    assert!(
        text.contains("for another host name; check the endpoint"),
        "{text}"
    );
}

#[tokio::test]
async fn an_expired_certificate_is_refused_and_named() {
    let authority = Authority::new();
    let expired = authority.server("127.0.0.1", |params| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    });
    let server = serve(expired).await;
    let (kind, attempts, text) = kind(call_with(&server, trusting(&authority)).await);
    assert_eq!((kind, attempts), (Kind::CertificateExpired, 1));
    assert!(text.contains("check this machine's clock"), "{text}");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer_is_refused_and_named() {
    let server = serve(Authority::new().server("127.0.0.1", |_| {})).await;
    // The other authority has the same name.
    for config in [Config::new(), trusting(&Authority::new())] {
        let (kind, attempts, text) = kind(call_with(&server, config).await);
        assert_eq!((kind, attempts), (Kind::CertificateIssuer, 1), "{text}");
        assert!(text.contains("`Config::root_certificate`"), "{text}");
    }
}

#[test]
fn to_trust_only_given_roots_without_one_is_an_error_of_the_client() {
    let builder = apiruntime::codegen::Core::builder(&[]).endpoint("https://service.example");
    let built = builder.config(Config::new().only_given_roots()).build();
    let text = built.map(drop).unwrap_err().to_string();
    assert!(text.contains("add one with `root_certificate`"), "{text}");
}

#[tokio::test]
async fn a_certificate_that_breaks_another_rule_is_refused_and_named() {
    let authority = Authority::new();
    let for_clients = authority.server("127.0.0.1", |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    });
    let of_an_authority = authority.server("127.0.0.1", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    });
    for broken in [for_clients, of_an_authority] {
        let server = serve(broken).await;
        let (kind, attempts, text) = kind(call_with(&server, trusting(&authority)).await);
        assert_eq!((kind, attempts), (Kind::Certificate, 1), "{text}");
        assert!(text.contains("breaks a rule"), "{text}");
    }
}

/// Signatures with an algorithm that no public authority uses are accepted only from given roots.
#[tokio::test]
async fn a_certificate_signed_by_ed25519_needs_a_given_root_and_says_so() {
    let authority = Authority::of(&rcgen::PKCS_ED25519);
    let server = serve(authority.server("127.0.0.1", |_| {})).await;
    call_with(&server, trusting(&authority)).await.unwrap();
    let (kind, _, text) = kind(call_with(&server, Config::new()).await);
    assert_eq!(kind, Kind::CertificateIssuer);
    assert!(text.contains("`Config::root_certificate`"), "{text}");
}

#[tokio::test]
async fn a_port_without_tls_is_named() {
    let server = Server::start(|mut peer, _| async move {
        peer.send("HTTP/1.1 400 Bad Request\r\n\r\n").await;
        peer.silence().await;
    })
    .await;
    let config = Config::new().retry(apiruntime::RetryPolicy::never());
    let (kind, _, text) = kind(call_with(&server, config).await);
    assert_eq!(kind, Kind::Tls);
    assert!(text.contains("speaks tls"), "{text}");
}

#[test]
fn a_broken_root_certificate_is_refused_when_the_client_is_built() {
    for broken in [
        b"no certificate".to_vec(),
        b"-----BEGIN NOTHING-----\n".to_vec(),
    ] {
        let config = Config::new().root_certificate(broken);
        let built = apiruntime::codegen::Core::builder(&[])
            .endpoint("https://host")
            .config(config)
            .build();
        assert!(
            built
                .unwrap_err()
                .to_string()
                .contains("a certificate cannot be used")
        );
    }
}

#[tokio::test]
async fn a_client_proves_itself_with_a_certificate_of_its_own() {
    let authority = Authority::new();
    let mut server = authority.server("127.0.0.1", |_| {});
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    server = builder()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_cert_resolver(server.cert_resolver.clone());
    let server = serve(server).await;
    let (chain, key) = authority.client("client");
    call_with(&server, trusting(&authority).client_certificate(chain, key))
        .await
        .unwrap();
    let (chain, key) = Authority::new().client("client");
    let unknown = trusting(&authority).client_certificate(chain, key);
    for refused in [trusting(&authority), unknown] {
        for http2 in [Http2::Never, Http2::Negotiated] {
            let result = call_with(&server, refused.clone().http2(http2)).await;
            let (kind, attempts, text) = kind(result);
            assert_eq!((kind, attempts), (Kind::ClientCertificate, 1), "{text}");
            assert!(text.contains("`Config::client_certificate`"), "{text}");
        }
    }
}

/// Serves a response whose body ends with the connection, and closes the connection in the given way.
async fn closing(authority: &Authority, close: Close) -> Server {
    let acceptor = TlsAcceptor::from(Arc::new(authority.server("127.0.0.1", |_| {})));
    Server::start(move |peer, _| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(peer.stream).await else {
                return;
            };
            let mut head = [0; 1024];
            let _ = stream.read(&mut head).await;
            let text = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\": 1}";
            stream.write_all(text).await.unwrap();
            stream.flush().await.unwrap();
            let (tcp, _) = stream.get_mut();
            match close {
                Close::Said => stream.shutdown().await.unwrap(),
                Close::Unsaid => tcp.shutdown().await.unwrap(),
                Close::Reset => tcp.get_ref().set_zero_linger().unwrap(),
                Close::Garbage => {
                    tcp.write_all(&[0x17, 3, 3, 0, 20]).await.unwrap();
                    tcp.write_all(&[0; 20]).await.unwrap();
                    tcp.flush().await.unwrap();
                }
            }
        }
    })
    .await
}

#[derive(Clone, Copy)]
enum Close {
    Said,
    Unsaid,
    Reset,
    Garbage,
}

/// A body that ends with the connection is complete only if TLS announces the end (RFC 9112, 9.8).
#[tokio::test]
async fn a_body_that_somebody_on_the_way_may_have_cut_is_no_whole_one() {
    let authority = Authority::new();
    let config = || trusting(&authority).retry(once());
    let server = closing(&authority, Close::Said).await;
    call_with(&server, config()).await.unwrap();
    for (close, expected) in [
        (Close::Unsaid, Kind::BodyCutShort),
        (Close::Reset, Kind::BodyCutShort),
        (Close::Garbage, Kind::Protocol),
    ] {
        let server = closing(&authority, close).await;
        let (kind, _, text) = kind(call_with(&server, config()).await);
        assert_eq!(kind, expected, "{text}");
    }
}
