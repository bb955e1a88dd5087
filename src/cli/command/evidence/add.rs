//! `takedown evidence add`

use std::path::PathBuf;

use super::hashed;
use crate::cli::args::{Selection, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{MarkArgs, entry_text, moment, words};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Evidence;
use crate::model::evidence::ItemState;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::model::state::Role;
use crate::model::time::Instant;
use crate::model::tlp::Marks;
use crate::operation::EntryRequest;

/// Record items that measures took: files, or one thing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The measures that the items serve
    #[arg(value_name = "MEASURE", required = true)]
    measures: Vec<String>,
    #[command(flatten)]
    items: NewItems,
    /// When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    #[command(flatten)]
    marked: MarkArgs,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

/// Files, or one thing.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct NewItems {
    /// A file that was taken (repeat); its SHA-256 is kept, the file stays where it is
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Vec<PathBuf>,
    /// The serial number of a thing that was taken
    #[arg(long, value_name = "TEXT", value_parser = words, requires = "seal")]
    pub(crate) serial: Option<String>,
    /// The seal of that thing
    #[arg(long, value_name = "TEXT", value_parser = words, requires = "serial")]
    pub(crate) seal: Option<String>,
    /// The unit's own exhibit number; of several files the first of a row
    #[arg(long, value_name = "N", value_parser = words)]
    pub(crate) exhibit: Option<String>,
}

impl NewItems {
    /// Whether no items are given.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_empty() && self.serial.is_none()
    }

    /// The requests that record the items.
    pub(crate) fn requests(
        &self,
        serves: &[MeasureId],
        at: Instant,
        marks: &Marks,
        note: Option<&String>,
        shell: &mut Shell,
    ) -> Result<Vec<EntryRequest>, CliError> {
        let mut requests = Vec::new();
        let mut add = |item: Evidence<'static>| {
            let exhibit = self.exhibit.as_ref().map(|number| match requests.len() {
                0 => number.clone(),
                index => format!("{number}-{}", index + 1),
            });
            let Marks { tlp, handling } = marks.clone();
            let exhibit = exhibit.map(Into::into);
            requests.push(Evidence { exhibit, tlp, handling, note: entry_text(note), ..item }.into());
        };
        if let (Some(serial), Some(seal)) = (&self.serial, &self.seal) {
            let (serial, seal) = (entry_text(Some(serial)), entry_text(Some(seal)));
            add(Evidence { serial, seal, ..Evidence::begin(ItemState::Collected, at, serves.to_vec()) });
        }
        for path in &self.file {
            let (file, sha256, size) = hashed(path, shell)?;
            let (file, sha256, size) = (Some(file.into()), Some(sha256), Some(size));
            let begun = Evidence::begin(ItemState::Acquired, at, serves.to_vec());
            add(Evidence { file, sha256, size, ..begun });
        }
        Ok(requests)
    }
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    if args.items.is_empty() {
        return Err(CliError::usage("no item is named").hint("--file FILE, or --serial TEXT --seal TEXT"));
    }
    let session = WriteSession::open("evidence add", &args.writing, context, shell)?;
    let measures = select::measures(session.plan(), &args.measures, &Selection::default(), context.acting())?;
    let roles = &[Role::Own, Role::Lead, Role::Coordinator];
    let identity = session.identity(&IdentityHints::measures(&measures, roles))?;
    let at = moment(args.at.as_deref(), &session.workspace, &identity, shell)?;
    let marks = args.marked.marks();
    let requests = args.items.requests(&measures, at, &marks, args.note.as_ref(), shell)?;
    session.submit(identity, requests, shell)
}
