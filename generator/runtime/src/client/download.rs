//! Responses that are saved as files.

use std::fmt;
use std::future::IntoFuture;
use std::io;
use std::path::{Path, PathBuf};

use http::{HeaderValue, StatusCode, header};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::body::response::{RawResponse, ResponseHead};
use crate::body::upload::{FileProgress, file_error};
use crate::call::arguments::Call;
use crate::call::execute::execute;
use crate::call::prepare::{host, own_server};
use crate::client::unfinished::{Place, Unfinished};
use crate::error::failure::{Error, Reason};
use crate::error::runtime::in_runtime;
use crate::response::operation::{Operation, refused};

/// How often in a row a download may be resumed without receiving another byte.
const RESUMPTIONS: u32 = 5;

/// A response that is saved as a file: when awaited, it sends the request and saves the body.
///
/// The file appears whole or not at all: it is written under another name in the same folder and then renamed. It
/// replaces an existing file and keeps its permissions; a symbolic link is kept, and its target is replaced. If the
/// connection breaks, the download is resumed at that byte (`Range`, `If-Range`), provided that the server identified
/// the version of the file by an `ETag` or a date, and sent its length or `Accept-Ranges`; otherwise it fails. If the
/// file has changed in the meantime, all of it is downloaded again. The length is checked against `Content-Length`, the
/// content against `Content-MD5` where the server sends that.
#[must_use = "nothing is sent until the download is awaited"]
pub struct Download<E> {
    call: Call,
    path: PathBuf,
    on_progress: Option<OnProgress>,
    resumptions: u32,
    /// Builds the error of a response that has no file.
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
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the length of the file in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Returns status and headers of the response: of the last one, if the download was resumed.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }
}

impl<E: fmt::Debug + Send + Sync + 'static> Download<E> {
    /// Returns the download of the response to a call.
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

    /// Sets how often in a row the download may be resumed without receiving another byte. Default: 5; 0 for never.
    pub fn resumptions(mut self, most: u32) -> Self {
        self.resumptions = most;
        self
    }

    async fn run(mut self) -> Result<Saved, Error<E>> {
        in_runtime()?;
        let mut file = Unfinished::create(&self.path, self.is_of_part())
            .await
            .map_err(of_file(&self.path))?;
        let mut left = self.resumptions;
        // The last response whose body was saved, in part.
        let mut received: Option<RawResponse> = None;
        loop {
            let before = file.length;
            let mut response = execute(self.request(&file)?.0).await.map_err(Error::cast)?;
            if let Some(received) = received.take_if(|_| file.is_all(&response)) {
                return self.finish(file, received).await;
            }
            let place = match &response.stream {
                Some(_) => file.place_of(&response),
                // The file has become shorter than the part that was saved.
                None if response.head.status == StatusCode::RANGE_NOT_SATISFIABLE => Place::Other,
                None => return Err((self.refused)(response)),
            };
            if matches!(place, Place::Other) && file.is_rest_wanted() && left > 0 {
                left -= 1;
                file.version = None;
                continue;
            }
            let Some(mut body) = response.stream.take() else {
                return Err((self.refused)(response));
            };
            match place {
                Place::Next => file.go_on(response.headers()),
                Place::Begin => file.begin(&response).await.map_err(of_file(&self.path))?,
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
            received = Some(response);
        }
    }

    /// Returns whether the caller asked for a part of the file.
    fn is_of_part(&self) -> bool {
        let parts = &self.call.0;
        let options = parts.options.as_ref().map(|options| &options.headers);
        let mut given = options.into_iter().chain([&parts.headers]);
        given.any(|headers| headers.contains_key(header::RANGE))
    }

    /// Returns the request for the file, or for the rest of it.
    fn request(&self, file: &Unfinished) -> Result<Call, Error<E>> {
        let mut call = self.call.again()?;
        // Ranges count the bytes of the file, not those of its compressed form.
        call.set_header(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some(version) = file.version.as_ref().filter(|_| file.is_rest_wanted()) {
            let range = format!("bytes={}-", file.length);
            if let Ok(range) = HeaderValue::from_str(&range) {
                call.set_header(header::RANGE, range);
                call.set_header(header::IF_RANGE, version.clone());
            }
        }
        Ok(call)
    }

    /// Saves a body until it ends or breaks off, and returns what broke it off.
    async fn save(
        &mut self,
        file: &mut Unfinished,
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

    async fn finish(self, mut file: Unfinished, response: RawResponse) -> Result<Saved, Error<E>> {
        let problem = match file.total {
            Some(total) if file.length > total => Some("it is longer than `Content-Length` says"),
            _ if !file.digest.fits() => Some("it does not fit `Content-MD5`"),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(Error::of_response(wrong(problem), response));
        }
        file.keep().await.map_err(of_file(&self.path))?;
        Ok(Saved {
            path: self.path,
            length: file.length,
            head: response.head,
        })
    }
}

/// Returns the error of a body with this defect.
fn wrong(message: &str) -> Reason {
    let (pointer, message) = (String::new(), message.to_owned());
    Reason::Decode { pointer, message }
}

fn of_file<E>(path: &Path) -> impl Fn(io::Error) -> Error<E> {
    move |error| file_error(path, &error).into()
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
    /// Sends the request and saves the response, on a thread that may [block](crate::client::block_on).
    ///
    /// # Errors
    /// Those of awaiting it; also fails inside an async runtime.
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
