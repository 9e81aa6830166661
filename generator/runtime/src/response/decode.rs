//! Functions by which generated code decodes a response.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::body::charset;
use crate::body::content::Body;
use crate::body::media_type::is_json;
use crate::body::response::{RawResponse, coding};
use crate::error::excerpt::excerpt;
use crate::error::failure::{Error, Reason};
use crate::json::digits;
use crate::json::error::{self as json_error, JsonError};
use crate::json::partial::Partial;
use crate::json::read;
use crate::parameter::text::from_text;

const HTML: &str = "text/html";

/// Where a page comes from that the service does not send.
const ELSEWHERE: &str = "; a proxy may have responded, or the endpoint is not the service's";

/// Why a response was not decoded to the operation's output.
#[derive(Debug)]
pub enum DecodeFailure<E> {
    /// The server responded with an error, or with something that is not documented.
    Api(Option<E>),
    /// The body does not match the description: the place as a JSON pointer, and what is wrong.
    Body(String, String),
}

impl<E: Any + fmt::Debug + Send + Sync> DecodeFailure<E> {
    pub(crate) fn into_error(self, response: RawResponse) -> Error<E> {
        match self {
            Self::Api(kind) => Error::of_response(Reason::Api, response).with_kind(kind),
            Self::Body(pointer, message) => {
                Error::of_response(Reason::Decode { pointer, message }, response)
            }
        }
    }
}

impl RawResponse {
    /// Accepts a success without a body; a body that was sent nevertheless is kept.
    pub fn empty<E>(&mut self) -> Result<(), DecodeFailure<E>> {
        self.unread = std::mem::take(&mut self.bytes);
        Ok(())
    }

    /// Decodes a success with a JSON body.
    pub fn json<T: DeserializeOwned, E>(&self) -> Result<T, DecodeFailure<E>> {
        let decoded = self.read_json();
        // Some frameworks send no body for `null`, among them NestJS and Spring.
        let decoded = decoded.or_else(|error| match self.bytes.is_empty() {
            true => serde_json::from_slice(b"null").map_err(|_| error),
            false => Err(error),
        });
        decoded.map_err(|error| self.undecodable(error))
    }

    /// Decodes a success with a JSON body that may be a string of any text. Some frameworks send a string as it is, and
    /// not as JSON. A page, such as that of a proxy, is not taken for one.
    pub fn json_or_text<T: DeserializeOwned + From<String>, E>(
        &self,
    ) -> Result<T, DecodeFailure<E>> {
        self.json().or_else(|failure| {
            let media_type = self.head.media_type();
            let is_text =
                media_type.starts_with("text/") && !self.is_page() && !is_json(&media_type);
            match self.in_utf_8() {
                Ok(text) if is_text => Ok(text.into_owned().into()),
                _ => Err(failure),
            }
        })
    }

    /// Whether the body is a page of HTML, such as that of a proxy.
    fn is_page(&self) -> bool {
        self.head.media_type() == HTML && self.bytes.trim_ascii().starts_with(b"<")
    }

    /// Decodes the body as JSON, in which large integers are plain, so that a part of it can be decoded later.
    pub(crate) fn plain_json(&self) -> Result<Value, JsonError> {
        match digits::plain(&self.bytes) {
            Some(plain) => json_error::from_slice(&plain),
            None => self.read_json(),
        }
    }

    /// Decodes the body as JSON. Its charset is UTF-8 unless the media type names another one.
    pub(crate) fn read_json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        json_error::from_slice(&self.bytes).or_else(|error| match self.in_utf_8() {
            Ok(Cow::Owned(text)) => json_error::from_slice(text.as_bytes()),
            _ => Err(error),
        })
    }

    /// Returns the body as text without its byte order mark. Its charset is UTF-8 unless the media type names another.
    fn in_utf_8(&self) -> Result<Cow<'_, str>, String> {
        let text = std::str::from_utf8(&self.bytes);
        let of_xml = || charset::of_xml(self.head.content_type(), &self.bytes);
        let of_xml = text.err().and_then(|_| of_xml());
        let content_type = of_xml.as_deref().unwrap_or(self.head.content_type());
        if let Ok(text) = text
            && charset::unlike_utf_8(content_type, &self.bytes).is_none()
        {
            return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).into());
        }
        if let Some(decoded) = charset::decoded(content_type, &self.bytes) {
            return Ok(decoded.into());
        }
        if let Some(coding) = coding(self.headers()) {
            return Err(encoded(&coding));
        }
        Err(match (charset::unread(content_type), text) {
            (Some(charset), _) => in_charset(&charset),
            (None, Err(error)) => format!("not utf-8 from byte {} on", error.valid_up_to()),
            (None, Ok(_)) => {
                "the text is not in the character set that its media type names".to_owned()
            }
        })
    }

    /// Returns the body of an error in UTF-8, or as it was received if it is not text in a known charset.
    #[cold]
    pub(crate) fn shown(&self) -> Cow<'_, [u8]> {
        match self.in_utf_8() {
            Ok(Cow::Owned(text)) => text.into_bytes().into(),
            _ => (&*self.bytes).into(),
        }
    }

    /// Decodes a success with a scalar, as text or as JSON.
    pub fn scalar<T: DeserializeOwned, E>(&self) -> Result<T, DecodeFailure<E>> {
        if is_json(self.head.content_type()) {
            return self.json();
        }
        let text = self.text()?;
        from_text(text.trim(), false).ok_or_else(|| {
            DecodeFailure::Body(String::new(), "the text is no value of its type".to_owned())
        })
    }

    /// Decodes a success with a string, as text or as JSON.
    pub fn string<E>(&self) -> Result<String, DecodeFailure<E>> {
        if is_json(self.head.content_type()) {
            return self.json();
        }
        self.text()
    }

    /// Returns the error of a success with an undocumented media type.
    pub fn unlisted<T, E>(&self) -> Result<T, DecodeFailure<E>> {
        let message = of_other_type(&self.head.media_type());
        Err(DecodeFailure::Body(String::new(), message))
    }

    /// Decodes a success with a text body: UTF-8, or ISO 8859-1, windows-1252 or UTF-16 if its media type says so. A
    /// JSON string is decoded as such.
    pub fn text<E>(&self) -> Result<String, DecodeFailure<E>> {
        if is_json(self.head.content_type())
            && let Ok(text) = self.read_json()
        {
            return Ok(text);
        }
        let text = self.in_utf_8().map(Cow::into_owned);
        text.map_err(|message| DecodeFailure::Body(String::new(), message))
    }

    /// Returns a success with a body of any bytes as a stream.
    pub fn stream<E>(&mut self) -> Result<Body, DecodeFailure<E>> {
        Ok(self
            .stream
            .take()
            .unwrap_or_else(|| Body::from(self.bytes.clone())))
    }

    /// Decodes a documented error. If its schema has `properties`, the body must be an object with one of them, or an
    /// empty one.
    pub fn error<B: DeserializeOwned, E>(
        &self,
        properties: &[&str],
        kind: fn(B) -> E,
    ) -> DecodeFailure<E> {
        let text = self.in_utf_8();
        let bytes = text.as_ref().map_or(&*self.bytes, |text| text.as_bytes());
        let body = if properties.is_empty() || read::has_any_property(bytes, properties) {
            self.read_json().ok()
        } else {
            None
        };
        DecodeFailure::Api(body.map(kind))
    }

    /// Decodes a documented error whose schema requires nothing: its properties distinguish its bodies from others.
    pub fn error_by_properties<B: DeserializeOwned + Partial, E>(
        &self,
        kind: fn(B) -> E,
    ) -> DecodeFailure<E> {
        self.error(B::FIELDS, kind)
    }

    /// Decodes a documented error whose body is text.
    pub fn text_error<E>(&self, kind: fn(String) -> E) -> DecodeFailure<E> {
        DecodeFailure::Api(self.text::<E>().ok().map(kind))
    }

    /// Decodes a documented error whose body is a scalar, as text or as JSON.
    pub fn scalar_error<B: DeserializeOwned, E>(&self, kind: fn(B) -> E) -> DecodeFailure<E> {
        DecodeFailure::Api(self.scalar::<B, E>().ok().map(kind))
    }

    /// Decodes a documented error whose body is a string, as text or as JSON.
    pub fn string_error<E>(&self, kind: fn(String) -> E) -> DecodeFailure<E> {
        DecodeFailure::Api(self.string::<E>().ok().map(kind))
    }

    /// Returns a documented error without a described body.
    pub fn error_without_body<E>(&self, kind: E) -> DecodeFailure<E> {
        DecodeFailure::Api(Some(kind))
    }

    /// Returns the failure of an undocumented status.
    pub fn undocumented<E>(&self) -> DecodeFailure<E> {
        DecodeFailure::Api(None)
    }

    #[cold]
    fn undecodable<E>(&self, error: JsonError) -> DecodeFailure<E> {
        let message = match self.unlisted_type() {
            _ if self.bytes.trim_ascii().is_empty() => match self.head.status.as_u16() {
                // A range or a default that has content covers these as well (RFC 9110, 15.3.5 and 15.3.6).
                status @ (204 | 205) => {
                    format!(
                        "it is empty, as that of a {status} always is; the description has no response of its own for it"
                    )
                }
                _ if self.bytes.is_empty() => "it is empty".to_owned(),
                _ => "it has only white space".to_owned(),
            },
            _ if let Some(coding) = coding(self.headers()) => encoded(&coding),
            Some(media_type) => format!("{}; {}", error.message(), of_other_type(&media_type)),
            None if std::str::from_utf8(&self.bytes).is_err()
                && let Some(charset) = charset::unread(self.head.content_type()) =>
            {
                in_charset(&charset)
            }
            // The description may have pages for other statuses.
            None if self.is_page() => {
                format!("{}; its media type is `{HTML}`{ELSEWHERE}", error.message())
            }
            None => error.message().to_owned(),
        };
        DecodeFailure::Body(error.pointer().to_owned(), message)
    }
}

#[cold]
fn encoded(coding: &str) -> String {
    let coding = excerpt(coding);
    format!("it has the encoding `{coding}`, which was not asked for")
}

#[cold]
fn in_charset(charset: &str) -> String {
    let charset = excerpt(charset);
    format!(
        "it is in the character set `{charset}`, which is not read as text; the body has its bytes"
    )
}

#[cold]
fn of_other_type(media_type: &str) -> String {
    let advice = match media_type {
        HTML => ELSEWHERE,
        _ => "",
    };
    let media_type = excerpt(media_type);
    format!("its media type is `{media_type}`, which is not documented{advice}")
}
