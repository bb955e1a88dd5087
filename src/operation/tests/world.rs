//! Agencies on one plan, in memory. Each has a log, and knows a part of the other agencies' logs.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line;
use crate::ledger::codec::line::{Body, Entry, FIRST};
use crate::ledger::read::causal_past::{CausalPast, EntryPos};
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::fold::Fold;
use crate::operation::judge::author::Author;
use crate::operation::judge::verdict::Verdict;
use crate::operation::record::draft::{ComposeOptions, draft};
use crate::operation::record::request::{EntryRequest, Refusal};
use crate::operation::state::ledger_state::{EntryLookup, FoundEntry};
use crate::operation::state::saved::Saved;
use crate::operation::state::snapshot::Snapshot;
use crate::operation::status::evaluate::Evaluator;
use crate::plan::{self, Plan};

/// The written lines.
#[derive(Clone, Default)]
pub(super) struct Written {
    lines: Vec<(EntryPos, Vec<u8>)>,
    places: HashMap<Hash, usize>,
    saved: HashMap<Hash, Vec<u8>>,
}

impl Written {
    /// All entries, oldest first.
    pub(super) fn entries(&self) -> impl Iterator<Item = (EntryPos, Hash, Entry<'_>)> {
        self.lines.iter().map(|(pos, raw)| {
            let line = line::parse_trusted(raw).expect("it was written");
            let Body::Entry(entry) = line.body else { panic!("only entries are written") };
            (*pos, line.hash, *entry)
        })
    }
}

impl EntryLookup for Written {
    fn entry(&self, hash: &Hash) -> Option<FoundEntry<'_>> {
        let (pos, raw) = &self.lines[*self.places.get(hash)?];
        let Body::Entry(entry) = line::parse_trusted(raw).ok()?.body else { return None };
        Some(FoundEntry {
            pos: *pos,
            recorded_at: entry.recorded_at,
            officer: entry.by,
            plan: entry.plan,
            data: entry.data,
        })
    }

    fn entry_at(&self, _: EntryPos, hash: &Hash) -> Option<FoundEntry<'_>> {
        self.entry(hash)
    }

    fn plan(&self, hash: &Hash) -> Option<Vec<u8>> {
        self.saved.get(hash).cloned()
    }
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) plan: Arc<Plan>,
    pub(super) countries: Vec<Country>,
    pub(super) agencies: Vec<String>,
    pub(super) written: Written,
    pub(super) now: Instant,
    fold: Fold,
    /// For each agency and each log, the last entry that the agency has seen.
    seen: Vec<Vec<u64>>,
    prev: Vec<Hash>,
}

impl World {
    pub(super) fn new(text: &str) -> Self {
        let loaded = plan::read_stored(text.as_bytes());
        let plan = Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}\n{text}", loaded.diagnostics)));
        Self::on(&plan)
    }

    pub(super) fn on(plan: &Arc<Plan>) -> Self {
        Self::with(plan, &[])
    }

    /// A world with additional writers that are not agencies of the plan.
    pub(super) fn with(plan: &Arc<Plan>, strangers: &[&str]) -> Self {
        let mut agencies: Vec<String> = plan.agencies.keys().map(ToString::to_string).collect();
        agencies.extend(strangers.iter().map(ToString::to_string));
        let fold = Fold::new(plan, agencies.iter().map(|agency| agency.as_str().into()).collect());
        let count = agencies.len();
        let h_hour = plan.operation.h_hour.expect("plans of these tests have one");
        Self {
            plan: Arc::clone(plan),
            countries: plan.countries(),
            agencies,
            written: Written::default(),
            now: h_hour.plus_millis(-3 * 3_600_000),
            fold,
            seen: vec![vec![0; count]; count],
            prev: vec![FIRST; count],
        }
    }

    /// Replaces the plan in hand. Later entries cite the new plan, and earlier ones still cite the old one.
    pub(super) fn edit(&mut self, text: &str) {
        let loaded = plan::read_stored(text.as_bytes());
        let plan = Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)));
        self.written.saved.insert(self.plan.hash, self.plan.stored.clone());
        self.written.saved.insert(plan.hash, plan.stored.clone());
        self.fold.in_hand = Arc::clone(&plan);
        self.countries = plan.countries();
        self.plan = plan;
    }

    fn past(&self, agency: usize) -> CausalPast {
        let own = EntryPos { log: agency, seq: self.seen[agency][agency] };
        CausalPast::new(self.seen[agency].clone().into(), own)
    }

    /// The causal past of a reader who has seen everything.
    pub(super) fn everything(&self) -> CausalPast {
        let all: Vec<u64> = (0..self.agencies.len()).map(|log| self.seen[log][log]).collect();
        CausalPast::new(all.into(), EntryPos { log: usize::MAX, seq: 0 })
    }

    /// Calls a function with what an agency sees.
    pub(super) fn showing<T>(&self, agency: Option<usize>, ask: impl FnOnce(&Evaluator<'_, '_>) -> T) -> T {
        let past = agency.map_or_else(|| self.everything(), |agency| self.past(agency));
        let view = Snapshot { book: &self.fold.book, past: &past, entries: &self.written };
        let name = |log: usize| self.agencies[log].clone();
        ask(&Evaluator { view, plan: &self.plan, countries: &self.countries, now: self.now, logs: &name })
    }

    /// Gives an agency everything that another one has seen.
    pub(super) fn meet(&mut self, agency: usize, other: usize) {
        for log in 0..self.agencies.len() {
            self.seen[agency][log] = self.seen[agency][log].max(self.seen[other][log]);
        }
    }

    /// Records a request of an agency. Judging it when it is written and when it is read MUST give the same
    /// verdict.
    pub(super) fn say(
        &mut self,
        agency: usize,
        officer: &str,
        asked: &EntryRequest,
    ) -> Result<Verdict, Box<Refusal>> {
        if let Some(saved) = asked.saved() {
            self.keep(saved);
        }
        let (plan, name) = (Arc::clone(&self.plan), self.agencies[agency].clone());
        let by = Author { agency: &name, officer, recorded_at: self.now, plan: &plan, in_hand: &plan };
        let (data, written) = self.draft(agency, &by, asked)?;
        let read = self.forge(agency, officer, &data);
        assert_eq!(written, read, "written and read are judged alike: {data:?}");
        Ok(read)
    }

    /// Composes the entry for a request without writing it.
    pub(super) fn draft<'a>(
        &self,
        agency: usize,
        by: &Author<'a>,
        asked: &'a EntryRequest,
    ) -> Result<(Data<'a>, Verdict), Box<Refusal>> {
        let past = self.past(agency);
        let view = Snapshot { book: &self.fold.book, past: &past, entries: &self.written };
        let name = |log: usize| self.agencies[log].clone();
        let showing =
            Evaluator { view, plan: by.plan, countries: &self.countries, now: self.now, logs: &name };
        let drafted = draft(&showing, by, asked, ComposeOptions { if_needed: false, clock_set: false });
        drafted.map(|drafted| (drafted.data, drafted.verdict))
    }

    /// Stores a saved plan, as the ledger would.
    pub(super) fn keep(&mut self, saved: &Arc<Saved>) {
        self.written.saved.insert(saved.hash, saved.bytes.clone());
        self.fold.book.keep(saved.hash, || Some(Arc::clone(saved)));
    }

    /// Writes an entry without asking the judge, and then reads it.
    pub(super) fn forge(&mut self, agency: usize, officer: &str, data: &Data<'_>) -> Verdict {
        let past = self.past(agency);
        let pos = EntryPos { log: agency, seq: self.seen[agency][agency] + 1 };
        let log = format!("{}.7f3a9c02", self.agencies[agency]);
        let op = self.plan.op().to_string();
        let entry = Entry {
            op: &op,
            log: &log,
            seq: pos.seq,
            id: "01890a5d-ac96-774b-bcce-b302099a8057",
            salt: "00112233445566778899aabbccddeeff",
            recorded_at: self.now,
            by: officer,
            plan: self.plan.hash,
            seen: Vec::new(),
            kind: data.kind().as_str(),
            data: None,
        };
        let (mut raw, hash) = line::write(&entry, data, &self.prev[agency]);
        raw.pop();
        self.prev[agency] = hash;
        self.seen[agency][agency] = pos.seq;
        let read =
            line::read(&raw).unwrap_or_else(|fault| panic!("{fault}: {}", String::from_utf8_lossy(&raw)));
        let Body::Entry(entry) = read.body else { panic!("it is an entry") };
        self.fold.take(&self.written, pos, &past, hash, &entry);
        let judged = self.fold.judged.last().filter(|judged| judged.pos == pos);
        let verdict = judged.map_or(Verdict::Sound, |judged| judged.verdict.clone());
        self.written.places.insert(hash, self.written.lines.len());
        self.written.lines.push((pos, raw));
        verdict
    }

    pub(super) fn is_void(&self, pos: EntryPos) -> bool {
        let judged = self.fold.judged.iter().find(|judged| judged.pos == pos);
        judged.is_some_and(|judged| matches!(judged.verdict, Verdict::Void(_)))
    }

    /// What the writer of an entry had seen, if the entry changed that measure.
    pub(super) fn past_of(&self, measure: &str, pos: EntryPos) -> Option<CausalPast> {
        let course = self.fold.book.measure_history(measure)?;
        course.moves.iter().find(|step| step.pos == pos).map(|step| step.past.clone())
    }
}
