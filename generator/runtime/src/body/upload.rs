//! Files as bodies of requests.

mod media_types;

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;

use crate::body::content::Body;
use crate::body::error::{TransportError, TransportErrorKind};
#[cfg(feature = "multipart")]
use crate::body::multipart::Part;
use crate::body::reader::Pieces;

/// The progress of sending or saving a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileProgress {
    pub(crate) done: u64,
    pub(crate) total: Option<u64>,
}

impl FileProgress {
    /// Returns the number of bytes so far. It restarts at 0 when a request is sent again as a whole.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Returns the total number of bytes, if it is known.
    pub fn total(&self) -> Option<u64> {
        self.total
    }
}

type OnProgress = Arc<Mutex<dyn FnMut(FileProgress) + Send>>;

/// A file as the body of a request or as a part of one, with its length, and a media type by its name.
///
/// It is read while it is sent, so it may be large, and read again when the request is repeated. It must not change in
/// the meantime: if it becomes shorter, the call fails; if it becomes longer, only the original length is sent.
///
/// ```no_run
/// # async fn upload() -> Result<apiruntime::Body, apiruntime::body::TransportError> {
/// use apiruntime::body::Upload;
///
/// let file = Upload::open("backup.rdb").await?
///     .on_progress(|progress| println!("{} of {:?} bytes", progress.done(), progress.total()));
/// # Ok(file.into())
/// # }
/// ```
#[derive(Clone)]
pub struct Upload {
    path: PathBuf,
    length: u64,
    on_progress: Option<OnProgress>,
}

/// Returns the error of a file that cannot be read or written.
#[cold]
pub(crate) fn file_error(path: &Path, error: &io::Error) -> TransportError {
    TransportError::new(TransportErrorKind::File).with_source(named(path, error))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

impl Upload {
    /// Opens a file for an upload.
    ///
    /// # Errors
    /// If it cannot be opened, is not a file or does not say how long it is; the error has its path and the reason.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Upload, TransportError> {
        let path = path.into();
        match length_of(&path).await {
            Ok(length) => Ok(Upload {
                path,
                length,
                on_progress: None,
            }),
            Err(error) => Err(file_error(&path, &error)),
        }
    }

    /// Calls `progress` after each piece that the connection takes.
    #[must_use]
    pub fn on_progress(mut self, progress: impl FnMut(FileProgress) + Send + 'static) -> Upload {
        self.on_progress = Some(Arc::new(Mutex::new(progress)));
        self
    }

    /// Returns the length in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Returns the name without folders, or `file` if it is not UTF-8.
    pub fn file_name(&self) -> &str {
        self.path
            .file_name()
            .and_then(OsStr::to_str)
            .unwrap_or("file")
    }

    /// Returns the media type for the extension of the name, or `application/octet-stream` if it is unknown.
    pub fn media_type(&self) -> &'static str {
        media_types::of_name(self.file_name())
    }
}

const NO_LENGTH: &str =
    "it has content but says that its length is 0; send it with `Body::from_reader`";

async fn length_of(path: &Path) -> io::Result<u64> {
    // Without a tokio runtime, its files panic.
    Handle::try_current().map_err(io::Error::other)?;
    // Opening a pipe would block until another process writes to it.
    if !tokio::fs::metadata(path).await?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut file = File::open(path).await?;
    let length = file.metadata().await?.len();
    // As the files of `/proc` do.
    if length == 0 && file.read(&mut [0]).await? > 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, NO_LENGTH));
    }
    Ok(length)
}

impl From<Upload> for Body {
    fn from(file: Upload) -> Body {
        let length = file.length;
        Body::repeatable(length, move || {
            let path = file.path.clone();
            let pieces = FilePieces {
                state: State::Opening(Box::pin(File::open(path.clone()))),
                path,
                progress: FileProgress {
                    done: 0,
                    total: Some(length),
                },
                length,
                on_progress: file.on_progress.clone(),
            };
            Body::sized_stream(pieces, length)
        })
    }
}

/// Returns a part with the name of the file, and a media type by it.
#[cfg(feature = "multipart")]
impl From<Upload> for Part {
    fn from(file: Upload) -> Part {
        let (name, media_type) = (file.file_name().to_owned(), file.media_type());
        Part::file(name, file).content_type(media_type)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("path", &self.path)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The content of a file, in pieces.
struct FilePieces {
    path: PathBuf,
    state: State,
    length: u64,
    progress: FileProgress,
    on_progress: Option<OnProgress>,
}

enum State {
    Opening(Pin<Box<dyn Future<Output = io::Result<File>> + Send>>),
    Reading(Pieces<File>),
}

impl Stream for FilePieces {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        let next = ready!(self.poll_piece(context));
        Poll::Ready(next.map(|piece| piece.map_err(|error| named(&self.path, &error))))
    }
}

impl FilePieces {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let left = self.length - self.progress.done;
        if left == 0 {
            return Poll::Ready(None);
        }
        loop {
            let pieces = match &mut self.state {
                State::Opening(opening) => {
                    let file = ready!(opening.as_mut().poll(context))?;
                    self.state = State::Reading(Pieces::new(file));
                    continue;
                }
                State::Reading(pieces) => pieces,
            };
            let piece = ready!(Pin::new(pieces).poll_next(context)).transpose()?;
            let Some(mut piece) = piece else {
                let text = "the file became shorter while it was sent";
                let error = io::Error::new(io::ErrorKind::UnexpectedEof, text);
                return Poll::Ready(Some(Err(error)));
            };
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            self.progress.done += piece.len() as u64;
            if let Some(progress) = &self.on_progress {
                progress.lock().unwrap_or_else(PoisonError::into_inner)(self.progress);
            }
            return Poll::Ready(Some(Ok(piece)));
        }
    }
}
