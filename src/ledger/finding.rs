//! What is wrong with a ledger's bytes, and where.

use serde::Serialize;

use crate::model::word::words;

words! {
    /// The kind of a finding.
    pub enum Kind: "finding" {
        /// A line is no valid entry.
        Damaged = "damaged",
        /// A line does not follow the one before it: a line was taken out, put in, moved or hashed anew.
        Prev = "prev",
        /// A line's number is not its place.
        Seq = "seq",
        /// A line belongs to another log than its file.
        Log = "log",
        /// A line belongs to another operation or mode.
        Op = "op",
        /// The first line is no genesis of this log, or a later line is one.
        Genesis = "genesis",
        /// A line is withheld outside a bundle.
        Withheld = "withheld",
        /// Bytes stand after the last line feed.
        TornTail = "torn-tail",
        /// Another log saw a line with another hash there: the history was written anew.
        SeenMismatch = "seen-mismatch",
        /// Another log saw a line that is not there any more.
        SeenTruncated = "seen-truncated",
        /// Another log saw a log that is not there.
        SeenMissingLog = "seen-missing-log",
        /// A line names a head that its log had named already, or an older one.
        SeenNotMoved = "seen-not-moved",
        /// A line names a head of its own log.
        SeenOwn = "seen-own",
        /// A cited plan or saved plan is not stored.
        PlanMissing = "plan-missing",
        /// A stored plan's bytes are not those that its name says.
        PlanAltered = "plan-altered",
        /// A log has branches: its writer wrote from two places.
        Fork = "fork",
        /// A branch's file has not the name that follows from its lines.
        BranchName = "branch-name",
        /// The entry that was expected is not there.
        ExpectHead = "expect-head",
        /// An entry's writer had no right to it.
        Void = "void",
        /// A line holds a word of a newer version.
        Unknown = "unknown",
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// The log at fault, as its file is named without `.jsonl`.
    pub log: String,
    /// The line at fault, from 1; 0 where it is the file.
    pub line: u64,
    /// Where the line begins in the file, or in it the fault.
    pub byte: u64,
    /// What is wrong, for people.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The log and line that tell, where they are not the ones at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<(String, u64)>,
}
