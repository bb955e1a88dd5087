//! `takedown bundle`

use std::path::PathBuf;

use crate::cli::args::{Format, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::table;
use crate::cli::output::text::{nearest, number_of};
use crate::cli::output::tone::Tone;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::{capitals, entry_text, words};
use crate::cli::session::workspace::Workspace;
use crate::exchange::bundle::{BundleCounts, BundleError, BundleOptions, BundleSource, Unfinished, make};
use crate::ledger::codec::entry::Disclosure;
use crate::model::exit::Exit;
use crate::model::id::{AgencyId, AssetId, InventoryId};
use crate::model::tlp::{Handling, Tlp};
use crate::model::word::Word as _;

/// Write the record for a court into a folder that verifies without takedown
///
/// It holds the logs, the plans that they cite, the signatures, a register of evidence, a page that explains it, and two
/// programs that verify it with stock tools. --for, --tlp, --handling and --only cut it: an entry is shown only if
/// everything that it is about may be, else its digest stands for it, and the chain still holds. What was handed to whom
/// is recorded.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write; it must not be there yet
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// To whom it is handed: a court and its case number, an agency
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    to: Option<String>,
    /// Only what that agency wrote, and what concerns its measures and instruments
    #[arg(long = "for", value_name = "AGENCY")]
    agency: Option<String>,
    /// Only what may travel so far: RED, AMBER+STRICT, AMBER, GREEN or CLEAR
    #[arg(long, value_name = "LEVEL", value_parser = capitals::<Tlp>)]
    tlp: Option<Tlp>,
    /// Only what carries no other handling code than these: H0, H1, H2 or H3 (repeat)
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = capitals::<Handling>)]
    handling: Vec<Handling>,
    /// Only what concerns these assets and inventories (repeat)
    #[arg(long, value_name = "ASSET", value_delimiter = ',')]
    only: Vec<String>,
    /// The reference of the leave to hand over H1 or H2 material
    #[arg(long, value_name = "REFERENCE", value_parser = words)]
    leave: Option<String>,
    /// A remark, recorded with the disclosure
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, args.argument.as_deref(), "bundle", shell)?;
    scene.ensure_outside_ledger(&args.dir)?;
    let ask = options(args, &scene)?;
    let cue = IdentityHints {
        first: ask.agency.iter().map(ToString::to_string).collect(),
        ..IdentityHints::lead()
    };
    let who = identify(context, &scene.plan, &cue)?;
    let operation = scene.operation();
    let source = BundleSource {
        store: &scene.store,
        plan: &scene.plan,
        items: operation.items(),
        made: scene.now(),
        program: concat!("takedown ", env!("CARGO_PKG_VERSION")),
    };
    let made = make(&source, &ask, &args.dir).map_err(|cause| refused(cause, &scene))?;
    let disclosure = Disclosure {
        agency: ask.agency.as_ref().map(|agency| agency.to_string().into()),
        tlp: ask.tlp,
        handling: ask.handling.clone(),
        assets: ask.assets.iter().map(|asset| asset.to_string().into()).collect(),
        leave: entry_text(ask.leave.as_ref()),
        note: entry_text(args.note.as_ref()),
        ..Disclosure::new(ask.to.clone(), made.digest)
    };
    let asked = vec![disclosure.into()];
    let request = Submission { command: "bundle", who, asked, writing: &args.writing, question: None };
    // No bundle is there without its record: what is refused leaves nothing behind.
    let exit = submit(&request, &scene, context, shell)?;
    let page = page(&made, args);
    if !args.writing.dry_run {
        made.put().map_err(|cause| {
            CliError::failed(cause)
                .hint("it is recorded as handed over all the same: run it again, and say so in a note")
        })?;
    }
    if context.globals.format == Format::Table {
        shell.answer(&table::render(&page, shell.width, shell.coloured))?;
        if !args.writing.dry_run {
            shell.hint(format!("takedown verify {}", args.dir.display()));
        }
    }
    Ok(exit)
}

/// What is asked, by names of the plan.
fn options(args: &Args, scene: &Workspace) -> Result<BundleOptions, CliError> {
    let plan = &scene.plan;
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        let error = CliError::usage(format!("the plan has no {what} `{name}`"));
        match nearest(name, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    };
    let agency = args.agency.as_deref().map(|name| {
        let known = plan.agencies.keys().find(|id| id.as_str() == name).cloned();
        known.ok_or_else(|| unknown("agency", name, plan.agencies.keys().map(AgencyId::as_str).collect()))
    });
    let assets = args.only.iter().map(|name| {
        let name = name.strip_prefix("asset:").unwrap_or(name);
        let inventories = plan.inventories.keys().map(InventoryId::as_str);
        let known: Vec<&str> = plan.assets.keys().map(AssetId::as_str).chain(inventories).collect();
        let id = known.contains(&name).then(|| AssetId::new(name).ok()).flatten();
        id.ok_or_else(|| unknown("asset or inventory", name, known))
    });
    let mut assets = assets.collect::<Result<Vec<_>, _>>()?;
    assets.sort_unstable();
    assets.dedup();
    let mut handling = args.handling.clone();
    handling.sort_unstable();
    handling.dedup();
    Ok(BundleOptions {
        to: args.to.clone().unwrap_or_default(),
        agency: agency.transpose()?,
        tlp: args.tlp,
        handling,
        assets,
        leave: args.leave.clone(),
    })
}

/// The handling codes under which nobody's leave is asked for, as an option takes them.
fn without_leave() -> String {
    let codes = Handling::ALL.iter().filter(|code| !code.asks_for_leave());
    codes.map(|code| code.as_str()).collect::<Vec<_>>().join(",")
}

fn refused(cause: BundleError, scene: &Workspace) -> CliError {
    match cause {
        BundleError::There { .. } => {
            CliError::usage(cause).hint("a bundle is written into a folder of its own")
        }
        BundleError::NotIntact => CliError::new(crate::cli::error::ErrorKind::NotIntact, cause)
            .hint(format!("takedown verify {}", scene.name())),
        BundleError::Leave { .. } => CliError::refused(cause).hint(format!(
            "--leave REFERENCE, of whoever gave it; or cut the bundle: --handling {}, which leaves it out, or --tlp, \
             --only, --for",
            without_leave()
        )),
        BundleError::Read(cause) => CliError::from(cause),
        other => CliError::failed(other),
    }
}

fn page(made: &Unfinished, args: &Args) -> Page {
    let BundleCounts { logs, entries, withheld, plans, withheld_plans, items, checkpoints } = made.counts;
    let mut page = Page::default();
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let verb = if args.writing.dry_run { "would write" } else { "wrote" };
    grid.row([Piece::new(Tone::Good, verb), format!("{}, TLP:{}", args.dir.display(), made.tlp).into()]);
    let mut holds = vec![
        number_of(logs, "log"),
        number_of(entries, "entry"),
        number_of(plans, "plan"),
        number_of(items, "item"),
    ];
    holds.push(number_of(checkpoints, "signature"));
    grid.row(["holds".into(), holds.join(", ").into()]);
    if withheld + withheld_plans > 0 {
        let hidden = [number_of(withheld, "entry"), number_of(withheld_plans, "plan")];
        grid.row([Piece::new(Tone::Care, "withheld"), hidden.join(", ").into()]);
    }
    grid.row(["sha256".into(), made.digest.to_string().into()]);
    page.pairs(grid);
    page
}
