//! From what is asked to the receipt: the one way by which commands write.

use crate::cli::session::request::Confirmation;
use crate::cli::session::request::Submission;
use std::io::BufRead as _;

use crate::ledger::codec::entry::Data;
use crate::ledger::log::LogName;
use crate::ledger::store::instance;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::random::Random;
use crate::ledger::store::receipt::AppendRemark;
use crate::model::exit::Exit;
use crate::model::id::ARCHIVE;
use crate::model::stamp::{Stamp, is_instance};
use crate::operation::{EntryRequest, RecordError, RecordOptions, RecordOutcome, Recorder};

use super::context::Context;
use super::identity::Identity;
use super::signing_key;
use super::workspace::Workspace;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::page::receipt;
use crate::cli::refuse;

/// Records what is asked, all of it or nothing, and prints the receipt.
pub(crate) fn submit(
    request: &Submission<'_>,
    scene: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let mut stamp = stamp(&request.who, &request.asked, scene, context, true)?;
    if let Some(question) =
        request.question.as_ref().filter(|question| !question.yes && !request.writing.dry_run)
    {
        // The right is asked first: nobody is asked about what is refused anyway.
        attempt(request, scene, context, &stamp, true)?;
        confirm(question, context, shell)?;
    }
    if !request.writing.dry_run {
        stamp = self::stamp(&request.who, &request.asked, scene, context, false)?;
    }
    let recorded = attempt(request, scene, context, &stamp, request.writing.dry_run)?;
    remarks(&recorded, shell);
    receipt::give(request, &recorded, scene, context, shell)?;
    if !recorded.dry_run && !recorded.rows.is_empty() {
        signed(request, scene, context, &stamp, shell)?;
    }
    Ok(Exit::Done)
}

/// Signs what was recorded, where a key of the agency is named. Without one, what the plan wants signed is said.
fn signed(
    request: &Submission<'_>,
    scene: &Workspace,
    context: &Context,
    stamp: &Stamp,
    shell: &mut Shell,
) -> Result<(), CliError> {
    let required = scene.plan.policy.signatures;
    match signing_key::usable(context, &scene.plan, stamp.agency.as_str()) {
        Ok(key) if required || stamp.agency.as_str() != ARCHIVE => {
            let holder = holder(request.command, scene, context, stamp)?;
            let (head, _) =
                signing_key::sign_checkpoint_with(&key, scene, stamp, &holder, context).map_err(|cause| {
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

/// Who takes the lock, for those who wait for it.
pub(crate) fn holder(
    command: &str,
    scene: &Workspace,
    context: &Context,
    stamp: &Stamp,
) -> Result<Holder, CliError> {
    Ok(Holder {
        log: LogName::of(stamp).map_err(CliError::failed)?,
        host: host(context),
        pid: std::process::id(),
        since: scene.now(),
        command: command.to_owned(),
    })
}

fn attempt(
    request: &Submission<'_>,
    scene: &Workspace,
    context: &Context,
    stamp: &Stamp,
    dry_run: bool,
) -> Result<RecordOutcome, CliError> {
    let options = RecordOptions {
        can_sign: signing_key::usable(context, &scene.plan, stamp.agency.as_str()).is_ok(),
        if_needed: request.writing.if_needed,
        dry_run,
        wait: context.lock_timeout(),
        holder: holder(request.command, scene, context, stamp)?,
        network_ok: context.globals.allow_network_fs,
    };
    let recorder = Recorder::new(&scene.store, &scene.plan).knowing(&scene.reading, scene.fold());
    recorder.record_once(stamp, &request.asked, &options).map_err(|error| match error {
        RecordError::Refused(refusals) => refuse::error(&refusals, &scene.plan, &scene.name()),
        error => CliError::from(error),
    })
}

/// Who writes, when, into which log. Nothing is minted for a dry run.
pub(crate) fn stamp(
    who: &Identity,
    asked: &[EntryRequest],
    scene: &Workspace,
    context: &Context,
    dry_run: bool,
) -> Result<Stamp, CliError> {
    if scene.plan.is_rehearsed() {
        let why =
            format!("{} is the ledger of a rehearsal: nobody writes it by hand", scene.store.dir().display());
        return Err(CliError::refused(why).hint("leave out --ledger and TAKEDOWN_LEDGER, or rehearse anew"));
    }
    let Identity { agency, officer } = who.clone();
    let instance = match context.env.get("TAKEDOWN_INSTANCE") {
        Some(said) if is_instance(said) => said.to_owned(),
        Some(said) => {
            let why = format!("TAKEDOWN_INSTANCE is `{said}`, and an instance is 8 lower-case hex digits");
            return Err(CliError::usage(why));
        }
        None => {
            let state = context.env.xdg("XDG_STATE_HOME", ".local/state").ok_or_else(|| {
                CliError::failed("there is no home folder to keep this writer's instance in")
                    .hint("set HOME, XDG_STATE_HOME or TAKEDOWN_INSTANCE")
            })?;
            // A log that is closed is written no more: this machine begins another.
            let retires = |asked: &EntryRequest, log: &str| {
                if let Data::Retire(retire) = asked.data() { retire.log == log } else { false }
            };
            let closed = |instance: &str| {
                let log = format!("{agency}.{instance}");
                scene.reading.is_retired(&log) || asked.iter().any(|asked| retires(asked, &log))
            };
            if dry_run {
                let kept = instance::stored(&state, &scene.place.ledger, &agency)?;
                kept.filter(|kept| !closed(kept)).unwrap_or_else(|| "00000000".to_owned())
            } else {
                instance::mint(&state, &scene.place.ledger, &agency, &Random::system(), closed)?
            }
        }
    };
    Ok(Stamp {
        agency,
        instance,
        officer,
        recorded_at: scene.now(),
        clock_set: scene.time.set,
        program: concat!("takedown ", env!("CARGO_PKG_VERSION")).to_owned(),
    })
}

/// The machine's name, for those who wait for the lock.
fn host(context: &Context) -> String {
    let told = context.env.get("HOSTNAME").map(str::to_owned);
    let kept = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    told.or_else(kept).filter(|name| !name.is_empty()).unwrap_or_else(|| "this machine".to_owned())
}

/// Asks somebody at the terminal; without one only `--yes` will do.
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
