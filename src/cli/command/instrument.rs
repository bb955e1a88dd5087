//! `takedown instrument`

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::input::select::unknown;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{Identity, IdentityHints};
use crate::cli::session::values::{entry_text, moment, parsed_time, words};
use crate::cli::session::workspace::Workspace;
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::InstrumentStep;
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::model::instrument::{InstrumentState, Side};
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::plan::Plan;

/// Record what became of legal instruments: issued, received, granted, refused, postponed, withdrawn, annulled, discharged
///
/// A grant covers each measure that the plan says it covers, as it is defined just now: where the plan changes that
/// later, it has to be granted anew.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Instruments, by id or glob, and last the state
    #[arg(value_name = "ID... STATE", required = true, num_args = 2..)]
    words: Vec<String>,
    /// The number it was granted under
    #[arg(long, value_name = "TEXT", value_parser = words)]
    number: Option<String>,
    /// From when until when it is valid: FROM/UNTIL, such as H-2h/H+36h
    #[arg(long, value_name = "FROM/UNTIL")]
    valid: Option<String>,
    /// The document; only its SHA-256 is kept
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Who granted it: a court, an office
    #[arg(long, value_name = "TEXT", value_parser = words)]
    authority: Option<String>,
    /// When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("instrument", &args.writing, context, shell)?;
    let workspace = &session.workspace;
    // The command line requires two words, so there is a last one.
    let Some((word, names)) = args.words.split_last() else {
        return Err(CliError::usage("no state is named"));
    };
    let to = state(word)?;
    let ids = instruments(&workspace.plan, names)?;
    let identity = session.identity(&IdentityHints::agencies(speakers(&workspace.plan, &ids, to)))?;
    let at = moment(args.at.as_deref(), workspace, &identity, shell)?;
    let valid = args.valid.as_deref().map(|text| valid(text, workspace, &identity, shell)).transpose()?;
    let document = args.document.as_deref().map(document).transpose()?;
    let step = |id: String| {
        let step = InstrumentStep {
            number: entry_text(args.number.as_ref()),
            authority: entry_text(args.authority.as_ref()),
            valid,
            document,
            reason: entry_text(args.reason.as_ref()),
            ..InstrumentStep::new(id, to, at)
        };
        step.into()
    };
    session.submit(identity, ids.into_iter().map(step).collect(), shell)
}

fn state(word: &str) -> Result<InstrumentState, CliError> {
    InstrumentState::of(word).ok_or_else(|| {
        let all: Vec<&str> = InstrumentState::ALL.iter().map(|state| state.as_str()).collect();
        let list = || Some(format!("the state stands last: {}", all.join(", ")));
        CliError::usage(format!("`{word}` is no state of an instrument")).suggest(
            word,
            all.iter().copied(),
            list,
        )
    })
}

fn instruments(plan: &Plan, names: &[String]) -> Result<Vec<String>, CliError> {
    let mut found = BTreeSet::new();
    for name in names {
        let fits: Vec<String> = plan
            .instruments
            .keys()
            .filter(|id| select::glob(name, id.as_str()))
            .map(ToString::to_string)
            .collect();
        if fits.is_empty() {
            return Err(unknown("instrument", name, plan.instruments.keys().map(AsRef::as_ref)));
        }
        found.extend(fits);
    }
    Ok(found.into_iter().collect())
}

/// The agencies that record a state by default: the side that the state belongs to.
fn speakers(plan: &Plan, ids: &[String], to: InstrumentState) -> Vec<String> {
    let of = |id: &String| {
        let instrument = plan.instruments.get(id.as_str())?;
        let issues = plan.agencies.contains_key(instrument.issued_by.as_str());
        Some(match to.row().by {
            Side::IssuingOrLead if issues => instrument.issued_by.clone(),
            _ => instrument.executed_by.to_string(),
        })
    };
    let speakers: BTreeSet<String> = ids.iter().filter_map(of).collect();
    // A command writes to one log.
    if speakers.len() == 1 { speakers.into_iter().collect() } else { Vec::new() }
}

fn valid(
    text: &str,
    workspace: &Workspace,
    identity: &Identity,
    shell: &mut Shell,
) -> Result<(Instant, Instant), CliError> {
    match parsed_time(text, workspace, Spans::Allowed, identity, shell)? {
        At::Instants(from, until) => Ok((from, until)),
        _ => Err(CliError::usage(format!("`{text}` does not say from when until when"))
            .hint("write both ends: --valid H-2h/H+36h, or two times of RFC 3339 with a stroke between")),
    }
}

/// The SHA-256 of a document. The document itself is not copied.
fn document(path: &std::path::Path) -> Result<Hash, CliError> {
    let read = std::fs::File::open(path).and_then(Hash::of_reader);
    read.map(|(hash, _)| hash).map_err(|cause| CliError::file("read", path, &cause))
}
