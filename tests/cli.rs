//! The command line from outside, by command: every exit code, refusal and shape of an answer has a case.

#![allow(clippy::needless_raw_string_hashes, clippy::too_many_lines, reason = "snapbox writes the snapshots")]

mod check;
mod custody;
mod faulty;
mod files;
mod help;
mod history;
mod identity;
mod impact;
mod interrupt;
mod looks;
mod merge;
mod narrow;
mod needed;
mod play;
mod rehearse;
mod signatures;
mod sync;
mod time;
mod trouble;
mod usage;
mod words;
