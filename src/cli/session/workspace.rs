//! An open operation: its plan, its ledger and the current time.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;

use crate::ledger::EntryPos;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::store::Store;
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::model::op::Op;
use crate::model::time::Instant;
use crate::operation::{IncrementalFold, Operation};
use crate::plan;
use crate::plan::{Diagnostic, Loaded, Plan, SourceText, Versions};

use super::context::{Context, SessionTime};
use crate::cli::error::CliError;
use crate::cli::faulty::{Faulty, faulty};
use crate::cli::input::location::OperationPath;
use crate::cli::input::when;
use crate::cli::input::when::Spans;
use crate::cli::output::diagnostic;
use crate::cli::output::file::is_within;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;

/// An open operation.
// See ARCHITECTURE, "A command reads its ledger once".
pub(crate) struct Workspace {
    pub(crate) path: OperationPath,
    pub(crate) plan: Arc<Plan>,
    pub(crate) time: SessionTime,
    pub(crate) store: Store,
    /// The ledger as it was read when the operation was opened.
    pub(crate) reading: LedgerSnapshot,
    /// The fold of `reading`, computed on first use.
    fold: OnceCell<IncrementalFold>,
}

/// How many findings in a damaged ledger the commands other than `verify` list.
const MOST_FINDINGS: usize = 3;

impl Workspace {
    /// Opens the operation that a command works on. [`faulty`] decides what happens if its plan has errors.
    pub(crate) fn open(
        context: &Context,
        argument: Option<&str>,
        command: &str,
        shell: &mut Shell,
    ) -> Result<Self, CliError> {
        let faulty = faulty(command);
        let path = context.operation_path(argument)?;
        let mut loaded = context.load(&path);
        let at_hand = loaded.plan.take().map(|plan| {
            let plan = Arc::new(as_kept(plan, &path));
            let store = Store::open(&path.ledger, &plan.op());
            store.read().map(|reading| (plan, store, reading))
        });
        let mut fold = OnceCell::new();
        // A changed charter is an error of the plan, but only the ledger reveals it.
        let (plan, store, reading) = match at_hand.transpose()? {
            Some((plan, store, reading)) => {
                let cited = |hash: &Hash| fold_of(&fold, &plan, &reading).cited(hash);
                loaded.diagnostics.extend(charter(&plan, &loaded.sources, &reading, cited));
                if loaded.errors().next().is_some() {
                    fold.take();
                    stand_in(&path, &loaded, faulty, shell)?
                } else {
                    (plan, store, reading)
                }
            }
            None => stand_in(&path, &loaded, faulty, shell)?,
        };
        if plan.policy.signatures && !context.env.has_program("ssh-keygen") {
            shell.warn(
                "ssh-keygen is not there: nothing can be signed, and a signature that only it can check does not count",
            );
        }
        let time = context.time(&plan)?;
        Ok(Self { path, plan, time, store, reading, fold })
    }

    /// The folded ledger. It is folded once, on first use.
    pub(crate) fn fold(&self) -> &IncrementalFold {
        fold_of(&self.fold, &self.plan, &self.reading)
    }

    #[cfg(test)]
    pub(crate) fn is_folded(&self) -> bool {
        self.fold.get().is_some()
    }

    /// The plan and the ledger together.
    pub(crate) fn operation(&self) -> Operation<'_> {
        Operation::of(&self.plan, &self.reading, self.fold())
    }

    /// Restricts the ledger to what was recorded by then.
    pub(crate) fn cut(self, as_of: Instant) -> Self {
        Self { reading: self.reading.cut(as_of), fold: OnceCell::new(), ..self }
    }

    /// The current time, or the time that the clock was set to.
    pub(crate) fn now(&self) -> Instant {
        self.time.clock.now
    }

    /// The name by which commands find the operation.
    pub(crate) fn name(&self) -> String {
        self.path.name()
    }

    /// Refuses to write an answer into the ledger, because `sync` would distribute it.
    pub(crate) fn ensure_outside_ledger(&self, path: &Path) -> Result<(), CliError> {
        if !is_within(path, &self.path.ledger) {
            return Ok(());
        }
        let why = format!("{} is in the operation's own ledger", path.display());
        Err(CliError::usage(why).hint("name a place outside it"))
    }

    /// Reports warnings and findings of the ledger. The answer covers only the intact part; exit code 4
    /// signals that there is more.
    pub(crate) fn remark(&self, shell: &mut Shell) -> Exit {
        for warning in self.reading.warnings() {
            shell.warn(warning);
        }
        if self.reading.has_unknown() {
            shell.warn("the ledger holds words of a newer takedown: they are kept, and not understood here");
        }
        let findings = self.reading.findings();
        for finding in findings.iter().take(MOST_FINDINGS) {
            shell.warn(format!("{}:{}: {}", finding.log, finding.line, finding.message));
        }
        if findings.is_empty() {
            return Exit::Done;
        }
        shell.error(format!(
            "the ledger is not intact ({}): only what is intact was read",
            number_of(findings.len(), "finding")
        ));
        shell.hint(format!("takedown verify {}", self.name()));
        Exit::NotIntact
    }
}

fn fold_of<'f>(
    fold: &'f OnceCell<IncrementalFold>,
    plan: &Arc<Plan>,
    reading: &LedgerSnapshot,
) -> &'f IncrementalFold {
    fold.get_or_init(|| IncrementalFold::of(plan, reading))
}

/// The changes to the charter compared with the plans that the first and the last entry of each log cite.
/// `read` returns a cited plan.
pub(crate) fn charter(
    plan: &Plan,
    sources: &[SourceText],
    reading: &LedgerSnapshot,
    read: impl Fn(&Hash) -> Option<Arc<Plan>>,
) -> Vec<Diagnostic> {
    let mut cited = BTreeSet::new();
    for (log, known) in reading.logs().iter().enumerate() {
        for seq in [1, known.entries] {
            let line = reading.entry(EntryPos { log, seq });
            cited.extend(line.and_then(|line| line.entry().map(|entry| entry.plan)));
        }
    }
    // The current plan does not differ from itself.
    cited.remove(&plan.hash);
    let plans = cited.iter().filter_map(read);
    let mut found: Vec<Diagnostic> = Vec::new();
    for changed in plans.flat_map(|cited| plan::charter(&cited, plan, sources)) {
        if !found.iter().any(|known| known.message == changed.message) {
            found.push(changed);
        }
    }
    found
}

/// Replaces a plan with errors: reports them, and returns the last plan that the ledger cites if the command
/// allows that.
fn stand_in(
    path: &OperationPath,
    loaded: &Loaded,
    faulty: Faulty,
    shell: &mut Shell,
) -> Result<(Arc<Plan>, Store, LedgerSnapshot), CliError> {
    let cited = match faulty {
        Faulty::LastCited => last_cited(path),
        Faulty::Refused => None,
    };
    let count = number_of(loaded.errors().count(), "error");
    let Some(cited) = cited else {
        shell.remark(diagnostic::render(loaded, false, false, shell.remarks_coloured).trim_end());
        return Err(CliError::failed(format!("{} has {count}", path.plan.display())));
    };
    shell.warn(format!(
        "{} has {count}: the last plan that the ledger cites is used, {}",
        path.plan.display(),
        cited.0.hash.short()
    ));
    if let Some(first) = loaded.errors().next() {
        shell.warn(format!("{}: {}", path.plan.display(), first.message));
    }
    shell.hint(format!("takedown check {}", path.name()));
    Ok(cited)
}

/// The readable plan that the ledger cites last. A plan that lacks an agency of another is skipped if some
/// plan has all of them: it would void everything that the missing agency wrote, and the entries that cite
/// it would not count.
fn last_cited(path: &OperationPath) -> Option<(Arc<Plan>, Store, LedgerSnapshot)> {
    let op: Op = any_op(path)?.parse().ok()?;
    let store = Store::open(&path.ledger, &op);
    let reading = store.read().ok()?;
    let mut last = BTreeMap::new();
    let mut count = 0_u64;
    reading.walk(|placed| {
        count += 1;
        last.extend(placed.line.entry().map(|entry| (entry.plan, count)));
    });
    let mut cited: Vec<_> = last.into_iter().collect();
    cited.sort_unstable_by_key(|(_, at)| std::cmp::Reverse(*at));
    let mut versions: Option<Versions> = None;
    let mut plans: Vec<Arc<Plan>> = Vec::new();
    for (hash, _) in cited {
        let Some(bytes) = reading.stored(&hash) else { continue };
        let plan = match &versions {
            Some(versions) => versions.read(hash, &bytes),
            None => plan::read_stored(&bytes).plan,
        };
        let Some(plan) = plan.filter(|plan| plan.operation.id == op.id).map(Arc::new) else { continue };
        versions.get_or_insert_with(|| Versions::of(&plan));
        plans.push(plan);
    }
    let agencies: BTreeSet<_> = plans.iter().flat_map(|plan| plan.agencies.keys().cloned()).collect();
    let has_all = |plan: &Arc<Plan>| agencies.iter().all(|id| plan.agencies.contains_key(id));
    let stands_in = plans.iter().find(|plan| has_all(plan)).or(plans.first())?.hash;
    let plan = plan::read_stored(&reading.stored(&stands_in)?).plan?;
    Some((Arc::new(as_kept(plan, path)), store, reading))
}

/// The plan in the mode of the ledger: a ledger kept from a rehearsal is read as a rehearsal.
pub(crate) fn as_kept(plan: Plan, path: &OperationPath) -> Plan {
    let op = any_op(path).and_then(|op| op.parse::<Op>().ok());
    let rehearsed = op.is_some_and(|op| op.id == plan.operation.id && !op.mode.row().in_plans);
    if rehearsed { plan.rehearsed() } else { plan }
}

/// The operation that the first line of a log names. Reading the ledger checks every log against it.
fn any_op(path: &OperationPath) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct FirstLine {
        op: String,
    }
    let logs = std::fs::read_dir(path.ledger.join("logs")).ok()?;
    let mut paths: Vec<_> = logs.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().find_map(|path| {
        let mut line = Vec::new();
        BufReader::new(File::open(path).ok()?).read_until(b'\n', &mut line).ok()?;
        serde_json::from_slice::<FirstLine>(&line).ok().map(|line| line.op)
    })
}

/// The time of `--as-of`.
pub(crate) fn as_of(workspace: &Workspace, text: Option<&str>) -> Result<Option<Instant>, CliError> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(when::read(text, workspace.time.clock, Spans::Allowed)?.at.latest()))
}
