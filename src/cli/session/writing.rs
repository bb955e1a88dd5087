//! A command that writes: the open operation, the identity and the submission.

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::shell::Shell;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::operation::EntryRequest;
use crate::plan::Plan;

use super::context::Context;
use super::identity::{Identity, IdentityHints, identify};
use super::request::{Confirmation, Submission};
use super::submit::submit;
use super::workspace::Workspace;

/// One run of a command that writes. Opening it reads the ledger. The ledger is folded on submission, or
/// earlier only if the mode has to guess the identity.
pub(crate) struct WriteSession<'a> {
    pub(crate) workspace: Workspace,
    context: &'a Context,
    command: &'static str,
    options: &'a WriteArgs,
}

impl<'a> WriteSession<'a> {
    /// Opens the operation of the options or the configuration.
    pub(crate) fn open(
        command: &'static str,
        options: &'a WriteArgs,
        context: &'a Context,
        shell: &mut Shell,
    ) -> Result<Self, CliError> {
        Self::open_operation(command, None, options, context, shell)
    }

    /// Opens the operation of an argument.
    pub(crate) fn open_operation(
        command: &'static str,
        operation: Option<&str>,
        options: &'a WriteArgs,
        context: &'a Context,
        shell: &mut Shell,
    ) -> Result<Self, CliError> {
        let workspace = Workspace::open(context, operation, command, shell)?;
        Ok(Self { workspace, context, command, options })
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.workspace.plan
    }

    /// The measures that the arguments select, in order.
    pub(crate) fn measures(&self, measures: &Measures) -> Result<Vec<MeasureId>, CliError> {
        select::measures(self.plan(), &measures.measures, &measures.selection, self.context.acting())
    }

    /// The identity that writes.
    pub(crate) fn identity(&self, hints: &IdentityHints<'_>) -> Result<Identity, CliError> {
        identify(self.context, &self.workspace, hints)
    }

    /// Records the requests as a whole or not at all, and prints the receipt.
    pub(crate) fn submit(
        &self,
        identity: Identity,
        requests: Vec<EntryRequest>,
        shell: &mut Shell,
    ) -> Result<Exit, CliError> {
        self.submit_if(None, identity, requests, shell)
    }

    /// Records the requests after a confirmation.
    pub(crate) fn submit_if(
        &self,
        confirmation: Option<Confirmation>,
        identity: Identity,
        requests: Vec<EntryRequest>,
        shell: &mut Shell,
    ) -> Result<Exit, CliError> {
        let submission =
            Submission { command: self.command, identity, requests, options: self.options, confirmation };
        submit(&submission, &self.workspace, self.context, shell)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::args::Globals;
    use crate::cli::env::Env;
    use crate::model::id::AgencyId;
    use crate::model::state::Role;

    #[derive(clap::Parser)]
    struct Options {
        #[command(flatten)]
        globals: Globals,
    }

    /// Returns the agency that would confirm a measure of the shipped exercise, and whether the ledger was
    /// folded to find it.
    fn confirmed_by(options: &[&str]) -> (AgencyId, bool) {
        let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/april-2018-exercise.toml");
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = folder.path().display().to_string();
        let line = ["takedown", "-o", plan, "--ledger", &ledger].into_iter().chain(options.iter().copied());
        let globals = Options::try_parse_from(line).expect("options").globals;
        let context = Context::gather(globals, Env::of(&[])).expect("a context");
        let mut shell = Shell::of_process(&context.env, None, true);
        let options = WriteArgs { dry_run: true, if_needed: false };
        let session = WriteSession::open("confirm", &options, &context, &mut shell).expect("it opens");
        let measures: Vec<MeasureId> = session.plan().measures.keys().take(1).cloned().collect();
        let hints = IdentityHints::measures(&measures, &[Role::Own, Role::Lead]).by_another_officer();
        let identity = session.identity(&hints).expect("somebody acts");
        (identity.agency, session.workspace.is_folded())
    }

    #[test]
    fn the_ledger_is_folded_to_guess_who_acts_and_for_nobody_who_is_named() {
        let (agency, folded) = confirmed_by(&["--as", "ro-police"]);
        assert_eq!((agency.as_str(), folded), ("ro-police", false));
        let (_, folded) = confirmed_by(&[]);
        assert!(folded, "the officers who reported the measure are in the ledger");
    }
}
