//! Scans many logs: threads take blocks, and their results are combined in the order of the lines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Take};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::block::{BLOCK, Block, Cutter};
use super::scan::{Scan, Scope, scan};
use crate::ledger::error::{ReadError, io_error};
use crate::ledger::threads;

/// The file of a log, and how to scan it.
#[derive(Debug, Clone)]
pub(crate) struct LogSource<'s> {
    /// The file's name without `.jsonl`.
    pub name: String,
    pub path: PathBuf,
    /// How many of its bytes count.
    pub length: u64,
    pub scope: Scope<'s>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ScannedLog {
    pub scan: Scan,
    /// The blocks up to the first broken line, if they are kept.
    pub blocks: Vec<Arc<Block>>,
    next: usize,
    early: BTreeMap<usize, (Scan, Option<Arc<Block>>)>,
    length: u64,
}

impl ScannedLog {
    /// The same log with further lines.
    pub(crate) fn with(&self, part: Scan, block: Block) -> Self {
        let mut more = self.clone();
        more.scan.append(part);
        more.blocks.push(Arc::new(block));
        more
    }

    /// Adds the result for a block, as soon as everything before it has been added.
    fn take(&mut self, index: usize, part: Scan, block: Option<Block>) {
        self.early.insert(index, (part, block.map(Arc::new)));
        while let Some((part, block)) = self.early.remove(&self.next) {
            self.next += 1;
            // Lines after a broken one do not count.
            if !self.scan.broken {
                if self.next == 1 {
                    self.scan.expect(&part, self.length);
                }
                self.scan.append(part);
                self.blocks.extend(block);
            }
        }
    }
}

/// Hands out the blocks of one log after the other.
struct BlockQueue<'a> {
    sources: &'a [LogSource<'a>],
    log: usize,
    index: usize,
    cutter: Option<Cutter<Take<File>>>,
    read: u64,
}

impl BlockQueue<'_> {
    /// The next block, its log, and its index there. `None` after a failure.
    fn next(&mut self, spare: &mut Vec<u8>) -> Result<Option<(usize, usize, Block)>, ReadError> {
        while let Some(source) = self.sources.get(self.log) {
            let cut = match &mut self.cutter {
                Some(cutter) => cutter.next(spare).map_err(io_error(&source.path)),
                none => open(source).and_then(|file| {
                    none.insert(Cutter::new(file)).next(spare).map_err(io_error(&source.path))
                }),
            };
            match cut {
                Ok(Some(block)) => {
                    self.read += block.bytes.len() as u64;
                    self.index += 1;
                    return Ok(Some((self.log, self.index - 1, block)));
                }
                Ok(None) => {
                    (self.log, self.index, self.cutter) = (self.log + 1, 0, None);
                }
                Err(error) => {
                    self.log = self.sources.len();
                    return Err(error);
                }
            }
        }
        Ok(None)
    }
}

fn open(source: &LogSource<'_>) -> Result<Take<File>, ReadError> {
    Ok(File::open(&source.path).map_err(io_error(&source.path))?.take(source.length))
}

/// A panic in another thread is raised when that thread is joined.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Scans logs on this many threads, or as many as the machine has if 0. If `keep`, keeps their blocks; otherwise memory
/// does not grow with them. Calls `progress` with the number of bytes read.
pub(crate) fn gather(
    sources: &[LogSource<'_>],
    threads: usize,
    keep: bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ScannedLog>, ReadError> {
    let begun = |source: &LogSource<'_>| {
        let scan = Scan { name: source.name.clone(), ..Scan::default() };
        Mutex::new(ScannedLog { scan, length: source.length, ..ScannedLog::default() })
    };
    let all: Vec<Mutex<ScannedLog>> = sources.iter().map(begun).collect();
    let hands = Mutex::new(BlockQueue { sources, log: 0, index: 0, cutter: None, read: 0 });
    let work = || {
        let mut spare = Vec::new();
        loop {
            let mut hands = lock(&hands);
            let Some((log, index, block)) = hands.next(&mut spare)? else { return Ok(()) };
            let read = hands.read;
            drop(hands);
            let source = &sources[log];
            let part = scan(&source.name, source.scope, &block);
            if keep {
                lock(&all[log]).take(index, part, Some(block));
            } else {
                spare = block.bytes;
                lock(&all[log]).take(index, part, None);
            }
            progress(read);
        }
    };
    threads::run_on_threads(threads_for(sources, threads), work)
        .into_iter()
        .collect::<Result<(), ReadError>>()?;
    Ok(all.into_iter().map(|one| one.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}

/// At most one thread for each block.
fn threads_for(sources: &[LogSource<'_>], threads: usize) -> usize {
    let threads = match threads {
        0 => threads::available(),
        threads => threads,
    };
    let bytes: u64 = sources.iter().map(|source| source.length).sum();
    threads.min(usize::try_from(bytes.div_ceil(BLOCK as u64)).unwrap_or(threads))
}
