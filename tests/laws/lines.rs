//! The oracle of merging: a ledger as the set of its lines, and by brute force the files that follow from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use takedown::ledger::codec::line;
use takedown::ledger::codec::line::FIRST;
use takedown::model::digest::Hash;

/// The bytes of logs, by the names of their files.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A set of lines, by their hashes: log, the line before, the bytes with their LF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines(pub(super) BTreeMap<Hash, (String, Hash, Vec<u8>)>);

impl Lines {
    /// The lines of files: those that read, a last one without its LF among them.
    pub(super) fn of(files: &Files) -> Self {
        let mut lines = Self::default();
        for (name, bytes) in files {
            let log = name.trim_end_matches(".jsonl").split('~').next().expect("a name");
            for raw in bytes.split(|b| *b == b'\n') {
                let Ok(line) = line::read(raw) else { continue };
                lines.0.insert(line.hash, (log.to_owned(), line.prev, [raw, b"\n"].concat()));
            }
        }
        lines
    }

    /// What two sets hold.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().map(|(hash, line)| (*hash, line.clone())));
        self
    }

    /// From a line back to the first of its log, the first one first.
    pub(super) fn chain(&self, last: Hash) -> Vec<Hash> {
        let mut chain = vec![last];
        while self.0[&chain[chain.len() - 1]].1 != FIRST {
            chain.push(self.0[&chain[chain.len() - 1]].1);
        }
        chain.reverse();
        chain
    }

    /// Per log the lines that no other follows, each as the chain that ends in it.
    pub(super) fn leaves(&self) -> BTreeMap<&str, Vec<Vec<Hash>>> {
        let followed: BTreeSet<Hash> = self.0.values().map(|(_, prev, _)| *prev).collect();
        let mut leaves: BTreeMap<&str, Vec<Vec<Hash>>> = BTreeMap::new();
        for (hash, (log, ..)) in self.0.iter().filter(|(hash, _)| !followed.contains(hash)) {
            leaves.entry(log).or_default().push(self.chain(*hash));
        }
        leaves
    }

    /// The files of these lines: one for each leaf, named by its first line that no other leaf has.
    pub(super) fn files(&self) -> Files {
        let mut files = Files::new();
        for (log, leaves) in self.leaves() {
            for (place, chain) in leaves.iter().enumerate() {
                let others = leaves.iter().enumerate().filter(|(other, _)| *other != place);
                let elsewhere: BTreeSet<&Hash> = others.flat_map(|(_, chain)| chain).collect();
                let own = chain.iter().find(|hash| !elsewhere.contains(hash)).expect("its last line");
                let mark =
                    if leaves.len() > 1 { format!("~{}", &own.to_string()[..16]) } else { String::new() };
                let bytes = chain.iter().flat_map(|hash| self.0[hash].2.clone()).collect();
                files.insert(format!("{log}{mark}.jsonl"), bytes);
            }
        }
        files
    }
}

/// The logs of a ledger's folder.
pub(super) fn files(dir: &Path) -> Files {
    let Ok(files) = fs::read_dir(dir.join("logs")) else { return Files::new() };
    files
        .map(|file| file.expect("a file"))
        .map(|file| (file.file_name().into_string().expect("a name"), fs::read(file.path()).expect("a log")))
        .collect()
}

/// Makes a ledger's folder of files, and of the plan that they cite.
pub(super) fn put(dir: &Path, files: &Files, plan: &[u8]) {
    let _ = fs::remove_dir_all(dir.join("logs"));
    for folder in ["logs", "plans"] {
        fs::create_dir_all(dir.join(folder)).expect("made");
    }
    for (name, bytes) in files {
        fs::write(dir.join("logs").join(name), bytes).expect("written");
    }
    fs::write(dir.join("plans").join(format!("{}.toml", Hash::of(plan))), plan).expect("written");
}

/// A folder in memory where the system has one: what is written there need not wait for a disk.
pub(super) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
}
