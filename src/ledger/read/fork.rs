//! Logs with branches, and logs that are retired: how much of each counts.
//!
//! A log that was written from two places, a laptop and its restored backup say, has branches. Each is kept whole, and
//! what they do not share counts for nobody, until the agency's new instance retires the log and names the line that it
//! stands by.

use std::collections::BTreeMap;

use super::scan::{NamedHeads, Scan, has};
use crate::ledger::finding::{Finding, FindingKind, Remedy};
use crate::ledger::log::LogName;

/// How much of a log counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountedLines {
    /// The branch, as the place of its scan among all.
    pub scan: usize,
    /// How many of its lines.
    pub lines: u64,
    /// How many lines all branches share.
    pub shared: u64,
    /// Whether its agency has retired it.
    pub retired: bool,
}

/// What the branches of all logs come to.
#[derive(Debug, Default)]
pub(crate) struct Branches {
    /// Per log, by its name.
    pub logs: BTreeMap<String, CountedLines>,
    /// Logs whose branches are disputed, branches under a wrong name, lines after a log was retired.
    pub findings: Vec<Finding>,
}

/// Finds the branches of logs, and what agencies said of them.
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

/// How many lines two logs begin with in common.
pub(crate) fn common(one: &Scan, two: &Scan) -> usize {
    one.hashes.iter().zip(&two.hashes).take_while(|(one, two)| one == two).count()
}

/// A log of which nothing was said: whole, or of its branches what they share.
fn undecided(scans: &[&Scan], group: &[usize]) -> CountedLines {
    // A group has a first member.
    let first = scans[group[0]];
    let shared = group.iter().map(|other| common(first, scans[*other]) as u64).min().unwrap_or(0);
    let lines = if group.len() > 1 { shared } else { first.lines() };
    CountedLines { scan: group[0], lines, shared, retired: false }
}

/// What retires say that count themselves, until nothing more follows from them.
fn retired<'a>(
    scans: &[&'a Scan],
    groups: &BTreeMap<&'a str, Vec<usize>>,
    undecided: &BTreeMap<&'a str, CountedLines>,
) -> BTreeMap<&'a str, CountedLines> {
    let mut logs = undecided.clone();
    // Each round settles a log more at least, or is the last.
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

/// The last word of an agency on each of its logs, from those of its other logs as far as they count. Two logs that
/// say different things say nothing.
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

/// The mark of a branch among others: the hash of the first line that none of them has.
pub(crate) fn mark(branch: &Scan, others: impl Iterator<Item = usize>) -> Option<String> {
    let first = others.max().unwrap_or(0);
    branch.hashes.get(first).map(|hash| hash.to_string()[..16].to_owned())
}

/// Branches whose files are not named by their lines.
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
