//! Simulates incidents: each inject records entries or changes the course of measures at its time. The judge
//! decides what follows.

use crate::ledger::codec::entry::{Hold, InstrumentStep, Transition};
use crate::model::id::{AgencyId, InstrumentId};
use crate::model::instrument::{InstrumentState, Side};
use crate::model::measure::MeasureId;
use crate::model::offset::Span;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::operation::impact::schedule::lawful_from;
use crate::plan::tables::PlannedSlip;

use super::preparation::BASIS;
use super::{Happened, MeasureProgress, RehearseError, Simulation};

impl Simulation<'_> {
    pub(super) fn goes_wrong(&mut self, index: usize, now: Instant) -> Result<(), RehearseError> {
        let injects = self.injects;
        let Some((id, inject)) = injects.get(index) else { return Ok(()) };
        self.happened(now, Happened::Inject(id.clone()));
        match &inject.what {
            PlannedSlip::Refused(instrument) => self.refused(instrument, now),
            PlannedSlip::Late(agency, by) => {
                self.late(agency, *by);
                Ok(())
            }
            PlannedSlip::Early(measures, by) => {
                for measure in measures {
                    self.early(id, measure, *by, now);
                }
                Ok(())
            }
            PlannedSlip::Failed(measures) => {
                measures.iter().try_for_each(|measure| self.failed(measure, now))
            }
            PlannedSlip::Hold(agency, measures) => {
                let hold = Hold::new(measures.clone(), format!("{BASIS}: {id}"));
                self.record_for(now, agency, 1, &[hold.into()]).map(|_| ())
            }
            PlannedSlip::Lapsed(measures) => {
                measures.iter().try_for_each(|measure| self.lapsed(measure, now))
            }
        }
    }

    /// An authority refuses an instrument. If it was already granted, it is annulled instead.
    fn refused(&mut self, id: &InstrumentId, now: Instant) -> Result<(), RehearseError> {
        use InstrumentState::{Annulled, Granted, Issued, Refused};
        let Some(instrument) = self.plan.instruments.get(id) else { return Ok(()) };
        let papers = self.apart.with_operation(|operation| {
            let papers = operation.instruments(now);
            let state = papers.iter().find(|paper| paper.id == id).map(|paper| paper.state);
            // An expired instrument was granted before.
            state
                .filter(|state| *state != "drafted")
                .map(|state| InstrumentState::of(state).unwrap_or(Granted))
        })?;
        let says = |to| {
            let step = InstrumentStep::new(id.to_string(), to, now);
            InstrumentStep { reason: Some(BASIS.into()), ..step }.into()
        };
        let executing = instrument.executed_by.clone();
        match papers {
            None => {
                let issuers = super::super::judge::side(self.plan, instrument, Side::IssuingOrLead);
                let issuer = issuers.first().and_then(|agency| self.agency(agency));
                if let Some(issuer) = issuer {
                    self.record_for(now, &issuer, 1, &[says(Issued)])?;
                }
                self.record_for(now, &executing, 1, &[says(Refused)])?;
            }
            Some(state) if Refused.row().from.contains(&Some(state)) => {
                self.record_for(now, &executing, 1, &[says(Refused)])?;
            }
            Some(_) => {
                self.record_for(now, &executing, 1, &[says(Annulled)])?;
            }
        }
        Ok(())
    }

    /// An agency starts all measures late that it has not begun.
    fn late(&mut self, agency: &AgencyId, by: Span) {
        let waiting = self.units.iter().filter(|(id, unit)| {
            unit.at == MeasureProgress::Waiting && unit.early.is_none() && id.agency() == agency.as_str()
        });
        let starts: Vec<(MeasureId, Instant)> =
            waiting.map(|(id, unit)| (id.clone(), unit.start.plus_millis(by.millis()))).collect();
        for (id, start) in starts {
            let start = self.plan.measures.get(&id).map_or(start, |measure| lawful_from(measure, start));
            self.set_out(&id, start);
        }
    }

    /// A unit begins too early, without regard to what it should wait for.
    fn early(&mut self, inject: &str, id: &MeasureId, by: Span, now: Instant) {
        let Some(unit) = self.units.get_mut(id).filter(|unit| unit.at == MeasureProgress::Waiting) else {
            return self.happened(now, Happened::NoEffect(id.clone()));
        };
        unit.early = Some(inject.to_owned());
        let start = unit.start.plus_millis(-by.millis()).max(now);
        self.set_out(id, start);
    }

    /// A measure has no effect. Its unit reports that at the end of the measure, or now if it already
    /// reported an effect.
    fn failed(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let Some(unit) = self.units.get_mut(id) else { return Ok(()) };
        match unit.at {
            MeasureProgress::Waiting | MeasureProgress::UnderWay(_) => unit.fails = true,
            MeasureProgress::Done => {
                let failed = Transition::new(id.clone(), State::Failed, At::Instant(now));
                let agency = self.agency(id.agency());
                if let Some(agency) = agency
                    && self.record_for(now, &agency, 1, &[failed.into()])?.is_some()
                    && let Some(unit) = self.units.get_mut(id)
                {
                    (unit.at, unit.ended) = (MeasureProgress::Over, None);
                }
            }
            MeasureProgress::Over => self.happened(now, Happened::NoEffect(id.clone())),
        }
        Ok(())
    }

    /// The effect of a measure is gone. The report cites the first source of the plan.
    fn lapsed(&mut self, id: &MeasureId, now: Instant) -> Result<(), RehearseError> {
        let done = self.units.get(id).is_some_and(|unit| unit.at == MeasureProgress::Done);
        let Some(agency) = self.agency(id.agency()).filter(|_| done) else {
            self.happened(now, Happened::NoEffect(id.clone()));
            return Ok(());
        };
        let sources = self.plan.sources.keys().take(1).map(|id| id.to_string().into()).collect();
        let lapsed = Transition { sources, ..Transition::new(id.clone(), State::Lapsed, At::Instant(now)) };
        self.record_for(now, &agency, 1, &[lapsed.into()]).map(|_| ())
    }
}
