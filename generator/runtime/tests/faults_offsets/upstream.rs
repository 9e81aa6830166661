//! The server behind the cable.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::body::TransportErrorKind as Kind;
use bytes::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::Protocol;

/// The server, which counts how often each request has arrived.
pub(super) struct Upstream {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
    pub(super) root: Vec<u8>,
}

impl Upstream {
    pub(super) async fn start(protocol: Protocol) -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
        let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(certified.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certified.cert.der().clone()], key.unwrap())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let counts = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counts) = (acceptor.clone(), counts.clone());
                tokio::spawn(async move {
                    match protocol {
                        Protocol::Tls => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, protocol, counts).await;
                            }
                        }
                        _ => serve(stream, protocol, counts).await,
                    }
                });
            }
        });
        let root = certified.cert.der().to_vec();
        Upstream {
            address,
            seen,
            root,
        }
    }

    pub(super) fn count(&self, tag: &str) -> usize {
        self.seen
            .lock()
            .unwrap()
            .get(tag)
            .copied()
            .unwrap_or_default()
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    protocol: Protocol,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
) {
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let tag = request.uri().query().unwrap_or_default().to_owned();
        let seen = seen.clone();
        async move {
            // A request that is cut off inside its body has not arrived.
            let body = Body::from_http_body(Whole(request.into_body()));
            if body.collect(1 << 20).await.is_ok() {
                *seen.lock().unwrap().entry(tag).or_default() += 1;
            }
            Ok::<_, Infallible>(super::body(protocol))
        }
    });
    let io = TokioIo::new(stream);
    let _ = match protocol {
        Protocol::Http2 => {
            let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            builder.serve_connection(io, service).await
        }
        _ => {
            hyper::server::conn::http1::Builder::new()
                .serve_connection(io, service)
                .await
        }
    };
}

struct Whole(hyper::body::Incoming);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = apiruntime::body::TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let next = std::pin::Pin::new(&mut self.0).poll_frame(context);
        next.map(|next| next.map(|next| next.map_err(|_| Self::Error::new(Kind::BodyCutShort))))
    }
}
