//! What a command asks to be recorded.

use crate::cli::args::Writing;
use crate::cli::session::identity::Who;
use crate::operation::Asked;

/// What a command asks to be recorded.
pub(crate) struct Request<'a> {
    /// The command's name, for those who wait for the lock.
    pub(crate) command: &'static str,
    /// Who asks.
    pub(crate) who: Who,
    /// What is asked.
    pub(crate) asked: Vec<Asked>,
    /// How it is written.
    pub(crate) writing: &'a Writing,
    /// What is asked back before something is undone; none where nothing is.
    pub(crate) question: Option<Question>,
}

/// A question before something is undone.
pub(crate) struct Question {
    /// What is asked: `withdraw 2 measures?`
    pub(crate) text: String,
    /// Whether `--yes` answers it.
    pub(crate) yes: bool,
}
