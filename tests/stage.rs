//! A small exercise on a ledger of its own, for tests on the library.

use std::sync::Arc;
use std::time::Duration;

use takedown::ledger::codec::entry::{Attestation, Data, InstrumentStep, Transition};
use takedown::ledger::log::LogName;
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::model::broken::BrokenGuard;
use takedown::model::gate::Gate;
use takedown::model::id::AgencyId;
use takedown::model::instrument::InstrumentState;
use takedown::model::measure::MeasureId;
use takedown::model::stamp::Stamp;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::operation::{
    DisplayState, EntryRequest, Operation, RecordError, RecordOptions, RecordOutcome, Refusal, Saved,
    Verdict, record,
};
use takedown::plan::{self, Plan};

use crate::plan_text::PlanText;

fn plan_text() -> String {
    PlanText::exercise("tideline")
        .toml("[policy]\napprovals = 1")
        .agency("be-prosecutor", "Prosecutor's office of the exercise", "BE")
        .agency("nl-police", "Cyber unit of the exercise", "NL")
        .outlet("wire")
        .provider("host", "hoster", "NL")
        .toml("[provider.host.identify]\nagency = \"nl-police\"")
        .instrument("nl-warrant", "warrant", "nl-police", &["seize:web"])
        .toml(SERVER)
        .text()
}

const SERVER: &str = r#"[asset.web]
kind = "server"
identifier = "203.0.113.20"
country = "NL"
outlets = ["wire"]
provider = "host"
tenancy = "dedicated"
[asset.web.seize]
agency = "nl-police"
"#;

/// How a test records, as whoever a stamp names.
pub(crate) fn options(stamp: &Stamp) -> RecordOptions {
    let holder = Holder {
        log: LogName::of(stamp).expect("a log"),
        host: "here".to_owned(),
        pid: 1,
        since: stamp.recorded_at,
        command: "test".to_owned(),
    };
    let wait = Duration::from_secs(10);
    RecordOptions { if_needed: false, dry_run: false, can_sign: true, wait, holder, network_ok: true }
}

pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) plan: Arc<Plan>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let loaded = plan::read_stored(plan_text().as_bytes());
        let plan = loaded.plan.unwrap_or_else(|| panic!("the plan is good: {:?}", loaded.diagnostics));
        Self { folder: tempfile::tempdir().expect("a folder"), plan: Arc::new(plan) }
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(self.folder.path(), &self.plan.op())
    }

    pub(crate) fn stamp(agency: &str, minute: i64) -> Stamp {
        Stamp {
            agency: AgencyId::new(agency).expect("an id"),
            instance: "7f3a9c02".to_owned(),
            officer: format!("{agency}-1"),
            recorded_at: now(minute),
            clock_set: true,
            program: "takedown test".to_owned(),
        }
    }

    pub(crate) fn try_record(
        &self,
        agency: &str,
        minute: i64,
        asked: EntryRequest,
    ) -> Result<RecordOutcome, RecordError> {
        let stamp = Self::stamp(agency, minute);
        record(&self.store(), &self.plan, &stamp, &[asked], &options(&stamp))
    }

    pub(crate) fn recorded(&self, agency: &str, minute: i64, asked: EntryRequest) -> RecordOutcome {
        self.try_record(agency, minute, asked).unwrap_or_else(|error| panic!("recorded: {error:?}"))
    }

    pub(crate) fn refused(&self, agency: &str, minute: i64, asked: EntryRequest) -> Refusal {
        match self.try_record(agency, minute, asked) {
            Err(RecordError::Refused(mut refused)) => refused.remove(0),
            other => panic!("refused: {other:?}"),
        }
    }

    pub(crate) fn shown(&self, measure: &str) -> DisplayState {
        let reading = self.store().read().expect("it reads");
        let operation = Operation::fold(&self.plan, &reading);
        operation.evaluate(&id(measure), now(600)).display
    }

    /// Writes an entry past the judge, as a forger would.
    pub(crate) fn forge(&self, agency: &str, minute: i64, data: &Data<'_>) -> Verdict {
        let store = self.store();
        let stamp = Self::stamp(agency, minute);
        let holder = options(&stamp).holder;
        let writer = store.writer(Duration::from_secs(5), &holder, true).expect("the lock");
        let reading = writer.read().expect("it reads");
        let blobs = [Blob::new(BlobKind::Plan, &self.plan.stored)];
        let receipt = writer
            .append(&reading, &stamp, self.plan.hash, &blobs, std::slice::from_ref(data))
            .expect("appended");
        let reading = store.read().expect("it reads");
        let pos = reading.position_of(&receipt.entries[0].hash).expect("it is there");
        Operation::fold(&self.plan, &reading).verdict(pos)
    }
}

impl Stage {
    /// Every word that the seizure asks for is said; what waits for the go is saved.
    pub(crate) fn ready(&self, minute: i64) -> Arc<Saved> {
        for agency in ["be-prosecutor", "nl-police"] {
            self.recorded(agency, minute, attested(Gate::Lawful, "wire"));
            self.recorded(agency, minute, attested(Gate::Deconflicted, SEIZE));
        }
        self.recorded("nl-police", minute, attested(Gate::Located, SEIZE));
        self.recorded("nl-police", minute, attested(Gate::Staffed, SEIZE));
        self.recorded("nl-police", minute, instrument(InstrumentState::Granted, minute));
        self.saved(minute)
    }

    /// What is ready and waits for the go, saved.
    pub(crate) fn saved(&self, minute: i64) -> Arc<Saved> {
        let reading = self.store().read().expect("it reads");
        let operation = Operation::fold(&self.plan, &reading);
        let all: Vec<MeasureId> = self.plan.measures.keys().cloned().collect();
        Arc::new(operation.compose(&all, &[], now(minute)).expect("something is ready").saved)
    }
}

/// A gate's word on one measure, or outlet.
pub(crate) fn attested(gate: Gate, about: &str) -> EntryRequest {
    EntryRequest::from(Attestation::new(gate, vec![about.to_owned()], "looked".to_owned()))
}

/// A step of the warrant.
pub(crate) fn instrument(to: InstrumentState, minute: i64) -> EntryRequest {
    let granted = to == InstrumentState::Granted;
    EntryRequest::from(InstrumentStep {
        number: granted.then(|| "7".into()),
        valid: granted.then(|| (now(-300), now(3000))),
        ..InstrumentStep::new("nl-warrant", to, now(minute))
    })
}

pub(crate) fn now(minute: i64) -> Instant {
    Instant::parse(b"2027-03-09T05:00:00Z").expect("a time").plus_millis(minute * 60_000)
}

pub(crate) fn id(measure: &str) -> MeasureId {
    measure.parse().expect("a measure")
}

pub(crate) fn step(measure: &str, to: State, minute: i64) -> Transition<'static> {
    Transition::new(id(measure), to, At::Instant(now(minute)))
}

pub(crate) fn moved(step: Transition<'static>) -> EntryRequest {
    EntryRequest::from(step)
}

pub(crate) const SEIZE: &str = "seize:web@nl-police";
pub(crate) const IDENTIFY: &str = "identify:host@nl-police";

pub(crate) fn forged(
    plan: &Plan,
    measure: &'static str,
    from: State,
    to: State,
    minute: i64,
) -> Transition<'static> {
    Transition {
        measure: measure.into(),
        round: 1,
        from,
        to,
        at: At::Instant(now(minute)),
        target: plan.measures[&id(measure)].target,
        remainder: None,
        reason: None,
        reference: None,
        restored: None,
        basis: None,
        seen_from: Vec::new(),
        until: None,
        sources: Vec::new(),
        note: None,
        irregular: None,
        clock_was_set: true,
    }
}

pub(crate) fn words(broken: &[BrokenGuard]) -> Vec<String> {
    broken.iter().map(ToString::to_string).collect()
}
