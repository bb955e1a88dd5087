//! What changed since it was attested: statements that became invalid, approvals without a go, and what
//! cleared measures have lost.

use serde::Serialize;

use crate::model::measure::MeasureId;
use crate::operation::{InvalidatedApproval, Standing};
use crate::plan::Plan;

use super::words;

/// One statement that is no longer valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The subjects: measures by their full ids; for an approval also `policy`, `countries`, `operation`.
    pub about: Vec<String>,
    /// What is no longer valid, and the reason.
    pub what: String,
    /// Tables only: `about`, with short ids.
    #[serde(skip)]
    pub names: Vec<String>,
}

impl Changed {
    fn add(&mut self, plan: &Plan, about: &str) {
        let id = about.parse::<MeasureId>();
        self.names.push(id.map_or_else(|_| about.to_owned(), |id| plan.short(&id).to_owned()));
        self.about.push(about.to_owned());
    }
}

/// What changed for the given measures, in their order. Measures that lost the same part of one approval
/// share a row.
pub fn changed(
    plan: &Plan,
    standings: &[&Standing<'_>],
    approval: Option<&InvalidatedApproval>,
) -> Vec<Changed> {
    let mut rows: Vec<Changed> =
        approval.map(|approval| changed_approval(plan, approval)).unwrap_or_default();
    for standing in standings {
        for what in changed_of_measure(standing) {
            let mut row = Changed { about: Vec::new(), what, names: Vec::new() };
            row.add(plan, standing.id.as_str());
            rows.push(row);
        }
    }
    rows
}

fn changed_approval(plan: &Plan, approval: &InvalidatedApproval) -> Vec<Changed> {
    let mut rows: Vec<Changed> = Vec::new();
    let (word, by) = (if approval.by.len() == 1 { "approval" } else { "approvals" }, approval.by.join(", "));
    for difference in &approval.differences {
        let what = format!("the {word} of {by} fell: {}", words::change(&difference.change));
        let index = rows.iter().position(|row| row.what == what).unwrap_or_else(|| {
            rows.push(Changed { about: Vec::new(), what, names: Vec::new() });
            rows.len() - 1
        });
        rows[index].add(plan, &difference.about.to_string());
    }
    rows
}

fn changed_of_measure(standing: &Standing<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if !standing.since_go.moved.is_empty() {
        found.push(format!("the plan changed its {} since the go", standing.since_go.moved.join(", ")));
    }
    for fallen in &standing.invalidated {
        let about = fallen.about.as_ref().map_or_else(String::new, |about| format!(" ({about})"));
        let moved = if fallen.moved.is_empty() { "target".to_owned() } else { fallen.moved.join(", ") };
        found.push(format!("{}{about} of {} fell: its {moved} changed", fallen.gate, fallen.agency));
    }
    let lost = standing.since_go.lost.iter();
    found.extend(
        lost.map(|gap| format!("{} was lost since the go: {}", gap.gate, words::gate_reason(&gap.reason))),
    );
    found
}
