//! The position of a page in a list, as a string that can be stored.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::call::arguments::next_page::{has_host, relative_to, without_keys};
use crate::error::convert::IntoError;
use crate::error::failure::Error;
use crate::error::none::NoError;
use crate::error::redact::redact;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};

/// The position of a page in a list, to resume from there later, also in another process.
///
/// Its string ([`Display`](fmt::Display), [`FromStr`]) holds all of it: store that. Its only use is to be passed to
/// [`Items::resume_at`](crate::client::Items::resume_at) or [`Pages::resume_at`](crate::client::Pages::resume_at) of
/// the same operation. It does not contain the arguments of the request: give the same ones again. It may contain a
/// cursor, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Position {
    operation: Cow<'static, str>,
    pub(super) at: At,
}

/// Which page of a list.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum At {
    /// The page that begins after this many items.
    Offset(u64),
    /// The page with this number.
    Number(u64),
    /// The page of this cursor; `None` for the first one.
    Cursor(Option<String>),
    /// The page at this URL; `None` for the first one.
    Url(Option<String>),
}

/// The beginning of the string of a position.
const VERSION: &str = "v1";

/// Characters that must be encoded in a part of the string.
const UNFIT: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b':').add(b'"').add(b'\\');

impl At {
    /// Returns what the page is requested by, as it is in the string and in words.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            At::Offset(_) => ("offset", "an offset"),
            At::Number(_) => ("page", "the number of a page"),
            At::Cursor(_) => ("cursor", "a cursor"),
            At::Url(_) => ("url", "a URL"),
        }
    }
}

impl At {
    /// Returns what the page after this one is requested by: a URL, resolved and without the parameters of the query
    /// that are `keys`, or a cursor; nothing after the last page.
    #[inline]
    pub(super) fn next(&self, next: String, keys: &[String]) -> String {
        let next = match self {
            // It ends the list: a fragment alone leads to the page itself.
            _ if matches!(next.trim_ascii().as_bytes(), [] | [b'#', ..]) => return String::new(),
            At::Url(Some(own)) => relative_to(own, &next),
            At::Url(None) => next,
            _ if has_host(&next) => next,
            _ => return next,
        };
        without_keys(next, keys)
    }
}

impl Position {
    pub(super) fn new(operation: &'static str, at: At) -> Position {
        Position {
            operation: Cow::Borrowed(operation),
            at,
        }
    }

    /// Returns the position without these secrets, for messages: a server may quote the whole URL of a request.
    pub(super) fn without(&self, secrets: &[String]) -> Position {
        let redacted = |text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| redact(text, secrets).into_owned())
        };
        let at = match &self.at {
            At::Cursor(text) => At::Cursor(redacted(text)),
            At::Url(text) => At::Url(redacted(text)),
            at => at.clone(),
        };
        let operation = self.operation.clone();
        Position { operation, at }
    }

    /// Refuses a position of another operation's list, or of a list that is paged in another way.
    pub(super) fn check(&self, operation: &str, start: &At) -> Result<(), InvalidArgument> {
        let (own, list) = (self.at.kind(), start.kind());
        let problem = if self.operation != operation {
            format!(
                "is in the list of `{}`, not of `{operation}`",
                self.operation
            )
        } else if own != list {
            format!(
                "is {}, but the pages of `{operation}` are asked for by {}",
                own.1, list.1
            )
        } else {
            return Ok(());
        };
        let problem = ArgumentErrorKind::OtherList(problem);
        Err(InvalidArgument::new("position", problem))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = utf8_percent_encode(&self.operation, UNFIT);
        write!(f, "{VERSION}:{operation}:{}:", self.at.kind().0)?;
        match &self.at {
            At::Offset(number) | At::Number(number) => number.fmt(f),
            At::Cursor(text) | At::Url(text) => {
                utf8_percent_encode(text.as_deref().unwrap_or_default(), UNFIT).fmt(f)
            }
        }
    }
}

impl FromStr for Position {
    type Err = PositionError;

    #[inline]
    fn from_str(text: &str) -> Result<Position, PositionError> {
        let (version, rest) = text.split_once(':').ok_or(PositionError::Malformed)?;
        if version != VERSION {
            let number = version.strip_prefix('v').unwrap_or_default();
            return Err(match number.parse::<u32>() {
                Ok(_) => PositionError::OtherVersion(version.to_owned()),
                Err(_) => PositionError::Malformed,
            });
        }
        let mut parts = rest.splitn(3, ':');
        let mut part = || parts.next().ok_or(PositionError::Malformed);
        let (operation, kind, value) = (decoded(part()?)?, part()?, decoded(part()?)?);
        let number = || value.parse().map_err(|_| PositionError::Malformed);
        let text = || Some(value.clone()).filter(|text| !text.is_empty());
        let at = match kind {
            "offset" => At::Offset(number()?),
            "page" => At::Number(number()?),
            "cursor" => At::Cursor(text()),
            "url" => At::Url(text()),
            _ => return Err(PositionError::Malformed),
        };
        Ok(Position {
            operation: Cow::Owned(operation),
            at,
        })
    }
}

fn decoded(part: &str) -> Result<String, PositionError> {
    let text = percent_decode_str(part).decode_utf8();
    text.map(Cow::into_owned)
        .map_err(|_| PositionError::Malformed)
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, _) = self.at.kind();
        let at: &dyn fmt::Debug = match &self.at {
            At::Offset(number) | At::Number(number) => number,
            At::Cursor(text) | At::Url(text) => &text.as_ref().map(|_| "…"),
        };
        f.debug_struct("Position")
            .field("operation", &self.operation)
            .field(kind, at)
            .finish()
    }
}

/// Why a string is no readable [`Position`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PositionError {
    /// It does not have the form of a position.
    Malformed,
    /// It was written by a version of this crate with another format; the string names the format.
    OtherVersion(String),
}

impl fmt::Display for PositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => {
                write!(
                    f,
                    "it is not the position of a page, which begins with `{VERSION}:`"
                )
            }
            Self::OtherVersion(version) => write!(
                f,
                "it is a position of version `{version}`, but this program reads `{VERSION}`: begin the list anew"
            ),
        }
    }
}

impl std::error::Error for PositionError {}

impl IntoError for PositionError {
    fn into_error(self) -> Error<NoError> {
        let problem = ArgumentErrorKind::NotPosition(self.to_string());
        InvalidArgument::new("position", problem).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{At, Position, PositionError};

    fn position(at: At) -> Position {
        Position::new("List: all", at)
    }

    #[test]
    fn a_position_is_the_same_after_it_was_stored() {
        for (at, text) in [
            (At::Offset(40), "v1:List%3A%20all:offset:40"),
            (At::Number(0), "v1:List%3A%20all:page:0"),
            (At::Cursor(None), "v1:List%3A%20all:cursor:"),
            (
                At::Cursor(Some("a:b%20 ü\n\"".to_owned())),
                "v1:List%3A%20all:cursor:a%3Ab%2520%20%C3%BC%0A%22",
            ),
            (
                At::Url(Some("/stops?p=2&q=x".to_owned())),
                "v1:List%3A%20all:url:/stops?p=2&q=x",
            ),
        ] {
            let position = position(at);
            assert_eq!(position.to_string(), text);
            assert_eq!(text.parse(), Ok(position));
        }
    }

    #[test]
    fn an_empty_url_ends_the_list_on_every_page() {
        let first = At::Url(None);
        let second = At::Url(Some("https://a.example/x?p=2".to_owned()));
        for at in [first, second] {
            for next in [" ", "#", " #top"] {
                assert_eq!(at.next(next.to_owned(), &[]), "", "{next}");
            }
        }
    }

    #[test]
    fn the_credentials_in_the_url_of_a_next_page_are_left_out() {
        let next = |at: At, text: &str| at.next(text.to_owned(), &["key".to_owned()]);
        let url = "https://a.example/x?key=s3cret&p=2";
        let kept = "https://a.example/x?p=2";
        assert_eq!(next(At::Cursor(None), url), kept);
        assert_eq!(next(At::Url(None), url), kept);
        let second = At::Url(Some("https://a.example/y/x?p=1".to_owned()));
        assert_eq!(
            next(second, "z?key=s3cret&p=2"),
            "https://a.example/y/z?p=2"
        );
        // Only a URL has a query.
        assert_eq!(next(At::Cursor(None), "a?key=b"), "a?key=b");
    }

    #[test]
    fn what_a_message_shows_has_no_secret() {
        let text = || Some("a-s3cret".to_owned());
        for at in [At::Cursor(text()), At::Url(text())] {
            let shown = position(at).without(&["s3cret".to_owned()]).to_string();
            assert!(shown.ends_with(":a-[redacted]"), "{shown}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let read = |text: &str| text.parse::<Position>().unwrap_err();
        for text in [
            "",
            "40",
            "v1",
            "v1:L",
            "v1:L:offset",
            "v1:L:offset:x",
            "v1:L:row:1",
            "vx:L:offset:1",
            "v1:L:cursor:%ff",
        ] {
            assert_eq!(read(text), PositionError::Malformed, "{text}");
        }
        let other = read("v2:anything");
        assert_eq!(other, PositionError::OtherVersion("v2".to_owned()));
        assert!(other.to_string().contains("`v2`"));
    }

    #[test]
    fn a_position_is_of_one_operation() {
        let offset = position(At::Offset(1));
        assert_eq!(offset.check("List: all", &At::Offset(0)), Ok(()));
        let refused = |operation, start| offset.check(operation, &start).unwrap_err().to_string();
        assert_eq!(
            refused("Other", At::Offset(0)),
            "`position`: is in the list of `List: all`, not of `Other`"
        );
        assert_eq!(
            refused("List: all", At::Cursor(None)),
            "`position`: is an offset, but the pages of `List: all` are asked for by a cursor"
        );
    }

    #[test]
    fn a_cursor_is_not_shown() {
        let shown = |at| format!("{:?}", position(at));
        let secret = Some("secret".to_owned());
        assert!(shown(At::Offset(40)).contains("offset: 40"));
        assert!(!shown(At::Cursor(secret.clone())).contains("secret"));
        assert!(!shown(At::Url(secret)).contains("secret"));
    }
}
