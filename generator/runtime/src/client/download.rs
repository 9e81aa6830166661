//! Responses that are saved as files.

use std::fmt;
use std::future::IntoFuture;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::body::response::{RawResponse, ResponseHead};
use crate::body::upload::{FileProgress, file_error};
use crate::call::arguments::Call;
use crate::call::execute::execute;
use crate::call::prepare::{host, own_server};
use crate::client::digest::Digest;
use crate::error::failure::{Error, Reason};
use crate::response::operation::{Operation, refused};

/// So often a download goes on after it broke off, in a row without a byte.
const RESUMPTIONS: u32 = 5;

/// A response that becomes a file: awaited, it sends the request and saves the body.
///
/// The file is there when all of it is, or not at all: it is written under another name in the same folder and then
/// renamed, over one that is there. Where the connection breaks, it goes on at that byte (`Range`, `If-Range`), if the
/// server has said by an `ETag` or a date which version of the file it sends; else it fails. The length is checked
/// against `Content-Length`, the content against `Content-MD5` where the server sends that.
#[must_use = "nothing is sent until the download is awaited"]
pub struct Download<E> {
    call: Call,
    path: PathBuf,
    on_progress: Option<OnProgress>,
    resumptions: u32,
    /// What a response without a file is.
    refused: fn(RawResponse) -> Error<E>,
}

type OnProgress = Box<dyn FnMut(FileProgress) + Send>;

/// A file that was downloaded.
#[derive(Clone, Debug)]
pub struct Saved {
    path: PathBuf,
    length: u64,
    head: ResponseHead,
}

impl Saved {
    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the number of its bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Returns status and headers of the response; of the last one, where the download went on after a break.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }
}

impl<E: fmt::Debug + Send + Sync + 'static> Download<E> {
    /// The download of what a call responds with.
    #[doc(hidden)]
    pub fn new<O: Operation<Error = E>>(call: Call, path: PathBuf) -> Self {
        Download {
            call: call.of::<O>(),
            path,
            on_progress: None,
            resumptions: RESUMPTIONS,
            refused: |response| refused::<O>(response, wrong("it is not the documented file")),
        }
    }

    /// Calls `progress` after each piece that was saved.
    pub fn on_progress(mut self, progress: impl FnMut(FileProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(progress));
        self
    }

    /// Goes on so often after the connection broke without a further byte. Default: 5; 0 for never.
    pub fn resumptions(mut self, most: u32) -> Self {
        self.resumptions = most;
        self
    }

    async fn run(mut self) -> Result<Saved, Error<E>> {
        let mut file = Part::create(&self.path)
            .await
            .map_err(of_file(&self.path))?;
        let mut left = self.resumptions;
        loop {
            let before = file.length;
            let mut response = execute(self.request(&file)?.0).await.map_err(Error::cast)?;
            let Some(mut body) = response.stream.take() else {
                return Err((self.refused)(response));
            };
            match file.place_of(&response) {
                Place::Next => {}
                Place::Begin => file
                    .begin(response.headers())
                    .await
                    .map_err(of_file(&self.path))?,
                Place::Other => {
                    let reason = wrong("it is not the part that was asked for");
                    return Err(Error::of_response(reason, response));
                }
            }
            let cut = match self.save(&mut file, &mut body).await? {
                None if file.is_short() => TransportError::new(TransportErrorKind::BodyCutShort),
                None => return self.finish(file, response).await,
                Some(cut) => cut,
            };
            left = match file.length > before {
                true => self.resumptions,
                false => left,
            };
            if left == 0 || file.version.is_none() {
                let (operation, attempts) = (response.head.operation, response.head.attempts);
                let host = host(&self.call.0, &own_server(&self.call.0)).to_string();
                return Err(Error::from(cut).of_call(
                    operation,
                    host,
                    attempts,
                    Some(response.head),
                ));
            }
            left -= 1;
        }
    }

    /// The request for the file, or for what is left of it.
    fn request(&self, file: &Part) -> Result<Call, Error<E>> {
        let mut call = self.call.again()?;
        // The bytes of the file are counted, not those of a compressed one.
        call.set_header(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some(version) = file.version.as_ref().filter(|_| file.length > 0) {
            let range = format!("bytes={}-", file.length);
            if let Ok(range) = HeaderValue::from_str(&range) {
                call.set_header(header::RANGE, range);
                call.set_header(header::IF_RANGE, version.clone());
            }
        }
        Ok(call)
    }

    /// Saves a body as far as it comes; what broke it off.
    async fn save(
        &mut self,
        file: &mut Part,
        body: &mut Body,
    ) -> Result<Option<TransportError>, Error<E>> {
        loop {
            let piece = match body.chunk().await {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(None),
                Err(cut) => return Ok(Some(cut)),
            };
            file.write(piece).await.map_err(of_file(&self.path))?;
            if let Some(progress) = &mut self.on_progress {
                progress(FileProgress {
                    done: file.length,
                    total: file.total,
                });
            }
        }
    }

    async fn finish(self, mut file: Part, response: RawResponse) -> Result<Saved, Error<E>> {
        let problem = match file.total {
            Some(total) if file.length > total => Some("it is longer than `Content-Length` says"),
            _ if !file.digest.fits() => Some("it does not fit `Content-MD5`"),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(Error::of_response(wrong(problem), response));
        }
        file.keep(&self.path).await.map_err(of_file(&self.path))?;
        Ok(Saved {
            path: self.path,
            length: file.length,
            head: response.head,
        })
    }
}

/// Why a body is not what it should be.
fn wrong(message: &str) -> Reason {
    let (pointer, message) = (String::new(), message.to_owned());
    Reason::Decode { pointer, message }
}

fn of_file<E>(path: &Path) -> impl Fn(io::Error) -> Error<E> {
    move |error| file_error(path, &error).into()
}

/// Where in a file a response belongs.
enum Place {
    Begin,
    /// After what is there.
    Next,
    Other,
}

/// A file that is not whole, under another name. It is removed unless it is kept.
struct Part {
    file: File,
    path: PathBuf,
    is_kept: bool,
    length: u64,
    total: Option<u64>,
    /// Which version of the file the server sends: a strong entity tag, or a date.
    version: Option<HeaderValue>,
    digest: Digest,
}

impl Part {
    async fn create(target: &Path) -> io::Result<Part> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}-{number}.part", std::process::id()));
        let path = target.with_file_name(name);
        Ok(Part {
            file: File::create_new(&path).await?,
            path,
            is_kept: false,
            length: 0,
            total: None,
            version: None,
            digest: Digest::default(),
        })
    }

    /// Where in a file a response belongs. Another version comes as a whole; a server that does not know `If-Range` may
    /// send a part of it.
    fn place_of(&self, response: &RawResponse) -> Place {
        let range = response.headers().get(header::CONTENT_RANGE);
        let range = range.and_then(|range| range.to_str().ok()?.strip_prefix("bytes "));
        let start = range.and_then(|range| range.split('-').next()?.parse().ok());
        let total = range.and_then(|range| range.rsplit('/').next()?.parse().ok());
        let is_same = self.is_of_version(response.headers())
            && (total.is_none() || self.total.is_none() || total == self.total);
        match response.head.status == StatusCode::PARTIAL_CONTENT {
            false => Place::Begin,
            true if start == Some(self.length) && is_same => Place::Next,
            true => Place::Other,
        }
    }

    /// Whether a response is of the same version of the file as what was received before.
    fn is_of_version(&self, headers: &HeaderMap) -> bool {
        let Some(version) = &self.version else {
            return true;
        };
        let name = match version.as_bytes().starts_with(b"\"") {
            true => header::ETAG,
            false => header::LAST_MODIFIED,
        };
        headers.get(name).is_none_or(|said| said == version)
    }

    /// Begins anew.
    async fn begin(&mut self, headers: &HeaderMap) -> io::Result<()> {
        self.file.flush().await?;
        self.file.set_len(0).await?;
        self.file.rewind().await?;
        self.length = 0;
        let length = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok());
        self.total = length.and_then(|length| length.parse().ok());
        self.version = version(headers).filter(|_| self.total.is_some());
        self.digest = Digest::of(headers);
        Ok(())
    }

    async fn write(&mut self, piece: Bytes) -> io::Result<()> {
        self.digest.add(&piece);
        self.length += piece.len() as u64;
        self.file.write_all(&piece).await
    }

    fn is_short(&self) -> bool {
        self.total.is_some_and(|total| self.length < total)
    }

    async fn keep(&mut self, target: &Path) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.path, target).await?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// What says for sure that two responses are of the same bytes.
fn version(headers: &HeaderMap) -> Option<HeaderValue> {
    let ranges = headers.get(header::ACCEPT_RANGES);
    if ranges.is_some_and(|ranges| ranges.as_bytes().eq_ignore_ascii_case(b"none")) {
        return None;
    }
    let tag = headers.get(header::ETAG);
    let tag = tag.filter(|tag| !tag.as_bytes().starts_with(b"W/"));
    tag.or_else(|| headers.get(header::LAST_MODIFIED)).cloned()
}

impl<E: fmt::Debug + Send + Sync + 'static> IntoFuture for Download<E> {
    type Output = Result<Saved, Error<E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

#[cfg(feature = "blocking")]
impl<E: fmt::Debug + Send + Sync + 'static> Download<E> {
    /// Sends the request and saves the response, where a thread may [block](crate::client::block_on).
    ///
    /// # Errors
    /// As when it is awaited, and inside an async runtime.
    pub fn save_blocking(self) -> Result<Saved, Error<E>> {
        crate::client::blocking::block_on(self.run()).unwrap_or_else(|error| Err(error.into()))
    }
}

impl<E> fmt::Debug for Download<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("call", &self.call)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
