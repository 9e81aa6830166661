//! Decompresses responses while they are read.

use std::io::Write as _;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use crate::body::error::{TransportError, TransportErrorKind};

/// The size of the pieces to decompress: none becomes more than half of the output limit.
const PIECE_IN: usize = 30;

/// The most bytes that are returned at once. The rest stays compressed until it is needed.
const PIECE_OUT: usize = 64 << 10;

/// Without another limit, this much may be decompressed from any input; above that, at most `RATIO` times the input.
const FREE: u64 = 16 << 20;
const RATIO: u64 = 200;

/// A gzip decoder that returns a bounded piece on each call.
pub(crate) struct Gunzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    waiting: Bytes,
    /// Whether the body has begun, and whether it has ended.
    begun: bool,
    ended: bool,
    read: u64,
    written: u64,
    /// Half of the limit on the input, if the caller limits the output; `None` for a stream, whose ratio is limited.
    limit: Option<u64>,
}

impl Gunzip {
    /// Returns a decoder for a body of which at most `limit` bytes are kept, or for a stream.
    pub(crate) fn new(limit: Option<u64>) -> Gunzip {
        Gunzip {
            decoder: MultiGzDecoder::new(Vec::new()),
            waiting: Bytes::new(),
            begun: false,
            ended: false,
            read: 0,
            written: 0,
            limit,
        }
    }

    /// Adds the next piece of the body, after [`next`](Self::next) has returned all of the one before.
    pub(crate) fn feed(&mut self, piece: Bytes) {
        self.begun = true;
        self.waiting = piece;
    }

    /// Marks the end of the body.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Returns the next bytes; `None` if more input is needed, or at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        while self.decoder.get_ref().len() < PIECE_OUT / 2 && !self.waiting.is_empty() {
            let piece = self.waiting.split_to(PIECE_IN.min(self.waiting.len()));
            self.read += piece.len() as u64;
            self.decoder.write_all(&piece).map_err(broken)?;
            // Otherwise, empty members could be read forever. The factor allows for incompressible data, which
            // compression makes longer.
            let is_long = |limit: &u64| self.read / 2 > limit.saturating_add(PIECE_OUT as u64);
            if let Some(limit) = self.limit.filter(is_long) {
                return Err(TransportError::new(TransportErrorKind::TooLarge { limit }));
            }
        }
        self.decoder.flush().map_err(broken)?;
        // An empty body is not an error: responses to HEAD have none.
        if self.ended && self.waiting.is_empty() && std::mem::take(&mut self.begun) {
            self.decoder.try_finish().map_err(broken)?;
        }
        let out = std::mem::take(self.decoder.get_mut());
        self.written += out.len() as u64;
        if self.limit.is_none() && self.written > FREE.max(self.read.saturating_mul(RATIO)) {
            return Err(broken(
                "it becomes more than 200 times as long, which is not read as a stream",
            ));
        }
        Ok((!out.is_empty()).then(|| out.into()))
    }
}

fn broken(error: impl Into<crate::body::error::BoxError>) -> TransportError {
    TransportError::new(TransportErrorKind::ContentEncoding).with_source(error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{FREE, Gunzip};
    use crate::body::error::{TransportError, TransportErrorKind as Kind};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Decompresses a body that is fed in pieces of this size.
    fn decode(body: &[u8], size: usize) -> Result<Vec<u8>, TransportError> {
        let (mut decoder, mut all) = (Gunzip::new(Some(u64::MAX)), Vec::new());
        let mut drain = |decoder: &mut Gunzip| -> Result<(), TransportError> {
            while let Some(piece) = decoder.next()? {
                assert!(piece.len() <= 64 << 10);
                all.extend_from_slice(&piece);
            }
            Ok(())
        };
        for piece in body.chunks(size) {
            decoder.feed(Bytes::copy_from_slice(piece));
            drain(&mut decoder)?;
        }
        decoder.end();
        drain(&mut decoder)?;
        Ok(all)
    }

    #[test]
    fn pieces_of_any_size_give_the_whole() {
        let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let twice = [gzip(&text), gzip(b""), gzip(&text)].concat();
        for size in [1, 7, 1_000, 1 << 20] {
            assert!(
                decode(&gzip(&text), size).unwrap() == text,
                "pieces of {size}"
            );
            let all = decode(&twice, size).unwrap();
            assert!(
                all == [&*text, &*text].concat(),
                "members in pieces of {size}"
            );
        }
        assert_eq!(decode(&[], 1).unwrap(), [0; 0]);
    }

    #[test]
    fn a_bomb_comes_out_in_pieces_and_is_noticed_where_nothing_bounds_it() {
        let mut decoder = Gunzip::new(None);
        decoder.feed(gzip(b"no bomb").into());
        assert_eq!(decoder.next().unwrap().unwrap(), "no bomb");
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 128 << 10);
        let (mut decoder, mut length) = (Gunzip::new(None), 0);
        decoder.feed(bomb.into());
        let error = loop {
            match decoder.next() {
                Ok(piece) => length += piece.unwrap().len() as u64,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), Kind::ContentEncoding);
        assert!(error.to_string().contains("200 times as long"), "{error}");
        assert!(length <= FREE, "{length}");
    }

    #[test]
    fn a_body_of_nothing_is_not_read_for_ever() {
        let mut decoder = Gunzip::new(Some(10));
        decoder.feed(gzip(b"").repeat(10_000).into());
        let error = decoder.next().unwrap_err();
        assert_eq!(error.kind(), Kind::TooLarge { limit: 10 });
    }

    #[test]
    fn a_cut_or_damaged_body_is_an_error() {
        let whole = gzip(b"some text that is long enough to be cut");
        let garbage = [&*whole, b"garbage"].concat();
        let mut flipped = whole.clone();
        flipped[whole.len() - 6] ^= 1;
        let bodies: [&[u8]; 5] = [
            &whole[..whole.len() - 9],
            &whole[..5],
            b"no gzip at all",
            &garbage,
            &flipped,
        ];
        for body in bodies {
            for size in [1, 1_000] {
                let error = decode(body, size).unwrap_err();
                assert_eq!(error.kind(), Kind::ContentEncoding);
            }
        }
    }
}
