//! A response before it is decoded.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use crate::body::content::Body;
use crate::body::deadline::Deadline;
use crate::body::details::Details;
use crate::body::media_type::choose;
use crate::parameter::text::split;
use crate::value::calendar::parse_http_date;
use crate::value::text::append;

/// The headers in which services send a request id, in order of preference. `x-iam-trace-id` is Huawei Cloud's,
/// `x-amzn-requestid` that of Amazon's and similar gateways.
const REQUEST_ID: [&str; 4] = [
    "x-request-id",
    "x-iam-trace-id",
    "request-id",
    "x-amzn-requestid",
];

/// Returns only the names: values may be secrets.
pub(crate) fn header_names(headers: &HeaderMap) -> Vec<&str> {
    let mut names = Vec::with_capacity(headers.len());
    for name in headers.keys() {
        names.push(name.as_str());
    }
    names
}

/// Headers that ask for a wait in milliseconds. They are more precise than a `Retry-After` next to them.
const RETRY_AFTER_MS: &[&str] = &["retry-after-ms", "x-ms-retry-after-ms"];

/// Returns the wait that the server asks for: in one of `RETRY_AFTER_MS`, or in `Retry-After`, in seconds or as a date
/// by its own clock.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    for name in RETRY_AFTER_MS {
        let wait = text(name).and_then(|wait| decimal(wait, Duration::from_millis(1)));
        if wait.is_some() {
            return wait;
        }
    }
    let wait = text(header::RETRY_AFTER.as_str())?;
    if let Some(wait) = decimal(wait, Duration::from_secs(1)) {
        return Some(wait);
    }
    let until = parse_http_date(wait)?;
    let date = text(header::DATE.as_str()).and_then(parse_http_date);
    let now = date.unwrap_or(now);
    Some(until.duration_since(now).unwrap_or(Duration::ZERO))
}

/// Reads a decimal number of units, of which servers send fractions although RFC 9110 has none. The standard parser of
/// floating-point numbers would be linked only for this.
fn decimal(text: &str, unit: Duration) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    for digits in [whole, fraction] {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
    }
    // A number too large to represent is longer than any wait.
    let Ok(whole) = whole.parse::<u32>() else {
        return Some(Duration::MAX);
    };
    let mut wait = unit.saturating_mul(whole);
    let mut place = unit;
    for digit in fraction.bytes().take(3) {
        place /= 10;
        wait += place * u32::from(digit - b'0');
    }
    Some(wait)
}

/// Returns the content and transfer codings of a body in lower case, except `identity`, which is none, and `chunked`,
/// which is decoded already.
pub(crate) fn coding(headers: &HeaderMap) -> Option<String> {
    let mut codings = String::new();
    for name in &[header::CONTENT_ENCODING, header::TRANSFER_ENCODING] {
        for line in headers.get_all(name) {
            for coding in String::from_utf8_lossy(line.as_bytes()).split(',') {
                let coding = coding.trim_ascii().to_ascii_lowercase();
                if !matches!(coding.as_str(), "" | "identity" | "chunked") {
                    append(&mut codings, ", ", &coding);
                }
            }
        }
    }
    (!codings.is_empty()).then_some(codings)
}

/// Status and headers of a response.
#[derive(Clone)]
pub struct ResponseHead {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
}

impl ResponseHead {
    /// Returns the operation's id.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns how often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID
            .iter()
            .find_map(|name| self.headers.get(*name)?.to_str().ok())
    }

    /// Returns the wait that the server asks for before the next request, in `Retry-After`, `retry-after-ms` or
    /// `x-ms-retry-after-ms`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers, SystemTime::now())
    }

    /// Returns the media type of the body in lower case, without parameters; empty if there is none.
    pub fn media_type(&self) -> String {
        let essence = self.content_type().split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// Returns the media type with its parameters, as it was received.
    pub(crate) fn content_type(&self) -> &str {
        self.headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl fmt::Debug for ResponseHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseHead")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// A response before it is decoded. It dereferences to its head.
pub struct RawResponse {
    pub(crate) head: ResponseHead,
    pub(crate) bytes: Bytes,
    /// The code and message in the body, read on first use.
    pub(crate) details: OnceLock<Details>,
    /// Set instead of `bytes` if the operation returns a stream.
    pub(crate) stream: Option<Body>,
    /// The deadline of the call, within which the stream is read if it cannot be returned.
    pub(crate) deadline: Deadline,
    /// Whether the body was compressed.
    pub(crate) was_compressed: bool,
    /// What the credentials suggest for the error code in the body.
    pub(crate) hint: Option<String>,
    /// The documented status whose response it is decoded as.
    pub(crate) matched: u16,
    /// The index of its media type, if several are documented.
    pub(crate) content: Option<usize>,
    /// The index of the first JSON type among them, if the response has no media type.
    pub(crate) unnamed_json: Option<usize>,
    /// A body that the description does not have.
    pub(crate) unread: Bytes,
    /// How many bytes of the body may be kept.
    pub(crate) limit: u64,
    /// Whether the rest of the body is beyond the limit.
    pub(crate) is_truncated: bool,
    /// Whether the body of a success is kept as it was received.
    pub(crate) keep: bool,
    /// The documented media types, as in the `Accept` header.
    pub(crate) accept: &'static str,
    /// Returns the secrets that the response may quote.
    pub(crate) secrets: Option<Arc<dyn Secrets>>,
}

/// A holder of the secrets of a client or a call.
pub(crate) trait Secrets: Send + Sync {
    /// Returns the secrets that must not be shown, also those in the body of the response.
    fn secrets(&self, response: &[u8]) -> Vec<String>;
}

impl RawResponse {
    /// Returns the status to match: the received one, or that of the documented success that it is decoded as.
    pub fn status(&self) -> u16 {
        self.matched
    }

    /// Returns the index of its media type, if several are documented for its status. Without a media type, it depends
    /// on the content (RFC 9110, 8.3).
    pub fn content(&self) -> Option<usize> {
        let is_json = matches!(self.bytes.trim_ascii_start().first(), Some(b'{' | b'['));
        self.unnamed_json.filter(|_| is_json).or(self.content)
    }

    /// Returns the media type, if it is neither a documented one nor similar to one.
    #[cold]
    pub(crate) fn unlisted_type(&self) -> Option<String> {
        let listed = split(self.accept, ',');
        let is_unlisted =
            !self.accept.is_empty() && choose(self.head.content_type(), &listed).is_none();
        is_unlisted.then(|| self.head.media_type())
    }

    /// Returns a copy without the stream.
    pub(crate) fn copy(&self) -> RawResponse {
        RawResponse {
            head: self.head.clone(),
            bytes: self.bytes.clone(),
            details: self.details.clone(),
            stream: None,
            deadline: self.deadline,
            was_compressed: self.was_compressed,
            hint: self.hint.clone(),
            matched: self.matched,
            content: self.content,
            unnamed_json: self.unnamed_json,
            unread: self.unread.clone(),
            limit: self.limit,
            is_truncated: self.is_truncated,
            accept: self.accept,
            keep: self.keep,
            secrets: self.secrets.clone(),
        }
    }

    /// Returns the code and message in the body, which is read only once.
    pub(crate) fn details(&self) -> &Details {
        self.details.get_or_init(|| Details::read(&self.shown()))
    }

    /// Returns the error code in the body.
    pub(crate) fn code(&self) -> Option<&str> {
        self.details().code.as_deref()
    }

    /// Returns the body, if it is in memory.
    pub fn raw_body(&self) -> &Bytes {
        &self.bytes
    }
}

impl Deref for RawResponse {
    type Target = ResponseHead;

    fn deref(&self) -> &ResponseHead {
        &self.head
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("head", &self.head)
            .field("body_length", &self.bytes.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use http::{HeaderMap, HeaderName};

    use super::{coding, retry_after};

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter();
        lines
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    fn wait(lines: &[(&'static str, &str)]) -> Option<Duration> {
        retry_after(
            &headers(lines),
            UNIX_EPOCH + Duration::from_secs(784_111_700),
        )
    }

    #[test]
    fn a_wait_may_be_a_number_or_a_date_and_nothing_else() {
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(77)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(77)),
            ("Sun Nov  6 08:49:37 1994", Some(77)),
            ("Sun, 06 Nov 1993 08:49:37 GMT", Some(0)),
            ("-1", None),
            ("+1", None),
            ("1.", None),
            (".5", None),
            ("1.5.5", None),
            ("1,5", None),
            ("1e9", None),
            ("0x10", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(wait(&[("retry-after", text)]), expected, "{text:?}");
        }
        let endless = wait(&[("retry-after", "99999999999999999999999")]);
        assert_eq!(endless, Some(Duration::MAX));
    }

    #[test]
    fn a_wait_may_have_a_fraction() {
        for (text, millis) in [
            ("1.5", 1_500),
            ("0.05", 50),
            ("2.0009", 2_000),
            ("0.0", 0),
            ("4294967295.999", 4_294_967_295_999),
        ] {
            let expected = Some(Duration::from_millis(millis));
            assert_eq!(wait(&[("retry-after", text)]), expected, "{text}");
        }
    }

    #[test]
    fn a_wait_in_milliseconds_goes_before_one_in_seconds() {
        for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
            let of = |text| wait(&[("retry-after", "1"), (name, text)]);
            assert_eq!(of("1200"), Some(Duration::from_millis(1_200)));
            assert_eq!(of("0.25"), Some(Duration::from_micros(250)));
            assert_eq!(of("soon"), Some(Duration::from_secs(1)));
            assert_eq!(of(&"9".repeat(100)), Some(Duration::MAX));
            assert_eq!(wait(&[(name, "7")]), Some(Duration::from_millis(7)));
        }
    }

    #[test]
    fn a_date_is_by_the_clock_of_the_server() {
        let lines = [
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("date", "Sun, 06 Nov 1994 08:49:30 GMT"),
        ];
        assert_eq!(wait(&lines), Some(Duration::from_secs(7)));
        let now = SystemTime::now();
        assert_eq!(
            retry_after(&headers(&lines), now),
            Some(Duration::from_secs(7))
        );
    }

    #[test]
    fn identity_is_no_coding() {
        let of = |lines: &[&'static str]| {
            let lines: Vec<_> = lines
                .iter()
                .map(|line| ("content-encoding", *line))
                .collect();
            let mut all = HeaderMap::new();
            for (name, value) in lines {
                all.append(name, value.parse().unwrap());
            }
            coding(&all)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["identity"]), None);
        assert_eq!(of(&["", " ,Identity, "]), None);
        assert_eq!(of(&["GZIP, identity"]).as_deref(), Some("gzip"));
        assert_eq!(of(&["gzip", "br"]).as_deref(), Some("gzip, br"));
        let of_transfer = |value| coding(&headers(&[("transfer-encoding", value)]));
        assert_eq!(of_transfer("chunked"), None);
        assert_eq!(of_transfer("gzip, Chunked").as_deref(), Some("gzip"));
    }
}
