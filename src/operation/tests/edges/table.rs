//! The documented table of edges, and the result that it gives for one case.

use super::kind::{OTHER, OWN};
use super::machine::{self, Flaw, MachineModel};
use crate::model::broken::{BrokenGuard, Guard};
use crate::model::state::State::{self, *};
use crate::model::time::Instant;

/// The role of a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Own,
    Lead,
    Coordinator,
    /// An agency of another country, without a special role.
    Other,
    /// A body that is neither lead nor coordinator.
    Body,
    /// Not an agency of the plan.
    Stranger,
}
use Part::*;

pub(super) const PARTS: &[(Part, &str)] = &[
    (Own, OWN),
    (Lead, "be-prosecutor"),
    (Coordinator, "eu-coordinator"),
    (Other, OTHER),
    (Body, "eu-body"),
    (Stranger, "stranger"),
    (Stranger, "archive"),
];

/// One row of the documented table of edges.
struct Row {
    from: &'static [State],
    to: &'static [State],
    /// Whether the row applies to measures that need a go, and to those that need none.
    of: &'static [bool],
    who: &'static [Part],
    fact: bool,
    /// The guards that it checks; `gates` means all required gates.
    guards: &'static str,
}

const DOERS: &[Part] = &[Own, Lead, Coordinator];
const DECIDERS: &[Part] = &[Own, Lead];
const ANYBODY: &[Part] = &[Own, Lead, Coordinator, Other, Body];
const BOTH: &[bool] = &[true, false];
const REPORTS: &[State] = &[UnderWay, Done, Partial, Failed, Declined];
const ALL: &str = "go start window hours after group hold order gates";

/// `docs/measures.md`, line by line. Where two rows fit, the first one counts.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row { from: &[Cleared], to: REPORTS, of: &[true], who: DOERS, fact: true, guards: ALL },
    Row { from: &[Open], to: REPORTS, of: &[false], who: DOERS, fact: true, guards: ALL },
    Row { from: &[UnderWay, Partial], to: &[Done, Partial, Failed, Declined], of: BOTH, who: DOERS, fact: true, guards: "hold order" },
    Row { from: &[Done], to: &[Confirmed], of: BOTH, who: ANYBODY, fact: false, guards: "order" },
    Row { from: &[Done], to: &[Failed, Declined], of: BOTH, who: DECIDERS, fact: true, guards: "order" },
    Row { from: &[Done, Confirmed], to: &[Lapsed], of: BOTH, who: ANYBODY, fact: true, guards: "order" },
    Row { from: &[Lapsed, Failed, Declined, Partial, Withdrawn, Reversed], to: &[Open], of: BOTH, who: DECIDERS, fact: false, guards: "" },
    Row { from: &[Done, Partial, Confirmed], to: &[Reversed], of: BOTH, who: DECIDERS, fact: true, guards: "order" },
    Row { from: &[Open, Cleared, UnderWay], to: &[Withdrawn], of: BOTH, who: DECIDERS, fact: false, guards: "" },
];

/// `any state but done, confirmed -> under-way, done, partial, failed, declined`, with `--irregular`.
const IRREGULAR: Row = Row {
    from: &[Open, Cleared, UnderWay, Partial, Lapsed, Declined, Failed, Withdrawn, Reversed],
    to: REPORTS,
    of: BOTH,
    who: DOERS,
    fact: true,
    guards: "go start window hours after group hold state order gates",
};

/// The expected result of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Due {
    Sound,
    Irregular(Vec<BrokenGuard>),
    Void(&'static str),
    /// An intention that breaks these guards.
    Broken(Vec<BrokenGuard>),
}

/// The result that the tables give for one case.
pub(super) fn due(machine: &MachineModel, part: Part, to: State, at: Instant) -> Due {
    if part == Stranger {
        return Due::Void("no participant");
    }
    let row = match machine.state {
        None if REPORTS.contains(&to) => &IRREGULAR,
        None => return Due::Void("conflict"),
        // Only a go can clear a measure.
        Some(Open) if to == Cleared => return Due::Void(if part == Lead { "lacks" } else { "no right" }),
        Some(from) => {
            let again = from == to;
            let fits = |row: &&Row| {
                row.from.contains(&from) && row.to.contains(&to) && row.of.contains(&machine.kind.go)
            };
            match TABLE.iter().find(fits).filter(|_| !again || to == Partial) {
                Some(row) => row,
                None if fits(&&IRREGULAR) && !again => &IRREGULAR,
                None => return Due::Void(if again { "already" } else { "no edge" }),
            }
        }
    };
    if !row.who.contains(&part) {
        return Due::Void("no right");
    }
    if to == Lapsed && !machine.kind.lapses {
        return Due::Void("lacks");
    }
    if to == Confirmed && machine.kind.lead_confirms && part != Lead {
        return Due::Void("no right");
    }
    let broken = broken(machine, row, at);
    match (broken.is_empty(), row.fact) {
        (true, _) => Due::Sound,
        (false, true) => Due::Irregular(broken),
        (false, false) => Due::Broken(broken),
    }
}

/// The guards that an act breaks, given the flaw.
fn broken(machine: &MachineModel, row: &Row, at: Instant) -> Vec<BrokenGuard> {
    let (go, flaw, h) = (machine.kind.go, machine.flaw, machine.h_hour());
    let cleared = machine.state == Some(Cleared);
    let hour = |hours: i64| h.plus_millis(hours * machine::HOUR);
    let lost = match flaw {
        Flaw::Lost(gate) => Some(gate),
        _ => None,
    };
    let mut broken = Vec::new();
    for guard in row.guards.split_whitespace() {
        let (guard, breaks) = match guard {
            "go" => (Guard::Go, go && !(cleared && machine.go_at.is_some_and(|go| at >= go))),
            "start" => (Guard::Start, at < h),
            "window" => (Guard::Window, at < hour(-4) || at > hour(36)),
            // H is 6:00, and the legal hours are from 5:00 to 21:00.
            "hours" => (Guard::Hours, at < hour(-1) || at > hour(15) && at < hour(23)),
            "after" => (Guard::After, flaw == Flaw::NotAfter),
            "group" => (Guard::Group, go && !cleared && flaw == Flaw::MateOpen),
            "hold" => (Guard::Hold, flaw == Flaw::Held),
            "state" => (Guard::State, machine.state != Some(Open)),
            "order" => (Guard::Order, machine.report_at.is_some_and(|report| at < report)),
            "gates" => {
                broken.extend(lost.map(BrokenGuard::Gate));
                continue;
            }
            guard => panic!("{guard}"),
        };
        if breaks {
            broken.push(BrokenGuard::Guard(guard));
        }
    }
    broken.sort_unstable();
    broken
}
