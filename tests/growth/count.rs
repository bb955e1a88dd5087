//! Counting the instructions of one run of the program.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::given::Environment;

/// Counts with cachegrind, its caches switched off.
pub(crate) struct Counter {
    /// The program without its debug information, which valgrind would read at each start.
    program: tempfile::TempPath,
    /// The processors that we may run on.
    processors: Vec<usize>,
}

impl Counter {
    pub(crate) fn new() -> Self {
        let program = tempfile::NamedTempFile::new().expect("a file").into_temp_path();
        let strip =
            Command::new("strip").arg("-o").arg(&program).arg(env!("CARGO_BIN_EXE_takedown")).status();
        assert!(strip.expect("strip runs").success());
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
        let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        let processors = numbers(allowed.expect("the list of processors"));
        Self { program, processors }
    }

    /// How many rows are counted at once.
    pub(crate) fn workers(&self) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from).min(self.processors.len())
    }

    /// The instructions of a run that ends with an exit code. It has one processor, so it starts one thread, and what threads wait for
    /// each other is not counted.
    pub(crate) fn count(
        &self,
        env: &Environment<'_>,
        args: &[String],
        exit: i32,
        worker: usize,
    ) -> Result<u64, String> {
        let processor = self.processors[worker].to_string();
        let mut command = Command::new("taskset");
        command.args(["-c", &processor, "valgrind", "--tool=cachegrind", "--cache-sim=no"]);
        command.arg("--cachegrind-out-file=/dev/null").arg::<&Path>(&self.program).args(args);
        env.apply(&mut command);
        let out = command.stdin(Stdio::null()).stdout(Stdio::null()).output().expect("taskset runs");
        let text = String::from_utf8_lossy(&out.stderr);
        if out.status.code() != Some(exit) {
            return Err(format!("it ends with {:?}\n{text}", out.status.code()));
        }
        instructions(&text).ok_or_else(|| format!("valgrind counted nothing\n{text}"))
    }
}

/// `0-2,5` as a list.
fn numbers(list: &str) -> Vec<usize> {
    let mut all = Vec::new();
    for part in list.trim().split(',') {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        all.extend(low.parse::<usize>().expect("a number")..=high.parse().expect("a number"));
    }
    all
}

/// `==7== I   refs:      3,631,617`, also with one blank.
fn instructions(text: &str) -> Option<u64> {
    let count = text.lines().find_map(|line| {
        let (before, count) = line.split_once(" refs:")?;
        before.trim_end().ends_with(" I").then_some(count)
    })?;
    count.trim().replace(',', "").parse().ok()
}

#[test]
fn valgrinds_total_and_lists_of_processors_are_read() {
    assert_eq!(instructions("==7== Command: x\n==7== I   refs:      3,631,617\n"), Some(3_631_617));
    assert_eq!(instructions("==7== I refs: 17\n"), Some(17));
    assert_eq!(instructions("==7== D refs: 17\n"), None);
    assert_eq!(numbers("\t0-2,5\n"), [0, 1, 2, 5]);
}
