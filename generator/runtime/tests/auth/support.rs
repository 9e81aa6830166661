//! A token service, a clock and an environment that are scripted by the test.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use apiruntime::Body;
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::Clock;
use apiruntime::auth::huawei::Environment;
use apiruntime::body::BoxFuture;
use apiruntime::body::TransportError;
use apiruntime::body::TransportErrorKind;
use apiruntime::transport::Transport;
use tokio::sync::Semaphore;

/// 2026-03-15T08:30:00Z.
pub(crate) const START: u64 = 1_773_563_400;

pub(crate) fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(START)
}

pub(crate) fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// A clock that stands still until the test moves it.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<SystemTime>>);

impl Hands {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(start())))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = self.0.clone();
        Clock::new(move || *time.lock().unwrap())
    }
}

/// A request as the server saw it.
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends the responses of a list in turn; further requests cannot connect.
#[derive(Clone)]
pub(crate) struct Server(Arc<Inner>);

struct Inner {
    responses: Mutex<VecDeque<http::Response<String>>>,
    seen: Mutex<Vec<Seen>>,
    gate: Semaphore,
    /// How many logins get a response.
    logins: Mutex<usize>,
}

impl Server {
    pub(crate) fn new(responses: impl IntoIterator<Item = http::Response<String>>) -> Self {
        Self::with_gate(responses, Semaphore::MAX_PERMITS)
    }

    /// Returns a server that holds back every response until the test opens the gate for it.
    pub(crate) fn gated(responses: impl IntoIterator<Item = http::Response<String>>) -> Self {
        Self::with_gate(responses, 0)
    }

    fn with_gate(responses: impl IntoIterator<Item = http::Response<String>>, open: usize) -> Self {
        Self(Arc::new(Inner {
            responses: Mutex::new(responses.into_iter().collect()),
            seen: Mutex::default(),
            gate: Semaphore::new(open),
            logins: Mutex::new(usize::MAX),
        }))
    }

    /// Lets every login after this many wait forever.
    pub(crate) fn hanging_logins_after(self, logins: usize) -> Self {
        *self.0.logins.lock().unwrap() = logins;
        self
    }

    fn hangs(&self, uri: &str) -> bool {
        let mut logins = self.0.logins.lock().unwrap();
        if !uri.ends_with("/v3/auth/tokens") {
            return false;
        }
        let left = logins.checked_sub(1);
        *logins = left.unwrap_or_default();
        left.is_none()
    }

    pub(crate) fn open(&self, responses: usize) {
        self.0.gate.add_permits(responses);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.seen.lock().unwrap().len()
    }

    pub(crate) fn seen<T>(&self, index: usize, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.0.seen.lock().unwrap()[index])
    }

    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(self.clone())
    }

    /// Attaches the authorizer to a client without settings.
    pub(crate) fn attach(&self, authorizer: &dyn Authorizer) {
        authorizer
            .attach(&Attachment::new(&self.transport()))
            .unwrap();
    }
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect(1 << 20).await?;
            let hangs = self.hangs(parts.uri.path());
            self.0.seen.lock().unwrap().push(Seen {
                method: parts.method.to_string(),
                uri: parts.uri.to_string(),
                headers: parts.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            });
            if hangs {
                std::future::pending::<()>().await;
            }
            self.0.gate.acquire().await.unwrap().forget();
            let response = self.0.responses.lock().unwrap().pop_front();
            let response =
                response.ok_or_else(|| TransportError::new(TransportErrorKind::Connect))?;
            Ok(response.map(Body::from))
        })
    }
}

pub(crate) fn response(status: u16, body: impl Into<String>) -> http::Response<String> {
    http::Response::builder()
        .status(status)
        .body(body.into())
        .unwrap()
}

/// The variable that names the folder of the user.
pub(crate) const USER_FOLDER: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// Returns how the credentials file in the folder `/home/user` is shown.
pub(crate) fn usual_file() -> String {
    let file = Path::new("/home/user").join(".huaweicloud");
    file.join("credentials").display().to_string()
}

/// Variables and one file.
#[derive(Default)]
pub(crate) struct Variables {
    variables: BTreeMap<&'static str, String>,
    files: BTreeMap<PathBuf, String>,
}

impl Variables {
    pub(crate) fn new(variables: &[(&'static str, &str)]) -> Self {
        let variables = variables
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        Self {
            variables,
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.to_owned());
        self
    }
}

impl Environment for Variables {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn read_file(&self, path: &Path) -> io::Result<String> {
        let text = self.files.get(path);
        text.cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

/// Returns an error with all its causes, as a user would print it, and in its `Debug` form.
pub(crate) fn printed(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

/// Lets every task run until it waits; the tests run on one thread.
pub(crate) async fn settle() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

/// Returns a request with what an authorizer adds to it.
pub(crate) async fn authorized(
    authorizer: &dyn Authorizer,
    request: http::request::Builder,
) -> http::Request<Body> {
    let mut request = request.body(Body::EMPTY).unwrap();
    authorizer.authorize(&mut request).await.unwrap();
    request
}

/// Returns everything that the error of an authorizer prints.
pub(crate) async fn refusal(authorizer: &dyn Authorizer) -> String {
    let request = http::Request::get("https://h.example/").body(Body::EMPTY);
    let refused = authorizer.authorize(&mut request.unwrap()).await;
    printed(&refused.unwrap_err())
}
