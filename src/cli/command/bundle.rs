//! `takedown bundle`

use std::path::PathBuf;

use crate::cli::args::{Format, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::table;
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{capitals, entry_text, words};
use crate::cli::session::workspace::Workspace;
use crate::cli::session::writing::WriteSession;
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

// See ARCHITECTURE, "A disclosure is recorded before its bundle gets its final name".
pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let argument = args.argument.as_deref();
    let session = WriteSession::open_operation("bundle", argument, &args.writing, context, shell)?;
    let workspace = &session.workspace;
    workspace.ensure_outside_ledger(&args.dir)?;
    let options = options(args, workspace)?;
    let agency = options.agency.iter().map(ToString::to_string).collect();
    let identity = session.identity(&IdentityHints::agencies(agency))?;
    let operation = workspace.operation();
    let source = BundleSource {
        store: &workspace.store,
        plan: &workspace.plan,
        items: operation.items(),
        made: workspace.now(),
        program: concat!("takedown ", env!("CARGO_PKG_VERSION")),
    };
    let made = make(&source, &options, &args.dir).map_err(|cause| refused(cause, workspace))?;
    let disclosure = Disclosure {
        agency: options.agency.as_ref().map(|agency| agency.to_string().into()),
        tlp: options.tlp,
        handling: options.handling.clone(),
        assets: options.assets.iter().map(|asset| asset.to_string().into()).collect(),
        leave: entry_text(options.leave.as_ref()),
        note: entry_text(args.note.as_ref()),
        ..Disclosure::new(options.to.clone(), made.digest)
    };
    // The disclosure is recorded first, so a refusal leaves no bundle behind.
    let exit = session.submit(identity, vec![disclosure.into()], shell)?;
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

/// The options, with their names resolved in the plan.
fn options(args: &Args, workspace: &Workspace) -> Result<BundleOptions, CliError> {
    let plan = &workspace.plan;
    let unknown = |what: &str, name: &str, known: Vec<&str>| {
        CliError::usage(format!("the plan has no {what} `{name}`")).suggest(name, known, || None)
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

/// The handling codes that need no permission to hand over, in the notation of the option.
fn without_leave() -> String {
    let codes = Handling::ALL.iter().filter(|code| !code.asks_for_leave());
    codes.map(|code| code.as_str()).collect::<Vec<_>>().join(",")
}

fn refused(cause: BundleError, workspace: &Workspace) -> CliError {
    match cause {
        BundleError::There { .. } => {
            CliError::usage(cause).hint("a bundle is written into a folder of its own")
        }
        BundleError::NotIntact => CliError::new(crate::cli::error::ErrorKind::NotIntact, cause)
            .hint(format!("takedown verify {}", workspace.name())),
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
