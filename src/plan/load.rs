//! From a path, or from the bytes that a ledger keeps, to a plan.

use std::path::Path;

use super::code::Code;
use super::diagnostic::{Diagnostic, Loaded};
use crate::model::time::Instant;

/// Reads a plan: a file `NAME.toml`, or a folder whose `*.toml` files are read together. `now` is asked only of
/// retrospective plans, which hold no future.
pub fn load(path: &Path, _now: Instant) -> Loaded {
    nothing(&format!("{}", path.display()))
}

/// Reads the bytes that a ledger keeps of a plan: one file, or the files of a folder under their header lines. The
/// disk is never touched, and no rule is asked: what the plan was found to be on the day it was cited stands.
pub fn read_stored(_bytes: &[u8]) -> Loaded {
    nothing("a stored plan")
}

fn nothing(name: &str) -> Loaded {
    Loaded {
        plan: None,
        diagnostics: vec![Diagnostic::new(Code::Syntax, format!("{name} cannot be read"))],
        dropped: 0,
        sources: Vec::new(),
    }
}
