//! The modes of an operation: what each allows, in one table.

use super::state::{EDGES, Edge, RETROSPECTIVE_EDGES, Role};
use super::word::words;

words! {
    /// The mode of an operation. Its entries name it after the id.
    pub enum Mode: "mode" {
        /// The real operation.
        Live = "live",
        /// A practice operation, on reserved names and addresses.
        Exercise = "exercise",
        /// Public history, with sources.
        Retrospective = "retrospective",
        /// A live or exercise plan that is played on a separate ledger; no plan can name this mode.
        Rehearsal = "rehearsal",
    }
}

words! {
    pub enum Writers: "writers" {
        /// The agencies of the plan.
        Agencies = "the agencies of the plan",
        /// Only the reserved agency `archive`.
        Archive = "archive",
    }
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each column is a question")]
pub struct ModeRow {
    pub mode: Mode,
    /// Whether a plan may name it.
    pub in_plans: bool,
    pub writers: Writers,
    /// Who may settle a conflict.
    pub settlers: &'static [Role],
    pub edges: &'static [Edge],
    /// Whether gates, holds, approvals and the go exist.
    pub gated: bool,
    /// Whether optional parts may be missing: H-hour, time zones, identifiers, legal basis and so on.
    pub sparse: bool,
    /// Whether a transition may be dated by a day or a range.
    pub dated_by_day: bool,
    /// Whether the user may set the clock; the entry then states it.
    pub clock_may_be_set: bool,
    /// Whether the writer may be inferred from the measure.
    pub identity_guessed: bool,
    /// Whether it may contain only reserved names and addresses (RFC 2606, 5737, 3849).
    pub reserved_only: bool,
    /// Whether the policy may be looser than its defaults.
    pub policy_may_loosen: bool,
    /// Whether signatures are always required.
    pub signed: bool,
    /// Whether a grant has to contain the hash of its document.
    pub document_asked: bool,
    /// Whether it may contain no instant in the future.
    pub past_only: bool,
    /// Whether it may contain text of a template.
    pub template_words: bool,
    /// Whether it may contain injects for rehearsals.
    pub injects: bool,
}

/// The strictest mode. Each other row states only its differences from it.
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
    pub fn row(self) -> &'static ModeRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
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
