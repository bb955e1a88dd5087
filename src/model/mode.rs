//! The modes of an operation: what each allows, in one table.

use super::state::{EDGES, Edge, RETROSPECTIVE_EDGES, Role};
use super::word::words;

words! {
    /// What an operation is. Its entries carry it beside the id.
    pub enum Mode: "mode" {
        /// The real thing.
        Live = "live",
        /// Played, on reserved names and addresses.
        Exercise = "exercise",
        /// Public history, with sources.
        Retrospective = "retrospective",
        /// A live or exercise plan played on a ledger apart; no plan says so.
        Rehearsal = "rehearsal",
    }
}

words! {
    /// Who writes an operation's ledger.
    pub enum Writers: "writers" {
        /// The agencies of the plan.
        Agencies = "the agencies of the plan",
        /// The reserved agency `archive`, alone.
        Archive = "archive",
    }
}

/// One row of the table of modes.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each column is a question")]
pub struct ModeRow {
    /// The mode.
    pub mode: Mode,
    /// Whether a plan may name it.
    pub in_plans: bool,
    /// Who writes.
    pub writers: Writers,
    /// Who ends a conflict.
    pub settlers: &'static [Role],
    /// The edges that exist.
    pub edges: &'static [Edge],
    /// Whether gates, holds, approvals and the go exist.
    pub gated: bool,
    /// Whether what is left out may be left out: h-hour, zones, identifiers, legal basis and so on.
    pub sparse: bool,
    /// Whether a transition may be dated by a day or a span.
    pub dated_by_day: bool,
    /// Whether the clock may be set by hand, and the entry says so.
    pub clock_may_be_set: bool,
    /// Whether who writes may be guessed from the measure.
    pub identity_guessed: bool,
    /// Whether only reserved names and addresses may stand in it (RFC 2606, 5737, 3849).
    pub reserved_only: bool,
    /// Whether the policy may be looser than its defaults.
    pub policy_may_loosen: bool,
    /// Whether signatures are always required.
    pub signed: bool,
    /// Whether a grant has to name the hash of its document.
    pub document_asked: bool,
    /// Whether no instant of it may lie in the future.
    pub past_only: bool,
    /// Whether the words of a template may stand in it.
    pub template_words: bool,
    /// Whether what goes wrong in rehearsals may stand in it.
    pub injects: bool,
}

/// The strictest mode. The other rows are written as what differs from it.
const LIVE: ModeRow = ModeRow {
    mode: Mode::Live,
    in_plans: true,
    writers: Writers::Agencies,
    settlers: &[Role::Lead],
    edges: EDGES,
    gated: true,
    sparse: false,
    dated_by_day: false,
    clock_may_be_set: false,
    identity_guessed: false,
    reserved_only: false,
    policy_may_loosen: false,
    signed: true,
    document_asked: true,
    past_only: false,
    template_words: false,
    injects: false,
};

/// The table of modes, in the order of [`Mode`].
pub const MODES: &[ModeRow] = &[
    LIVE,
    ModeRow {
        mode: Mode::Exercise,
        clock_may_be_set: true,
        identity_guessed: true,
        reserved_only: true,
        policy_may_loosen: true,
        signed: false,
        document_asked: false,
        template_words: true,
        injects: true,
        ..LIVE
    },
    ModeRow {
        mode: Mode::Retrospective,
        writers: Writers::Archive,
        settlers: &[Role::Archive],
        edges: RETROSPECTIVE_EDGES,
        gated: false,
        sparse: true,
        dated_by_day: true,
        clock_may_be_set: true,
        policy_may_loosen: true,
        signed: false,
        document_asked: false,
        past_only: true,
        ..LIVE
    },
    ModeRow {
        mode: Mode::Rehearsal,
        in_plans: false,
        clock_may_be_set: true,
        identity_guessed: true,
        policy_may_loosen: true,
        signed: false,
        document_asked: false,
        template_words: true,
        injects: true,
        ..LIVE
    },
];

impl Mode {
    /// The mode's row of the table.
    pub fn row(self) -> &'static ModeRow {
        // The table stands in the order of the enum (a test holds it to that), so the index exists.
        &MODES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word as _;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(Mode::ALL.iter().zip(MODES).all(|(mode, row)| row.mode == *mode));
        assert_eq!(MODES.len(), Mode::ALL.len());
    }
}
