//! The signatures of a verified ledger or bundle: which are good, how far each log is signed, and what is left unsigned
//! where signatures are required.

use std::collections::BTreeMap;

use super::finding::{Finding, FindingKind, Remedy};
use super::verify::Report;
use crate::ledger::sign::checkpoint::{PinnedSignature, check};
use crate::ledger::sign::signers::Signers;

/// What the checkpoints of a ledger come to.
#[derive(Debug, Default)]
pub struct Signatures {
    /// Signatures that count for nothing, and lines that none covers where one is required.
    pub findings: Vec<Finding>,
    /// Per file of a log the last line that a good signature covers.
    pub signed_to: BTreeMap<String, u64>,
}

impl Signatures {
    /// Checks every checkpoint that a verification has met. `required` is whether every line has to stand under one.
    pub fn of(signers: &Signers, required: bool, report: &Report) -> Self {
        let mut all = Self::default();
        let none = Vec::new();
        for log in &report.logs {
            let pinned = report.checkpoints.iter().find(|(name, _)| *name == log.name);
            let pinned = pinned.map_or(&none, |(_, pinned)| pinned);
            let agency = log.name.split('.').next().unwrap_or_default();
            let checked: Vec<_> = pinned.iter().zip(check(signers, agency, pinned)).collect();
            for (pinned, bad) in
                checked.iter().filter_map(|(pinned, checked)| Some((pinned, checked.as_ref().err()?)))
            {
                all.findings.push(finding(
                    FindingKind::BadSignature,
                    &log.name,
                    pinned.line,
                    pinned.byte,
                    bad.to_string(),
                ));
            }
            let good = checked.iter().rev().find(|(_, checked)| checked.is_ok()).map(|(pinned, _)| *pinned);
            if let Some(good) = good {
                all.signed_to.insert(log.name.clone(), good.line - 1);
            }
            if required {
                all.findings.extend(unsigned(&log.name, log.entries, good, pinned));
            }
        }
        all
    }
}

/// The lines that no good signature covers: all of a log that has none, and those before a checkpoint that is bad. What
/// stands after the last checkpoint may be signed yet.
fn unsigned(
    log: &str,
    entries: u64,
    good: Option<&PinnedSignature>,
    pinned: &[PinnedSignature],
) -> Option<Finding> {
    let from = good.map_or(1, |good| good.line + 1);
    let until = match (good, pinned.last()) {
        (None, _) => entries,
        (Some(good), Some(last)) if last.line > good.line => last.line,
        _ => return None,
    };
    let message = format!("no signature covers lines {from} to {until}");
    Some(finding(FindingKind::UnsignedLines, log, from, good.map_or(0, |good| good.next), message))
}

fn finding(kind: FindingKind, log: &str, line: u64, byte: u64, message: String) -> Finding {
    Finding { kind, log: log.to_owned(), line, byte, message, remedy: Remedy::SignAgain, witness: None }
}
