//! `takedown attest`

use std::collections::BTreeSet;

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::input::select::unknown;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{not_one_of, until, words};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Attestation;
use crate::model::exit::Exit;
use crate::model::gate::{Attester, Gate};
use crate::model::measure::MeasureId;
use crate::model::state::Role;
use crate::model::word::Word as _;
use crate::operation::requires_gate;
use crate::plan::Plan;

/// Close gates by one's word: located, deconflicted, collateral, staffed; and lawful, of outlets
///
/// A word is bound to what it was said of: where the plan changes that later, the word no longer counts. `takedown
/// retract ENTRY` takes it back. Measures that do not ask for the gate are refused where they are named, and passed
/// over where a glob or a selection brings them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Gates, with commas: located,staffed
    #[arg(value_name = "GATE[,GATE]", value_parser = gates)]
    gates: Gates,
    /// Measures: seize:nl-web-1, or globs such as 'seize:nl-*'; of lawful outlets
    #[command(flatten)]
    about: Measures,
    /// On what it rests
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    basis: Option<String>,
    /// Until when it counts
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

/// Several gates in one argument, separated by commas.
#[derive(Debug, Clone)]
struct Gates(Vec<Gate>);

fn gates(words: &str) -> Result<Gates, String> {
    let mut gates = words.split(',').map(gate).collect::<Result<Vec<Gate>, String>>()?;
    gates.sort_unstable();
    gates.dedup();
    Ok(Gates(gates))
}

fn gate(word: &str) -> Result<Gate, String> {
    Gate::of(word).ok_or_else(|| {
        let all: Vec<&str> = Gate::ALL.iter().map(|gate| gate.as_str()).collect();
        not_one_of(word, &all, "no gate has this name", "gates are")
    })
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("attest", &args.writing, context, shell)?;
    let Gates(gates) = &args.gates;
    let per_outlet = gates.iter().any(|gate| gate.row().per_outlet);
    if per_outlet && gates.len() > 1 {
        return Err(CliError::usage("lawful is said of outlets, the other gates of measures")
            .hint("say it by itself: takedown attest lawful OUTLET... --basis TEXT"));
    }
    let ids = if per_outlet { Vec::new() } else { session.measures(&args.about)? };
    let identity = session.identity(&IdentityHints::measures(&ids, roles(gates)))?;
    let until = until(args.until.as_deref(), &session.workspace, &identity, shell)?;
    let plan = session.plan();
    let mut requests = Vec::new();
    for &gate in gates {
        let about = if per_outlet { outlets(args, plan)? } else { fitting(gate, args, &ids, plan, shell) };
        // All measures were skipped with a warning; another gate of the same command may still apply to
        // some.
        if about.is_empty() {
            continue;
        }
        let basis = args.basis.clone().unwrap_or_default();
        requests.push(Attestation { until, ..Attestation::new(gate, about, basis) }.into());
    }
    if requests.is_empty() {
        return Err(CliError::refused("no measure that is meant asks for any of these gates"));
    }
    session.submit(identity, requests, shell)
}

/// The roles in which an agency may attest, the most fitting first.
fn roles(gates: &[Gate]) -> &'static [Role] {
    match gates.first().map(|gate| gate.row().attested_by) {
        Some(Attester::Own | Attester::EveryCountry) => &[Role::Own, Role::Participant],
        _ => &[Role::Lead, Role::Participant],
    }
}

/// How many of the skipped measures a warning names.
const MOST_NAMED: usize = 4;

/// The measures to attest: those that require the gate, and explicitly named ones that do not.
fn fitting(gate: Gate, args: &Args, ids: &[MeasureId], plan: &Plan, shell: &mut Shell) -> Vec<String> {
    let requires = |id: &MeasureId| plan.measures.get(id).is_some_and(|measure| requires_gate(gate, measure));
    let is_named = |id: &MeasureId| select::is_named(&args.about.measures, id);
    let (kept, passed_over): (Vec<&MeasureId>, Vec<_>) =
        ids.iter().partition(|id| requires(id) || is_named(id));
    let passed_over: BTreeSet<&str> = passed_over.into_iter().map(MeasureId::short).collect();
    if !passed_over.is_empty() {
        let first: Vec<&str> = passed_over.iter().take(MOST_NAMED).copied().collect();
        let more = passed_over.len() - first.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        shell.warn(format!("{gate} is not asked of {}{more}: passed over", first.join(", ")));
    }
    kept.into_iter().map(ToString::to_string).collect()
}

/// The outlets that ids and globs name.
fn outlets(args: &Args, plan: &Plan) -> Result<Vec<String>, CliError> {
    let Measures { measures: names, selection } = &args.about;
    if names.is_empty() && selection.outlet.is_empty() {
        return Err(CliError::usage("no outlet is named").hint(format!(
            "takedown attest lawful {} --basis TEXT",
            plan.outlets.keys().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ")
        )));
    }
    let mut found = BTreeSet::new();
    for name in names.iter().chain(&selection.outlet) {
        let fits: Vec<String> = plan
            .outlets
            .keys()
            .filter(|id| select::glob(name, id.as_str()))
            .map(ToString::to_string)
            .collect();
        if fits.is_empty() {
            return Err(unknown("outlet", name, plan.outlets.keys().map(AsRef::as_ref)));
        }
        found.extend(fits);
    }
    Ok(found.into_iter().collect())
}
