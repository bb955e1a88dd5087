//! The findings of a verification, and their locations.

use crate::model::topic::topics;

topics! {
    /// The kind of a finding.
    pub enum FindingKind: "finding" in FINDINGS {
        Damaged = "damaged" "A line is no valid entry.";
        Prev = "prev" "A line does not follow the one before it: a line was taken out, put in, moved or hashed anew.";
        Seq = "seq" "A line's number is not its place.";
        Log = "log" "A line belongs to another log than its file.";
        Op = "op" "A line belongs to another operation or mode.";
        Genesis = "genesis" "The first line is no genesis of this log, or a later line is one.";
        Withheld = "withheld" "A line is withheld outside a bundle.";
        TornTail = "torn-tail" "Bytes stand after the last line feed.";
        SeenMismatch = "seen-mismatch" "Another log saw a line with another hash there: the history was written anew.";
        SeenTruncated = "seen-truncated" "Another log saw a line that is not there any more.";
        SeenMissingLog = "seen-missing-log" "Another log saw a log that is not there.";
        SeenNotMoved = "seen-not-moved" "A line names a head that its log had named already, or an older one.";
        SeenOwn = "seen-own" "A line names a head of its own log.";
        PlanMissing = "plan-missing" "A cited plan or saved plan is not stored.";
        PlanAltered = "plan-altered" "A stored plan's bytes are not those that its name says.";
        Fork = "fork" "A log has branches: its writer wrote from two places.";
        BranchName = "branch-name" "A branch's file has not the name that follows from its lines.";
        AfterRetire = "after-retire" "A log has lines after the one that its agency retired it at.";
        BadSignature = "bad-signature" "A checkpoint's signature counts for nothing.";
        UnsignedLines = "unsigned-lines" "The plan requires signatures, and no good one covers these lines.";
        Bundle = "bundle" "A file of a bundle is not what the bundle says of it.";
        ExpectHead = "expect-head" "The entry that was expected is not there.";
        Void = "void" "An entry's writer had no right to it.";
        Unknown = "unknown" "A line holds a word of a newer version.";
    }
}

topics! {
    /// A remark of a verification that is not a finding.
    pub enum LedgerRemark: "remark" in REMARKS {
        Unsigned = "unsigned" "No signature covers the entries.";
        Retired = "retired" "A log is written by nobody any more: its agency said which line it stands by.";
        Skewed = "skewed" "An entry is dated before what its writer had seen.";
        Ignored = "ignored" "A file beside the logs has not the name of a log.";
        Irregular = "irregular" "A fact was recorded although a guard forbade it.";
    }
}

/// What to do about a finding. Nothing is ever repaired by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Compare the ledger with another copy of it.
    CompareCopies,
    /// The agency of a log that has branches retires the log and names the branch that counts.
    RetireBranch,
    /// The agency of the log signs again.
    SignAgain,
    /// Ask whoever made the bundle for another copy.
    AskBundleMaker,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: FindingKind,
    /// The log concerned, by the name of its file without `.jsonl`.
    pub log: String,
    /// The line concerned, from 1; 0 if the finding concerns the whole file.
    pub line: u64,
    /// The offset of the line in the file, or of the fault in the line.
    pub byte: u64,
    pub message: String,
    /// What to do about it.
    pub remedy: Remedy,
    /// The log and line that tell, where they are not the ones at fault.
    pub witness: Option<(String, u64)>,
}
