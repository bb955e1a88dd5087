//! From a submission to its receipt: commands write entries only through this module.

use std::io::BufRead as _;

use crate::ledger::codec::entry::Data;
use crate::ledger::log::LogName;
use crate::ledger::store::instance;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::network::FileSystem;
use crate::ledger::store::random::Random;
use crate::ledger::store::receipt::AppendRemark;
use crate::model::exit::Exit;
use crate::model::id::ARCHIVE;
use crate::model::stamp::{Stamp, is_instance};
use crate::operation::{EntryRequest, RecordError, RecordOptions, RecordOutcome, Recorder};

use super::context::Context;
use super::identity::Identity;
use super::request::{Confirmation, Submission};
use super::signing_key;
use super::workspace::Workspace;
use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::page::receipt;
use crate::cli::refuse;
use crate::view::receipt::{ReceiptView, ReceiptWriter};

/// Records a submission as a whole or not at all, and prints the receipt.
pub(crate) fn submit(
    submission: &Submission<'_>,
    workspace: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let dry_run = submission.options.dry_run;
    let stamp_of = |dry_run| stamp(&submission.identity, &submission.requests, workspace, context, dry_run);
    let mut stamp = stamp_of(true)?;
    if let Some(question) = submission.confirmation.as_ref().filter(|question| !question.yes && !dry_run) {
        // Do not ask for confirmation of what would be refused anyway.
        attempt(submission, workspace, context, &stamp, true)?;
        confirm(question, context, shell)?;
    }
    if !dry_run {
        stamp = stamp_of(false)?;
    }
    let recorded = attempt(submission, workspace, context, &stamp, dry_run)?;
    if !recorded.dry_run {
        warn_of_file_system(workspace, context, shell);
    }
    remarks(&recorded, shell);
    give_receipt(submission, &recorded, workspace, context, shell)?;
    if !recorded.dry_run && !recorded.rows.is_empty() {
        sign(submission, workspace, context, &stamp, shell)?;
    }
    Ok(Exit::Done)
}

fn give_receipt(
    submission: &Submission<'_>,
    recorded: &RecordOutcome,
    workspace: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<(), CliError> {
    for about in &recorded.skipped {
        shell.warn(format!("`{about}` is so already: nothing is recorded for it"));
    }
    let writer = ReceiptWriter {
        agency: submission.identity.agency.to_string(),
        officer: submission.identity.officer.clone(),
    };
    let view = ReceiptView::of(&workspace.plan, recorded, submission.data(), writer);
    for (row, _) in view.entries.iter().zip(&recorded.rows).filter(|(_, recorded)| recorded.was_regular) {
        shell.warn(format!("nothing was broken: {} is recorded as regular", row.name));
    }
    let mut page = Page::default();
    receipt::draw(&mut page, &view, context.globals.verbose);
    Answer { view: &view, rows: &view.entries, page: &page }.give(shell, &context.globals)?;
    if recorded.dry_run && !recorded.rows.is_empty() {
        shell.hint("nothing was written: this was a dry run");
    }
    Ok(())
}

/// Signs the new entries if a key of the agency is configured; warns if the plan requires signatures and
/// there is no key.
fn sign(
    submission: &Submission<'_>,
    workspace: &Workspace,
    context: &Context,
    stamp: &Stamp,
    shell: &mut Shell,
) -> Result<(), CliError> {
    let required = workspace.plan.policy.signatures;
    match signing_key::usable(context, &workspace.plan, stamp.agency.as_str()) {
        Ok(key) if required || stamp.agency.as_str() != ARCHIVE => {
            let holder = holder(submission.command, workspace, context, stamp)?;
            let (head, _) = signing_key::sign_checkpoint_with(&key, workspace, stamp, &holder, context)
                .map_err(|cause| {
                    CliError::from(cause)
                        .hint("it is recorded, and counts once it is signed: takedown checkpoint")
                })?;
            shell.remark(&format!("signed     {} up to :{}", head.log, head.seq));
        }
        Err(_) if required => {
            shell.warn("the plan requires signatures, and this is not signed: it is a fact all the same");
            shell.hint("when the key is at hand: takedown checkpoint");
        }
        Ok(_) | Err(_) => {}
    }
    Ok(())
}

/// Warns, after a write, if it is unknown whether the ledger is on a network file system.
pub(crate) fn warn_of_file_system(workspace: &Workspace, context: &Context, shell: &mut Shell) {
    if !context.globals.allow_network_fs && workspace.store.file_system() == FileSystem::Unknown {
        shell.warn("this system does not say whether the ledger is on a network file system, whose locks may not hold");
        shell.hint("if it is on a local disk, or its locks are known to hold: --allow-network-fs");
    }
}

/// Describes the lock's holder for other processes that wait for it.
pub(crate) fn holder(
    command: &str,
    workspace: &Workspace,
    context: &Context,
    stamp: &Stamp,
) -> Result<Holder, CliError> {
    Ok(Holder {
        log: LogName::of(stamp).map_err(CliError::failed)?,
        host: host(context),
        pid: std::process::id(),
        since: workspace.now(),
        command: command.to_owned(),
    })
}

fn attempt(
    submission: &Submission<'_>,
    workspace: &Workspace,
    context: &Context,
    stamp: &Stamp,
    dry_run: bool,
) -> Result<RecordOutcome, CliError> {
    let options = RecordOptions {
        can_sign: signing_key::usable(context, &workspace.plan, stamp.agency.as_str()).is_ok(),
        if_needed: submission.options.if_needed,
        dry_run,
        wait: context.lock_timeout(),
        holder: holder(submission.command, workspace, context, stamp)?,
        network_ok: context.globals.allow_network_fs,
    };
    let recorder =
        Recorder::new(&workspace.store, &workspace.plan).knowing(&workspace.reading, workspace.fold());
    recorder.record_once(stamp, &submission.requests, &options).map_err(|error| match error {
        RecordError::Refused(refusals) => refuse::error(&refusals, &workspace.plan, &workspace.name()),
        error => CliError::from(error),
    })
}

/// Who writes, when, and to which log. A dry run does not mint an instance.
pub(crate) fn stamp(
    identity: &Identity,
    requests: &[EntryRequest],
    workspace: &Workspace,
    context: &Context,
    dry_run: bool,
) -> Result<Stamp, CliError> {
    if workspace.plan.is_rehearsed() {
        let why = format!(
            "{} is the ledger of a rehearsal: nobody writes it by hand",
            workspace.store.dir().display()
        );
        return Err(CliError::refused(why).hint("leave out --ledger and TAKEDOWN_LEDGER, or rehearse anew"));
    }
    let Identity { agency, officer } = identity.clone();
    let instance = match context.env.get("TAKEDOWN_INSTANCE") {
        Some(instance) if is_instance(instance) => instance.to_owned(),
        Some(text) => {
            let why = format!("TAKEDOWN_INSTANCE is `{text}`, and an instance is 8 lower-case hex digits");
            return Err(CliError::usage(why));
        }
        None => {
            let state = context.env.xdg("XDG_STATE_HOME", ".local/state").ok_or_else(|| {
                CliError::failed("there is no home folder to keep this writer's instance in")
                    .hint("set HOME, XDG_STATE_HOME or TAKEDOWN_INSTANCE")
            })?;
            // A retired log accepts no more entries, so this machine starts a new one.
            let retires = |request: &EntryRequest, log: &str| {
                if let Data::Retire(retire) = request.data() { retire.log == log } else { false }
            };
            let closed = |instance: &str| {
                let log = format!("{agency}.{instance}");
                workspace.reading.is_retired(&log) || requests.iter().any(|request| retires(request, &log))
            };
            if dry_run {
                let kept = instance::stored(&state, &workspace.path.ledger, &agency)?;
                kept.filter(|kept| !closed(kept)).unwrap_or_else(|| "00000000".to_owned())
            } else {
                instance::mint(&state, &workspace.path.ledger, &agency, &Random::system(), closed)?
            }
        }
    };
    Ok(Stamp {
        agency,
        instance,
        officer,
        recorded_at: workspace.now(),
        clock_set: workspace.time.set,
        program: concat!("takedown ", env!("CARGO_PKG_VERSION")).to_owned(),
    })
}

/// The host name that processes waiting for the lock are shown.
fn host(context: &Context) -> String {
    let variable = context.env.get("HOSTNAME").map(str::to_owned);
    let file = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    variable.or_else(file).filter(|name| !name.is_empty()).unwrap_or_else(|| "this machine".to_owned())
}

/// Asks for confirmation at the terminal; without a terminal, only `--yes` confirms.
fn confirm(question: &Confirmation, context: &Context, shell: &mut Shell) -> Result<(), CliError> {
    if !context.can_ask {
        return Err(
            CliError::refused(format!("nobody is there to be asked: {}", question.text)).hint("--yes")
        );
    }
    shell.ask(&format!("{} [y/N] ", question.text));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    match (read, answer.trim()) {
        (Ok(_), "y" | "Y" | "yes" | "Yes") => Ok(()),
        _ => Err(CliError::refused("not confirmed, nothing is written")),
    }
}

fn remarks(recorded: &RecordOutcome, shell: &mut Shell) {
    for remark in &recorded.remarks {
        match remark {
            AppendRemark::TornTail { bytes, kept } => shell.warn(format!(
                "the log ended in {bytes} bytes that are no whole entry: they are kept in {}",
                kept.display()
            )),
            AppendRemark::LineFeed => shell.warn("the last entry had lost its line feed: it has it again"),
        }
    }
    if recorded.findings > 0 {
        shell.warn("the ledger is not intact elsewhere: takedown verify says where");
    }
}
