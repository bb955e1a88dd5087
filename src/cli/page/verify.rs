//! The result of verifying a ledger: every finding with its location, its meaning and what to do.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::view::verify::{FindingRow, VerifyView};

/// Draws the findings; with `verbose` also the counts and the remarks.
pub(crate) fn draw(page: &mut Page, view: &VerifyView, verbose: bool) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for finding in &view.findings {
        grid.row([Piece::new(Tone::Bad, &finding.kind), finding_text(finding).into()]);
    }
    page.pairs(grid);
    if verbose {
        details(page, view);
    }
}

fn finding_text(finding: &FindingRow) -> String {
    let log = finding.log.as_deref().unwrap_or_default();
    let location = match (finding.line, finding.byte) {
        _ if log.is_empty() => String::new(),
        (Some(line), Some(byte)) => format!("{log}:{line} (byte {byte}): "),
        (Some(line), None) => format!("{log}:{line}: "),
        _ => format!("{log}: "),
    };
    format!("{location}{}", finding.message)
}

fn details(page: &mut Page, view: &VerifyView) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let verdict = if view.findings.is_empty() {
        Piece::new(Tone::Good, "intact")
    } else {
        Piece::new(Tone::Bad, "stands")
    };
    grid.row([verdict, counts(view).into()]);
    let signed = view.logs.iter().filter_map(|log| Some(format!("{} to :{}", log.log, log.signed_to?)));
    let signed: Vec<String> = signed.collect();
    if !signed.is_empty() {
        grid.row(["signed".into(), signed.join(", ").into()]);
    }
    for remark in &view.remarks {
        let tone = if remark.against_rules { Tone::Bad } else { Tone::Care };
        grid.row([Piece::new(tone, remark.kind), remark.text.as_str().into()]);
    }
    page.pairs(grid);
}

fn counts(view: &VerifyView) -> String {
    let entries: u64 = view.logs.iter().map(|log| log.entries).sum();
    let mut counts = vec![number_of(view.logs.len(), "log"), count_text(entries, "entry")];
    counts.extend(view.plans.map(|plans| count_text(plans, "plan")));
    let meaning = if view.judged {
        let conflicts = count_text(view.conflicts, "conflict");
        format!("{} void, {} irregular, {conflicts}", view.void, view.irregular)
    } else {
        "rights are its maker's statement, and not judged".to_owned()
    };
    let bundle = view.bundle.as_ref().map(|op| format!("a bundle of {op}: ")).unwrap_or_default();
    format!("{bundle}{}; {meaning}", counts.join(", "))
}

fn count_text(count: u64, thing: &str) -> String {
    number_of(usize::try_from(count).unwrap_or(usize::MAX), thing)
}
