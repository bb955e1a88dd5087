//! When measures are carried out, in the best, the usual and the bad case.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::action::Effect;
use crate::model::measure::MeasureId;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::impact::Impact;
use crate::operation::impact::schedule::Case;
use crate::plan::tables::Measure;
use crate::view::measure::texts;

/// When a measure is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpanRow {
    pub measure: String,
    /// Its shortest unique id.
    pub short: String,
    /// The outlets that it acts against.
    pub outlets: Vec<String>,
    /// `down`, `limit`, `none`.
    pub effect: &'static str,
    /// The start in the bad case.
    pub start: Instant,
    /// The end in the best case.
    pub best: Instant,
    /// The end in the usual case.
    pub usual: Instant,
    /// The end in the bad case.
    pub bad: Instant,
}

/// The spans of the measures with a visible effect, and of the measures that they come after, by their
/// start.
pub(super) fn spans(impact: &Impact<'_>) -> Vec<SpanRow> {
    let plan = impact.plan();
    let [best, usual, bad] = [Case::Best, Case::Usual, Case::Bad].map(|case| impact.carried(case));
    let visible = |measure: &&Measure| measure.action.row().effect != Effect::Nothing;
    let mut spanned: BTreeSet<&MeasureId> = BTreeSet::new();
    let mut todo: Vec<&Measure> = plan.measures.values().filter(visible).collect();
    while let Some(measure) = todo.pop() {
        if spanned.insert(&measure.id) {
            todo.extend(measure.after.iter().filter_map(|before| plan.measures.get(before)));
        }
    }
    let span = |id: &MeasureId| {
        let measure = plan.measures.get(id)?;
        let start = bad.get(id)?.start;
        Some(SpanRow {
            measure: id.to_string(),
            short: plan.short(id).to_owned(),
            outlets: texts(&measure.outlets),
            effect: measure.action.row().effect.as_str(),
            start,
            // A measure that waits for others starts at another time in each case, so its end can lie before
            // this start.
            best: best.get(id)?.end.max(start),
            usual: usual.get(id)?.end.max(start),
            bad: bad.get(id)?.end,
        })
    };
    let mut spans: Vec<SpanRow> = spanned.into_iter().filter_map(span).collect();
    spans.sort_by(|one, two| (one.start, &one.measure).cmp(&(two.start, &two.measure)));
    spans
}
