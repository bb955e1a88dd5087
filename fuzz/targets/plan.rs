//! The fuzz target of a plan: never a panic; a plan, or what is wrong with it and where; what is kept of it reads back.

use std::path::Path;

use takedown::model::time::Instant;
use takedown::plan::{self, Loaded};

use super::loaded;

/// Reads any bytes as a plan: as a ledger would keep them, and from a file in a folder.
pub(crate) fn plan(bytes: &[u8], folder: &Path) {
    plan_by(bytes, folder, plan::read_stored);
}

/// The same with another reader of what a ledger keeps.
pub(crate) fn plan_by(bytes: &[u8], folder: &Path, read: impl Fn(&[u8]) -> Loaded) {
    loaded::check(&read(bytes));
    let path = folder.join("plan.toml");
    // A new file each time: to write over one makes some file systems wait for the disk.
    let _ = std::fs::remove_file(&path);
    std::fs::write(&path, bytes).expect("written");
    loaded::check(&plan::load(&path, Instant::parse(b"2026-11-25T09:44:00Z").expect("a time")));
}
