//! The subjects of each entry, because an entry is shown only if all of them are.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::path::Path;

use crate::ledger::codec::line;
use crate::ledger::codec::line::Entry;
use crate::ledger::codec::subject::Subject;
use crate::ledger::error::{ReadError, io_error};
use crate::ledger::verify::Report;
use crate::model::digest::Hash;
use crate::model::tlp::Marks;
use crate::operation::Saved;

use super::stored_plans::StoredDocuments;

/// A subject of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RedactionUnit {
    /// The operation as a whole.
    Operation,
    /// A measure, by its full id.
    Measure(String),
    /// An asset or inventory.
    Asset(String),
    Outlet(String),
    Provider(String),
    Instrument(String),
    /// An entry with its own label and codes, which count as a further subject.
    // See ARCHITECTURE, "An entry's own marks can only tighten".
    Marked(Hash, Marks),
    /// A subject that this version cannot determine: never shown if anything is withheld.
    Unknown,
}

impl fmt::Display for RedactionUnit {
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

#[derive(Debug)]
pub(crate) struct LogFile {
    /// The name without `.jsonl`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// The lines without their line feeds.
    pub lines: Vec<Range<usize>>,
}

/// Every line of a ledger.
#[derive(Debug)]
pub(crate) struct Logs {
    pub files: Vec<LogFile>,
    pub entries: HashMap<Hash, EntrySubjects>,
}

/// The parts of an entry that matter for redaction.
#[derive(Debug)]
pub(crate) struct EntrySubjects {
    units: Vec<RedactionUnit>,
    /// The entries that it refers to.
    entries: Vec<Hash>,
    pub by: String,
    pub role: EntryRole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryRole {
    Genesis,
    /// Entries that verification needs and that reveal nothing about a target: signatures, and which branch of a log
    /// counts.
    OfTheLedger,
    Other,
}

impl Logs {
    /// Reads the lines that a verification found valid, and the subjects of each entry.
    pub(crate) fn read(ledger: &Path, report: &Report, stored: &StoredDocuments) -> Result<Self, ReadError> {
        let mut logs = Self { files: Vec::new(), entries: HashMap::new() };
        for verified in &report.logs {
            let path = ledger.join("logs").join(format!("{}.jsonl", verified.name));
            let bytes = std::fs::read(&path).map_err(io_error(&path))?;
            let mut lines = Vec::new();
            let mut start = 0;
            for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
                // The log may have grown meanwhile.
                if lines.len() as u64 == verified.entries {
                    break;
                }
                lines.push(start..at);
                start = at + 1;
            }
            logs.files.push(LogFile { name: verified.name.clone(), bytes, lines });
        }
        for raw in logs.files.iter().flat_map(LogFile::raws) {
            // Verification has parsed every line.
            let Ok(read) = line::read(raw) else { continue };
            logs.entries.insert(read.hash, EntrySubjects::of(&read.hash, read.entry(), stored));
        }
        Ok(logs)
    }

    /// The subjects of an entry, including those of the entries that it refers to.
    pub(crate) fn units(&self, hash: &Hash) -> BTreeSet<RedactionUnit> {
        let mut things = BTreeSet::new();
        let mut met = BTreeSet::new();
        let mut next = vec![*hash];
        while let Some(hash) = next.pop() {
            if !met.insert(hash) {
                continue;
            }
            match self.entries.get(&hash) {
                Some(subjects) => {
                    things.extend(subjects.units.iter().cloned());
                    next.extend(&subjects.entries);
                }
                None => {
                    things.insert(RedactionUnit::Unknown);
                }
            }
        }
        things
    }
}

impl LogFile {
    /// The agency of the log.
    pub(crate) fn agency(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    pub(crate) fn raws(&self) -> impl Iterator<Item = &[u8]> {
        // The ranges were computed from these bytes.
        self.lines.iter().map(|range| &self.bytes[range.clone()])
    }
}

impl EntrySubjects {
    fn of(hash: &Hash, entry: Option<&Entry<'_>>, stored: &StoredDocuments) -> Self {
        let mut subjects = Self {
            units: Vec::new(),
            entries: Vec::new(),
            by: entry.map(|entry| entry.by.to_owned()).unwrap_or_default(),
            role: EntryRole::Other,
        };
        match entry.and_then(|entry| entry.data.as_ref()) {
            Some(data) => {
                for subject in data.subjects() {
                    subjects.take(subject, stored);
                }
                subjects.entries = data.entries();
                let marks = Some(data.marks()).filter(|marks| !marks.is_empty());
                subjects.units.extend(marks.map(|marks| RedactionUnit::Marked(*hash, marks)));
            }
            None => subjects.units.push(RedactionUnit::Unknown),
        }
        subjects
    }

    fn take(&mut self, subject: Subject<'_>, stored: &StoredDocuments) {
        match subject {
            Subject::Writer => self.role = EntryRole::Genesis,
            Subject::Log => self.role = EntryRole::OfTheLedger,
            Subject::Operation => self.units.push(RedactionUnit::Operation),
            Subject::Measure(id) => self.units.push(RedactionUnit::Measure(id.to_owned())),
            Subject::Asset(id) => self.units.push(RedactionUnit::Asset(id.to_owned())),
            Subject::Outlet(id) => self.units.push(RedactionUnit::Outlet(id.to_owned())),
            Subject::Instrument(id) => self.units.push(RedactionUnit::Instrument(id.to_owned())),
            Subject::SavedPlan(hash) => match stored.saved.get(&hash).and_then(|paper| paper.read.as_ref()) {
                Some(saved) => self.units.extend(of_saved(saved)),
                None => self.units.push(RedactionUnit::Unknown),
            },
        }
    }
}

/// Everything that a saved plan names, because its digests depend on that and could be guessed.
pub(crate) fn of_saved(saved: &Saved) -> Vec<RedactionUnit> {
    let mut things: Vec<RedactionUnit> =
        saved.without.iter().map(|without| RedactionUnit::Measure(without.measure.clone())).collect();
    for (id, measure) in &saved.measures {
        let terms = &measure.terms;
        things.push(RedactionUnit::Measure(id.to_string()));
        things.extend(terms.after.iter().map(|id| RedactionUnit::Measure(id.to_string())));
        things.extend(terms.outlets.iter().map(|id| RedactionUnit::Outlet(id.to_string())));
        things.extend(terms.instruments.iter().map(|id| RedactionUnit::Instrument(id.to_string())));
    }
    things
}
