//! `takedown attest`

use std::collections::BTreeSet;

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::input::select::unknown;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::nearest;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify, standings_of};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::{until, words};
use crate::cli::session::workspace::Workspace;
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

/// Gates in one word, with commas.
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
        match nearest(word, all.iter().copied()) {
            Some(near) => format!("no gate has this name; did you mean `{near}`?"),
            None => format!("gates are {}", all.join(", ")),
        }
    })
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "attest", shell)?;
    let Gates(gates) = &args.gates;
    let per_outlet = gates.iter().any(|gate| gate.row().per_outlet);
    if per_outlet && gates.len() > 1 {
        return Err(CliError::usage("lawful is said of outlets, the other gates of measures")
            .hint("say it by itself: takedown attest lawful OUTLET... --basis TEXT"));
    }
    let ids = if per_outlet { Vec::new() } else { measures(args, &scene, context)? };
    let operation = scene.operation();
    let standings = operation.standings(scene.now());
    let concerned = standings_of(&standings, &ids);
    let cue =
        IdentityHints { standings: &concerned, roles: roles(gates), first: Vec::new(), other_officer: false };
    let who = identify(context, &scene.plan, &cue)?;
    let until = until(args.until.as_deref(), &scene, &who, shell)?;
    let mut asked = Vec::new();
    for &gate in gates {
        let about =
            if per_outlet { outlets(args, &scene.plan)? } else { fitting(gate, args, &ids, &scene, shell) };
        // Every measure was passed over, and named: another gate of the same command may still be asked.
        if about.is_empty() {
            continue;
        }
        let basis = args.basis.clone().unwrap_or_default();
        asked.push(Attestation { until, ..Attestation::new(gate, about, basis) }.into());
    }
    if asked.is_empty() {
        return Err(CliError::refused("no measure that is meant asks for any of these gates"));
    }
    let request = Submission { command: "attest", who, asked, writing: &args.writing, question: None };
    submit(&request, &scene, context, shell)
}

fn measures(args: &Args, scene: &Workspace, context: &Context) -> Result<Vec<MeasureId>, CliError> {
    let Measures { measures, selection } = &args.about;
    select::measures(&scene.plan, measures, selection, context.acting())
}

/// In what part an agency may speak, the most fitting first.
fn roles(gates: &[Gate]) -> &'static [Role] {
    match gates.first().map(|gate| gate.row().attested_by) {
        Some(Attester::Own | Attester::EveryCountry) => &[Role::Own, Role::Participant],
        _ => &[Role::Lead, Role::Participant],
    }
}

/// How many measures that are passed over are named.
const NAMED: usize = 4;

/// The measures that a word is about: those that ask for the gate, and those that are named though they do not.
fn fitting(gate: Gate, args: &Args, ids: &[MeasureId], scene: &Workspace, shell: &mut Shell) -> Vec<String> {
    let asks =
        |id: &&MeasureId| scene.plan.measures.get(*id).is_some_and(|measure| requires_gate(gate, measure));
    let named = |id: &&MeasureId| select::is_named(&args.about.measures, id);
    let passed: BTreeSet<&str> =
        ids.iter().filter(|id| !asks(id) && !named(id)).map(MeasureId::short).collect();
    if !passed.is_empty() {
        let named: Vec<&str> = passed.iter().take(NAMED).copied().collect();
        let more = passed.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        shell.warn(format!("{gate} is not asked of {}{more}: passed over", named.join(", ")));
    }
    ids.iter().filter(|id| asks(id) || named(id)).map(ToString::to_string).collect()
}

/// The outlets that are named, by id or glob.
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
