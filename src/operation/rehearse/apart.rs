//! The ledger of a rehearsal, in a folder of its own.

use std::sync::Arc;
use std::time::Duration;

use crate::ledger::log::LogName;
use crate::ledger::random::Random;
use crate::ledger::reading::Reading;
use crate::ledger::store::{Holder, Store};
use crate::model::id::AgencyId;
use crate::model::stamp::Stamp;
use crate::model::time::Instant;
use crate::operation::Operation;
use crate::operation::asked::{Asked, Refusal};
use crate::operation::record::{RecordError, RecordOptions, Recorded, record};
use crate::plan::Plan;

use super::{Happened, Play, RehearseError, Setting};

/// Nobody else writes it.
const WAIT: Duration = Duration::from_secs(10);

pub(super) struct Apart<'a> {
    pub(super) plan: &'a Arc<Plan>,
    store: Store,
    instance: String,
    network_ok: bool,
}

impl<'a> Apart<'a> {
    /// An empty ledger in a folder; one that is there already is left alone.
    pub(super) fn open(plan: &'a Arc<Plan>, setting: &Setting<'_>) -> Result<Self, RehearseError> {
        if setting.dir.join("logs").exists() {
            return Err(RehearseError::NotEmpty(setting.dir.to_owned()));
        }
        let store = Store::open(setting.dir, &plan.op()).with_random(Random::seeded(setting.seed));
        let instance = format!("{:08x}", setting.seed & u64::from(u32::MAX));
        Ok(Self { plan, store, instance, network_ok: setting.network_ok })
    }

    pub(super) fn read(&self) -> Result<Reading, RehearseError> {
        Ok(self.store.read()?)
    }

    /// Asks somebody who has read everything.
    pub(super) fn ask<T>(&self, ask: impl FnOnce(&Operation<'_>) -> T) -> Result<T, RehearseError> {
        let reading = self.read()?;
        Ok(ask(&Operation::fold(self.plan, &reading)))
    }

    /// Records as the command line would.
    fn record(
        &self,
        now: Instant,
        agency: &AgencyId,
        officer: &str,
        asked: &[Asked],
    ) -> Result<Result<Recorded, Vec<Refusal>>, RehearseError> {
        let stamp = Stamp {
            agency: agency.clone(),
            instance: self.instance.clone(),
            officer: officer.to_owned(),
            t: now,
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
        match record(&self.store, self.plan, &stamp, asked, &options) {
            Ok(recorded) => Ok(Ok(recorded)),
            Err(RecordError::Refused(refusals)) => Ok(Err(refusals)),
            Err(error) => Err(error.into()),
        }
    }
}

/// The officers of an agency: the first reports, the second checks.
pub(super) fn officer(agency: &AgencyId, number: u8) -> String {
    format!("{agency}-{number}")
}

impl Play<'_> {
    /// An officer says something; what was recorded or refused is an event.
    pub(super) fn say(
        &mut self,
        now: Instant,
        agency: &AgencyId,
        number: u8,
        asked: &[Asked],
    ) -> Result<Option<Recorded>, RehearseError> {
        match self.try_say(now, agency, number, asked)? {
            Ok(recorded) => Ok(Some(recorded)),
            Err(refusals) => {
                self.happened(now, Happened::Refused { agency: agency.clone(), refusals });
                Ok(None)
            }
        }
    }

    /// The same, where a refusal need not be the last word.
    pub(super) fn try_say(
        &mut self,
        now: Instant,
        agency: &AgencyId,
        number: u8,
        asked: &[Asked],
    ) -> Result<Result<Recorded, Vec<Refusal>>, RehearseError> {
        let officer = officer(agency, number);
        let said = self.apart.record(now, agency, &officer, asked)?;
        if let Ok(recorded) = &said {
            let rows = recorded.rows.clone();
            self.happened(now, Happened::Recorded { agency: agency.clone(), officer, rows });
        }
        Ok(said)
    }
}
