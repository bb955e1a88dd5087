//! Reads a plan from a path, or from the bytes that a ledger stores.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::code::Code;
use super::diagnostic::{Diagnostic, Loaded, SourceText};
use super::draft::PlanDraft;
use super::lower::{MissingValue, lower};
use super::problems::{DiagnosticText, Problems, Reported};
use super::read::{TableOfFile, read};
use super::resolve::resolve;
use super::rule;
use super::source::{Sources, read_beside, stored_bytes};
use super::span::TextSpan;
use super::syntax::parse;
use super::tables::{Inject, Plan};
use crate::model::id::InjectId;
use crate::model::time::Instant;
use crate::plan::source::Beside;

/// Reads a plan: a file `NAME.toml`, or a folder whose `*.toml` files are read together; inventories come from the
/// files beside it. Only the check that a retrospective plan contains no future uses `now`.
pub fn load(path: &Path, now: Instant) -> Loaded {
    let sources = Sources::from_disk(path);
    loaded(sources, Some(now), &|name| Some(read_beside(path, name)))
}

/// Reads the bytes that a ledger stores for a plan: one file, or the files of a folder, each after its header line.
///
/// It never accesses the disk, so the rows of inventories are not known ([`super::tables::Inventory::rows_known`]). It
/// applies no rule: a plan stays as valid as it was on the day it was cited, whatever rules came later.
pub fn read_stored(bytes: &[u8]) -> Loaded {
    read_sources(Sources::from_stored(bytes))
}

/// Reads a plan that the entries of a ledger cite. If the current plan is rehearsed, so is this one. `None` if it has
/// errors.
pub fn read_cited(bytes: &[u8], in_hand: &Plan) -> Option<Plan> {
    let plan = read_stored(bytes).plan?;
    Some(if in_hand.is_rehearsed() { plan.rehearsed() } else { plan })
}

/// Reads a file that contains only `[inject.X]` tables, for a plan: what goes wrong in a rehearsal. It is read as a
/// further file of the plan, whatever the plan's mode is.
pub fn injects(plan: &Plan, file: SourceText) -> Result<BTreeMap<InjectId, Inject>, Box<Loaded>> {
    let mut sources = Sources::from_stored(&plan.stored);
    let apart = u32::try_from(sources.files.len()).unwrap_or(u32::MAX);
    sources.files.push(file);
    let loaded = loaded_with(sources, None, &|_| None, Some(apart));
    match loaded.plan {
        Some(mut whole) => {
            let injects = Arc::make_mut(&mut whole.injects);
            injects.retain(|id, _| !plan.injects.contains_key(id));
            Ok(std::mem::take(injects))
        }
        None => Err(Box::new(loaded)),
    }
}

pub(crate) fn read_sources(sources: Sources) -> Loaded {
    loaded(sources, None, &|_| None)
}

fn loaded(sources: Sources, now: Option<Instant>, beside: Beside<'_>) -> Loaded {
    loaded_with(sources, now, beside, None)
}

/// Reads a plan; `apart` is the index of a file that contains only injects.
fn loaded_with(mut sources: Sources, now: Option<Instant>, beside: Beside<'_>, apart: Option<u32>) -> Loaded {
    let faults = std::mem::take(&mut sources.faults);
    if !faults.is_empty() {
        return Loaded { plan: None, diagnostics: faults, dropped: 0, sources: sources.files };
    }
    let mut problems = Problems::default();
    let parsed: Vec<_> = (0_u32..)
        .zip(&sources.files)
        .filter_map(|(file, source)| Some((file, parse(file, &source.text, &mut problems).ok()?)))
        .collect();
    let files: Vec<TableOfFile<'_>> = parsed.iter().map(|(file, table)| (*file, table)).collect();
    let whole = files.len() == sources.files.len();
    let (mut draft, mut problems) = read(&files, (sources.files.len(), apart), beside, problems);
    // If a file is not TOML, its names are unknown, so nothing that refers to them or counts on them is checked.
    if whole {
        resolve(&mut draft, &mut problems);
    }
    let rules = now.filter(|_| whole);
    let plan = lowered(&draft, &sources, rules, &mut problems);
    let beside = std::mem::take(&mut draft.beside);
    drop(draft);
    let dropped = problems.dropped;
    let mut diagnostics = problems.into_sorted();
    keep_concerned(&mut diagnostics, &mut sources.files, beside);
    Loaded { plan: plan.ok(), dropped, diagnostics, sources: sources.files }
}

/// Keeps only those inventories that a diagnostic points into, because the others may be long.
fn keep_concerned(found: &mut [Diagnostic], files: &mut Vec<SourceText>, beside: Vec<SourceText>) {
    let first = files.len();
    for (index, source) in beside.into_iter().enumerate() {
        let (was, is) = (first + index, files.len());
        let places = found.iter_mut().flat_map(|found| found.place.iter_mut().chain(&mut found.more));
        let mut concerned = false;
        for place in places.filter(|place| place.file == was) {
            place.file = is;
            concerned = true;
        }
        if concerned {
            files.push(source);
        }
    }
}

/// The plan, if the draft has no errors. It is made while another thread applies the rules: both only read, and the
/// plan is dropped if a rule finds an error. If there is no plan, there is an error that says why.
fn lowered(
    draft: &PlanDraft<'_>,
    sources: &Sources,
    rules: Option<Instant>,
    problems: &mut Problems,
) -> Result<Plan, Reported> {
    let readable = problems.no_error();
    let rule_problems = &mut *problems;
    let made = std::thread::scope(|scope| {
        if let Some(now) = rules {
            scope.spawn(move || rule::check(draft, now, rule_problems));
        }
        readable.map(|()| lower(draft, stored_bytes(&sources.files, sources.folder)))
    })?;
    problems.no_error()?;
    made.map_err(|missing| unexplained(draft, missing, problems))
}

/// Reports a missing value that neither a reader nor a rule has reported.
fn unexplained(draft: &PlanDraft<'_>, MissingValue(key): MissingValue, problems: &mut Problems) -> Reported {
    let at = draft.operation.as_ref().map_or(TextSpan::of_file(0), |operation| operation.head.at);
    problems.error(Code::MissingKey, at, || {
        let message = format!("no plan can be made of this: `{key}` has no value");
        DiagnosticText::new(message, "in this plan")
            .help("takedown should have said where; please report this plan as a bug")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_plan_there_is_always_an_error() {
        let draft = PlanDraft::default();
        let sources = Sources::from_stored(b"");
        let mut problems = Problems::default();
        assert!(lowered(&draft, &sources, None, &mut problems).is_err());
        let found = problems.into_sorted();
        assert_eq!(found.len(), 1);
        assert!(
            found[0].is_error() && found[0].message.contains("`operation.mode` has no value"),
            "{found:?}"
        );
    }

    #[test]
    fn an_error_of_a_reader_is_not_reported_again() {
        let (draft, sources) = (PlanDraft::default(), Sources::from_stored(b""));
        let mut problems = Problems::default();
        let reported = problems
            .error(Code::Syntax, TextSpan::of_file(0), || DiagnosticText::new("this is not TOML", ""));
        assert_eq!(lowered(&draft, &sources, None, &mut problems).map(|_| ()), Err(reported));
        assert_eq!(problems.into_sorted().len(), 1);
    }
}
