//! `takedown plan --next`: the remaining steps, as commands.

use std::fmt::Write as _;

use crate::cli::args::Format;
use crate::cli::error::CliError;
use crate::cli::output::json;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::operation::Next;
use crate::view::plan::NextRow;
use crate::view::words::stuck_reason;

/// Replaces what only a person knows. No command accepts it.
const UNSAID: &str = "…";

/// Prints one command per line; with an agency, only its part.
pub(super) fn print(
    next: &[Next],
    workspace: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let acting = context.acting();
    let lead = workspace.plan.operation.lead.as_str();
    // Anyone can save the plan, but in the part of one agency it belongs to the lead.
    let own = |next: &&Next| acting.is_none_or(|acting| next.agency().unwrap_or(lead) == acting);
    let own: Vec<&Next> = next.iter().filter(own).collect();
    if context.globals.format == Format::Json {
        let rows: Vec<NextRow> = own.iter().filter_map(|next| row(next, workspace)).collect();
        shell.answer(&json::render(&rows)?)?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for next in own {
        match (next, row(next, workspace)) {
            (Next::Stuck { measure, reason }, _) => {
                // Writing to a string never fails.
                let _ = writeln!(text, "# {measure}: {}", stuck_reason(reason));
            }
            (_, Some(row)) => text.push_str(&line(&row, workspace, context)),
            (_, None) => {}
        }
    }
    shell.answer(&text)?;
    Ok(Exit::Done)
}

/// The commands that still have to be run.
pub(super) fn rows(next: &[Next], workspace: &Workspace) -> Vec<NextRow> {
    next.iter().filter_map(|next| row(next, workspace)).collect()
}

fn line(row: &NextRow, workspace: &Workspace, context: &Context) -> String {
    let mut words = vec!["takedown".to_owned(), "-o".to_owned(), workspace.path.plan.display().to_string()];
    if let Some(ledger) = &context.globals.ledger {
        words.extend(["--ledger".to_owned(), ledger.display().to_string()]);
    }
    if let Some(now) = context.globals.now.as_ref().filter(|_| workspace.time.set) {
        words.extend(["--now".to_owned(), now.clone()]);
    }
    if let Some(by) = &row.by {
        words.extend(["--as".to_owned(), by.clone()]);
    }
    words.extend(row.argv.iter().cloned());
    let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("{}\n", quoted.join(" "))
}

/// Quotes an argument for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | ':' | '/' | '@' | '+');
    if !word.is_empty() && word.chars().all(|c| plain(c) || c == '…') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// One step as a command; `None` if no attestation can resolve it.
fn row(next: &Next, workspace: &Workspace) -> Option<NextRow> {
    let allows = workspace.plan.operation.mode.row();
    // In an exercise, placeholders are filled in so that the commands run.
    let known = |text: &str| if allows.identity_guessed { text.to_owned() } else { UNSAID.to_owned() };
    let file = format!("{}.saved.json", workspace.plan.operation.id);
    let text = |word: &str| word.to_owned();
    let argv = match next {
        Next::Lift { entry, .. } => {
            vec![text("retract"), entry.to_string(), text("--reason"), known("exercise: lifted")]
        }
        Next::Attest { gates, about, .. } => {
            let gates: Vec<String> = gates.iter().map(ToString::to_string).collect();
            let mut argv = vec![text("attest"), gates.join(",")];
            argv.extend(about.iter().cloned());
            argv.extend([text("--basis"), known("exercise")]);
            argv
        }
        Next::Grant { instruments, valid: (from, until), .. } => {
            let mut argv = vec![text("instrument")];
            argv.extend(instruments.iter().cloned());
            let valid = known(&format!("{from}/{until}"));
            argv.extend([text("granted"), text("--number"), known("exercise"), text("--valid"), valid]);
            if allows.document_asked {
                argv.extend([text("--document"), text(UNSAID)]);
            }
            argv
        }
        Next::Save { measures } => {
            let mut argv = vec![text("plan")];
            argv.extend(measures.iter().map(ToString::to_string));
            argv.extend([text("--out"), file]);
            argv
        }
        Next::Approve { .. } => vec![text("approve"), file],
        Next::Go { .. } => vec![text("go"), file, text("--yes")],
        Next::Stuck { .. } => return None,
    };
    Some(NextRow { by: next.agency().map(str::to_owned), argv })
}
