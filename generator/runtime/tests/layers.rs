//! Layers of tower around a transport: those of tower itself, and some that fail.

use std::future::{Ready, pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apiruntime::body::{BoxError, BoxFuture, TransportError, TransportErrorKind};
use apiruntime::codegen::{Call, Core, Decoded, NoError, Operation, OperationInfo, RawResponse};
use apiruntime::transport::{
    ScriptedResponse, ScriptedTransport, TowerTransport, Transport, TransportService,
};
use apiruntime::{Body, CallOptions, Config};
use http::HeaderValue;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tower::limit::ConcurrencyLimitLayer;
use tower::load_shed::error::Overloaded;
use tower::timeout::{TimeoutLayer, error::Elapsed};
use tower::util::{BoxCloneService, service_fn};
use tower::{Service, ServiceBuilder, ServiceExt};

static PING: OperationInfo = OperationInfo::new("Ping", "GET", "/ping").idempotent();
static CHANGE: OperationInfo = OperationInfo::new("Change", "POST", "/ping");

enum Ping {}

impl Operation for Ping {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            204 => Ok(()),
            _ => Err(response.undocumented()),
        }
    }
}

type Error = apiruntime::Error<NoError>;
type HttpResponse = http::Response<Body>;
type Layered = BoxCloneService<http::Request<Body>, HttpResponse, BoxError>;

fn client(transport: impl Transport) -> Core {
    let builder = Core::builder(&[]).endpoint("https://api.example");
    builder.transport(transport).build().unwrap()
}

async fn ping(client: &Core) -> Result<(), Error> {
    Call::new(client, &PING).send::<Ping>().await.map(drop)
}

async fn change(client: &Core) -> Result<(), Error> {
    Call::new(client, &CHANGE).send::<Ping>().await.map(drop)
}

fn script(statuses: &[u16]) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    statuses.iter().fold(script, |script, status| {
        script.response(ScriptedResponse::new(*status))
    })
}

/// Polls once. Returns whether the future is still pending.
async fn is_pending(mut call: Pin<&mut impl Future>) -> bool {
    poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await
}

/// Holds each request until it gets a permit, and counts the requests in flight.
#[derive(Clone)]
struct Gate {
    permits: Arc<Semaphore>,
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gate {
    fn open(permits: usize) -> Gate {
        Gate {
            permits: Arc::new(Semaphore::new(permits)),
            under_way: Arc::default(),
            most: Arc::default(),
        }
    }
}

impl Transport for Gate {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let now = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
        let under_way = UnderWay(Arc::clone(&self.under_way));
        Box::pin(async move {
            self.permits.acquire().await.unwrap().forget();
            tokio::task::yield_now().await;
            drop(under_way);
            let response = http::Response::builder().status(204);
            Ok(response.body(Body::EMPTY).unwrap())
        })
    }
}

/// A service that calls a function and is always ready.
fn by<E: Into<BoxError>>(
    respond: impl Fn(usize) -> Result<HttpResponse, E> + Clone + Send + 'static,
) -> (TowerTransport<Layered>, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let service = service_fn(move |_| {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        ready(respond(number).map_err(Into::into))
    });
    let service = BoxCloneService::new(service);
    (TowerTransport::new(service), calls)
}

fn no_content() -> HttpResponse {
    let response = http::Response::builder().status(204);
    response.body(Body::EMPTY).unwrap()
}

#[tokio::test]
async fn a_layer_of_tower_is_around_each_attempt() {
    let transport = script(&[204]);
    let tag = ServiceBuilder::new().map_request(|mut request: http::Request<Body>| {
        let tag = HeaderValue::from_static("a");
        request.headers_mut().insert("tag", tag);
        request
    });
    let of = client(TowerTransport::layered(transport.clone(), tag));
    ping(&of).await.unwrap();
    assert_eq!(transport.requests()[0].header("tag"), Some("a"));

    // An error of the transport keeps its kind.
    let error = ping(&of).await.unwrap_err();
    let kind = error.transport().unwrap().kind();
    assert_eq!(kind, TransportErrorKind::Unscripted);
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_layer_ends_what_is_not_safe_to_repeat() {
    let (transport, calls) = by(|_| Err("the layer is full"));
    let error = change(&client(transport)).await.unwrap_err();
    assert_eq!(error.transport().unwrap().kind(), TransportErrorKind::Other);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "the layer is full");
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_layer_is_repeated_where_that_is_safe() {
    let fail_once = |number| match number {
        0 => Err("a moment"),
        _ => Ok(no_content()),
    };
    let (transport, calls) = by(fail_once);
    ping(&client(transport)).await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 2);

    // A layer may report that nothing was sent.
    let unsent = |number| match number {
        0 => Err(TransportError::new(TransportErrorKind::Other).unsent()),
        _ => Ok(no_content()),
    };
    let (transport, calls) = by(unsent);
    change(&client(transport)).await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

/// A service that is not ready for some calls: it fails, or stays pending.
#[derive(Clone)]
struct Unready {
    left: Arc<AtomicUsize>,
    fails: bool,
}

impl Service<http::Request<Body>> for Unready {
    type Response = HttpResponse;
    type Error = BoxError;
    type Future = Ready<Result<HttpResponse, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self.left.load(Ordering::Relaxed) {
            0 => Poll::Ready(Ok(())),
            _ if self.fails => {
                self.left.fetch_sub(1, Ordering::Relaxed);
                Poll::Ready(Err("not now".into()))
            }
            _ => Poll::Pending,
        }
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        assert_eq!(self.left.load(Ordering::Relaxed), 0, "called unready");
        ready(Ok(no_content()))
    }
}

fn unready(times: usize, fails: bool) -> TowerTransport<Unready> {
    let left = Arc::new(AtomicUsize::new(times));
    TowerTransport::new(Unready { left, fails })
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_to_get_ready_sent_nothing() {
    change(&client(unready(2, true))).await.unwrap();
    let error = change(&client(unready(3, true))).await.unwrap_err();
    assert!(error.transport().unwrap().is_unsent());
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "not now"
    );
}

#[tokio::test(start_paused = true)]
async fn a_service_that_never_gets_ready_holds_a_call_for_its_time_only() {
    let of = client(unready(1, false));
    let begun = Instant::now();
    let mut call = Call::new(&of, &PING);
    call.set_options(CallOptions::new().call_timeout(Duration::from_secs(300)));
    let error = call.send::<Ping>().await.unwrap_err();
    assert!(error.is_timeout());
    assert!(error.to_string().contains("call_timeout"), "{error}");
    // Longer than the limit for a response: the server is not the cause of the wait.
    assert_eq!(begun.elapsed().as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_concurrency_is_kept_and_its_line_is_not_the_servers_time() {
    let gate = Gate::open(0);
    let layered = TowerTransport::layered(gate.clone(), ConcurrencyLimitLayer::new(2));
    let config = Config::new().response_timeout(Duration::from_secs(5));
    let builder = Core::builder(&[]).endpoint("https://api.example");
    let of = builder.config(config).transport(layered).build().unwrap();
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let of = of.clone();
            tokio::spawn(async move { ping(&of).await })
        })
        .collect();
    // Three rounds of four seconds each.
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(4)).await;
        gate.permits.add_permits(2);
        while gate.permits.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gate.most.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_its_place_back() {
    let gate = Gate::open(0);
    let layered = TowerTransport::layered(gate.clone(), ConcurrencyLimitLayer::new(1));
    let of = client(layered);
    {
        let mut sent = pin!(ping(&of));
        let mut waits = pin!(ping(&of));
        assert!(is_pending(sent.as_mut()).await);
        assert!(is_pending(waits.as_mut()).await);
        assert_eq!(gate.under_way.load(Ordering::Relaxed), 1);
    }
    assert_eq!(gate.under_way.load(Ordering::Relaxed), 0);
    gate.permits.add_permits(1);
    ping(&of).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_sheds_load_refuses_what_is_too_much() {
    let gate = Gate::open(0);
    let layers = ServiceBuilder::new().load_shed().concurrency_limit(1);
    let of = client(TowerTransport::layered(gate.clone(), layers));
    let mut sent = pin!(ping(&of));
    assert!(is_pending(sent.as_mut()).await);
    let error = change(&of).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.is::<Overloaded>(), "{source}");
    gate.permits.add_permits(1);
    sent.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_of_a_layer_ends_each_attempt() {
    let gate = Gate::open(0);
    let layer = TimeoutLayer::new(Duration::from_secs(3));
    let of = client(TowerTransport::layered(gate.clone(), layer));
    let begun = Instant::now();
    let error = change(&of).await.unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().is::<Elapsed>());
    assert_eq!(begun.elapsed().as_secs(), 3);
    assert_eq!(gate.under_way.load(Ordering::Relaxed), 0);
    // The second attempt gets a permit.
    let (error, ()) = tokio::join!(ping(&of), async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        gate.permits.add_permits(1);
    });
    error.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_rate_behind_a_buffer_spreads_calls() {
    let layers = ServiceBuilder::new()
        .buffer(8)
        .rate_limit(1, Duration::from_secs(2));
    let transport = script(&[204, 204, 204]);
    let of = client(TowerTransport::layered(transport.clone(), layers));
    let begun = Instant::now();
    let (a, b, c) = tokio::join!(ping(&of), ping(&of), ping(&of));
    a.and(b).and(c).unwrap();
    assert_eq!(begun.elapsed().as_secs(), 4);
}

#[tokio::test]
async fn a_layer_that_panics_takes_one_call_with_it() {
    let panics = |number| match number {
        0 => panic!("a bug of the layer"),
        _ => Ok::<_, BoxError>(no_content()),
    };
    let (transport, _) = by(panics);
    let of = client(transport);
    let first = tokio::spawn({
        let of = of.clone();
        async move { ping(&of).await }
    });
    assert!(first.await.unwrap_err().is_panic());
    ping(&of).await.unwrap();
}

/// A body that fails after its first bytes.
struct Breaks(bool);

impl http_body::Body for Breaks {
    type Data = bytes::Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<bytes::Bytes>, BoxError>>> {
        let frame = match std::mem::replace(&mut self.0, true) {
            false => Ok(http_body::Frame::data("begun".into())),
            true => Err("the layer lost the rest".into()),
        };
        Poll::Ready(Some(frame))
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_a_layer_breaks_is_an_error_with_its_status() {
    let service = TransportService::new(script(&[200, 200, 200]));
    let service = service.map_response(|response: HttpResponse| response.map(|_| Breaks(false)));
    let error = ping(&client(TowerTransport::new(service)))
        .await
        .unwrap_err();
    assert_eq!(
        (
            error.status().map(|status| status.as_u16()),
            error.attempts()
        ),
        (Some(200), 3)
    );
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "the layer lost the rest");
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_never_responds_is_given_up() {
    let service = service_fn(|_| pending::<Result<HttpResponse, BoxError>>());
    let error = change(&client(TowerTransport::new(service)))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert!(error.to_string().contains("response_timeout"), "{error}");
}
