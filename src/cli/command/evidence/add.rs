//! `takedown evidence add`

use std::path::PathBuf;

use super::hashed;
use crate::cli::args::{Selection, Writing};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{Cue, standings_of, who};
use crate::cli::session::request::Request;
use crate::cli::session::submit::write;
use crate::cli::session::values::{Marked, moment, words};
use crate::cli::session::workspace::Scene;
use crate::model::evidence::ItemState;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::model::state::Role;
use crate::model::time::Instant;
use crate::model::tlp::Marks;
use crate::operation::{Asked, AskedItem};

/// Record items that measures took: files, or one thing
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The measures that the items serve
    #[arg(value_name = "MEASURE", required = true)]
    measures: Vec<String>,
    #[command(flatten)]
    items: Items,
    /// When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    #[command(flatten)]
    marked: Marked,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Files, or one thing.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Items {
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

impl Items {
    /// Whether nothing is said of any item.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_empty() && self.serial.is_none()
    }

    /// The items as they are asked to be recorded.
    pub(crate) fn asked(
        &self,
        serves: &[MeasureId],
        at: Instant,
        marks: &Marks,
        note: Option<&String>,
        shell: &mut Shell,
    ) -> Result<Vec<Asked>, CliError> {
        let mut asked = Vec::new();
        let mut add = |item: AskedItem| {
            let exhibit = self.exhibit.as_ref().map(|number| match asked.len() {
                0 => number.clone(),
                place => format!("{number}-{}", place + 1),
            });
            let (serves, marks, note) = (serves.to_vec(), marks.clone(), note.cloned());
            asked.push(Asked::Evidence(Box::new(AskedItem { serves, exhibit, marks, note, ..item })));
        };
        if let (Some(serial), Some(seal)) = (&self.serial, &self.seal) {
            let (serial, seal) = (Some(serial.clone()), Some(seal.clone()));
            add(AskedItem { serial, seal, ..AskedItem::new(ItemState::Collected, at) });
        }
        for path in &self.file {
            let (file, sha256, size) = hashed(path, shell)?;
            let (file, sha256, size) = (Some(file), Some(sha256), Some(size));
            add(AskedItem { file, sha256, size, ..AskedItem::new(ItemState::Acquired, at) });
        }
        Ok(asked)
    }
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    if args.items.is_empty() {
        return Err(CliError::usage("no item is named").hint("--file FILE, or --serial TEXT --seal TEXT"));
    }
    let scene = Scene::open(context, None, "evidence add", shell)?;
    let plan = &scene.plan;
    let ids = select::measures(plan, &args.measures, &Selection::default(), context.acting())?;
    let operation = scene.operation();
    let standings = operation.standings(scene.now());
    let concerned = standings_of(&standings, &ids);
    let roles = &[Role::Own, Role::Lead, Role::Coordinator];
    let who =
        who(context, plan, &Cue { standings: &concerned, roles, first: Vec::new(), other_officer: false })?;
    let at = moment(args.at.as_deref(), &scene, &who, shell)?;
    let asked = args.items.asked(&ids, at, &args.marked.marks(), args.note.as_ref(), shell)?;
    let request = Request { command: "evidence add", who, asked, writing: &args.writing, question: None };
    write(&request, &scene, context, shell)
}
