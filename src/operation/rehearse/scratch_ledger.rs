//! The ledger of a rehearsal, in its own folder.

use std::sync::Arc;
use std::time::Duration;

use crate::ledger::log::LogName;
use crate::ledger::store::Store;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::random::Random;
use crate::model::id::AgencyId;
use crate::model::stamp::Stamp;
use crate::model::time::Instant;
use crate::operation::record::request::{EntryRequest, Refusal};
use crate::operation::record::{RecordError, RecordOptions, RecordOutcome};
use crate::operation::{Operation, Recorder};
use crate::plan::Plan;

use super::{Happened, RehearseError, Setting, Simulation};

/// Never needed in full, because no other process writes this ledger.
const WAIT: Duration = Duration::from_secs(10);

/// The store of a rehearsal: an empty ledger. An existing ledger in the folder is an error, and stays as it
/// is.
pub(crate) fn store(plan: &Plan, setting: &Setting<'_>) -> Result<Store, RehearseError> {
    if setting.dir.join("logs").exists() {
        return Err(RehearseError::NotEmpty(setting.dir.to_owned()));
    }
    Ok(Store::open(setting.dir, &plan.op()).with_random(Random::seeded(setting.seed)).synced_at_the_end())
}

// See ARCHITECTURE, "A rehearsal is a separate operation".
pub(crate) struct ScratchLedger<'a> {
    recorder: Recorder<'a>,
    instance: String,
    network_ok: bool,
}

impl<'a> ScratchLedger<'a> {
    pub(crate) fn new(plan: &'a Arc<Plan>, store: &'a Store, setting: &Setting<'_>) -> Self {
        let instance = format!("{:08x}", setting.seed & u64::from(u32::MAX));
        Self { recorder: Recorder::new(store, plan), instance, network_ok: setting.network_ok }
    }

    pub(crate) fn with_operation<T>(
        &self,
        ask: impl FnOnce(&Operation<'_>) -> T,
    ) -> Result<T, RehearseError> {
        Ok(self.recorder.with_operation(ask)?)
    }

    /// Records a batch the way the command line does. The inner error is a refusal.
    fn record(
        &mut self,
        now: Instant,
        agency: &AgencyId,
        officer: &str,
        requests: &[EntryRequest],
    ) -> Result<Result<RecordOutcome, Vec<Refusal>>, RehearseError> {
        let stamp = Stamp {
            agency: agency.clone(),
            instance: self.instance.clone(),
            officer: officer.to_owned(),
            recorded_at: now,
            clock_set: true,
            program: concat!("takedown ", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let holder = Holder {
            log: LogName::of(&stamp)?,
            host: "this machine".to_owned(),
            pid: std::process::id(),
            since: now,
            command: "rehearse".to_owned(),
        };
        let options = RecordOptions {
            if_needed: false,
            dry_run: false,
            can_sign: false,
            wait: WAIT,
            holder,
            network_ok: self.network_ok,
        };
        match self.recorder.record(&stamp, requests, &options) {
            Ok(recorded) => Ok(Ok(recorded)),
            Err(RecordError::Refused(refusals)) => Ok(Err(refusals)),
            Err(error) => Err(error.into()),
        }
    }
}

/// The name of an agency's officer: number 1 reports, number 2 checks.
pub(crate) fn officer(agency: &AgencyId, number: u8) -> String {
    format!("{agency}-{number}")
}

impl Simulation<'_> {
    /// Records a batch for an officer, and adds what was recorded or refused to the events.
    pub(crate) fn record_for(
        &mut self,
        now: Instant,
        agency: &AgencyId,
        number: u8,
        requests: &[EntryRequest],
    ) -> Result<Option<RecordOutcome>, RehearseError> {
        match self.try_say(now, agency, number, requests)? {
            Ok(recorded) => Ok(Some(recorded)),
            Err(refusals) => {
                self.happened(now, Happened::Refused { agency: agency.clone(), refusals });
                Ok(None)
            }
        }
    }

    /// Like `record_for`, but leaves a refusal to the caller, who may try again.
    pub(crate) fn try_say(
        &mut self,
        now: Instant,
        agency: &AgencyId,
        number: u8,
        requests: &[EntryRequest],
    ) -> Result<Result<RecordOutcome, Vec<Refusal>>, RehearseError> {
        let officer = officer(agency, number);
        let outcome = self.apart.record(now, agency, &officer, requests)?;
        if let Ok(recorded) = &outcome {
            let rows = recorded.rows.clone();
            self.happened(now, Happened::Recorded { agency: agency.clone(), officer, rows });
        }
        Ok(outcome)
    }
}
