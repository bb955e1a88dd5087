//! What changed since it was said: words that fell, approvals that carry no go, what cleared measures lost.

use serde::Serialize;

use crate::operation::{InvalidatedApproval, Standing};

use super::words;

/// One thing that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Whose it is: measures by their full ids; of an approval also `policy`, `countries`, `operation`.
    pub about: Vec<String>,
    /// What no longer holds, and for what.
    pub what: String,
}

/// What changed of some measures, in their order; measures that tell the same of one approval share a row.
pub fn changed(standings: &[&Standing<'_>], approval: Option<&InvalidatedApproval>) -> Vec<Changed> {
    let mut found: Vec<Changed> = approval.map(of_approval).unwrap_or_default();
    for standing in standings {
        let said = of_measure(standing).into_iter();
        found.extend(said.map(|what| Changed { about: vec![standing.id.to_string()], what }));
    }
    found
}

fn of_approval(fallen: &InvalidatedApproval) -> Vec<Changed> {
    let mut found: Vec<Changed> = Vec::new();
    let (word, by) = (if fallen.by.len() == 1 { "approval" } else { "approvals" }, fallen.by.join(", "));
    for difference in &fallen.differences {
        let what = format!("the {word} of {by} fell: {}", words::change(&difference.change));
        match found.iter_mut().find(|known| known.what == what) {
            Some(known) => known.about.push(difference.about.to_string()),
            None => found.push(Changed { about: vec![difference.about.to_string()], what }),
        }
    }
    found
}

fn of_measure(standing: &Standing<'_>) -> Vec<String> {
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
