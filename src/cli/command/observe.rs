//! `takedown observe`

use std::slice;

use clap::builder::PossibleValuesParser;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{
    MarkArgs, PlanSubject, at, countries, entry_text, plan_subject, sources, spans, words,
};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::{Observation, Text, Transition};
use crate::model::exit::Exit;
use crate::model::observation::ObservationKind;
use crate::model::state::{Role, State};
use crate::model::time::At;
use crate::model::tlp::Marks;
use crate::model::word::Word as _;
use crate::operation::EntryRequest;

/// Record what was seen afterwards: dated, and with its source
///
/// `lapsed` is said of a measure: its effect is gone on the same asset. The rest is said of measures, assets or outlets.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What was seen
    #[arg(value_name = "KIND", value_parser = kinds())]
    kind: String,
    /// Of which measure, asset or outlet
    #[arg(value_name = "MEASURE|ASSET|OUTLET")]
    thing: String,
    /// Who says so: a source of the plan (repeat)
    #[arg(long, value_name = "ID", value_delimiter = ',', required = true)]
    source: Vec<String>,
    /// When it was: also a day, START/END or ../END [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// From which country it was seen (repeat)
    #[arg(long, value_name = "CC", value_delimiter = ',')]
    seen_from: Vec<String>,
    /// The new asset: where it moved, survived or came back
    #[arg(long, value_name = "ASSET")]
    asset: Option<String>,
    #[command(flatten)]
    marked: MarkArgs,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

const LAPSED: &str = "lapsed";

fn kinds() -> PossibleValuesParser {
    let kinds = ObservationKind::ALL.iter().map(|kind| kind.as_str()).chain([LAPSED]);
    PossibleValuesParser::new(kinds.collect::<Vec<_>>())
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("observe", &args.writing, context, shell)?;
    let (workspace, plan) = (&session.workspace, session.plan());
    let about = plan_subject(plan, &args.thing, context.acting())?;
    let sources = sources(plan, &args.source)?;
    let seen_from = countries(&args.seen_from)?;
    let roles = &[Role::Own, Role::Participant];
    let identity = session.identity(&match &about {
        PlanSubject::Measure(id) => IdentityHints::measures(slice::from_ref(id), roles),
        PlanSubject::Asset(id) => IdentityHints::asset(id, roles),
        PlanSubject::Outlet(_) => IdentityHints::measures(&[], roles),
    })?;
    let lapse = args.kind == LAPSED;
    let allowed = if lapse { spans(workspace) } else { Spans::Allowed };
    let at = at(args.at.as_deref(), workspace, allowed, &identity, shell)?;
    let request = if lapse {
        lapsed(args, &about, at, sources, seen_from)?
    } else {
        // `kinds` accepts only known kinds.
        let kind = ObservationKind::of(&args.kind).unwrap_or(ObservationKind::Unknown);
        let Marks { tlp, handling } = args.marked.marks();
        let observation = Observation {
            asset: entry_text(args.asset.as_ref()),
            seen_from,
            sources,
            tlp,
            handling,
            note: entry_text(args.note.as_ref()),
            ..Observation::new(kind, about.written(), at)
        };
        observation.into()
    };
    session.submit(identity, vec![request], shell)
}

fn lapsed(
    args: &Args,
    about: &PlanSubject,
    at: At,
    sources: Vec<Text<'static>>,
    seen_from: Vec<Text<'static>>,
) -> Result<EntryRequest, CliError> {
    let PlanSubject::Measure(id) = about else {
        return Err(CliError::usage(format!(
            "`{}` is no measure: only the effect of one lapses",
            args.thing
        ))
        .hint("an asset that answers again is `up`, an outlet that is back has `resurfaced`"));
    };
    if args.asset.is_some() {
        return Err(CliError::usage("a lapse has no new asset: the effect is gone on the same one")
            .hint("on another asset the outlet has `resurfaced`"));
    }
    if !args.marked.marks().is_empty() {
        return Err(CliError::usage("a lapse travels as far as its measure: it has no marks of its own")
            .hint("how far an asset may travel stands in the plan: tlp, handling"));
    }
    let mut step = Transition::new(id.clone(), State::Lapsed, at);
    (step.sources, step.seen_from, step.note) = (sources, seen_from, entry_text(args.note.as_ref()));
    Ok(step.into())
}
