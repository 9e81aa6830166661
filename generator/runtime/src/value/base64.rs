//! Bytes that are transferred as base64 text (`format: byte`).

use ::base64::Engine as _;
use ::base64::alphabet;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use std::fmt;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// Writes standard base64 with padding (RFC 4648, section 4), and reads it without padding too.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes that are transferred as base64 text.
///
/// Text that a server sends is kept unchanged, even if it is not base64. A value that the caller builds from bytes is
/// padded and in the standard alphabet.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(Box<str>);

/// A text is not base64. The error does not contain the text, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidBase64(());

impl fmt::Display for InvalidBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not base64")
    }
}

impl std::error::Error for InvalidBase64 {}

impl Base64 {
    /// Checks that a text is base64: in the standard or the URL-safe alphabet, with or without padding and line breaks.
    ///
    /// # Errors
    /// If it is not.
    pub fn parse(text: &str) -> Result<Self, InvalidBase64> {
        let value = Self(text.into());
        value.to_bytes()?;
        Ok(value)
    }

    /// Returns the text as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the decoded bytes.
    ///
    /// # Errors
    /// If the text is not base64, as servers at times send.
    pub fn to_bytes(&self) -> Result<Vec<u8>, InvalidBase64> {
        let mut standard = Vec::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            match byte {
                b'-' => standard.push(b'+'),
                b'_' => standard.push(b'/'),
                byte if byte.is_ascii_whitespace() => {}
                byte => standard.push(byte),
            }
        }
        ENGINE.decode(standard).map_err(|_| InvalidBase64(()))
    }
}

/// Shows the number of characters, not the text.
impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} characters)", self.0.len())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(ENGINE.encode(bytes).into())
    }
}

impl<const N: usize> From<&[u8; N]> for Base64 {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}
