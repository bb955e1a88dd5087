//! Verifies a bundle on its own: its files, then its logs like those of a ledger, and its signatures by its own
//! signers.
//!
//! The scripts in a bundle check the same with other tools, and MUST reach the same verdict.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use thiserror::Error;

use crate::ledger::audit::Signatures;
use crate::ledger::error::{ReadError, io_error};
use crate::ledger::finding::{Finding, FindingKind, Remedy};
use crate::ledger::read::files::is_file_of_log;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::sign::signature::armour;
use crate::ledger::sign::signers::are_allowed_lines;
use crate::ledger::verify::{Report, VerifyOptions, verify};
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::plan::{self, Plan};

use super::descriptor::BundleHeader;
use super::folder::{LIST, signers_of};

#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckError {
    /// A file of the bundle could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It contains something that no bundle contains, or something other than files and folders. None of its files was
    /// opened.
    #[error("{dir} is not a bundle as it was made, and nothing in it was opened: {}", found.join("; "))]
    Foreign {
        dir: String,
        /// What is wrong, by file.
        found: Vec<String>,
    },
    /// Its `bundle.json` does not describe a bundle.
    #[error("{path} is not that of a bundle: {why}")]
    NotOne {
        path: String,
        /// The problem, in words.
        why: String,
    },
}

#[derive(Debug)]
pub struct Checked {
    pub op: Op,
    pub redacted: bool,
    /// The current plan of the maker, if it is disclosed.
    pub plan: Option<Plan>,
    /// The report on the bytes of its logs.
    pub report: Report,
    pub findings: Vec<Finding>,
    /// For each file of a log, the last line that a valid signature covers.
    pub signed_to: BTreeMap<String, u64>,
}

impl Checked {
    /// Reads the logs like those of a ledger. `None` if anything is withheld.
    pub fn reading(&self, dir: &Path) -> Result<Option<LedgerSnapshot>, ReadError> {
        if self.redacted { Ok(None) } else { LedgerSnapshot::of(dir, &self.op, None).map(Some) }
    }
}

/// Whether a folder is a bundle, or was one before something else replaced its `bundle.json`.
pub fn is_bundle(dir: &Path) -> bool {
    dir.join("bundle.json").symlink_metadata().is_ok()
}

// See ARCHITECTURE, "Three programs that share no code verify a bundle".
pub fn check(
    dir: &Path,
    options: &VerifyOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Checked, CheckError> {
    let files = files(dir)?;
    let path = dir.join("bundle.json");
    let not_one = |why: String| CheckError::NotOne { path: path.display().to_string(), why };
    let bytes = fs::read(&path).map_err(io_error(&path))?;
    let header = BundleHeader::read(&bytes).map_err(not_one)?;
    let report = verify(dir, &header.op, options, progress)?;
    let mut findings = report.findings.clone();
    listed(dir, &files, &mut findings)?;
    heads(dir, &report, &mut findings);
    if !header.redacted {
        whole(dir, &report, &mut findings)?;
    }
    let signed_to = signatures(dir, &report, header.required, &mut findings)?;
    let plan = header.plan.and_then(|hash| {
        let bytes = fs::read(dir.join("plans").join(format!("{hash}.toml"))).ok()?;
        plan::read_stored(&bytes).plan.filter(|plan| plan.hash == hash && plan.op() == header.op)
    });
    findings.sort_by(|a, b| (&a.log, a.line, a.kind).cmp(&(&b.log, b.line, b.kind)));
    Ok(Checked { op: header.op, redacted: header.redacted, plan, report, findings, signed_to })
}

fn of_file(message: String) -> Finding {
    of_log("", 0, 0, FindingKind::Bundle, message)
}

fn of_log(log: &str, line: u64, byte: u64, kind: FindingKind, message: String) -> Finding {
    let remedy = Remedy::AskBundleMaker;
    Finding { kind, log: log.to_owned(), line, byte, message, remedy, witness: None }
}

const FILES: [&str; 9] = [
    "README.md",
    "allowed_signers",
    "bundle.json",
    "evidence.csv",
    "evidence.md",
    "heads",
    "revoked",
    "verify.py",
    "verify.sh",
];
const FOLDERS: [(&str, &[&str]); 3] =
    [("checkpoints", &[".sig", ".txt"]), ("logs", &[".jsonl"]), ("plans", &[".json", ".toml"])];

/// The files, if they are regular ones with the names of a bundle's files and there is nothing else. Opens nothing.
// See ARCHITECTURE, "File names in a bundle are checked before any file is opened".
fn files(dir: &Path) -> Result<Vec<String>, CheckError> {
    let names = names(dir)?;
    let wrong = names.iter().filter_map(|name| {
        let regular = || dir.join(name).symlink_metadata().is_ok_and(|meta| meta.is_file());
        let why = match name.as_str() {
            name if FOLDERS.iter().any(|(known, _)| *known == name) => "is not a folder",
            name if !is_known(name) => "does not belong there",
            _ if !regular() => "is not a file",
            _ => return None,
        };
        Some(format!("{name} {why}"))
    });
    let found: Vec<String> = wrong.collect();
    if found.is_empty() {
        Ok(names)
    } else {
        Err(CheckError::Foreign { dir: dir.display().to_string(), found })
    }
}

fn is_known(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~/-".contains(&b));
    let stem = name.strip_prefix("logs/").and_then(|name| name.strip_suffix(".jsonl"));
    let known = match name.split_once('/') {
        None => FILES.contains(&name) || name == LIST,
        Some((folder, file)) => FOLDERS.iter().any(|(known, ends)| {
            folder == *known && ends.iter().any(|end| file.len() > end.len() && file.ends_with(end))
        }),
    };
    known && plain && !name.contains("/.") && stem.is_none_or(is_file_of_log)
}

/// Checks that the files are exactly those in the list, each with its digest.
fn listed(dir: &Path, files: &[String], findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    let mut lines = Vec::new();
    for name in files.iter().filter(|name| *name != LIST) {
        let path = dir.join(name);
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        lines.push(format!("{}  {name}\n", Hash::of(&bytes)));
    }
    let list = lines.concat();
    let missing = ["allowed_signers", "heads", LIST].into_iter().filter(|name| !dir.join(name).is_file());
    findings.extend(missing.map(|name| of_file(format!("{name} is missing"))));
    let listed = fs::read(dir.join(LIST)).unwrap_or_default();
    if listed == list.as_bytes() {
        return Ok(());
    }
    let listed = String::from_utf8_lossy(&listed);
    let name = |line: &str| line.split_once("  ").map_or(String::new(), |(_, name)| name.to_owned());
    let mut changed: Vec<String> =
        listed.lines().filter(|line| !list.lines().any(|it| it == *line)).map(name).collect();
    changed.extend(list.lines().filter(|line| !listed.lines().any(|it| it == *line)).map(name));
    changed.sort_unstable();
    changed.dedup();
    let which = changed.join(", ");
    findings.push(of_file(format!("the files are not those that {LIST} says: {which}")));
    Ok(())
}

/// Files by name, those of the folder itself first.
fn names(dir: &Path) -> Result<Vec<String>, ReadError> {
    let list = |folder: &Path| -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(io_error(folder))? {
            names.push(entry.map_err(io_error(folder))?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    };
    let is_folder = |name: &str| {
        FOLDERS.iter().any(|(known, _)| *known == name)
            && dir.join(name).symlink_metadata().is_ok_and(|meta| meta.is_dir())
    };
    let (folders, mut all): (Vec<String>, Vec<String>) =
        list(dir)?.into_iter().partition(|name| is_folder(name));
    for folder in folders {
        all.extend(list(&dir.join(&folder))?.into_iter().map(|name| format!("{folder}/{name}")));
    }
    Ok(all)
}

/// Checks where the logs ended when the bundle was made.
fn heads(dir: &Path, report: &Report, findings: &mut Vec<Finding>) {
    let heads = report.logs.iter().filter_map(|log| {
        let head = log.head.as_ref()?;
        Some(format!("{} {} {}\n", log.name, head.seq, head.hash))
    });
    let heads: String = heads.collect();
    if heads.is_empty() {
        findings.push(of_file("it holds no log".to_owned()));
    }
    if fs::read(dir.join("heads")).ok().as_deref() != Some(heads.as_bytes()) {
        findings.push(of_file("the logs do not end as heads says".to_owned()));
    }
}

/// Checks that a bundle without redactions withholds no line.
fn whole(dir: &Path, report: &Report, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    for log in &report.logs {
        let path = dir.join("logs").join(format!("{}.jsonl", log.name));
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        let mut byte = 0;
        for (line, raw) in (1..).zip(bytes.split(|b| *b == b'\n')) {
            if raw.starts_with(b"{\"withheld\":") && line <= log.entries {
                let message = "a line is withheld, and the bundle says that it is whole".to_owned();
                findings.push(of_log(&log.name, line, byte, FindingKind::Withheld, message));
            }
            byte += raw.len() as u64 + 1;
        }
    }
    Ok(())
}

/// Checks signatures by the bundle's own signers, and the files beside them.
fn signatures(
    dir: &Path,
    report: &Report,
    required: bool,
    findings: &mut Vec<Finding>,
) -> Result<BTreeMap<String, u64>, ReadError> {
    let path = dir.join("allowed_signers");
    let signers = signers_of(dir).map_err(io_error(&path))?;
    if !are_allowed_lines(signers.allowed()) {
        findings.push(of_file("allowed_signers holds a line that is not an agency's key".to_owned()));
    }
    findings.extend(signers.shared().into_iter().map(|bad| of_file(format!("allowed_signers: {bad}"))));
    let checked = Signatures::of(&signers, required, report);
    let ask = |found: Finding| of_log(&found.log, found.line, found.byte, found.kind, found.message);
    findings.extend(checked.findings.into_iter().map(ask));
    let mut sheets = 0;
    for (log, pinned) in report.checkpoints.iter().flat_map(|(log, all)| all.iter().map(move |it| (log, it)))
    {
        sheets += 2;
        for (end, text) in [("txt", pinned.text.clone()), ("sig", armour(&pinned.signature))] {
            let name = format!("checkpoints/{log}.{}.{end}", pinned.line);
            if fs::read(dir.join(&name)).ok().as_deref() != Some(text.as_bytes()) {
                findings.push(of_file(format!("{name} is not what {log}:{} makes", pinned.line)));
            }
        }
    }
    let folder = dir.join("checkpoints");
    let there = match fs::read_dir(&folder) {
        Ok(there) => there.count(),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => 0,
        Err(cause) => return Err(io_error(&folder)(cause)),
    };
    if there > sheets {
        findings.push(of_file("checkpoints/ holds more files than there are signatures".to_owned()));
    }
    Ok(checked.signed_to)
}
