//! Checks the signatures of a verified ledger or bundle: which are valid, how far each log is signed, and which lines
//! lack a signature that the plan requires.

use std::collections::BTreeMap;

use super::finding::{Finding, FindingKind, Remedy};
use super::verify::Report;
use crate::ledger::sign::checkpoint::{PinnedSignature, check};
use crate::ledger::sign::signers::Signers;

#[derive(Debug, Default)]
pub struct Signatures {
    /// Invalid signatures, and unsigned lines if signatures are required.
    pub findings: Vec<Finding>,
    /// For each file of a log, the last line that a valid signature covers.
    pub signed_to: BTreeMap<String, u64>,
}

impl Signatures {
    /// Checks every checkpoint in a verification report. `required` is whether a signature has to cover every line.
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

/// The lines that no valid signature covers: all lines of a log without one, and those before an invalid checkpoint.
/// Lines after the last checkpoint are left out, because they may still be signed.
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
