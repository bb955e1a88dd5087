//! What remains to be recorded, and by whom, before measures are cleared. The refusals, the coordinator's
//! sheet and `plan --next` all use this module.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;

use super::evaluate::Evaluator;
use crate::operation::judge::findings::{GateReason, MissingStatement, OpenGate};
use crate::operation::judge::gate;
use crate::operation::judge::gate::{GateTerms, Purpose};
use crate::operation::judge::stale;

/// One entry that remains to be recorded. The variants are in an order in which they can be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A hold that the agency which placed it has to lift.
    Lift {
        agency: String,
        entry: Hash,
        /// The measures that it holds.
        measures: Vec<MeasureId>,
        reason: String,
    },
    /// Gates that an agency has to attest: `lawful` about outlets, the others about measures.
    Attest {
        agency: String,
        /// In the order of their vocabulary.
        gates: Vec<Gate>,
        /// Full ids of measures, or ids of outlets; sorted.
        about: Vec<String>,
    },
    /// Instruments that one agency has to grant.
    Grant {
        /// The executing agency.
        agency: String,
        /// Sorted.
        instruments: Vec<String>,
        /// The minimum validity period.
        valid: (Instant, Instant),
    },
    /// Ready measures that have to be saved.
    Save {
        /// Empty means all ready measures of the plan.
        measures: Vec<MeasureId>,
    },
    /// The saved plan has to be approved.
    Approve { agency: String },
    /// The saved plan needs a go.
    Go { agency: String },
    /// A measure that no entry can get cleared.
    Stuck {
        measure: MeasureId,
        /// Why no entry helps.
        reason: StuckReason,
    },
}

/// Why no go can be requested for a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StuckReason {
    /// A gate is open that no attestation can close.
    Gate(Gate, GateReason),
    /// The group of the measure waits for these members.
    Group(Arc<[MeasureId]>),
}

impl Next {
    /// The agency that has to act; `None` if no entry helps, or if any agency can do it.
    pub fn agency(&self) -> Option<&str> {
        match self {
            Self::Lift { agency, .. }
            | Self::Attest { agency, .. }
            | Self::Grant { agency, .. }
            | Self::Approve { agency }
            | Self::Go { agency } => Some(agency),
            Self::Save { .. } | Self::Stuck { .. } => None,
        }
    }
}

/// What remains to be recorded before some measures and the other members of their groups are cleared. For
/// measures that need no go, only their gates count. The list is empty in a mode without gates, because that
/// mode has no approvals and no go either; so output that prints this list never suggests a command that the
/// mode refuses.
pub(crate) fn next(showing: &Evaluator<'_, '_>, among: &[MeasureId], now: Instant) -> Vec<Next> {
    let plan = showing.plan;
    if !plan.operation.mode.row().gated {
        return Vec::new();
    }
    let open = |id: &MeasureId| showing.view.measure_state(id.as_str(), None).state == Some(State::Open);
    let mut wanted: BTreeSet<&MeasureId> = BTreeSet::new();
    let mut groups = BTreeSet::new();
    for measure in among.iter().filter_map(|id| plan.measures.get(id)).filter(|measure| open(&measure.id)) {
        wanted.insert(&measure.id);
        groups.extend(measure.group.as_ref());
    }
    for group in groups {
        wanted.extend(stale::missing(showing.view, plan, group, |_| false));
    }
    let mut gathered = NextCollector::default();
    for id in &wanted {
        gathered.take(showing, id, now);
    }
    let waits = |id: &&&MeasureId| plan.measures.get(**id).is_some_and(|measure| measure.action.row().go);
    let all_open = plan.measures.keys().filter(|id| open(id) && waits(&id)).count();
    let group = |id: &MeasureId| plan.measures.get(id).and_then(|measure| measure.group.as_ref());
    // A measure that cannot be cleared holds back its group.
    let held_back: BTreeSet<_> = gathered.stuck.keys().filter_map(group).collect();
    let cleared: Vec<MeasureId> = wanted
        .iter()
        .filter(waits)
        .filter(|id| !gathered.stuck.contains_key(**id))
        .filter(|id| group(id).is_none_or(|group| !held_back.contains(group)))
        .map(|id| (*id).clone())
        .collect();
    let mut next = gathered.collect();
    if !cleared.is_empty() {
        let whole = cleared.len() == all_open;
        next.push(Next::Save { measures: if whole { Vec::new() } else { cleared } });
        let lead = plan.operation.lead.as_str();
        let others = plan.agencies.keys().map(AsRef::as_ref).filter(|agency: &&str| *agency != lead);
        let needed = usize::try_from(plan.policy.approvals).unwrap_or(usize::MAX);
        next.extend(others.take(needed).map(|agency| Next::Approve { agency: agency.to_owned() }));
        next.push(Next::Go { agency: lead.to_owned() });
    }
    next.extend(gathered.stuck.into_iter().map(|(measure, reason)| Next::Stuck { measure, reason }));
    next
}

/// Missing entries, collected over several measures.
#[derive(Default)]
struct NextCollector {
    holds: BTreeMap<(String, Hash), (Vec<MeasureId>, String)>,
    /// By agency and subject.
    gates: BTreeMap<String, BTreeMap<String, BTreeSet<Gate>>>,
    /// By agency and instrument.
    grants: BTreeMap<String, BTreeMap<String, (Instant, Instant)>>,
    stuck: BTreeMap<MeasureId, StuckReason>,
}

impl NextCollector {
    fn take(&mut self, showing: &Evaluator<'_, '_>, id: &MeasureId, now: Instant) {
        let Some(measure) = showing.plan.measures.get(id) else { return };
        for held in showing.holds(id) {
            let hold = self.holds.entry((held.agency, held.entry)).or_default();
            hold.0.push(id.clone());
            hold.1 = held.reason;
        }
        let terms = GateTerms::of_plan(showing.plan, measure, showing.countries);
        for gap in gate::open_gates(showing.view, &terms, Purpose::Ready(now)) {
            if gap.missing.is_empty() {
                self.stuck.insert(id.clone(), StuckReason::Gate(gap.gate, gap.reason.clone()));
            }
            self.add_open_gate(&gap, needed(measure, now));
        }
    }

    fn add_open_gate(&mut self, gap: &OpenGate, valid: (Instant, Instant)) {
        for unsaid in &gap.missing {
            // If several agencies could attest, the first is the lead, or otherwise the first by id.
            let Some(agency) = unsaid.by().first().cloned() else { continue };
            match unsaid {
                MissingStatement::Attestation { gate, about, .. } => {
                    self.gates.entry(agency).or_default().entry(about.clone()).or_default().insert(*gate);
                }
                MissingStatement::Grant { instrument, .. } => {
                    let known =
                        self.grants.entry(agency).or_default().entry(instrument.clone()).or_insert(valid);
                    *known = (known.0.min(valid.0), known.1.max(valid.1));
                }
            }
        }
    }

    /// The missing entries, with the gates of an agency combined if they have the same subjects.
    fn collect(&mut self) -> Vec<Next> {
        let mut next = Vec::new();
        for ((agency, entry), (measures, reason)) in std::mem::take(&mut self.holds) {
            next.push(Next::Lift { agency, entry, measures, reason });
        }
        for (agency, things) in std::mem::take(&mut self.gates) {
            let mut sets: BTreeMap<BTreeSet<Gate>, Vec<String>> = BTreeMap::new();
            for (about, gates) in things {
                sets.entry(gates).or_default().push(about);
            }
            next.extend(sets.into_iter().map(|(gates, about)| Next::Attest {
                agency: agency.clone(),
                gates: gates.into_iter().collect(),
                about,
            }));
        }
        for (agency, grants) in std::mem::take(&mut self.grants) {
            let valid = grants.values().copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            let Some(valid) = valid else { continue };
            next.push(Next::Grant { agency, instruments: grants.into_keys().collect(), valid });
        }
        next
    }
}

/// The period for which a grant has to be valid for a measure: from now, or from the start of its window if
/// that is earlier, to the end of its window, or to its bad-case end if that is later.
fn needed(measure: &crate::plan::tables::Measure, now: Instant) -> (Instant, Instant) {
    let bad = measure.takes.map_or(0, |[_, _, bad]| bad.millis());
    let last = measure.start.map_or(now, |start| start.max(now)).plus_millis(bad);
    match measure.window {
        Some((from, until)) => (from.min(now), until.max(last)),
        None => (now, last),
    }
}
