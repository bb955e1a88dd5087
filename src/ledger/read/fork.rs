//! Forked logs and retired logs: how much of each counts.
//!
//! A log that was written in two places, for instance on a laptop and from its restored backup, has branches. Each
//! branch is kept whole, but only the lines that all of them share count, until the agency's new instance retires the
//! log and names the last valid line.

use std::collections::BTreeMap;

use super::scan::{NamedHeads, Scan, has};
use crate::ledger::finding::{Finding, FindingKind, Remedy};
use crate::ledger::log::LogName;

/// How much of a log counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedLines {
    /// The branch, as an index into the scans.
    pub scan: usize,
    /// The number of its lines that count.
    pub lines: u64,
    /// The number of lines that all branches share.
    pub shared: u64,
    pub retired: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Branches {
    /// For each log, by its name.
    pub logs: BTreeMap<String, CountedLines>,
    /// Forks that are not resolved, branches with a wrong name, and lines after the one at which a log was retired.
    pub findings: Vec<Finding>,
}

/// Finds the branches of logs, and which of them agencies have retired.
// See ARCHITECTURE, "An agency settles a fork of its log in another of its logs".
pub(crate) fn branches(scans: &[&Scan]) -> Branches {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, scan) in scans.iter().enumerate() {
        groups.entry(scan.log()).or_default().push(place);
    }
    let logs: BTreeMap<&str, CountedLines> =
        groups.iter().map(|(log, group)| (*log, undecided(scans, group))).collect();
    let retired = retired(scans, &groups, &logs);
    let mut found = Branches::default();
    for (log, group) in &groups {
        let counts = retired.get(log).copied().unwrap_or(logs[log]);
        let forked = group.len() > 1 || scans[group[0]].name.contains('~');
        if forked && !counts.retired {
            let names: Vec<&str> = group.iter().map(|place| scans[*place].name.as_str()).collect();
            let message = format!("the log has {} branches: {}", group.len(), names.join(", "));
            let finding = scans[group[0]].finding(FindingKind::Fork, 0, message);
            found.findings.push(Finding { log: (*log).to_owned(), remedy: Remedy::RetireBranch, ..finding });
        }
        if counts.retired && scans[counts.scan].lines() > counts.lines {
            let message = "it stands after the line that the log was retired at".to_owned();
            found.findings.push(scans[counts.scan].finding(
                FindingKind::AfterRetire,
                counts.lines + 1,
                message,
            ));
        }
        found.findings.extend(misnamed(scans, group));
        found.logs.insert((*log).to_owned(), counts);
    }
    found
}

/// The number of lines at the beginning that two logs share.
pub(crate) fn common(one: &Scan, two: &Scan) -> usize {
    one.hashes.iter().zip(&two.hashes).take_while(|(one, two)| one == two).count()
}

/// A log that no agency has retired: all of it counts, or what its branches share.
fn undecided(scans: &[&Scan], group: &[usize]) -> CountedLines {
    // A group is never empty.
    let first = scans[group[0]];
    let shared = group.iter().map(|other| common(first, scans[*other]) as u64).min().unwrap_or(0);
    let lines = if group.len() > 1 { shared } else { first.lines() };
    CountedLines { scan: group[0], lines, shared, retired: false }
}

/// Applies the retirements that count themselves, until no more follow from them.
fn retired<'a>(
    scans: &[&'a Scan],
    groups: &BTreeMap<&'a str, Vec<usize>>,
    undecided: &BTreeMap<&'a str, CountedLines>,
) -> BTreeMap<&'a str, CountedLines> {
    let mut logs = undecided.clone();
    // Each round settles at least one log, or is the last.
    for _ in 0..=groups.len() {
        let mut next = undecided.clone();
        for (log, head) in retired_heads(scans, &logs) {
            let Some((log, group)) = groups.get_key_value(log) else { continue };
            if let Some(scan) = group.iter().find(|place| has(scans[**place], head)) {
                let shared = undecided[log].shared;
                next.insert(log, CountedLines { scan: *scan, lines: head.1, shared, retired: true });
            }
        }
        if next == logs {
            break;
        }
        logs = next;
    }
    logs
}

/// The latest retirement of each log by its agency, from those lines of its other logs that count. If two logs
/// disagree, neither counts.
fn retired_heads<'a>(
    scans: &[&'a Scan],
    logs: &BTreeMap<&'a str, CountedLines>,
) -> BTreeMap<&'a str, &'a NamedHeads> {
    let mut agreed_heads: BTreeMap<&str, Option<&NamedHeads>> = BTreeMap::new();
    for (teller, counts) in logs {
        let mut last: BTreeMap<&str, &NamedHeads> = BTreeMap::new();
        for (line, named) in &scans[counts.scan].retires {
            let own = |log: &str| LogName::new(log).map(|log| log.agency().to_owned()).ok();
            if *line <= counts.lines && named.0 != *teller && own(&named.0) == own(teller) {
                last.insert(&named.0, named);
            }
        }
        for (log, named) in last {
            let agreed = agreed_heads.entry(log).or_insert(Some(named));
            *agreed = agreed.filter(|other| *other == named);
        }
    }
    agreed_heads.into_iter().filter_map(|(log, named)| Some((log, named?))).collect()
}

/// The mark of a branch: the hash of its first line that no other branch has.
pub(crate) fn mark(branch: &Scan, others: impl Iterator<Item = usize>) -> Option<String> {
    let first = others.max().unwrap_or(0);
    branch.hashes.get(first).map(|hash| hash.to_string()[..16].to_owned())
}

/// The branches whose file names do not match their lines.
fn misnamed(scans: &[&Scan], group: &[usize]) -> Vec<Finding> {
    let named = group.iter().map(|place| scans[*place]).filter(|branch| branch.name.contains('~'));
    let wrong = named.filter(|branch| {
        let others = group.iter().map(|place| scans[*place]).filter(|other| other.name != branch.name);
        let mark = mark(branch, others.map(|other| common(branch, other)));
        mark.as_deref() != branch.name.split_once('~').map(|(_, mark)| mark)
    });
    let message = "the file is not named by the first line that no other branch has";
    wrong.map(|branch| branch.finding(FindingKind::BranchName, 0, message.to_owned())).collect()
}
