//! `takedown seize`

use crate::cli::args::{Measures, Selection};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::model::action::Action;
use crate::model::exit::Exit;

use super::record::{Fact, record};

/// Record that assets were seized: short for `record seize:ASSET`
///
/// It touches nothing: it writes down what the unit did. No other action has a short form.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Assets: nl-web-1, nl-web-1@nl-police, or globs such as 'nl-*'
    #[arg(value_name = "ASSET")]
    assets: Vec<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    fact: Fact,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let mut selection = args.selection.clone();
    if args.assets.is_empty() && !selection.is_empty() {
        selection.action.push(Action::Seize.to_string());
    }
    let measures = args.assets.iter().map(|asset| full(asset)).collect::<Result<_, _>>()?;
    record("seize", &Measures { measures, selection }, &args.fact, context, shell)
}

/// The measure that seizes an asset; its full name is accepted too.
fn full(asset: &str) -> Result<String, CliError> {
    match asset.split_once(':') {
        None => Ok(format!("{}:{asset}", Action::Seize)),
        Some(("seize", _)) => Ok(asset.to_owned()),
        Some((action, _)) => {
            Err(CliError::usage(format!("`{asset}` is a measure of another action: {action}"))
                .hint(format!("takedown record {asset}")))
        }
    }
}
