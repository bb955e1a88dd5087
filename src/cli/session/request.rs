//! The entries that a command submits.

use crate::cli::args::WriteArgs;
use crate::cli::session::identity::Identity;
use crate::ledger::codec::entry::Data;
use crate::operation::EntryRequest;

/// The entries that a command submits, recorded as a whole or not at all.
pub(crate) struct Submission<'a> {
    /// The command's name, shown to processes that wait for the lock.
    pub(crate) command: &'static str,
    pub(crate) identity: Identity,
    pub(crate) requests: Vec<EntryRequest>,
    pub(crate) options: &'a WriteArgs,
    /// The confirmation to ask for before something is undone.
    pub(crate) confirmation: Option<Confirmation>,
}

impl Submission<'_> {
    /// The requested entry, if there is exactly one.
    pub(crate) fn data(&self) -> Option<&Data<'static>> {
        match self.requests.as_slice() {
            [one] => Some(one.data()),
            _ => None,
        }
    }
}

/// A confirmation to ask for before something is undone.
pub(crate) struct Confirmation {
    /// `withdraw 2 measures?`
    pub(crate) text: String,
    /// Whether `--yes` already answers it.
    pub(crate) yes: bool,
}
