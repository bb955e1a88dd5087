//! `takedown confirm`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::{countries, entry_text, words};
use crate::model::exit::Exit;
use crate::model::state::{Role, State};

use super::decide::{Decision, decide};

/// Confirm that measures had their effect, as an officer who reported none of it
///
/// What a confirmation has to say goes by the action: a domain is seen from outside, a block from inside the country,
/// an unreachable server from two countries, a preservation says until when.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    /// How it was checked
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    basis: Option<String>,
    /// From which country it was seen (repeat)
    #[arg(long, value_name = "CC", value_delimiter = ',')]
    seen_from: Vec<String>,
    /// Until when a custodian keeps the data
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// When it was checked [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    // Another officer of the same agency is enough, but only another agency is certain to have one.
    let roles = &[Role::Lead, Role::Participant];
    let decision = Decision {
        other_officer: true,
        at: Some(&args.at),
        until: args.until.as_deref(),
        ..Decision::new("confirm", &args.measures, State::Confirmed, roles, &args.writing)
    };
    let seen_from = countries(&args.seen_from)?;
    decide(&decision, context, shell, |transition| {
        transition.basis = entry_text(args.basis.as_ref());
        transition.seen_from.clone_from(&seen_from);
        transition.note = entry_text(args.note.as_ref());
    })
}
