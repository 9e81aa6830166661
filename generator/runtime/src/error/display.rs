//! Formats an error of a call as one line that says what happened and what to do.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::body::response::ResponseHead;
use crate::error::excerpt::excerpt;
use crate::error::failure::{Error, Inner, Kind, PageAt, Reason};
use crate::error::wait::{WaitEnd, WaitFailure};
use crate::value::escaped::Escaped;

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self.inner, f)
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self.inner, f)
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The message includes that of the inner error, so the inner error's source is returned instead.
        match &self.inner.reason {
            Reason::Build(error) => error.source(),
            Reason::Credentials(error) => error.source(),
            Reason::Transport(error) => error.source(),
            _ => None,
        }
    }
}

// Not generic, to be compiled only once.
impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::InvalidArgument(error) => {
                self.operation(f)?;
                return error.fmt(f);
            }
            Reason::Build(error) => return error.fmt(f),
            Reason::Credentials(error) => {
                self.operation(f)?;
                error.fmt(f)?;
                return self.position(f);
            }
            Reason::Header(error) => return error.fmt(f),
            Reason::Runtime(error) => return error.fmt(f),
            Reason::RepeatedPage => {
                self.operation(f)?;
                f.write_str(
                    "the server gave the same page a second time, so the list has no end; read it page by page",
                )?;
                return self.position(f);
            }
            Reason::EmptyPages(count) => {
                self.operation(f)?;
                write!(
                    f,
                    "the server gave {count} pages without items in a row; allow more with `most_empty_pages`"
                )?;
                return self.position(f);
            }
            Reason::NoNextPage => {
                self.operation(f)?;
                f.write_str("the server says that the list goes on, but not where; what is missing cannot be read")?;
                return self.position(f);
            }
            // An error while the rest of a stream is read.
            Reason::Transport(error) if self.operation.is_none() => return error.fmt(f),
            Reason::Transport(_) | Reason::Api | Reason::Decode { .. } | Reason::Wait(_) => {}
        }
        f.write_str(self.operation.unwrap_or("the response"))?;
        if let Reason::Transport(_) = self.reason {
            write!(f, " at {}", self.host)?;
        }
        match (self.status(), &self.reason) {
            (_, Reason::Wait(failure)) => write!(f, ": {failure}")?,
            (Some(status), reason) => {
                f.write_str(": status ")?;
                match reason {
                    Reason::Api => named(f, status)?,
                    _ => write!(f, "{}", status.as_u16())?,
                }
            }
            (None, _) => {}
        }
        match &self.reason {
            Reason::Transport(error) if self.head.is_some() => write!(f, ", but {error}")?,
            Reason::Transport(error) => write!(f, ": {error}")?,
            Reason::Decode { pointer, message } => self.undecodable(f, pointer, message)?,
            Reason::Wait(failure) => self.failed_wait(f, failure)?,
            _ => self.api(f, self.status().unwrap_or_default())?,
        }
        if let Some(id) = self.shown_id() {
            write!(f, " (request {id})")?;
        }
        if self.attempts > 1 {
            write!(f, " ({} attempts)", self.attempts)?;
        }
        self.position(f)
    }
}

impl Inner {
    fn operation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(operation) => write!(f, "{operation}: "),
            None => Ok(()),
        }
    }

    fn position(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.position {
            Some(PageAt::Position(_, shown)) => {
                write!(f, " (the list can be resumed at `{}`)", Escaped(shown))
            }
            Some(PageAt::First) => f.write_str(" (at the first page of the list)"),
            None => Ok(()),
        }
    }

    fn shown_id(&self) -> Option<String> {
        let of_body = || self.details.request_id.as_deref().map(excerpt);
        self.shown_id.clone().or_else(of_body)
    }

    fn undecodable(&self, f: &mut fmt::Formatter<'_>, pointer: &str, message: &str) -> fmt::Result {
        f.write_str(if self.head.is_some() {
            ", but the body"
        } else {
            ": the body"
        })?;
        if !pointer.is_empty() {
            write!(f, " at `{}`", excerpt(pointer))?;
        }
        let message = Escaped(message);
        write!(f, " is not what the description says: {message}")
    }

    /// Says what ended a wait where the body had neither a state nor a reason: an error that is a failure.
    fn failed_wait(&self, f: &mut fmt::Formatter<'_>, failure: &WaitFailure) -> fmt::Result {
        let is_explained = failure.state().or(failure.reason()).is_some();
        let status = self.status().filter(|status| !status.is_success());
        let Some(status) = status.filter(|_| failure.end() == WaitEnd::Failed && !is_explained)
        else {
            return Ok(());
        };
        f.write_str(", status ")?;
        named(f, status)?;
        self.code(f)?;
        match &self.details.message {
            Some(message) => sentence(f, &excerpt(message)).map(|_| ()),
            None => Ok(()),
        }
    }

    fn code(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.details.code {
            Some(code) => write!(f, ", {}", excerpt(code)),
            None => Ok(()),
        }
    }

    fn api(&self, f: &mut fmt::Formatter<'_>, status: StatusCode) -> fmt::Result {
        self.code(f)?;
        let is_whole = match (&self.excerpt, &self.details.message) {
            (None, Some(message)) => sentence(f, &excerpt(message))?,
            (Some(excerpt), _) => {
                if let Some(media_type) = &self.unlisted {
                    write!(f, ", with the undocumented media type `{media_type}`")?;
                }
                sentence(f, excerpt)?
            }
            (None, None) => {
                f.write_str(", no body")?;
                false
            }
        };
        let step = self.next_step(status);
        match step.split_at_checked(1).filter(|_| is_whole) {
            Some((first, rest)) => write!(f, " {}{rest}", first.to_ascii_uppercase())?,
            None => write!(f, "; {step}")?,
        }
        match self.head.as_ref().and_then(ResponseHead::retry_after) {
            Some(wait) if !wait.is_zero() => {
                let begun = u64::from(wait.subsec_nanos() > 0);
                let seconds = wait.as_secs().saturating_add(begun);
                write!(f, " (the server asks to wait {seconds} s)")
            }
            _ => Ok(()),
        }
    }

    fn next_step(&self, status: StatusCode) -> &str {
        if let Some(hint) = &self.hint {
            return hint;
        }
        match status.as_u16() {
            100..=299 => "the description does not know this success; see `raw_body()`",
            304 => "it has not changed since the date or the version that the request names",
            300..=399 => "redirects are not followed; check the endpoint",
            401 => "check the credentials; the call is not repeated with the same ones",
            402 => "the service asks for a payment; check the account",
            403 => "check the permissions of these credentials",
            404 => "check the endpoint, and that what is asked for exists",
            405 => "check the endpoint: there is no such method at it",
            406 => {
                "the server has none of the media types that were asked for; `Accept` can be set by `extra_header`"
            }
            415 => "the server does not speak the media type of the request",
            407 => "the proxy asks for credentials; give them in the proxy's URL",
            408 => "the request came too slowly; send it again",
            409 => "it conflicts with the present state; look at that before sending it again",
            410 => "what is asked for does not exist any more",
            412 => "it has changed meanwhile; read it again first",
            413 => "the request is too large; send less at a time",
            421 => "the server does not serve this host over this connection; check the endpoint",
            423 => "it is locked; try again when it is not",
            424 => "it depends on something that failed; look at that first",
            425 => "the server asks to send the request again",
            426 => "the server asks for another protocol; check the endpoint",
            428 => {
                "the server asks for a condition, such as `If-Match`; read what is to be changed first"
            }
            429 => "too much at a time; try again later and slower",
            431 => "the headers are too large; check the credentials and headers of your own",
            451 => "the server must not give it, for legal reasons",
            400..=499 => "correct the request before sending it again",
            501 => "the service does not offer this; check the endpoint and its version",
            505 => "the server does not speak this version of http",
            507 => "the service has no room for it",
            511 => "the network asks for a login first",
            502..=504 => "the service or a proxy before it is unavailable; try again later",
            _ if self.shown_id().is_some() => "the service failed; report it with the request id",
            _ => "the service failed; report it",
        }
    }
}

/// Writes a status with its name, if it has one.
fn named(f: &mut fmt::Formatter<'_>, status: StatusCode) -> fmt::Result {
    match status.canonical_reason() {
        Some(name) => write!(f, "{} {name}", status.as_u16()),
        None => write!(f, "{}", status.as_u16()),
    }
}

/// Writes what a server says; returns whether it is a whole sentence, so that the next one begins after it.
fn sentence(f: &mut fmt::Formatter<'_>, text: &str) -> Result<bool, fmt::Error> {
    write!(f, ": {text}")?;
    Ok(text.ends_with(['.', '!', '?']))
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("reason", &self.reason)
            .field("operation", &self.operation)
            .field("host", &self.host)
            .field("attempts", &self.attempts)
            .field("head", &self.head)
            .field("code", &self.details.code.as_deref().map(excerpt))
            .field("message", &self.details.message.as_deref().map(excerpt))
            .field("request_id", &self.shown_id())
            .field("kind", &self.kind.as_deref().map(variant))
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("is_truncated", &self.is_truncated)
            .finish()
    }
}

/// Returns the name of a documented error's variant. Its fields are left out: the body may quote a secret, and code and
/// message are shown already.
fn variant(kind: &dyn Kind) -> String {
    let text = format!("{kind:?}");
    text.split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Error, Reason};
    use crate::error::none::NoError;

    #[test]
    fn a_place_and_a_message_with_text_of_a_server_are_escaped() {
        let error: Error<NoError> = Error::new(Reason::Decode {
            pointer: "/a\u{1b}[2J".to_owned(),
            message: "the key `b\u{202e}\u{ad}\u{61c}\u{180e}\u{fff9}\u{e0041}` is not known"
                .to_owned(),
        });
        let shown = r"the response: the body at `/a\u{1b}[2J` is not what the description says: the key `b\u{202e}\u{ad}\u{61c}\u{180e}\u{fff9}\u{e0041}` is not known";
        assert_eq!(error.to_string(), shown);
        let debug = format!("{error:?}");
        assert!(!debug.contains(['\u{1b}', '\u{202e}']), "{debug}");
    }
}
