//! Decompresses responses while they are read.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use crate::body::error::{TransportError, TransportErrorKind};

/// Compressed bytes go in by pieces of this size, so that one piece cannot become more than about
/// a thousand times as much at once.
const PIECE: usize = 16 << 10;

/// A gzip decoder that never holds more than a limit.
pub(crate) struct Gunzip {
    decoder: MultiGzDecoder<Sink>,
    limit: u64,
    begun: bool,
}

/// Takes decompressed bytes until the limit.
struct Sink {
    bytes: Vec<u8>,
    left: u64,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Gunzip {
    pub(crate) fn new(limit: u64) -> Gunzip {
        let sink = Sink {
            bytes: Vec::new(),
            left: limit,
        };
        Gunzip {
            decoder: MultiGzDecoder::new(sink),
            limit,
            begun: false,
        }
    }

    /// What a piece of the body decompresses to, possibly nothing yet.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Result<Bytes, TransportError> {
        self.begun = true;
        for part in piece.chunks(PIECE) {
            self.decoder
                .write_all(part)
                .map_err(|error| self.explain(&error))?;
        }
        self.decoder.flush().map_err(|error| self.explain(&error))?;
        Ok(self.take())
    }

    /// The rest, once the body has ended. No body at all is not an error: responses to HEAD have none.
    pub(crate) fn finish(&mut self) -> Result<Bytes, TransportError> {
        if std::mem::take(&mut self.begun) {
            self.decoder
                .try_finish()
                .map_err(|error| self.explain(&error))?;
        }
        Ok(self.take())
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.decoder.get_mut().bytes).into()
    }

    fn explain(&self, error: &io::Error) -> TransportError {
        TransportError::new(if error.kind() == io::ErrorKind::FileTooLarge {
            TransportErrorKind::TooLarge { limit: self.limit }
        } else {
            TransportErrorKind::ContentEncoding
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::Gunzip;
    use crate::body::error::TransportErrorKind as Kind;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn pieces_of_any_size_give_the_whole() {
        let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for size in [1, 7, 1_000, 1 << 20] {
            let mut decoder = Gunzip::new(1 << 20);
            let mut all = Vec::new();
            for piece in gzip(&text).chunks(size) {
                all.extend_from_slice(&decoder.feed(piece).unwrap());
            }
            all.extend_from_slice(&decoder.finish().unwrap());
            assert!(all == text, "pieces of {size}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut decoder = Gunzip::new(1_000);
        let error = decoder.feed(&gzip(&vec![0; 1 << 20])).unwrap_err();
        assert_eq!(error.kind(), Kind::TooLarge { limit: 1_000 });
    }

    #[test]
    fn a_cut_or_damaged_body_is_an_error() {
        let whole = gzip(b"some text that is long enough to be cut");
        let mut decoder = Gunzip::new(1_000);
        decoder.feed(&whole[..whole.len() - 9]).unwrap();
        assert_eq!(decoder.finish().unwrap_err().kind(), Kind::ContentEncoding);
        let error = Gunzip::new(1_000).feed(b"no gzip at all").unwrap_err();
        assert_eq!(error.kind(), Kind::ContentEncoding);
    }
}
