//! Verification of the bytes, in flat memory.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::finding::{Finding, FindingKind};
use super::log::{Head, LogName};
use crate::ledger::error::{ReadError, io_error};
use crate::ledger::read::fork::branches;
use crate::ledger::read::gather::{LogSource, gather};
use crate::ledger::read::scan::{COMPARE, Scan, Scope, witness};
use crate::ledger::sign::checkpoint::PinnedSignature;
use crate::model::digest::Hash;
use crate::model::op::Op;

/// How to verify.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// Entries that have to be there.
    pub expect: Vec<Head>,
    /// How many threads; 0 for as many as the machine has.
    pub threads: usize,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLog {
    /// The file's name without `.jsonl`: the log, or a branch of it.
    pub name: String,
    /// How many lines are valid, up to the first broken one.
    pub entries: u64,
    /// The last of them.
    pub head: Option<Head>,
}

/// What verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The files, by their names; those of no bytes left out.
    pub logs: Vec<VerifiedLog>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Log and line of entries with a word that this version does not know.
    pub unknown: Vec<(String, u64)>,
    /// Log and line of entries whose `t` is before that of the line before, or of an entry they had seen.
    pub skew: Vec<(String, u64)>,
    /// The checkpoints of each file.
    pub checkpoints: Vec<(String, Vec<PinnedSignature>)>,
    /// Logs that are retired, and their last line that counts.
    pub retired: Vec<(String, u64)>,
    /// Files in `logs/` with other names.
    pub ignored: Vec<String>,
    /// How many plans and saved plans the entries cite.
    pub plans: u64,
}

/// Verifies the bytes of a ledger or a bundle: hashes, chains, order, what each log saw of the others, forks and
/// stored plans. Says nothing of rights. `progress` is told the bytes read and the bytes there are.
pub fn verify(
    dir: &Path,
    op: &Op,
    options: &VerifyOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Report, ReadError> {
    // Nobody writes while lengths are noted, so that what stands after a last LF is no line that is just being written.
    let held = crate::ledger::store::lock::share(dir);
    let (files, states) = crate::ledger::read::files::at_one_moment(dir)?;
    drop(held);
    let withheld = withheld_plans(dir);
    let scope = Scope { op, bundle: withheld.is_some(), mend: false };
    let sources: Vec<LogSource<'_>> = files
        .logs
        .into_iter()
        .zip(states)
        .map(|((name, path), state)| LogSource { name, path, length: state.length, scope })
        .collect();
    let total: u64 = sources.iter().map(|source| source.length).sum();
    let gathered = gather(&sources, options.threads, false, &|read| progress(read, total))?;
    let scans: Vec<&Scan> = gathered.iter().map(|one| &one.scan).collect();
    let mut report = Report { ignored: files.ignored, ..Report::default() };
    for scan in scans.iter().copied() {
        report.findings.extend(scan.findings.iter().cloned());
        if scan.torn > 0 {
            let message = format!("{} bytes stand after the last line", scan.torn);
            let mut torn = scan.finding(FindingKind::TornTail, scan.lines() + 1, message);
            torn.byte = scan.end();
            report.findings.push(torn);
        }
        report.unknown.extend(scan.unknown.iter().map(|line| (scan.name.clone(), *line)));
        if !scan.checkpoints.is_empty() {
            report.checkpoints.push((scan.name.clone(), scan.checkpoints.clone()));
        }
        if !scan.ends.is_empty() || !scan.findings.is_empty() || scan.torn > 0 {
            report.logs.push(verified(scan));
        }
    }
    let cited: BTreeSet<_> =
        scans.iter().flat_map(|scan| scan.plans.keys().chain(scan.saved.keys())).collect();
    report.plans = cited.len() as u64;
    let branches = branches(&scans);
    report.findings.extend(branches.findings);
    let retired = branches.logs.into_iter().filter(|(_, counts)| counts.retired);
    report.retired = retired.map(|(log, counts)| (log, counts.lines)).collect();
    report.findings.extend(witness(&scans));
    report.findings.extend(plans(dir, &scans, &withheld.unwrap_or_default())?);
    report.findings.extend(options.expect.iter().filter_map(|head| unexpected(&scans, head)));
    report.skew = skew(&scans);
    report.findings.sort_by(|a, b| (&a.log, a.line, a.kind).cmp(&(&b.log, b.line, b.kind)));
    Ok(report)
}

fn verified(scan: &Scan) -> VerifiedLog {
    let head = LogName::new(scan.log()).ok().zip(scan.hashes.last()).map(|(log, hash)| Head {
        log,
        seq: scan.lines(),
        hash: *hash,
    });
    VerifiedLog { name: scan.name.clone(), entries: scan.lines(), head }
}

/// The plans that a bundle withholds; none where this is no bundle.
fn withheld_plans(dir: &Path) -> Option<Vec<Hash>> {
    #[derive(serde::Deserialize)]
    struct Bundle {
        #[serde(default)]
        withheld_plans: Vec<String>,
    }
    let bytes = std::fs::read(dir.join("bundle.json")).ok()?;
    let bundle = serde_json::from_slice::<Bundle>(&bytes).unwrap_or(Bundle { withheld_plans: Vec::new() });
    Some(bundle.withheld_plans.iter().filter_map(|hash| hash.parse().ok()).collect())
}

/// Cited and saved plans that are missing, or whose bytes are not those that their names say.
fn plans(dir: &Path, scans: &[&Scan], withheld: &[Hash]) -> Result<Vec<Finding>, ReadError> {
    let mut findings = Vec::new();
    let asked = scans.iter().flat_map(|scan| {
        let cited = scan.plans.iter().map(move |(hash, line)| (scan, *hash, "toml", *line));
        cited.chain(scan.saved.iter().map(move |(hash, line)| (scan, *hash, "json", *line)))
    });
    for (scan, hash, ending, line) in asked.filter(|(_, hash, ..)| !withheld.contains(hash)) {
        let path = dir.join("plans").join(format!("{hash}.{ending}"));
        let what = if ending == "toml" { "the plan that it cites" } else { "the saved plan that it names" };
        match std::fs::read(&path) {
            Ok(bytes) if Hash::of(&bytes) == hash => {}
            Ok(_) => {
                findings.push(scan.finding(FindingKind::PlanAltered, line, format!("{what} was changed")));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                findings.push(scan.finding(
                    FindingKind::PlanMissing,
                    line,
                    format!("{what} is not in plans/"),
                ));
            }
            Err(error) => return Err(io_error(&path)(error)),
        }
    }
    Ok(findings)
}

/// A head that was expected and is not there.
fn unexpected(scans: &[&Scan], head: &Head) -> Option<Finding> {
    // No entry has the number 0, and none a number that memory does not hold.
    let place = head.seq.checked_sub(1).and_then(|place| usize::try_from(place).ok());
    let mut of = scans.iter().filter(|scan| scan.log() == head.log.as_str());
    if of.any(|scan| place.and_then(|place| scan.hashes.get(place)) == Some(&head.hash)) {
        return None;
    }
    Some(Finding {
        kind: FindingKind::ExpectHead,
        log: head.log.to_string(),
        line: head.seq,
        byte: 0,
        message: format!("the entry {} is not there", head.hash.short()),
        hint: Some(COMPARE.to_owned()),
        witness: None,
    })
}

/// Entries whose `t` is before that of the line before, or of an entry that they had seen.
fn skew(scans: &[&Scan]) -> Vec<(String, u64)> {
    let mut skewed = Vec::new();
    let mut by_log: HashMap<&str, &Scan> = HashMap::new();
    for scan in scans {
        by_log.entry(scan.log()).or_insert(scan);
    }
    for scan in scans {
        let mut heads = scan.seen.iter().peekable();
        for (place, t) in scan.ts.iter().enumerate() {
            let line = place as u64 + 1;
            let back = place.checked_sub(1).is_some_and(|before| *t < scan.ts[before]);
            let seen = heads.next_if(|(of, _)| *of == line);
            let ahead = seen.is_some_and(|(_, heads)| {
                heads.iter().any(|(log, seq, hash)| {
                    // A head that is not the line there is a finding, and tells no time.
                    let of = by_log.get(log.as_str());
                    let at = usize::try_from(seq - 1).unwrap_or(usize::MAX);
                    let seen = of.filter(|other| other.hashes.get(at) == Some(hash));
                    seen.and_then(|other| other.ts.get(at)).is_some_and(|seen| t < seen)
                })
            });
            if back || ahead {
                skewed.push((scan.name.clone(), line));
            }
        }
    }
    skewed
}
