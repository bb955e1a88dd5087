//! `takedown record`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::command::evidence::NewItems;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{IrregularArgs, at, entry_text, sources, spans, words};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::{Irregular, Transition};
use crate::model::exit::Exit;
use crate::model::state::{Role, State};
use crate::model::tlp::Marks;
use crate::operation::EntryRequest;

/// Record what happened to measures: done, begun, done in part, failed, declined
///
/// Facts are never refused: what happened against the rules is recorded with --irregular and its reason, for good and
/// in red. A command is judged whole: where one measure is refused, nothing is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    fact: Fact,
}

/// What happened, and how it is known.
#[derive(Debug, clap::Args)]
pub(crate) struct Fact {
    #[command(flatten)]
    outcome: Outcome,
    /// When it happened: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// Who says so: a source of the plan (repeat)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    source: Vec<String>,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    irregular: IrregularArgs,
    #[command(flatten)]
    items: NewItems,
    #[command(flatten)]
    writing: WriteArgs,
}

/// How it went; without one of these it is done.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Outcome {
    /// It has begun
    #[arg(long)]
    begin: bool,
    /// A part is done; what remains
    #[arg(long, value_name = "REMAINDER", value_parser = words)]
    partial: Option<String>,
    /// It was tried, without effect; why
    #[arg(long, value_name = "REASON", value_parser = words)]
    failed: Option<String>,
    /// Provider or authority said no; in what words
    #[arg(long, value_name = "ANSWER", value_parser = words)]
    declined: Option<String>,
}

impl Outcome {
    fn state(&self) -> State {
        match self {
            Self { begin: true, .. } => State::UnderWay,
            Self { partial: Some(_), .. } => State::Partial,
            Self { failed: Some(_), .. } => State::Failed,
            Self { declined: Some(_), .. } => State::Declined,
            _ => State::Done,
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    record("record", &args.measures, &args.fact, context, shell)
}

pub(crate) fn record(
    command: &'static str,
    measures: &Measures,
    fact: &Fact,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let session = WriteSession::open(command, &fact.writing, context, shell)?;
    let workspace = &session.workspace;
    let measures = session.measures(measures)?;
    let sources = sources(&workspace.plan, &fact.source)?;
    let roles = &[Role::Own, Role::Lead, Role::Coordinator];
    let identity = session.identity(&IdentityHints::measures(&measures, roles))?;
    let at = at(fact.at.as_deref(), workspace, spans(workspace), &identity, shell)?;
    let transitions = measures.iter().map(|id| {
        let transition = Transition {
            remainder: entry_text(fact.outcome.partial.as_ref()),
            reason: entry_text(fact.outcome.failed.as_ref().or(fact.outcome.declined.as_ref())),
            sources: sources.clone(),
            note: entry_text(fact.note.as_ref()),
            irregular: fact.irregular.irregular.clone().map(Irregular::new),
            ..Transition::new(id.clone(), fact.outcome.state(), at)
        };
        transition.into()
    });
    let mut requests: Vec<EntryRequest> = transitions.collect();
    // Items are recorded after the transition that took them, in the same batch.
    if let Some(at) = at.instant() {
        requests.extend(fact.items.requests(&measures, at, &Marks::default(), None, shell)?);
    }
    session.submit(identity, requests, shell)
}
