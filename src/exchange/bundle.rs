//! A bundle is what a court receives: the logs as they are stored, or redacted, and everything that standard tools need
//! to verify them.

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

/// The requested content of a bundle. All restrictions apply together; without any it contains everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BundleOptions {
    pub to: String,
    /// The agency whose part the bundle contains.
    pub agency: Option<AgencyId>,
    /// The TLP label that limits the content.
    pub tlp: Option<Tlp>,
    /// The handling codes that the content may carry, sorted; empty: any.
    pub handling: Vec<Handling>,
    /// The assets and inventories that the bundle is restricted to, sorted.
    pub assets: Vec<AssetId>,
    /// The reference of the consent to hand over content that its handling code withholds.
    pub leave: Option<String>,
}

impl BundleOptions {
    /// Whether there is any restriction.
    pub fn is_cut(&self) -> bool {
        self.agency.is_some() || self.tlp.is_some() || !self.handling.is_empty() || !self.assets.is_empty()
    }
}

/// Why no bundle was made. Nothing is left on the disk.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The folder already exists.
    #[error("{dir} is there already", dir = dir.display())]
    There {
        /// The existing folder.
        dir: PathBuf,
    },
    /// The ledger has no entries.
    #[error("the ledger holds no entry")]
    Empty,
    /// The ledger is damaged.
    #[error("the ledger is not intact: nothing is bundled of it")]
    NotIntact,
    /// Handling codes forbid the disclosure.
    #[error("{codes} {things}", codes = listed(codes), things = list_of(things))]
    Leave {
        codes: Vec<Handling>,
        /// What carries the codes.
        things: Vec<String>,
    },
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The folder could not be written.
    #[error("cannot write {0}")]
    Write(#[source] PathError),
}

fn listed(codes: &[Handling]) -> String {
    let verb = if codes.len() > 1 { "keep back" } else { "keeps back" };
    format!("{} {verb}", codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "))
}

/// How many items a message lists.
const NAMED: usize = 4;

fn list_of(things: &[String]) -> String {
    let first = things.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match things.len().checked_sub(NAMED) {
        None | Some(0) => first,
        Some(more) => format!("{first} and {more} more"),
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BundleCounts {
    pub logs: usize,
    /// Including withheld entries.
    pub entries: usize,
    pub withheld: usize,
    pub plans: usize,
    /// Plans that entries cite but the bundle withholds.
    pub withheld_plans: usize,
    pub items: usize,
    pub checkpoints: usize,
}

/// What a bundle is made from.
#[derive(Debug)]
pub struct BundleSource<'a> {
    pub store: &'a Store,
    /// The current plan, whose keys count.
    pub plan: &'a Arc<Plan>,
    /// The items of evidence.
    pub items: Vec<ItemStatus<'a>>,
    /// When it is made.
    pub made: Instant,
    pub program: &'a str,
}

/// Makes a bundle in a temporary folder beside `dir`; [`Unfinished::put`] gives it its name.
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

/// Content that its provider bars from court or from onward transfer needs the provider's consent.
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
