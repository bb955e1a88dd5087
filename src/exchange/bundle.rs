//! A bundle: what a court is handed. The logs as they are stored, or cut to what it may see, and everything that stock
//! tools need to verify them.

pub mod check;
mod descriptor;
mod folder;
mod logs;
mod redaction;
mod register;
mod stored_plans;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::ledger::error::ReadError;
use crate::ledger::store::Store;
use crate::ledger::verify::{VerifyOptions, verify};
use crate::model::digest::Hash;
use crate::model::id::{AgencyId, AssetId};
use crate::model::path_error::PathError;
use crate::model::time::Instant;
use crate::model::tlp::{Handling, Tlp};
use crate::operation::ItemStatus;
use crate::plan::Plan;

pub use descriptor::SCHEMA;
pub use folder::{LIST, Unfinished};

/// What a bundle is asked to hold. All restrictions apply at once; without one it holds everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BundleOptions {
    /// To whom it is handed.
    pub to: String,
    /// The agency whose part it holds.
    pub agency: Option<AgencyId>,
    /// How far what it holds may travel.
    pub tlp: Option<Tlp>,
    /// The handling codes that what it holds may carry, sorted; empty: any.
    pub handling: Vec<Handling>,
    /// The assets and inventories that it is cut to, sorted.
    pub assets: Vec<AssetId>,
    /// The reference of the leave to hand over what its handling code keeps back.
    pub leave: Option<String>,
}

impl BundleOptions {
    /// Whether it is cut at all.
    pub fn is_cut(&self) -> bool {
        self.agency.is_some() || self.tlp.is_some() || !self.handling.is_empty() || !self.assets.is_empty()
    }
}

/// Why a bundle is not made. Nothing is left behind.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The folder is there already.
    #[error("{dir} is there already", dir = dir.display())]
    There {
        /// The folder.
        dir: PathBuf,
    },
    /// The ledger holds nothing.
    #[error("the ledger holds no entry")]
    Empty,
    /// The ledger's bytes are not intact.
    #[error("the ledger is not intact: nothing is bundled of it")]
    NotIntact,
    /// What would be disclosed is kept back by its handling codes.
    #[error("{codes} {things}", codes = listed(codes), things = list_of(things))]
    Leave {
        /// The codes.
        codes: Vec<Handling>,
        /// What carries them.
        things: Vec<String>,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The folder cannot be written.
    #[error("cannot write {0}")]
    Write(#[source] PathError),
}

fn listed(codes: &[Handling]) -> String {
    let verb = if codes.len() > 1 { "keep back" } else { "keeps back" };
    format!("{} {verb}", codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "))
}

/// How many things are named.
const NAMED: usize = 4;

fn list_of(things: &[String]) -> String {
    let first = things.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match things.len().checked_sub(NAMED) {
        None | Some(0) => first,
        Some(more) => format!("{first} and {more} more"),
    }
}

/// What a bundle holds, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BundleCounts {
    /// Files of logs.
    pub logs: usize,
    /// Entries, withheld ones too.
    pub entries: usize,
    /// Entries that are withheld.
    pub withheld: usize,
    /// Plans and saved plans.
    pub plans: usize,
    /// Plans that its entries cite and that are withheld.
    pub withheld_plans: usize,
    /// Items of evidence.
    pub items: usize,
    /// Signatures.
    pub checkpoints: usize,
}

/// What a bundle is made from.
#[derive(Debug)]
pub struct BundleSource<'a> {
    /// The ledger.
    pub store: &'a Store,
    /// The plan in hand, whose keys count.
    pub plan: &'a Arc<Plan>,
    /// The items of evidence.
    pub items: Vec<ItemStatus<'a>>,
    /// When it is made.
    pub made: Instant,
    /// The program that makes it.
    pub program: &'a str,
}

/// Makes a bundle in a folder beside the one asked for; [`Unfinished::put`] gives it its name.
pub fn make(source: &BundleSource<'_>, ask: &BundleOptions, dir: &Path) -> Result<Unfinished, BundleError> {
    if dir.symlink_metadata().is_ok() {
        return Err(BundleError::There { dir: dir.to_owned() });
    }
    let ledger = source.store.dir();
    let report = verify(ledger, source.store.op(), &VerifyOptions::default(), &|_, _| {})?;
    if !report.findings.is_empty() {
        return Err(BundleError::NotIntact);
    }
    let stored = stored_plans::StoredDocuments::read(ledger, source.plan)?;
    let logs = logs::Logs::read(ledger, &report, &stored)?;
    if logs.files.is_empty() {
        return Err(BundleError::Empty);
    }
    let cut = redaction::Redaction::new(ask, &stored);
    let kept = cut.shown_entries(&logs);
    keep_back(ask, &cut, &logs, &kept, &stored)?;
    let parts = folder::BundleParts {
        source,
        ask,
        report: &report,
        stored: &stored,
        logs: &logs,
        cut: &cut,
        kept: &kept,
    };
    folder::write(&parts, dir)
}

/// Material that may not go before a court, or not be passed on, needs somebody's leave.
fn keep_back(
    ask: &BundleOptions,
    cut: &redaction::Redaction<'_>,
    logs: &logs::Logs,
    kept: &BTreeSet<Hash>,
    stored: &stored_plans::StoredDocuments,
) -> Result<(), BundleError> {
    let mut codes = BTreeSet::new();
    let mut things = BTreeSet::new();
    for thing in cut.disclosed(logs, kept, stored) {
        let of: Vec<Handling> =
            cut.handling(&thing).into_iter().filter(|code| code.asks_for_leave()).collect();
        if !of.is_empty() {
            codes.extend(of);
            things.insert(thing.to_string());
        }
    }
    if codes.is_empty() || ask.leave.is_some() {
        return Ok(());
    }
    Err(BundleError::Leave { codes: codes.into_iter().collect(), things: things.into_iter().collect() })
}
