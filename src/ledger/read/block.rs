//! Splits a log into blocks of whole lines that can be scanned independently.
//!
//! The hash of a line is at a fixed position in it. So a scan that starts in the middle of a log knows which hash its
//! first line has to follow, provided that the line before is valid; if it is not, nothing after it counts anyway.

use std::io::{self, Read};

use crate::ledger::codec::line::{FIRST, LONGEST, claimed};
use crate::model::digest::Hash;

/// How many bytes are read at once: few enough to stay in the processor's cache during the scan.
pub(crate) const BLOCK: usize = 1 << 18;

/// What precedes a block in its log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Before {
    pub lines: u64,
    pub bytes: u64,
}

/// Whole lines. The last block of a log, and a block with a line that is too long, may also contain bytes without their
/// LF.
// See ARCHITECTURE, "Logs are scanned in blocks, in any order".
#[derive(Debug)]
pub(crate) struct Block {
    pub bytes: Vec<u8>,
    pub before: Before,
    /// The hash of the line before, as that line states it.
    pub prev: Hash,
    /// The number of LFs.
    pub lines: usize,
}

impl Block {
    /// A block that follows a line whose hash is `prev`.
    pub(crate) fn new(bytes: Vec<u8>, before: Before, prev: Hash) -> Self {
        Self { lines: count(&bytes), bytes, before, prev }
    }
}

/// Splits a log from its first byte on. Holds no more than one block, or one line if that is longer.
#[derive(Debug)]
pub(crate) struct Cutter<R> {
    source: R,
    carried: Vec<u8>,
    before: Before,
    prev: Hash,
}

impl<R: Read> Cutter<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, carried: Vec::new(), before: Before::default(), prev: FIRST }
    }

    /// The next block; it reuses the memory in `spare`.
    pub(crate) fn next(&mut self, spare: &mut Vec<u8>) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(spare);
        bytes.clear();
        bytes.append(&mut self.carried);
        let end = loop {
            let from = bytes.len();
            bytes.reserve_exact(BLOCK);
            let read = self.source.by_ref().take(BLOCK as u64).read_to_end(&mut bytes)?;
            match bytes[from..].iter().rposition(|b| *b == b'\n') {
                Some(last) => break from + last + 1,
                None if read == 0 || bytes.len() > LONGEST => break bytes.len(),
                None => {}
            }
        };
        if bytes.is_empty() {
            *spare = bytes;
            return Ok(None);
        }
        self.carried = bytes.split_off(end);
        let block = Block::new(bytes, self.before, self.prev);
        self.before.lines += block.lines as u64;
        self.before.bytes += block.bytes.len() as u64;
        self.prev = claimed(&block.bytes).unwrap_or(FIRST);
        Ok(Some(block))
    }
}

/// The number of LFs. Counts in bytes first, which takes an eighth of the time of counting in words.
fn count(bytes: &[u8]) -> usize {
    let few = |bytes: &[u8]| bytes.iter().map(|b| u8::from(*b == b'\n')).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(few(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8]) -> Vec<Block> {
        let mut cutter = Cutter::new(bytes);
        std::iter::from_fn(|| cutter.next(&mut Vec::new()).expect("read from memory")).collect()
    }

    #[test]
    fn blocks_hold_whole_lines_and_lose_nothing() {
        let line = |length: usize| [vec![b'x'; length], vec![b'\n']].concat();
        for lengths in [vec![], vec![BLOCK - 1], vec![BLOCK], vec![3, 2 * BLOCK, 5], vec![999; 1000]] {
            let mut bytes: Vec<u8> = lengths.iter().flat_map(|length| line(*length)).collect();
            bytes.extend_from_slice(b"torn");
            let blocks = cut(&bytes);
            let mut before = Before::default();
            for block in &blocks {
                assert_eq!(block.before, before);
                before.lines += block.lines as u64;
                before.bytes += block.bytes.len() as u64;
            }
            assert_eq!(before, Before { lines: lengths.len() as u64, bytes: bytes.len() as u64 });
            let (last, whole) = blocks.split_last().expect("a block");
            assert!(whole.iter().all(|block| block.bytes.ends_with(b"\n")));
            assert!(last.bytes.ends_with(b"torn"));
            assert_eq!(blocks.iter().flat_map(|block| block.bytes.clone()).collect::<Vec<_>>(), bytes);
        }
    }

    #[test]
    fn a_line_without_end_is_not_held_whole() {
        let blocks = cut(&vec![b'x'; LONGEST + 4 * BLOCK]);
        assert!(blocks.iter().all(|block| block.bytes.len() <= LONGEST + BLOCK));
        assert!(blocks[0].bytes.len() > LONGEST);
    }
}
