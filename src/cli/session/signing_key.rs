//! The signing key of a log, from the environment or the configuration.

use std::path::PathBuf;

use crate::ledger::log::Head;
use crate::ledger::sign::signature::{blob, public, sign};
use crate::ledger::store::lock::Holder;
use crate::ledger::store::receipt::Receipt;
use crate::model::id::ARCHIVE;
use crate::model::stamp::Stamp;
use crate::operation::sign_checkpoint;
use crate::operation::{CheckpointError, signers};
use crate::plan::Plan;

use super::context::Context;
use super::workspace::Workspace;
use crate::cli::error::CliError;

/// The path of the key: from the environment, otherwise from the configuration.
pub(crate) fn key_path(context: &Context) -> Option<PathBuf> {
    let variable = context.env.get("TAKEDOWN_KEY").map(PathBuf::from);
    variable.or_else(|| context.config.key.clone())
}

/// The configured key if it is a key of the agency; otherwise the reason why it cannot sign for the agency.
pub(crate) fn usable(context: &Context, plan: &Plan, agency: &str) -> Result<PathBuf, CliError> {
    let Some(key) = key_path(context) else {
        return Err(CliError::refused(format!("no key of {agency} is named"))
            .hint("TAKEDOWN_KEY names it, or `key` in the configuration"));
    };
    let line = public(&key).map_err(|cause| CliError::file("read the public half of", &key, &cause))?;
    let Some(blob) = blob(&line) else {
        return Err(CliError::failed(format!("{} holds no key of OpenSSH", key.display())));
    };
    if agency == ARCHIVE {
        return Ok(key);
    }
    match signers(plan, PathBuf::new()).owner(&blob) {
        Ok(owner) if owner.as_str() == agency => Ok(key),
        Ok(owner) => {
            Err(CliError::refused(format!("{} is a key of {owner}, not of {agency}", key.display())))
        }
        Err(bad) => Err(CliError::refused(format!("{} cannot sign for {agency}: {bad}", key.display()))
            .hint(format!("`keys` of the agency {agency} in the plan names who may sign for it"))),
    }
}

/// Signs a log up to its head.
pub(crate) fn sign_checkpoint_with(
    key: &std::path::Path,
    workspace: &Workspace,
    stamp: &Stamp,
    holder: &Holder,
    context: &Context,
) -> Result<(Head, Receipt), CheckpointError> {
    let wait = context.lock_timeout();
    let locking = (holder, wait, context.globals.allow_network_fs);
    sign_checkpoint(&workspace.store, &workspace.plan, stamp, &workspace.reading, locking, &|text| {
        sign(key, text)
    })
}
