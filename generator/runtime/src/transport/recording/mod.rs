//! Records real exchanges in a file, and replays them without a network.

mod exchange;

use std::fmt::{self, Write as _};
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use serde_json::Value;

use crate::body::content::Body;
use crate::body::deadline::Deadline;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::body::limited::{ResponseBody, Timing};
use crate::transport::interface::Transport;
use crate::transport::recorded::RecordedRequest;
use crate::transport::recording::exchange::{Asked, Exchange};
use crate::transport::redact::Redactor;
use crate::value::random::random;

/// A transport for tests that records real exchanges in a file, or replays them.
///
/// [`create`](Self::create) sends requests through another transport and writes the exchanges to the file.
/// [`open`](Self::open) reads the file and needs no network: each request gets the response of the first unused
/// exchange with the same method, path, query and body. A request that is not in the file fails with an error that
/// names it and the most similar one.
///
/// Requests and responses are stored without secrets. Of the headers of requests, only `Content-Type` is stored.
/// Replaced by `redacted` are: credentials of at least four letters (shorter ones occur in other words); everything
/// that the description marks as `x-sensitive` or a password; headers, query parameters, properties and form fields
/// whose names contain words such as password, secret, token, signature, cookie or API key; and signed URLs in bodies.
/// Still, read the file before you publish it: a secret under another name is not recognized.
///
/// ```no_run
/// # fn transport() -> Result<impl apiruntime::transport::Transport, Box<dyn std::error::Error>> {
/// use apiruntime::transport::{ConnectionConfig, DefaultTransport, Recording};
///
/// let path = "tests/list.json";
/// let recording = match std::env::var_os("RECORD") {
///     Some(_) => Recording::create(path, DefaultTransport::new(&ConnectionConfig::default())?),
///     None => Recording::open(path)?,
/// };
/// # Ok(recording)
/// # }
/// ```
#[derive(Clone)]
pub struct Recording(Arc<Inner>);

struct Inner {
    path: PathBuf,
    /// The transport that sends the requests; `None` for a replay.
    transport: Option<Box<dyn Transport>>,
    exchanges: Mutex<Exchanges>,
}

#[derive(Default)]
struct Exchanges {
    all: Vec<Exchange>,
    /// The indices of the exchanges that were replayed.
    given: Vec<usize>,
    /// The length of the file that was written.
    written: u64,
}

/// The version of the file format.
const VERSION: u64 = 1;

impl Recording {
    /// Opens a file to replay it.
    ///
    /// # Errors
    /// If it cannot be read, or was not written by a recording.
    pub fn open(path: impl Into<PathBuf>) -> Result<Recording, RecordingError> {
        let path = path.into();
        match read(&path) {
            Ok(all) => Ok(Recording::new(path, None, all)),
            Err(problem) => Err(RecordingError { path, problem }),
        }
    }

    /// Sends requests through this transport and records the exchanges in a file, which is written at each response.
    /// The first one replaces an existing file.
    pub fn create(path: impl Into<PathBuf>, transport: impl Transport) -> Recording {
        Recording::new(path.into(), Some(Box::new(transport)), Vec::new())
    }

    /// [Opens](Self::open) a file if it exists, and otherwise [creates](Self::create) it: delete it to record again.
    ///
    /// # Errors
    /// If the file exists but cannot be read, or was not written by a recording.
    pub fn open_or_create(
        path: impl Into<PathBuf>,
        transport: impl Transport,
    ) -> Result<Recording, RecordingError> {
        let path = path.into();
        match path.exists() {
            true => Recording::open(path),
            false => Ok(Recording::create(path, transport)),
        }
    }

    fn new(path: PathBuf, transport: Option<Box<dyn Transport>>, all: Vec<Exchange>) -> Recording {
        Recording(Arc::new(Inner {
            path,
            transport,
            exchanges: Mutex::new(Exchanges {
                all,
                ..Exchanges::default()
            }),
        }))
    }

    /// Returns how many exchanges of an opened file were not used.
    pub fn remaining(&self) -> usize {
        let exchanges = self.exchanges();
        match self.0.transport {
            Some(_) => 0,
            None => exchanges.all.len() - exchanges.given.len(),
        }
    }

    fn exchanges(&self) -> MutexGuard<'_, Exchanges> {
        self.0
            .exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn replay(&self, asked: &Asked) -> Result<http::Response<Body>, TransportError> {
        let mut exchanges = self.exchanges();
        let all = exchanges.all.iter().enumerate();
        let mut same = all.filter(|(_, exchange)| exchange.request.is_same(asked));
        let found = same.find(|(index, _)| !exchanges.given.contains(index));
        if let Some((index, exchange)) = found
            && let Some(response) = exchange.response()
        {
            exchanges.given.push(index);
            return Ok(response);
        }
        let why = self.missing(asked, &exchanges);
        Err(TransportError::new(TransportErrorKind::Unscripted).with_source(why))
    }

    fn missing(&self, asked: &Asked, exchanges: &Exchanges) -> String {
        let path = self.0.path.display();
        let all = || exchanges.all.iter().map(|exchange| &exchange.request);
        let count = all().filter(|known| known.is_same(asked)).count();
        if count > 0 {
            let times = match count {
                1 => "once".to_owned(),
                count => format!("{count} times"),
            };
            return format!("{asked} is in the recording {path} {times} only: record it again");
        }
        let mut text = format!("{asked} is not in the recording {path}: record it again");
        let alike = all().filter(|known| known.is_alike(asked));
        for known in alike.take(3) {
            let _ = write!(text, "; it has {known}");
        }
        text
    }

    async fn record(
        &self,
        transport: &dyn Transport,
        (asked, mut redactor): (Asked, Redactor),
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (mut head, body) = transport.send(request).await?.into_parts();
        let timing = Timing {
            idle: std::time::Duration::MAX,
            deadline: Deadline::NEVER,
        };
        let mut body = ResponseBody::new(body, &mut head.headers, None, false, timing, None);
        let (body, _) = body.collect(u64::MAX, false).await?;
        redactor.learn(&body);
        let exchange = Exchange::new(asked, head.status, &head.headers, &body, &redactor);
        let mut exchanges = self.exchanges();
        let added = append(&self.0.path, exchanges.written, &exchange);
        exchanges.all.push(exchange);
        let written = added.or_else(|_| write(&self.0.path, &exchanges.all));
        exchanges.written = written.map_err(|error| {
            let path = self.0.path.display();
            let why = format!("the recording {path} cannot be written: {error}");
            TransportError::new(TransportErrorKind::Unscripted).with_source(why)
        })?;
        Ok(http::Response::from_parts(head, body.into()))
    }
}

impl Transport for Recording {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect(u64::MAX).await?;
            let recorded = RecordedRequest::new(parts.clone(), body.clone());
            let redactor = recorded.redactor();
            let asked = Asked::new(&recorded, &redactor);
            match &self.0.transport {
                None => self.replay(&asked),
                Some(transport) => {
                    let request = http::Request::from_parts(parts, body.into());
                    self.record(transport.as_ref(), (asked, redactor), request)
                        .await
                }
            }
        })
    }
}

fn read(path: &Path) -> Result<Vec<Exchange>, Problem> {
    let text = fs::read(path).map_err(Problem::Io)?;
    // An exchange that follows the end was not written completely.
    let mut files = serde_json::Deserializer::from_slice(&text).into_iter::<Value>();
    let file = files.next().ok_or(Problem::Malformed(None))?;
    let file = file.map_err(|error| Problem::Malformed(Some(error)))?;
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(other) => return Err(Problem::Version(other)),
        None => return Err(Problem::Malformed(None)),
    }
    let exchanges = file.get("exchanges").and_then(Value::as_array);
    let all = exchanges.map(|all| all.iter().map(Exchange::from_json).collect());
    all.flatten().ok_or(Problem::Malformed(None))
}

/// What is between two exchanges of a file, and the end.
const NEXT: &str = ",\n    {";
const END: &str = "\n  ]\n}\n";
// The one is written over the other.
const _: () = assert!(NEXT.len() == END.len());

/// Returns an exchange as it is in the file, without its first character.
fn text_of(exchange: &Exchange) -> io::Result<String> {
    let text = serde_json::to_string_pretty(&exchange.to_json())?;
    Ok(text.trim_start_matches('{').replace('\n', "\n    "))
}

/// Adds an exchange to a file of this length, and returns the new length. It is written after the end, where it is
/// ignored until the end is replaced by something of the same length, so that the file is never incomplete.
fn append(path: &Path, written: u64, exchange: &Exchange) -> io::Result<u64> {
    let mut file = fs::File::options().write(true).open(path)?;
    let end = written.checked_sub(END.len() as u64);
    let end = end.filter(|_| file.metadata().is_ok_and(|file| file.len() == written));
    let end = end.ok_or(io::ErrorKind::InvalidData)?;
    let added = text_of(exchange)? + END;
    file.seek(io::SeekFrom::Start(written))?;
    file.write_all(added.as_bytes())?;
    file.seek(io::SeekFrom::Start(end))?;
    file.write_all(NEXT.as_bytes())?;
    Ok(written + added.len() as u64)
}

/// Writes to a temporary file and renames it, so that the file is never incomplete. Returns its length. The name is
/// random: another process may record the same file, and in a shared folder somebody else may put a link there.
fn write(path: &Path, exchanges: &[Exchange]) -> io::Result<u64> {
    let all: io::Result<Vec<_>> = exchanges.iter().map(text_of).collect();
    let begin = format!("{{\n  \"version\": {VERSION},\n  \"exchanges\": [\n    {{");
    let text = begin + &all?.join(NEXT) + END;
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{:016x}.part", random()));
    let created = fs::File::create_new(&beside);
    let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&beside);
    }
    renamed.map(|()| text.len() as u64)
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("path", &self.0.path)
            .field("exchanges", &self.exchanges().all.len())
            .finish_non_exhaustive()
    }
}

/// Why a recording cannot be read.
#[derive(Debug)]
pub struct RecordingError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Io(io::Error),
    /// It is not JSON, or not that of a recording.
    Malformed(Option<serde_json::Error>),
    Version(u64),
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                write!(
                    f,
                    "there is no recording {path}: make it with `Recording::create`"
                )
            }
            Problem::Io(_) => write!(f, "the recording {path} cannot be read"),
            Problem::Malformed(None) => write!(f, "{path} is no recording: record it again"),
            Problem::Malformed(Some(error)) => write!(
                f,
                "{path} is no recording, since it is not JSON ({error}): record it again"
            ),
            Problem::Version(version) => write!(
                f,
                "the recording {path} has version {version} of its format, but this program reads {VERSION}: record it \
                 again"
            ),
        }
    }
}

impl std::error::Error for RecordingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Io(error) => Some(error),
            Problem::Malformed(_) | Problem::Version(_) => None,
        }
    }
}
