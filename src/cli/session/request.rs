//! What a command asks to be recorded.

use crate::cli::args::WriteArgs;
use crate::cli::session::identity::Identity;
use crate::ledger::codec::entry::Data;
use crate::operation::EntryRequest;

/// What a command asks to be recorded.
pub(crate) struct Submission<'a> {
    /// The command's name, for those who wait for the lock.
    pub(crate) command: &'static str,
    /// Who asks.
    pub(crate) who: Identity,
    /// What is asked.
    pub(crate) asked: Vec<EntryRequest>,
    /// How it is written.
    pub(crate) writing: &'a WriteArgs,
    /// What is asked back before something is undone; none where nothing is.
    pub(crate) question: Option<Confirmation>,
}

impl Submission<'_> {
    /// What is requested, if it is one entry.
    pub(crate) fn data(&self) -> Option<&Data<'static>> {
        match self.asked.as_slice() {
            [one] => Some(one.data()),
            _ => None,
        }
    }
}

/// A question before something is undone.
pub(crate) struct Confirmation {
    /// What is asked: `withdraw 2 measures?`
    pub(crate) text: String,
    /// Whether `--yes` answers it.
    pub(crate) yes: bool,
}
