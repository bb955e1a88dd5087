//! Writes the files of a bundle to a temporary folder beside the final one, completely or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::ledger::codec::line;
use crate::ledger::error::io_error;
use crate::ledger::sign::signature::{armour, blob};
use crate::ledger::sign::signers::Signers;
use crate::ledger::verify::Report;
use crate::model::digest::Hash;
use crate::model::public_key::PublicKey;
use crate::model::tlp::Tlp;
use crate::model::word::Word as _;
use crate::operation::signers;

use super::descriptor::Descriptor;
use super::logs::Logs;
use super::redaction::Redaction;
use super::stored_plans::StoredDocuments;
use super::{BundleCounts, BundleError, BundleOptions, BundleSource, SCHEMA, register};
use crate::model::path_error::PathError;

/// The list of files and their digests.
pub const LIST: &str = "manifest.sha256";

const README: &str = include_str!("README.md");
const SHELL: &str = include_str!("verify.sh");
const PYTHON: &str = include_str!("verify.py");

/// What the files are made from.
pub(super) struct BundleParts<'a> {
    pub source: &'a BundleSource<'a>,
    pub ask: &'a BundleOptions,
    pub report: &'a Report,
    pub stored: &'a StoredDocuments,
    pub logs: &'a Logs,
    pub cut: &'a Redaction<'a>,
    pub kept: &'a BTreeSet<Hash>,
}

/// A complete bundle that does not have its name yet. Dropping it deletes it.
#[derive(Debug)]
pub struct Unfinished {
    folder: tempfile::TempDir,
    dir: PathBuf,
    /// The digest of its list of files, which identifies it.
    pub digest: Hash,
    pub counts: BundleCounts,
    /// The strictest label of its content.
    pub tlp: Tlp,
}

impl Unfinished {
    /// Gives the bundle its name.
    pub fn put(self) -> Result<(), BundleError> {
        if self.dir.symlink_metadata().is_ok() {
            return Err(BundleError::There { dir: self.dir });
        }
        let whole = self.folder.keep();
        let put = fs::rename(&whole, &self.dir).and_then(|()| File::open(above(&self.dir))?.sync_all());
        put.map_err(|source| BundleError::Write(PathError::new(self.dir, source)))
    }
}

fn above(dir: &Path) -> &Path {
    dir.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub(super) fn write(parts: &BundleParts<'_>, dir: &Path) -> Result<Unfinished, BundleError> {
    let failed = |source| BundleError::Write(PathError::new(dir, source));
    let folder =
        tempfile::Builder::new().prefix(".takedown-bundle-").tempdir_in(above(dir)).map_err(failed)?;
    let mut out = FolderWriter { root: folder.path(), files: Vec::new() };
    let mut counts = BundleCounts::default();
    let cited = logs(parts, &mut out, &mut counts)?;
    let withheld_plans = plans(parts, &cited, &mut out, &mut counts)?;
    checkpoints(parts, &mut out, &mut counts)?;
    keys(parts, &mut out)?;
    let items = register::rows(&parts.source.items, parts.kept);
    counts.items = items.len();
    let disclosed = parts.cut.disclosed(parts.logs, parts.kept, parts.stored);
    let tlp = parts.cut.strictest(&disclosed).or(parts.ask.tlp).unwrap_or(Tlp::Red);
    out.file("evidence.csv", &register::csv(&items).map_err(failed)?)?;
    out.file("evidence.md", register::markdown(&items, tlp).as_bytes())?;
    out.file("bundle.json", descriptor_text(parts, withheld_plans).as_bytes())?;
    out.file("README.md", readme(parts, tlp, counts).as_bytes())?;
    out.file("verify.sh", SHELL.as_bytes())?;
    out.file("verify.py", PYTHON.as_bytes())?;
    let list = out.list();
    out.file(LIST, list.as_bytes())?;
    File::open(folder.path()).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(Unfinished { dir: dir.to_owned(), digest: Hash::of(list.as_bytes()), counts, tlp, folder })
}

/// Writes the files and records their digests.
struct FolderWriter<'a> {
    root: &'a Path,
    files: Vec<(String, Hash)>,
}

impl FolderWriter<'_> {
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), BundleError> {
        let path = self.root.join(name);
        let write = || -> io::Result<()> {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&path, bytes)?;
            File::open(&path)?.sync_all()
        };
        write().map_err(|source| BundleError::Write(PathError::new(&path, source)))?;
        self.files.push((name.to_owned(), Hash::of(bytes)));
        Ok(())
    }

    /// The output of `sha256sum * */*` in the locale C: the files of the folder itself first.
    fn list(&mut self) -> String {
        self.files.sort_by(|(a, _), (b, _)| (a.contains('/'), a).cmp(&(b.contains('/'), b)));
        self.files.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect::<Vec<_>>().concat()
    }
}

/// Writes the logs line by line, as stored or withheld. Returns the plans and saved plans that the shown lines cite.
fn logs(
    parts: &BundleParts<'_>,
    out: &mut FolderWriter<'_>,
    counts: &mut BundleCounts,
) -> Result<BTreeSet<Hash>, BundleError> {
    let mut cited = BTreeSet::new();
    let mut heads = String::new();
    for file in &parts.logs.files {
        let mut text = Vec::new();
        let mut last = None;
        // Verification has parsed every line.
        for read in file.raws().filter_map(|raw| line::read(raw).ok()) {
            if parts.kept.contains(&read.hash) {
                text.extend_from_slice(read.raw);
                cited.extend(read.entry().map(|entry| entry.plan));
                cited.extend(read.entry().and_then(|entry| entry.data.as_ref()?.saved()));
            } else {
                text.extend_from_slice(withheld(&read).as_bytes());
                counts.withheld += 1;
            }
            text.push(b'\n');
            last = Some(read.hash);
        }
        counts.logs += 1;
        counts.entries += file.lines.len();
        heads.extend(last.map(|hash| format!("{} {} {hash}\n", file.name, file.lines.len())));
        out.file(&format!("logs/{}.jsonl", file.name), &text)?;
    }
    out.file("heads", heads.as_bytes())?;
    Ok(cited)
}

/// A line without its content: the digest replaces it, so the chain still holds.
fn withheld(read: &line::Line<'_>) -> String {
    format!("{{\"withheld\":\"{}\",\"prev\":\"{}\",\"hash\":\"{}\"}}", read.content(), read.prev, read.hash)
}

/// Writes the plans that are shown whole. Returns those that are withheld although shown lines cite them.
fn plans(
    parts: &BundleParts<'_>,
    cited: &BTreeSet<Hash>,
    out: &mut FolderWriter<'_>,
    counts: &mut BundleCounts,
) -> Result<Vec<Hash>, BundleError> {
    let mut hidden = cited.clone();
    let in_hand = parts.stored.in_hand.hash;
    for (hash, paper) in &parts.stored.plans {
        let shown = paper.read.as_ref().map_or(!parts.cut.is_cut(), |plan| parts.cut.shows_plan(plan));
        if shown && (cited.contains(hash) || *hash == in_hand) {
            out.file(&format!("plans/{hash}.toml"), &paper.bytes)?;
            hidden.remove(hash);
            counts.plans += 1;
        }
    }
    for (hash, paper) in parts.stored.saved.iter().filter(|(hash, _)| cited.contains(*hash)) {
        let shown = paper.read.as_ref().map_or(!parts.cut.is_cut(), |saved| parts.cut.shows_saved(saved));
        if shown {
            out.file(&format!("plans/{hash}.json"), &paper.bytes)?;
            hidden.remove(hash);
            counts.plans += 1;
        }
    }
    counts.withheld_plans = hidden.len();
    Ok(hidden.into_iter().collect())
}

/// Writes the signed texts, and their signatures as `ssh-keygen` reads them.
fn checkpoints(
    parts: &BundleParts<'_>,
    out: &mut FolderWriter<'_>,
    counts: &mut BundleCounts,
) -> Result<(), BundleError> {
    for (name, pinned) in &parts.report.checkpoints {
        let lines =
            parts.logs.files.iter().find(|file| file.name == *name).map_or(0, |file| file.lines.len());
        for pinned in pinned.iter().filter(|pinned| pinned.line <= lines as u64) {
            let base = format!("checkpoints/{name}.{}", pinned.line);
            out.file(&format!("{base}.txt"), pinned.text.as_bytes())?;
            out.file(&format!("{base}.sig"), armour(&pinned.signature).as_bytes())?;
            counts.checkpoints += 1;
        }
    }
    Ok(())
}

/// Writes the keys that count, without comments and without those that two agencies share, and the revoked keys.
fn keys(parts: &BundleParts<'_>, out: &mut FolderWriter<'_>) -> Result<(), BundleError> {
    let path = parts.source.store.dir().join("revoked");
    let signers = signers(parts.source.plan, path.clone());
    let own = |line: &&str| blob(line).is_some_and(|key| signers.owner(&key).is_ok());
    let allowed: String = signers.allowed().lines().filter(own).flat_map(|line| [line, "\n"]).collect();
    out.file("allowed_signers", allowed.as_bytes())?;
    let revoked = match fs::read(&path) {
        Ok(revoked) => revoked,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(io_error(&path)(cause).into()),
    };
    let keys = std::str::from_utf8(&revoked).map(|text| {
        let keys = text.lines().filter_map(PublicKey::split);
        keys.map(|key| format!("{}\n", key.bare())).collect::<Vec<_>>().concat().into_bytes()
    });
    out.file("revoked", &keys.unwrap_or(revoked))
}

fn descriptor_text(parts: &BundleParts<'_>, withheld_plans: Vec<Hash>) -> String {
    let (source, ask) = (parts.source, parts.ask);
    let descriptor = Descriptor {
        schema: SCHEMA,
        operation: source.store.op().to_string(),
        program: source.program,
        made: source.made.recorded(),
        to: &ask.to,
        redacted: ask.is_cut(),
        agency: ask.agency.as_ref().map(crate::model::id::AgencyId::as_str),
        tlp: ask.tlp,
        handling: &ask.handling,
        assets: ask.assets.iter().map(crate::model::id::AssetId::as_str).collect(),
        leave: ask.leave.as_deref(),
        signatures: if source.plan.policy.signatures { "required" } else { "optional" },
        plan: parts.cut.shows_plan(source.plan).then_some(source.plan.hash),
        withheld_plans,
    };
    descriptor.spelled()
}

fn readme(parts: &BundleParts<'_>, tlp: Tlp, counts: BundleCounts) -> String {
    let ask = parts.ask;
    let mut by = Vec::new();
    by.extend(ask.agency.as_ref().map(|agency| format!("the part of {agency}")));
    by.extend(ask.tlp.map(|tlp| format!("what may travel as TLP:{tlp}")));
    if !ask.handling.is_empty() {
        let codes: Vec<&str> = ask.handling.iter().map(|code| code.as_str()).collect();
        by.push(format!("what carries no other handling code than {}", codes.join(", ")));
    }
    if !ask.assets.is_empty() {
        let assets: Vec<&str> = ask.assets.iter().map(crate::model::id::AssetId::as_str).collect();
        by.push(format!("what concerns {} alone", assets.join(", ")));
    }
    let extent = if by.is_empty() {
        "It is whole: nothing is withheld.".to_owned()
    } else {
        format!(
            "It is cut to {}: {} of {} entries and {} of the plans that the others cite are withheld.",
            by.join(", "),
            counts.withheld,
            counts.entries,
            counts.withheld_plans
        )
    };
    let leave = ask.leave.as_ref().map(|leave| format!(" Handed over with leave {leave}."));
    README
        .replace("{operation}", &parts.source.store.op().to_string())
        .replace("{tlp}", &tlp.to_string())
        .replace("{to}", &one_line(&ask.to))
        .replace("{made}", &parts.source.made.recorded())
        .replace("{program}", parts.source.program)
        .replace("{extent}", &(extent + &one_line(&leave.unwrap_or_default())))
        .replace(
            "{counts}",
            &format!(
                "logs: {}, entries: {}, plans: {}, items of evidence: {}, signatures: {}",
                counts.logs, counts.entries, counts.plans, counts.items, counts.checkpoints
            ),
        )
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The signers in a bundle's own file.
pub(super) fn signers_of(dir: &Path) -> io::Result<Signers> {
    let allowed = match fs::read(dir.join("allowed_signers")) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read?,
    };
    Ok(Signers::of_allowed(String::from_utf8_lossy(&allowed).into_owned(), dir.join("revoked")))
}
