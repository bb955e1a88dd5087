//! What each entry is about: so that it is shown only where all of that is.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::path::Path;

use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line;
use crate::ledger::codec::line::Entry;
use crate::ledger::store::{ReadError, io_error};
use crate::ledger::verify::Report;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::tlp::Marks;
use crate::operation::Saved;

use super::redaction::Cut;
use super::stored_plans::Stored;

/// Something that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    /// The operation as a whole.
    Operation,
    /// A measure, by its full id.
    Measure(String),
    /// An asset or inventory.
    Asset(String),
    Outlet(String),
    Provider(String),
    Instrument(String),
    /// An entry that says itself how far it may travel: one more thing that it is about.
    Marked(Hash, Marks),
    /// Something that nobody can tell here: never shown where anything is withheld.
    Unknown,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation => f.write_str("the operation"),
            Self::Measure(id) => f.write_str(id),
            Self::Asset(id) => write!(f, "asset:{id}"),
            Self::Outlet(id) => write!(f, "outlet:{id}"),
            Self::Provider(id) => write!(f, "provider:{id}"),
            Self::Instrument(id) => write!(f, "instrument:{id}"),
            Self::Marked(entry, _) => write!(f, "entry {}", entry.short()),
            Self::Unknown => f.write_str("what is not known"),
        }
    }
}

/// A file of a log.
#[derive(Debug)]
pub(crate) struct File {
    /// Its name without `.jsonl`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Its lines, each without its line feed.
    pub lines: Vec<Range<usize>>,
}

/// Every line of a ledger.
#[derive(Debug)]
pub(crate) struct Logs {
    pub files: Vec<File>,
    said: HashMap<Hash, Said>,
}

/// What one entry says that matters here.
#[derive(Debug)]
struct Said {
    things: Vec<Thing>,
    /// Entries that it speaks of.
    entries: Vec<Hash>,
    by: String,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Genesis,
    /// What verifying needs, and what says nothing of a target: signatures, and which branch of a log counts.
    OfTheLedger,
    Other,
}

impl Logs {
    /// Reads the lines that a verification has found good.
    pub(crate) fn read(ledger: &Path, report: &Report) -> Result<Self, ReadError> {
        let mut logs = Self { files: Vec::new(), said: HashMap::new() };
        for verified in &report.logs {
            let path = ledger.join("logs").join(format!("{}.jsonl", verified.name));
            let bytes = std::fs::read(&path).map_err(io_error(&path))?;
            let mut lines = Vec::new();
            let mut start = 0;
            for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
                // It may have grown meanwhile.
                if lines.len() as u64 == verified.entries {
                    break;
                }
                lines.push(start..at);
                start = at + 1;
            }
            logs.files.push(File { name: verified.name.clone(), bytes, lines });
        }
        Ok(logs)
    }

    /// The hashes of the lines that are shown.
    pub(crate) fn kept(&mut self, cut: &Cut<'_>, stored: &Stored) -> BTreeSet<Hash> {
        for file in &self.files {
            for raw in file.raws() {
                // Verification has read every line.
                let Ok(read) = line::read(raw) else { continue };
                self.said.insert(read.hash, Said::of(&read.hash, read.entry(), stored));
            }
        }
        let mut kept = BTreeSet::new();
        for file in &self.files {
            let agency = file.agency();
            let shown = |hash: &Hash, said: &Said| match said.role {
                Role::OfTheLedger => true,
                Role::Genesis => false,
                Role::Other => cut.shows(agency, &self.things(hash)),
            };
            let hashes: Vec<Hash> =
                file.raws().filter_map(|raw| line::read(raw).ok()).map(|it| it.hash).collect();
            let of = |hash: &Hash| self.said.get(hash);
            let mut officers = BTreeSet::new();
            for hash in &hashes {
                if let Some(said) = of(hash).filter(|said| !cut.is_cut() || shown(hash, said)) {
                    officers.insert(&said.by);
                    kept.insert(*hash);
                }
            }
            // It names its officer: it is shown where that officer is shown anyway.
            let genesis =
                hashes.iter().filter(|hash| of(hash).is_some_and(|said| said.role == Role::Genesis));
            kept.extend(genesis.filter(|hash| of(hash).is_some_and(|said| officers.contains(&said.by))));
        }
        kept
    }

    /// What an entry is about, through the entries that it speaks of.
    pub(crate) fn things(&self, hash: &Hash) -> BTreeSet<Thing> {
        let mut things = BTreeSet::new();
        let mut met = BTreeSet::new();
        let mut next = vec![*hash];
        while let Some(hash) = next.pop() {
            if !met.insert(hash) {
                continue;
            }
            match self.said.get(&hash) {
                Some(said) => {
                    things.extend(said.things.iter().cloned());
                    next.extend(&said.entries);
                }
                None => {
                    things.insert(Thing::Unknown);
                }
            }
        }
        things
    }
}

impl File {
    /// The agency whose log it is.
    pub(crate) fn agency(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    pub(crate) fn raws(&self) -> impl Iterator<Item = &[u8]> {
        // The ranges were cut from these bytes.
        self.lines.iter().map(|range| &self.bytes[range.clone()])
    }
}

impl Said {
    fn of(hash: &Hash, entry: Option<&Entry<'_>>, stored: &Stored) -> Self {
        let mut said = Self {
            things: Vec::new(),
            entries: Vec::new(),
            by: entry.map(|entry| entry.by.to_owned()).unwrap_or_default(),
            role: Role::Other,
        };
        match entry.and_then(|entry| entry.data.as_ref()) {
            Some(data) => {
                said.take(data, stored);
                let marks = Some(data.marks()).filter(|marks| !marks.is_empty());
                said.things.extend(marks.map(|marks| Thing::Marked(*hash, marks)));
            }
            None => said.things.push(Thing::Unknown),
        }
        said
    }

    fn take(&mut self, data: &Data<'_>, stored: &Stored) {
        let measure = |id: &str| Thing::Measure(id.to_owned());
        let things = &mut self.things;
        match data {
            Data::Genesis(_) => self.role = Role::Genesis,
            Data::Checkpoint(_) | Data::Retire(_) => self.role = Role::OfTheLedger,
            Data::Transition(said) => things.push(measure(said.measure)),
            Data::Observation(said) => {
                things.push(named(said.about));
                things.extend(said.asset.map(|asset| Thing::Asset(asset.to_owned())));
            }
            Data::Note(said) => {
                let (entries, others): (Vec<&str>, Vec<&str>) =
                    said.about.iter().partition(|about| about.starts_with("entry:"));
                self.entries.extend(entries.iter().filter_map(|entry| entry[6..].parse::<Hash>().ok()));
                things.extend(others.into_iter().map(named));
                if said.about.is_empty() {
                    things.push(Thing::Operation);
                }
            }
            Data::Hold(said) => things.extend(said.measures.iter().map(|id| measure(id))),
            Data::Retraction(said) => self.entries.push(said.entry),
            Data::Correction(said) => self.entries.push(said.entry),
            Data::Attestation(said) => things.extend(said.about.iter().map(|(id, _)| match said.gate {
                Gate::Lawful => Thing::Outlet((*id).to_owned()),
                _ => measure(id),
            })),
            Data::Instrument(said) => {
                things.push(Thing::Instrument(said.instrument.to_owned()));
                things.extend(said.scope.iter().map(|(what, _)| match what.strip_prefix("transfer:") {
                    Some(asset) => Thing::Asset(asset.to_owned()),
                    None => measure(what),
                }));
            }
            Data::Approval(said) => things.extend(saved(stored, &said.saved)),
            Data::Go(said) => {
                things.extend(said.measures.iter().map(|(id, ..)| measure(id)));
                things.extend(saved(stored, &said.saved));
            }
            Data::Settle(said) => {
                things.push(measure(said.measure));
                self.entries.extend(&said.entries);
            }
            Data::Evidence(said) => {
                things.extend(said.serves.iter().map(|(id, _)| measure(id)));
                self.entries.extend(said.item);
            }
            Data::Disclosure(said) => {
                things.push(Thing::Operation);
                things.extend(said.assets.iter().map(|asset| Thing::Asset((*asset).to_owned())));
            }
        }
    }
}

/// `asset:X`, `outlet:X`, or a measure's full id.
fn named(about: &str) -> Thing {
    match about.split_once(':') {
        Some(("asset", id)) => Thing::Asset(id.to_owned()),
        Some(("outlet", id)) => Thing::Outlet(id.to_owned()),
        _ => Thing::Measure(about.to_owned()),
    }
}

/// What a saved plan is about, if it is at hand.
fn saved(stored: &Stored, hash: &Hash) -> Vec<Thing> {
    match stored.saved.get(hash).and_then(|paper| paper.read.as_ref()) {
        Some(saved) => of_saved(saved),
        None => vec![Thing::Unknown],
    }
}

/// Everything that a saved plan names: its digests are made of that, and could be guessed.
pub(crate) fn of_saved(saved: &Saved) -> Vec<Thing> {
    let mut things: Vec<Thing> =
        saved.without.iter().map(|without| Thing::Measure(without.measure.clone())).collect();
    for (id, measure) in &saved.measures {
        let terms = &measure.terms;
        things.push(Thing::Measure(id.to_string()));
        things.extend(terms.after.iter().map(|id| Thing::Measure(id.to_string())));
        things.extend(terms.outlets.iter().map(|id| Thing::Outlet(id.to_string())));
        things.extend(terms.instruments.iter().map(|id| Thing::Instrument(id.to_string())));
    }
    things
}
