//! A file under a temporary name while it is being downloaded.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use crate::body::response::RawResponse;
use crate::client::digest::Digest;
use crate::value::calendar::parse_http_date;
use crate::value::random::random;

/// Where in a file the body of a response belongs.
pub(super) enum Place {
    Begin,
    /// After the bytes that were saved.
    Next,
    Other,
}

/// A file that is not complete, under a temporary name. It is removed when dropped, unless it is kept.
pub(super) struct Unfinished {
    file: File,
    path: PathBuf,
    /// The final path.
    target: PathBuf,
    /// Whether the caller asked for a part of the file; then it is not known how to ask for the rest.
    is_of_part: bool,
    pub(super) length: u64,
    pub(super) total: Option<u64>,
    /// The version of the file that the server sends: a strong entity tag, or a date.
    pub(super) version: Option<HeaderValue>,
    pub(super) digest: Digest,
}

impl Unfinished {
    pub(super) async fn create(target: &Path, is_of_part: bool) -> io::Result<Unfinished> {
        let target = target.to_owned();
        // If this future is dropped, the file is dropped on that thread, and removed.
        let created = tokio::task::spawn_blocking(move || Unfinished::create_blocking(&target));
        let mut created = created.await.map_err(io::Error::other)??;
        created.is_of_part = is_of_part;
        Ok(created)
    }

    fn create_blocking(target: &Path) -> io::Result<Unfinished> {
        let target = followed(target);
        let unfit = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        let text = target.as_os_str().as_encoded_bytes();
        let is_folder = text
            .last()
            .is_some_and(|byte| std::path::is_separator(char::from(*byte)));
        let name = target.file_name().filter(|_| !is_folder);
        let name = name.ok_or_else(|| unfit("it does not name a file"))?;
        let there = match std::fs::metadata(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            there => Some(there?),
        };
        // Renaming would replace a device or a pipe by a file.
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            return Err(unfit("it is there already, and no file"));
        }
        // A random name never collides with a file that another process left behind. The target's part of it is cut, so
        // that it is a valid file name.
        let name = name.to_string_lossy();
        let begin = name
            .get(..name.floor_char_boundary(LONGEST))
            .unwrap_or_default();
        let path = target.with_file_name(format!("{begin}.{:016x}.part", random()));
        let file = std::fs::File::create_new(&path)?;
        let created = Unfinished {
            file: File::from_std(file),
            path,
            target,
            is_of_part: false,
            length: 0,
            total: None,
            version: None,
            digest: Digest::default(),
        };
        if let Some(there) = there {
            std::fs::set_permissions(&created.path, there.permissions())?;
        }
        Ok(created)
    }

    /// Returns where in a file a response belongs. A response with another version is a whole file; a server that does
    /// not support `If-Range` may send a part of one.
    pub(super) fn place_of(&self, response: &RawResponse) -> Place {
        let (start, end, total) = range(response.headers());
        let is_part = response.head.status == StatusCode::PARTIAL_CONTENT;
        if !self.is_rest_wanted() {
            // A part that nobody asked for may be the whole file.
            let last = total.and_then(|total| total.checked_sub(1));
            let is_whole = start == Some(0) && last.is_some() && end == last;
            return match !is_part || is_whole || self.is_of_part {
                true => Place::Begin,
                false => Place::Other,
            };
        }
        let is_same = self.is_of_version(response.headers())
            && (total.is_none() || self.total.is_none() || total == self.total);
        match is_part {
            false => Place::Begin,
            true if start == Some(self.length) && is_same => Place::Next,
            true => Place::Other,
        }
    }

    /// Returns whether a server that was asked for the rest responds that there is none: the connection broke between
    /// the last byte and the end of the body.
    pub(super) fn is_all(&self, response: &RawResponse) -> bool {
        let (headers, length) = (response.headers(), Some(self.length));
        self.is_rest_wanted()
            && response.head.status == StatusCode::RANGE_NOT_SATISFIABLE
            && range(headers).2 == length
            && self.total.is_none_or(|total| Some(total) == length)
            && self.is_of_version(headers)
    }

    /// Returns whether to request only the rest of the file.
    pub(super) fn is_rest_wanted(&self) -> bool {
        self.version.is_some() && self.length > 0
    }

    /// Returns whether a response has the same version of the file as the bytes received before.
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

    /// Empties the file and begins again.
    pub(super) async fn begin(&mut self, response: &RawResponse) -> io::Result<()> {
        let headers = response.headers();
        self.file.flush().await?;
        self.file.set_len(0).await?;
        self.file.rewind().await?;
        self.length = 0;
        let length = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok());
        self.total = length.and_then(|length| length.parse().ok());
        // Ranges count the bytes of the file as it was sent. A body without a length may have been decompressed by the
        // transport, unless the server serves ranges of it.
        let ranges = headers.get(header::ACCEPT_RANGES);
        let has_ranges = ranges.is_some_and(|unit| unit.as_bytes().eq_ignore_ascii_case(b"bytes"));
        let has_rest = !response.was_compressed && (self.total.is_some() || has_ranges);
        self.version = version(headers).filter(|_| has_rest && !self.is_of_part);
        self.digest = Digest::of(headers);
        Ok(())
    }

    /// Goes on with the rest of the file.
    pub(super) fn go_on(&mut self, headers: &HeaderMap) {
        self.total = self.total.or(range(headers).2);
    }

    pub(super) async fn write(&mut self, piece: Bytes) -> io::Result<()> {
        self.digest.add(&piece);
        self.length += piece.len() as u64;
        self.file.write_all(&piece).await
    }

    pub(super) fn is_short(&self) -> bool {
        self.total.is_some_and(|total| self.length < total)
    }

    pub(super) async fn keep(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.path, &self.target).await?;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It is gone if it was renamed.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// How many bytes of the target's name the temporary name has at most; a file name may have 255.
const LONGEST: usize = 200;

/// Follows symbolic links to the file that opening the path would open, whether it exists or not.
fn followed(target: &Path) -> PathBuf {
    let mut path = target.to_owned();
    // More links in a row form a cycle, which the system reports.
    for _ in 0..40 {
        let Ok(next) = std::fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// Returns first byte, last byte and length of the whole file, as far as a response has them.
fn range(headers: &HeaderMap) -> (Option<u64>, Option<u64>, Option<u64>) {
    let text = headers.get(header::CONTENT_RANGE);
    let text = text.and_then(|text| text.to_str().ok()).unwrap_or_default();
    let (unit, range) = text.split_once(' ').unwrap_or_default();
    if !unit.eq_ignore_ascii_case("bytes") {
        return (None, None, None);
    }
    let (bytes, total) = range.split_once('/').unwrap_or((range, ""));
    let (start, end) = bytes.split_once('-').unwrap_or_default();
    let number = |text: &str| text.trim().parse().ok();
    (number(start), number(end), number(total))
}

/// Returns the value that identifies the bytes of a file beyond doubt: a strong entity tag or a strong date.
fn version(headers: &HeaderMap) -> Option<HeaderValue> {
    let ranges = headers.get(header::ACCEPT_RANGES);
    if ranges.is_some_and(|ranges| ranges.as_bytes().eq_ignore_ascii_case(b"none")) {
        return None;
    }
    // A date does so only if there is no entity tag, not even a weak one (RFC 9110, 13.1.5).
    match headers.get(header::ETAG) {
        Some(tag) => Some(tag)
            .filter(|tag| tag.as_bytes().starts_with(b"\""))
            .cloned(),
        None => headers
            .get(header::LAST_MODIFIED)
            .filter(|date| is_strong(date, headers))
            .cloned(),
    }
}

/// Returns whether a date is a strong validator: the file cannot have changed again in the same second (RFC 9110,
/// 8.8.2.2).
fn is_strong(date: &HeaderValue, headers: &HeaderMap) -> bool {
    let read = |value: &HeaderValue| parse_http_date(value.to_str().ok()?.trim());
    let now = headers.get(header::DATE).and_then(read);
    read(date).is_some_and(|date| {
        let age = now.unwrap_or_else(SystemTime::now).duration_since(date);
        age.is_ok_and(|age| age >= Duration::from_secs(1))
    })
}
