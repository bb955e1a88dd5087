//! `takedown correct`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::{entry, entry_text, parsed_time, sources, spans, words};
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::{Correction, Data};
use crate::model::exit::Exit;

/// Mend the time, sources or remark of an entry of one's own agency; both stay
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The entry: 8 or more digits of its hash, or LOG:SEQ
    #[arg(value_name = "ENTRY")]
    entry: String,
    #[command(flatten)]
    mended: CorrectedFields,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

/// What is mended; at least one.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct CorrectedFields {
    /// The right time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// The right sources (repeat)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    source: Vec<String>,
    /// The right remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "correct", shell)?;
    let plan = &scene.plan;
    let (hash, agency) = entry(&scene.reading, &args.entry)?;
    let sources = sources(plan, &args.mended.source)?;
    let who = identify(context, plan, &IdentityHints { first: vec![agency], ..IdentityHints::lead() })?;
    let wide = if moves(&scene, &args.entry) { spans(&scene) } else { Spans::Allowed };
    let at = args.mended.at.as_deref().map(|text| parsed_time(text, &scene, wide, &who, shell));
    let correction = Correction {
        at: at.transpose()?,
        sources,
        note: entry_text(args.mended.note.as_ref()),
        ..Correction::new(hash, args.reason.clone().unwrap_or_default())
    };
    let asked = vec![correction.into()];
    submit(
        &Submission { command: "correct", who, asked, writing: &args.writing, question: None },
        &scene,
        context,
        shell,
    )
}

/// Whether the entry changes a state: then it is dated as such entries are.
fn moves(scene: &Workspace, reference: &str) -> bool {
    let line = scene.reading.find(reference).ok().and_then(|pos| scene.reading.entry(pos));
    let entry = line.as_ref().and_then(|line| line.entry());
    matches!(entry.and_then(|entry| entry.data.as_ref()), Some(Data::Transition(_)))
}
