//! `takedown init`

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, plain};
use crate::cli::input::location;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::session::context::Context;
use crate::model::exit::Exit;
use crate::model::id::OperationId;
use crate::model::time::Instant;
use crate::plan::{self, Plan};

/// Write a commented exercise to begin with: operations/NAME.toml
///
/// It passes `check --strict`, and its H-hour is the hour that has begun, so it can be played at once.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation's id: a to z, 0 to 9 and -
    #[arg(value_name = "NAME")]
    name: String,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let id = OperationId::new(&args.name).map_err(CliError::usage)?;
    let now = context.bare_time()?;
    let text = plan::init(&id, now);
    let path = PathBuf::from("operations").join(format!("{id}.toml"));
    let others = [path.with_extension(""), location::beside(&path)];
    if let Some(there) = std::iter::once(&path).chain(&others).find(|path| path.symlink_metadata().is_ok()) {
        let why = format!("{} is there already; nothing is ever written over", there.display());
        return Err(CliError::failed(why).hint("choose another name, or move it away"));
    }
    if !args.dry_run {
        write(&path, &text)?;
    }
    let verb = if args.dry_run { "would write" } else { "wrote" };
    let written = plan::read_stored(text.as_bytes()).plan;
    shell.answer(&report(verb, &path, written.as_ref(), now))?;
    if !args.dry_run {
        shell.hint(format!("takedown plan {id}"));
    }
    Ok(Exit::Done)
}

/// Writes the file completely or not at all, and never replaces an existing one.
fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|cause| CliError::file("make", folder, &cause))?;
    let failed = |cause: std::io::Error| CliError::file("write", path, &cause);
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path)
        .map(drop)
        .map_err(|bad| CliError::failed(format!("cannot write {}: {}", path.display(), plain(&bad.error))))
}

fn report(verb: &str, path: &Path, plan: Option<&Plan>, now: Instant) -> String {
    let Some(plan) = plan else { return format!("{verb} {}\n", path.display()) };
    let counts = [
        number_of(plan.agencies.len(), "agency"),
        number_of(plan.outlets.len(), "outlet"),
        number_of(plan.assets.len(), "asset"),
    ];
    let mut text = format!("{verb} {}: an {}, {}\n", path.display(), plan.operation.mode, counts.join(", "));
    let lead = plan.agencies.get(&plan.operation.lead).and_then(|agency| agency.timezone);
    if let Some((h_hour, zone)) = plan.operation.h_hour.zip(lead) {
        let local = time::local(h_hour, zone);
        let end = plan.measures.values().filter_map(|measure| Some(measure.window?.1)).min();
        let until = end.map_or(String::new(), |end| format!(", so it can be played for {}", span(end, now)));
        text = format!("{text}H-hour is the hour that has begun, {local}{until}\n");
    }
    text
}

/// `35 hours`
fn span(end: Instant, now: Instant) -> String {
    let hours = (end.millis() - now.millis()) / 3_600_000;
    number_of(usize::try_from(hours).unwrap_or_default(), "hour")
}
