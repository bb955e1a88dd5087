//! Ledgers of any size, written line by line past the recorder: making one costs as much as its bytes.
#![allow(dead_code, reason = "each of the tests and benches uses a part")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use takedown::ledger::codec::entry::{
    Correction, Data, Evidence, Genesis, Hold, Note, Observation, Retraction, Transition,
};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{Entry, FIRST, SeenHead};
use takedown::model::digest::Hash;
use takedown::model::evidence::ItemState;
use takedown::model::observation::ObservationKind;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::model::word::Word as _;
use takedown::plan::Plan;
use takedown::plan::tables::Measure;

/// The agency whose measures the generated plans hold.
pub(crate) const AGENCY: &str = "nl-police";
/// 15 January 2027: before H-hour of the generated plans.
pub(crate) const BEGIN: i64 = 1_800_000_000_000;

/// What the entries of a generated ledger are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Measures are withdrawn and reopened, each in one of the logs.
    Moves,
    /// The same, of one measure for each log.
    MovesOfOne,
    /// Transitions that do not count: they leave a round that the measure is not in.
    Void,
    /// Notes about measures.
    Notes,
    /// Observations of measures.
    Observations,
    /// A hold and its retraction, in turn, on one measure.
    Holds,
    /// One observation, and corrections of it.
    Corrections,
    /// A note and its retraction, in turn.
    Retractions,
    /// Files that were taken and not verified; the file of number `i` holds `image i` and a line feed.
    Files,
    /// Things that were taken, each verified by another officer in the entry after it.
    VerifiedThings,
    /// Notes, each recorded under a version of the plan of its own.
    Versions,
}

struct Log {
    name: String,
    out: BufWriter<File>,
    seq: u64,
    head: Hash,
    /// The hashes of the entries that were written here.
    written: Vec<Hash>,
}

/// The folder of a ledger that is being written.
pub(crate) struct Ledger<'a> {
    folder: PathBuf,
    plan: &'a Plan,
    op: String,
    logs: Vec<Log>,
    written: u64,
    begin: i64,
}

impl<'a> Ledger<'a> {
    /// A ledger in a folder, whose entries are recorded from a time on, a millisecond apart.
    pub(crate) fn open(folder: &Path, plan: &'a Plan, begin: i64) -> io::Result<Self> {
        fs::create_dir_all(folder.join("logs"))?;
        fs::create_dir_all(folder.join("plans"))?;
        let op = plan.op().to_string();
        let ledger = Self { folder: folder.to_owned(), plan, op, logs: Vec::new(), written: 0, begin };
        fs::write(ledger.plan_path(plan.hash), &plan.stored)?;
        Ok(ledger)
    }

    fn plan_path(&self, hash: Hash) -> PathBuf {
        self.folder.join("plans").join(format!("{hash}.toml"))
    }

    /// Opens a log: begins it, or goes on after its last entry.
    pub(crate) fn log(&mut self, instance: &str) -> io::Result<usize> {
        let name = format!("{AGENCY}.{instance}");
        let path = self.folder.join("logs").join(format!("{name}.jsonl"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let (seq, head) = text.lines().last().map_or((0, FIRST), |last| {
            let line = line::read(last.as_bytes()).expect("a line that the program wrote");
            (line.entry().expect("an entry of this version").seq, line.hash)
        });
        let out = BufWriter::new(File::options().create(true).append(true).open(path)?);
        self.logs.push(Log { name, out, seq, head, written: Vec::new() });
        let log = self.logs.len() - 1;
        if seq == 0 {
            let data = Data::Genesis(Genesis {
                agency: AGENCY.into(),
                instance: instance.into(),
                program: "generator".into(),
            });
            self.append(log, "nl-07", &data, false)?;
        }
        Ok(log)
    }

    /// Opens this many logs.
    pub(crate) fn logs(&mut self, count: usize) -> io::Result<()> {
        (0..count).try_for_each(|number| self.log(&format!("{number:08x}")).map(drop))
    }

    /// Appends an entry; `looks` makes it name the heads of all other logs.
    pub(crate) fn append(&mut self, log: usize, by: &str, data: &Data<'_>, looks: bool) -> io::Result<Hash> {
        self.append_under(self.plan.hash, log, by, data, looks)
    }

    fn append_under(
        &mut self,
        plan: Hash,
        log: usize,
        by: &str,
        data: &Data<'_>,
        looks: bool,
    ) -> io::Result<Hash> {
        let others =
            self.logs.iter().enumerate().filter(|(other, known)| looks && *other != log && known.seq > 0);
        let mut seen: Vec<_> =
            others.map(|(_, log)| SeenHead { log: &log.name, seq: log.seq, hash: log.head }).collect();
        seen.sort_by_key(|head| head.log);
        let Log { name, seq, head, .. } = &self.logs[log];
        let entry = Entry {
            op: &self.op,
            log: name,
            seq: seq + 1,
            id: &format!("01a428aa-7320-7000-8000-{:012x}", self.written),
            salt: "00000000000000000000000000000000",
            recorded_at: self.time(self.written),
            by,
            plan,
            seen,
            kind: data.kind().as_str(),
            data: None,
        };
        let (line, hash) = line::write(&entry, data, head);
        let log = &mut self.logs[log];
        log.out.write_all(&line)?;
        (log.seq, log.head) = (log.seq + 1, hash);
        log.written.push(hash);
        self.written += 1;
        Ok(hash)
    }

    fn time(&self, place: u64) -> Instant {
        Instant::from_millis(self.begin + i64::try_from(place).unwrap_or(0))
    }

    /// The time of the next entry, to the second, as events are dated.
    fn second(&self) -> Instant {
        Instant::from_millis((self.begin + i64::try_from(self.written).unwrap_or(0)) / 1000 * 1000)
    }

    /// Appends this many entries of a kind, to the opened logs in turn; every `looks`th entry of a log names the heads of
    /// the others.
    pub(crate) fn fill(&mut self, kind: Kind, entries: u64, looks: u64) -> io::Result<()> {
        let plan = self.plan;
        let measures: Vec<&Measure> = plan.measures.values().collect();
        let logs = self.logs.len();
        let own = (measures.len() / logs).max(1);
        for place in 0..usize::try_from(entries).unwrap_or(usize::MAX) {
            let (log, turn) = (place % logs, place / logs);
            let measure = measures[(turn % own * logs + log) % measures.len()];
            let id = measure.id.as_str();
            let at = At::Instant(self.second());
            let looks = (self.logs[log].seq + 1).is_multiple_of(looks);
            let head = self.logs[log].head;
            let mut by = "nl-07";
            let mut under = plan.hash;
            let note = || Data::Note(note(vec![id]));
            let data = match kind {
                Kind::Moves => Data::Transition(step(measure, turn / own, at)),
                Kind::MovesOfOne => Data::Transition(step(measures[log % measures.len()], turn, at)),
                Kind::Void => Data::Transition(Transition { round: 77, ..step(measure, 0, at) }),
                Kind::Notes => note(),
                Kind::Observations => Data::Observation(observation(id, at)),
                Kind::Holds if turn % 2 == 0 => Data::Hold(hold(measures[0].id.as_str())),
                Kind::Corrections if turn == 0 => Data::Observation(observation(id, at)),
                Kind::Corrections => Data::Correction(correction(self.logs[log].written[1])),
                Kind::Retractions if turn % 2 == 0 => note(),
                Kind::Retractions | Kind::Holds => Data::Retraction(retraction(head)),
                Kind::VerifiedThings if turn % 2 == 1 => {
                    by = "nl-08";
                    Data::Evidence(verification(head, turn / 2 * logs + log, self.second()))
                }
                Kind::VerifiedThings => {
                    let measure = measures[(turn / 2 % own * logs + log) % measures.len()];
                    Data::Evidence(thing(measure.id.as_str(), turn / 2 * logs + log, self.second()))
                }
                Kind::Files => Data::Evidence(file(id, place, self.second())),
                Kind::Versions => {
                    under = self.version(place)?;
                    Data::Note(note_about_nothing())
                }
            };
            self.append_under(under, log, by, &data, looks)?;
        }
        Ok(())
    }

    /// Stores a version of the plan that differs in its name.
    fn version(&self, number: usize) -> io::Result<Hash> {
        let text = String::from_utf8_lossy(&self.plan.stored);
        let text = text.replacen("Exercise BIG", &format!("Exercise BIG, version {number}"), 1);
        let hash = Hash::of(text.as_bytes());
        fs::write(self.plan_path(hash), text)?;
        Ok(hash)
    }

    /// Writes out what is left.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let names: BTreeSet<&str> = self.logs.iter().map(|log| log.name.as_str()).collect();
        assert_eq!(names.len(), self.logs.len(), "a log was opened twice");
        self.logs.iter_mut().try_for_each(|log| log.out.flush())
    }
}

/// What the file of this number holds.
pub(crate) fn image(number: usize) -> String {
    format!("image {number}\n")
}

/// The `turn`th step of a measure that is withdrawn and reopened.
pub(crate) fn step(measure: &Measure, turn: usize, at: At) -> Transition<'_> {
    let opens = turn % 2 == 1;
    let (from, to) = if opens { (State::Withdrawn, State::Open) } else { (State::Open, State::Withdrawn) };
    Transition {
        measure: measure.id.as_str().into(),
        round: (turn / 2) as u64 + 1 + u64::from(opens),
        from,
        to,
        at,
        target: measure.target,
        remainder: None,
        reason: Some("the mirror changed hands again".into()),
        reference: None,
        restored: None,
        basis: None,
        seen_from: vec![],
        until: None,
        sources: vec![],
        note: None,
        irregular: None,
        clock_was_set: false,
    }
}

pub(crate) fn note(about: Vec<&str>) -> Note<'_> {
    Note {
        about: about.into_iter().map(Into::into).collect(),
        at: None,
        sources: vec![],
        text: "a remark".into(),
        clock_was_set: false,
    }
}

fn note_about_nothing() -> Note<'static> {
    note(vec![])
}

fn observation(about: &str, at: At) -> Observation<'_> {
    Observation {
        kind: ObservationKind::Up,
        about: about.into(),
        at,
        asset: None,
        seen_from: vec![],
        sources: vec!["s1".into()],
        tlp: None,
        handling: vec![],
        note: None,
        clock_was_set: false,
    }
}

fn hold(measure: &str) -> Hold<'_> {
    Hold { measures: vec![measure.into()], reason: "an operation of our own".into(), clock_was_set: false }
}

fn retraction(entry: Hash) -> Retraction<'static> {
    Retraction { entry, reason: "it is settled".into(), clock_was_set: false }
}

fn correction(entry: Hash) -> Correction<'static> {
    Correction {
        entry,
        at: None,
        sources: vec![],
        note: Some("corrected".into()),
        reason: "a slip".into(),
        clock_was_set: false,
    }
}

fn custody(to: ItemState, at: Instant) -> Evidence<'static> {
    Evidence {
        to,
        at,
        item: None,
        serves: vec![],
        exhibit: None,
        file: None,
        sha256: None,
        size: None,
        serial: None,
        seal: None,
        holder: None,
        place: None,
        reason: None,
        reference: None,
        tlp: None,
        handling: vec![],
        note: None,
        irregular: None,
        clock_was_set: false,
    }
}

fn file(measure: &str, number: usize, at: Instant) -> Evidence<'_> {
    let image = image(number);
    Evidence {
        serves: vec![(measure.into(), 1)],
        exhibit: Some(format!("E{number}").into()),
        file: Some(format!("{number}.img").into()),
        sha256: Some(Hash::of(image.as_bytes())),
        size: Some(image.len() as u64),
        ..custody(ItemState::Acquired, at)
    }
}

fn thing(measure: &str, number: usize, at: Instant) -> Evidence<'_> {
    Evidence {
        serves: vec![(measure.into(), 1)],
        exhibit: Some(format!("E{number}").into()),
        serial: Some(format!("SN-{number}").into()),
        seal: Some(format!("SEAL-{number}").into()),
        ..custody(ItemState::Collected, at)
    }
}

fn verification(taken: Hash, number: usize, at: Instant) -> Evidence<'static> {
    let seal = Some(format!("SEAL-{number}").into());
    Evidence { item: Some(taken), seal, ..custody(ItemState::Verified, at) }
}
