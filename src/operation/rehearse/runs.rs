//! Rehearses a plan many times, with random durations and one random incident per run.
//!
//! The result counts rehearsals; it is not a probability for the real operation, because no one knows how
//! likely a refusal is. Durations come from a triangular distribution between the best, usual and bad case
//! (S. Kotz and J. R. van Dorp, "Beyond Beta", 2004, chapter 1). All incidents are equally likely.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::ledger::threads;
use crate::model::id::InstrumentId;
use crate::model::measure::MeasureId;
use crate::model::offset::{Offset, Span};
use crate::model::time::Instant;
use crate::operation::impact::OutletAvailability;
use crate::plan::Plan;
use crate::plan::tables::{Inject, Measure, PlannedSlip};

use super::{MINUTE, RehearseError, Setting, rehearse};

/// A possible incident.
struct Disruption {
    /// The name of the inject, or a description of the incident.
    name: String,
    inject: Inject,
}

/// The result of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The name of the incident; empty if nothing can go wrong in the plan.
    pub suffered: String,
    /// Whether everything went as the plan intends.
    pub as_meant: bool,
    /// The measures without effect that left more services on air than the plan leaves up, by id.
    pub broke: Vec<MeasureId>,
    /// The outlets that are off air, with the time.
    pub off_air: Vec<(String, Instant)>,
    /// The outlets with more services on air than the plan leaves up.
    pub on_air: Vec<(String, OutletAvailability)>,
    /// The time between the first visible effect and the last, in milliseconds.
    pub exposure: i64,
}

/// How long before the first measure that needs it an instrument is refused, in milliseconds.
const REFUSED_BEFORE: i64 = 20 * MINUTE;

/// Every possible incident: the injects of the plan and the given ones, the refusal of each instrument
/// shortly before it is needed, and the failure of each measure.
fn sufferable(plan: &Plan, given: &[(String, Inject)], h_hour: Instant) -> Vec<Disruption> {
    let own =
        plan.injects.iter().map(|(id, inject)| Disruption { name: id.to_string(), inject: inject.clone() });
    let mut all: Vec<Disruption> = own.collect();
    for (name, inject) in given.iter().filter(|(name, _)| !plan.injects.contains_key(name.as_str())) {
        all.push(Disruption { name: name.clone(), inject: inject.clone() });
    }
    let at = |start: Instant| Offset::between(h_hour, start);
    let first = |id: &InstrumentId| {
        let covered = plan.measures.values().filter(|measure| measure.instruments.contains(id));
        covered.filter_map(|measure| measure.start).min()
    };
    all.extend(plan.instruments.keys().filter_map(|id| {
        let at = at(first(id)?.plus_millis(-REFUSED_BEFORE));
        Some(Disruption {
            name: format!("{id} refused"),
            inject: Inject { at, what: PlannedSlip::Refused(id.clone()) },
        })
    }));
    all.extend(plan.measures.values().filter_map(|measure| {
        let inject = Inject { at: at(measure.start?), what: PlannedSlip::Failed(vec![measure.id.clone()]) };
        Some(Disruption { name: format!("{} failed", measure.id), inject })
    }));
    all
}

/// Rehearses a plan many times, each time in its own folder below `dir`. The same seed gives the same runs.
/// Calls `progress` with the number of finished runs after each run.
pub fn rehearse_runs(
    plan: &Arc<Plan>,
    setting: &Setting<'_>,
    runs: u32,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Vec<Run>, RehearseError> {
    let Some(h_hour) = plan.operation.h_hour.filter(|_| plan.operation.mode.row().gated) else {
        return Err(RehearseError::NotInMode(plan.operation.mode));
    };
    let plan = Arc::new(Plan::clone(plan).rehearsed());
    let all = sufferable(&plan, &setting.injects, h_hour);
    let (next, done) = (AtomicU32::new(0), AtomicU32::new(0));
    let work = || -> Result<Vec<(u32, Run)>, RehearseError> {
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= runs {
                return Ok(own);
            }
            own.push((number, run(&plan, setting, &all, number)?));
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    let mut runs: BTreeMap<u32, Run> = BTreeMap::new();
    for worked in threads::run_on_threads(threads::available(), work) {
        runs.extend(worked?);
    }
    Ok(runs.into_values().collect())
}

fn run(
    plan: &Arc<Plan>,
    setting: &Setting<'_>,
    all: &[Disruption],
    number: u32,
) -> Result<Run, RehearseError> {
    let mut dice = Dice::of(setting.seed, number);
    let suffered = all.get(dice.below(all.len()));
    let takes =
        plan.measures.values().map(|measure| (measure.id.clone(), drawn_duration(measure, &mut dice)));
    let takes = takes.collect();
    let dir = setting.dir.join(number.to_string());
    let setting = Setting {
        dir: &dir,
        keep: false,
        seed: dice.draw(),
        injects: suffered.iter().map(|it| (it.name.clone(), it.inject.clone())).collect(),
        takes,
        network_ok: setting.network_ok,
    };
    let rehearsed = rehearse(plan, &setting);
    // No later run needs the folder, so a failure to remove it does not matter.
    clear(&dir);
    let rehearsed = rehearsed?;
    let mut broke: Vec<MeasureId> =
        rehearsed.outlets.iter().flat_map(|outlet| outlet.broke.clone()).collect();
    broke.sort_unstable();
    broke.dedup();
    let off = rehearsed.outlets.iter().filter_map(|it| Some((it.outlet.to_string(), it.off_air?)));
    let on = rehearsed.outlets.iter().filter(|it| !it.broke.is_empty());
    Ok(Run {
        suffered: suffered.map(|it| it.name.clone()).unwrap_or_default(),
        as_meant: rehearsed.as_meant(),
        broke,
        off_air: off.collect(),
        on_air: on.map(|it| (it.outlet.to_string(), it.is)).collect(),
        exposure: rehearsed.exposure.map_or(0, |(from, to)| to.millis() - from.millis()),
    })
}

fn clear(dir: &Path) {
    let _ = std::fs::remove_dir_all(dir);
}

/// A random duration for a measure, in milliseconds.
fn drawn_duration(measure: &Measure, dice: &mut Dice) -> i64 {
    let Some(spans) = measure.takes else { return 0 };
    let [best, usual, bad] = spans.map(Span::millis);
    triangular(best, usual, bad, dice.share())
}

/// The quantile function of a triangular distribution.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "spans are years at most")]
fn triangular(low: i64, mode: i64, high: i64, share: f64) -> i64 {
    let (width, rise) = ((high - low) as f64, (mode - low) as f64);
    if width <= 0.0 {
        return low;
    }
    let value = if share * width < rise {
        (share * width * rise).sqrt()
    } else {
        width - ((1.0 - share) * width * (width - rise)).sqrt()
    };
    // Estimates are not more precise than a second.
    low + (value / 1000.0).round() as i64 * 1000
}

/// A random number generator that depends only on a seed and the number of a run: `SplitMix64` (G. Steele, D.
/// Lea and C. Flood, 2014).
struct Dice(u64);

impl Dice {
    fn of(seed: u64, run: u32) -> Self {
        let mut dice = Self(seed ^ u64::from(run).wrapping_mul(0xa076_1d64_78bd_642f));
        dice.0 = dice.draw();
        dice
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A uniform number below another. For small bounds the bias is at most 2^-40, which does not matter
    /// here.
    fn below(&mut self, below: usize) -> usize {
        let wide = u128::from(self.draw()) * below as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A uniform number in 0..1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    fn share(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_splitmix64() {
        // The values that the authors' reference code gives for seed 0.
        let mut dice = Dice(0);
        assert_eq!([dice.draw(), dice.draw()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn a_triangular_duration_lies_between_best_and_bad_and_its_mean_is_known() {
        let (low, mode, high) = (600_000, 1_200_000, 3_600_000);
        let mut dice = Dice(7);
        let drawn: Vec<i64> = (0..20_000).map(|_| triangular(low, mode, high, dice.share())).collect();
        assert!(drawn.iter().all(|it| (low..=high).contains(it)));
        let mean = drawn.iter().sum::<i64>() / 20_000;
        assert!((mean - (low + mode + high) / 3).abs() < 20_000, "{mean}");
        assert_eq!([0.0, 1.0].map(|share| triangular(low, mode, high, share)), [low, high]);
        // A share of (mode - low) / (high - low) is below the mode.
        assert_eq!(triangular(low, mode, high, 0.2), mode);
        assert_eq!(triangular(5, 5, 5, 0.5), 5);
    }
}
