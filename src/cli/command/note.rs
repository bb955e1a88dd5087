//! `takedown note`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{entry, is_entry, parsed_time, plan_subject, sources, words};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Note;
use crate::model::exit::Exit;

/// Write a remark into the ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The remark
    #[arg(value_name = "TEXT", value_parser = words)]
    text: String,
    /// What it is about: a measure, asset, outlet or entry (repeat)
    #[arg(long, value_name = "THING", value_delimiter = ',')]
    about: Vec<String>,
    /// When that was: also a day, START/END or ../END
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// Who says so: a source of the plan (repeat)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    source: Vec<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("note", &args.writing, context, shell)?;
    let (workspace, plan) = (&session.workspace, session.plan());
    let mut about = Vec::new();
    for word in &args.about {
        about.push(if is_entry(plan, word) {
            format!("entry:{}", entry(&workspace.reading, word)?.0)
        } else {
            plan_subject(plan, word, context.acting())?.written()
        });
    }
    let sources = sources(plan, &args.source)?;
    let identity = session.identity(&IdentityHints::lead())?;
    let at = args.at.as_deref().map(|text| parsed_time(text, workspace, Spans::Allowed, &identity, shell));
    let note = Note { at: at.transpose()?, sources, ..Note::new(about, args.text.clone()) };
    session.submit(identity, vec![note.into()], shell)
}
