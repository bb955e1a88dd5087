//! Whether the ledger is intact; every finding with its place, its meaning and what to do.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::tone::Tone;
use crate::ledger::finding::LedgerRemark;
use crate::model::word::Word as _;
use crate::view::verify::{FindingRow, VerifyView};

use super::entry::EntryLine;
use super::words;
use crate::operation::Verdict;

/// Draws the findings.
pub(crate) fn findings(page: &mut Page, verify: &VerifyView) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for finding in &verify.findings {
        grid.row([Piece::new(Tone::Bad, &finding.kind), location(finding).into()]);
    }
    page.pairs(grid);
}

fn location(finding: &FindingRow) -> String {
    let log = finding.log.as_deref().unwrap_or_default();
    let place = match (finding.line, finding.byte) {
        _ if log.is_empty() => String::new(),
        (Some(line), Some(byte)) => format!("{log}:{line} (byte {byte}): "),
        (Some(line), None) => format!("{log}:{line}: "),
        _ => format!("{log}: "),
    };
    format!("{place}{}", finding.message)
}

/// What was recorded against the rules: legitimate, and listed for those who ask.
pub(crate) fn irregular(grid: &mut Grid, entries: &[EntryLine]) {
    for entry in entries {
        if let Verdict::Irregular(broken) = &entry.verdict {
            let text = format!("{}  {}; broken: {}", entry.place, entry.what, words::broken(broken));
            grid.row([Piece::new(Tone::Bad, LedgerRemark::Irregular.as_str()), text.into()]);
        }
    }
}
