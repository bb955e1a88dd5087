//! `takedown verify`

mod bundle;

use crate::cli::args::Format;
use crate::cli::error::CliError;
use crate::cli::output::page::Page;
use crate::cli::output::progress::{Bar, VERIFYING};
use crate::cli::output::shell::Shell;
use crate::cli::output::{into_file, json, no_such, table};
use crate::cli::page;
use crate::cli::page::words::broken;
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::cli::words;
use crate::ledger::audit::Signatures;
use crate::ledger::finding::{Finding, FindingKind, LedgerRemark};
use crate::ledger::log::{Head, LogName};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::verify::{Report, VerifyOptions, verify};
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::model::word::Word as _;
use crate::operation::{DisplayState, Operation, Verdict, signers};
use crate::view::verify::{FindingRow, LogRow, RemarkRow, VerifyView};

/// Prove that the ledger is intact; silent when it is
///
/// First the bytes: hashes, chains, what each log saw of the others. Then the meaning: every entry is judged again.
/// Facts against the rules are no findings; -v lists them. The folder of a bundle is verified by itself.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path; or the folder of a bundle
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// An entry that has to be there, as a notebook or a partner has it (repeat)
    #[arg(long, value_name = "LOG:SEQ:HASH")]
    expect_head: Vec<String>,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let expect = args.expect_head.iter().map(|text| expected(text)).collect::<Result<Vec<_>, _>>()?;
    if let Some(dir) = bundle::bundle_folder(args.argument.as_deref(), context) {
        return bundle::run(&dir, expect, context, shell);
    }
    let workspace = Workspace::open(context, args.argument.as_deref(), "verify", shell)?;
    let options = VerifyOptions { expect, threads: 0 };
    let bar = Bar::new(shell, VERIFYING);
    let report =
        verify(workspace.store.dir(), workspace.store.op(), &options, &|read, all| bar.update(read, all))?;
    drop(bar);
    let operation = workspace.operation();
    let mut view = view(&report, &workspace, &operation);
    match context.globals.format {
        Format::Table => {
            if context.globals.verbose {
                view.remarks = remarks(&view, &report, &workspace, &operation);
            }
            let mut page = Page::default();
            page::verify::draw(&mut page, &view, context.globals.verbose);
            shell.answer(&table::render(&page, shell.width, shell.coloured))?;
            hints(&view, shell);
        }
        Format::Json => shell.answer(&json::render(&view)?)?,
        other => return Err(no_such(other)),
    }
    into_file(&view, &context.globals)?;
    for warning in workspace.reading.warnings() {
        shell.warn(warning);
    }
    Ok(code(&view))
}

/// `ro-police.7f3a9c02:17:HASH`
fn expected(text: &str) -> Result<Head, CliError> {
    let bad = || {
        CliError::usage(format!("`{text}` is no head"))
            .hint("it is written LOG:SEQ:HASH, the hash with all its 64 digits")
    };
    let mut parts = text.splitn(3, ':');
    let mut next = || parts.next().ok_or_else(bad);
    let log = LogName::new(next()?).map_err(|_| bad())?;
    let seq = next()?.parse().map_err(|_| bad())?;
    // Receipts print the hash in groups.
    let hash: Hash = next()?.replace(' ', "").parse().map_err(|_| bad())?;
    Ok(Head { log, seq, hash })
}

/// Exit code 1 if the only problem is entries of a newer version; 4 for any other finding.
fn code(view: &VerifyView) -> Exit {
    let newer = |finding: &FindingRow| finding.kind == FindingKind::Unknown.as_str();
    match view.findings.as_slice() {
        [] => Exit::Done,
        findings if findings.iter().all(newer) => Exit::Failed,
        _ => Exit::NotIntact,
    }
}

fn view(report: &Report, workspace: &Workspace, operation: &Operation<'_>) -> VerifyView {
    let signatures = Signatures::of(
        &signers(&workspace.plan, workspace.reading.revoked()),
        workspace.plan.policy.signatures,
        report,
    );
    let log = |log: &crate::ledger::verify::VerifiedLog| LogRow {
        log: log.name.clone(),
        entries: log.entries,
        head: log.head.as_ref().map(|head| head.hash),
        signed_to: signatures.signed_to.get(&log.name).copied(),
    };
    let mut findings: Vec<_> = report.findings.iter().chain(&signatures.findings).map(row).collect();
    let (mut void, mut irregular) = (0, 0);
    for judged in operation.judged() {
        match &judged.verdict {
            Verdict::Void(reason) => {
                void += 1;
                findings.push(void_row(&workspace.reading, judged.pos, &words::reason(reason)));
            }
            _ => irregular += 1,
        }
    }
    let has_unknown = findings.iter().any(|finding| finding.kind == FindingKind::Unknown.as_str());
    if !has_unknown {
        findings.extend(report.unknown.iter().map(newer));
    }
    let standings = operation.standings(workspace.now());
    VerifyView {
        schema: "takedown.verify/1",
        logs: report.logs.iter().map(log).collect(),
        findings,
        void,
        irregular,
        conflicts: standings.iter().filter(|standing| standing.display == DisplayState::Conflict).count()
            as u64,
        bundle: None,
        plans: Some(report.plans),
        judged: true,
        remarks: Vec::new(),
    }
}

fn newer((log, line): &(String, u64)) -> FindingRow {
    let message = "it holds a word of a newer takedown: kept, verified by its hashes, not understood here";
    FindingRow {
        kind: FindingKind::Unknown.to_string(),
        log: Some(log.clone()),
        line: Some(*line),
        byte: None,
        message: message.to_owned(),
        hint: Some("a newer takedown reads it".to_owned()),
    }
}

fn row(finding: &Finding) -> FindingRow {
    let witness = finding.witness.as_ref().map(|(log, line)| format!("; {log}:{line} tells"));
    FindingRow {
        kind: finding.kind.to_string(),
        log: Some(finding.log.clone()).filter(|log| !log.is_empty()),
        line: (finding.line > 0).then_some(finding.line),
        // A missing line has no offset.
        byte: (finding.line == 1 || finding.byte > 0).then_some(finding.byte).filter(|_| witness.is_none()),
        message: format!("{}{}", finding.message, witness.unwrap_or_default()),
        hint: Some(words::remedy(finding.remedy).to_owned()),
    }
}

fn void_row(reading: &LedgerSnapshot, pos: crate::ledger::EntryPos, why: &str) -> FindingRow {
    let log = reading.logs().get(pos.log).map(|log| log.name.to_string());
    FindingRow {
        kind: FindingKind::Void.to_string(),
        log,
        // Line N of a log holds entry N; verification reports it if that is not true.
        line: Some(pos.seq),
        byte: None,
        message: format!("it counts for nothing: {why}"),
        hint: None,
    }
}

/// Noteworthy facts that are not findings.
fn remarks(
    view: &VerifyView,
    report: &Report,
    workspace: &Workspace,
    operation: &Operation<'_>,
) -> Vec<RemarkRow> {
    let mut remarks = unsigned(view);
    let retired = report.retired.iter().map(|(log, line)| format!("{log}: it counts up to line {line}"));
    remarks.extend(retired.map(|text| remark(LedgerRemark::Retired, text)));
    remarks.extend(skewed(report));
    let ignored = report.ignored.iter().map(|name| format!("logs/{name} has not the name of a log"));
    remarks.extend(ignored.map(|text| remark(LedgerRemark::Ignored, text)));
    let judged = operation.judged().iter().map(|judged| judged.pos);
    let entries = judged.filter_map(|pos| super::log::entry_line(workspace, operation, pos));
    for entry in entries.filter(|entry| !entry.broken.is_empty()) {
        let text = format!("{}  {}; broken: {}", entry.entry, entry.what, broken(&entry.broken));
        remarks.push(RemarkRow { against_rules: true, ..remark(LedgerRemark::Irregular, text) });
    }
    remarks
}

fn remark(kind: LedgerRemark, text: String) -> RemarkRow {
    RemarkRow { kind: kind.as_str(), text, against_rules: false }
}

/// The remark about a ledger without signatures.
fn unsigned(view: &VerifyView) -> Vec<RemarkRow> {
    let is_unsigned = !view.logs.is_empty() && view.logs.iter().all(|log| log.signed_to.is_none());
    let text = "nothing here proves who wrote a line".to_owned();
    is_unsigned.then(|| remark(LedgerRemark::Unsigned, text)).into_iter().collect()
}

/// Entries dated earlier than entries that their writer had seen.
fn skewed(report: &Report) -> impl Iterator<Item = RemarkRow> {
    let skew = report.skew.iter();
    skew.map(|(log, line)| remark(LedgerRemark::Skewed, format!("{log}:{line}: its clock was behind")))
}

fn hints(view: &VerifyView, shell: &mut Shell) {
    let mut given: Vec<&str> = Vec::new();
    for hint in view.findings.iter().filter_map(|finding| finding.hint.as_deref()) {
        if !given.contains(&hint) {
            shell.hint(hint);
            given.push(hint);
        }
    }
    if let Some(first) = view.findings.first() {
        shell.hint(format!("takedown explain {}", first.kind));
    }
}
