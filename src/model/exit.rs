//! The exit codes: a contract with scripts, never changed in meaning.

/// One row of the table of exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitRow {
    /// The code.
    pub code: u8,
    /// Its rank where several apply: the lowest wins.
    pub rank: u8,
}

/// An exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The plan has errors, I/O failed, nothing was recorded, or the ledger is of another operation.
    Failed,
    /// The command line is wrong.
    Usage,
    /// A guard refused, or the answer at a prompt was no.
    Refused,
    /// The ledger is not intact, or it is unknown whether something was recorded.
    NotIntact,
    /// A stale saved plan, a held lock, a fork, a recording on an unsettled conflict.
    Conflict,
    /// With `--exit-code`: not ready, not finished, in conflict. Of `rehearse`: it did not end as the plan means it.
    NotReady,
    /// Interrupted. The program returns this never: the system ends it by its signal, and a shell shows 130.
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
    /// The code's row of the table.
    pub fn row(self) -> ExitRow {
        EXITS[self as usize]
    }

    /// The one of two that counts: 4, 5, 3, 1, 6.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if other.row().rank < self.row().rank { other } else { self }
    }
}
