//! What a child process uses: its wall time, its CPU time and its peak memory.

use std::process::{Command, Stdio};
use std::time::Duration;

/// What a program used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// User and system time.
    pub(crate) cpu: Duration,
    /// The largest resident set, in kB.
    pub(crate) peak: u64,
}

impl Usage {
    /// One program after the other.
    pub(crate) fn then(self, next: Self) -> Self {
        Self { cpu: self.cpu + next.cpu, peak: self.peak.max(next.peak) }
    }
}

/// Python waits for the child and reads `getrusage(RUSAGE_CHILDREN)`, which is exact to the microsecond; the standard
/// library has no safe way to it, and `/proc` forgets a process when it ends. A `python3` that is a script of a version manager
/// has children before it is Python: what they used is taken off.
const WAIT: &str = "\
import resource, subprocess, sys
used = lambda: resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = lambda: used().ru_utime + used().ru_stime
before = cpu()
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
print(code, cpu() - before, used().ru_maxrss)
";

/// Runs a program, which has to succeed.
pub(crate) fn usage(program: &str, args: &[String], prepare: impl FnOnce(&mut Command)) -> Usage {
    let mut python = Command::new("python3");
    python.args(["-c", WAIT, program]).args(args).stdin(Stdio::null());
    prepare(&mut python);
    let out = python.output().expect("python3 runs");
    let text = String::from_utf8_lossy(&out.stdout);
    let numbers: Option<(f64, u64)> = text.trim().strip_prefix("0 ").and_then(|numbers| {
        let (cpu, peak) = numbers.split_once(' ')?;
        Some((cpu.parse().ok()?, peak.parse().ok()?))
    });
    let (cpu, peak) = numbers.unwrap_or_else(|| {
        let first: Vec<_> = args.iter().take(5).collect();
        panic!("{program} {first:?}: {text}{}", String::from_utf8_lossy(&out.stderr))
    });
    Usage { cpu: Duration::from_secs_f64(cpu), peak }
}
