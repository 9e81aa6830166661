//! The digest that a server sends with a file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;

/// The MD5 of the received bytes, and the expected one from `Content-MD5` (RFC 1864), if the server sends that.
#[derive(Default)]
pub(super) struct Digest(Option<(md5::Context, [u8; 16])>);

impl Digest {
    pub(super) fn of(headers: &HeaderMap) -> Digest {
        let text = headers.get("content-md5");
        let bytes = text.and_then(|text| STANDARD.decode(text.as_bytes().trim_ascii()).ok());
        let announced = bytes.and_then(|bytes| bytes.try_into().ok());
        Digest(announced.map(|announced| (md5::Context::new(), announced)))
    }

    pub(super) fn add(&mut self, piece: &[u8]) {
        if let Some((context, _)) = &mut self.0 {
            context.consume(piece);
        }
    }

    /// Returns whether the received bytes have the announced digest.
    pub(super) fn fits(&self) -> bool {
        let Some((context, announced)) = &self.0 else {
            return true;
        };
        context.clone().finalize().0 == *announced
    }
}
