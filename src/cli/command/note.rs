//! `takedown note`

use crate::cli::args::Writing;
use crate::cli::error::CliError;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{Cue, who};
use crate::cli::session::request::Request;
use crate::cli::session::submit::write;
use crate::cli::session::values::{entry, is_entry, sources, thing, told, words};
use crate::cli::session::workspace::Scene;
use crate::model::exit::Exit;
use crate::operation::Asked;

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
    writing: Writing,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Scene::open(context, None, "note", shell)?;
    let plan = &scene.plan;
    let mut about = Vec::new();
    for word in &args.about {
        about.push(if is_entry(plan, word) {
            format!("entry:{}", entry(&scene.reading, word)?.0)
        } else {
            thing(plan, word, context.acting())?.written()
        });
    }
    let sources = sources(plan, &args.source)?;
    let who = who(context, plan, &Cue::lead())?;
    let at = args.at.as_deref().map(|text| told(text, &scene, Spans::Allowed, &who, shell));
    let asked = vec![Asked::Note { about, at: at.transpose()?, sources, text: args.text.clone() }];
    write(
        &Request { command: "note", who, asked, writing: &args.writing, question: None },
        &scene,
        context,
        shell,
    )
}
