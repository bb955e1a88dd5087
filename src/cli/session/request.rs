//! What a command asks to be recorded.

use crate::cli::args::WriteArgs;
use crate::cli::session::identity::Identity;
use crate::ledger::codec::entry::Data;
use crate::operation::EntryRequest;

/// What a command asks to be recorded, all of it or nothing.
pub(crate) struct Submission<'a> {
    /// The command's name, for those who wait for the lock.
    pub(crate) command: &'static str,
    pub(crate) identity: Identity,
    pub(crate) requests: Vec<EntryRequest>,
    pub(crate) options: &'a WriteArgs,
    /// The question before something is undone, if the command asks one.
    pub(crate) confirmation: Option<Confirmation>,
}

impl Submission<'_> {
    /// What is requested, if it is one entry.
    pub(crate) fn data(&self) -> Option<&Data<'static>> {
        match self.requests.as_slice() {
            [one] => Some(one.data()),
            _ => None,
        }
    }
}

/// A question before something is undone.
pub(crate) struct Confirmation {
    /// `withdraw 2 measures?`
    pub(crate) text: String,
    /// Whether `--yes` answers it.
    pub(crate) yes: bool,
}
