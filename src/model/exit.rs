//! The exit codes: a contract with scripts, never changed in meaning.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitRow {
    pub code: u8,
    /// If several codes apply, the one with the lowest rank wins.
    pub rank: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// The plan has errors, input or output failed, nothing was recorded, or the ledger belongs to another operation.
    Failed,
    /// The command line is wrong.
    Usage,
    /// A guard refused, or the user answered no at a prompt.
    Refused,
    /// The ledger is damaged, or a write could not be confirmed.
    NotIntact,
    /// A stale saved plan, a held lock, a fork, or a recording on an unsettled conflict.
    Conflict,
    /// With `--exit-code`: not ready, not finished, or in conflict. From `rehearse`: it did not end as planned.
    NotReady,
    /// Interrupted. The program never returns this code: the signal ends the process, and a shell shows 130.
    Interrupted,
}

/// The table of exit codes, in the order of [`Exit`].
pub const EXITS: &[ExitRow] = &[
    ExitRow { code: 0, rank: 9 },
    ExitRow { code: 1, rank: 4 },
    ExitRow { code: 2, rank: 0 },
    ExitRow { code: 3, rank: 3 },
    ExitRow { code: 4, rank: 1 },
    ExitRow { code: 5, rank: 2 },
    ExitRow { code: 6, rank: 5 },
    ExitRow { code: 130, rank: 0 },
];

impl Exit {
    pub fn row(self) -> ExitRow {
        EXITS[self as usize]
    }

    /// The one of two codes that wins by rank: 4, 5, 3, 1, 6.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if other.row().rank < self.row().rank { other } else { self }
    }
}
