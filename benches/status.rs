//! A judged status of a million entries beside peers that judge and check nothing: `DuckDB`, `jq` and `sqlite3` only look for
//! the last state of each measure. `DuckDB` is compared by wall and by CPU time. And the start of the program beside `/bin/true`.
//!
//! `cargo bench --bench status -- [LINES]`. A peer that is not there is named and left out; `DuckDB` is installed by
//! `tests/need`, in the version that `tests/needs.txt` names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use takedown::ledger::store::Store;
use takedown::model::time::Instant;
use takedown::operation::Operation;
use takedown::plan::Plan;

#[path = "shared/big.rs"]
mod big;
#[path = "shared/entries.rs"]
mod entries;
#[path = "../tests/support/plan_text.rs"]
mod plan_text;
#[path = "shared/ratio.rs"]
mod ratio;

use entries::{BEGIN, Kind, Ledger};
use ratio::{row, say, timed};

const ASSETS: usize = 20_000;
const LOGS: usize = 8;
const ROUNDS: usize = 3;
/// After so many of its entries a log names the heads of the others.
const LOOKS: u64 = 1000;

/// Writes a ledger in which measures are withdrawn and opened again, each in one of the logs: intentions that are judged
/// in full, and sound.
fn generate(dir: &Path, plan: &Plan, lines: u64) -> std::io::Result<()> {
    let mut ledger = Ledger::open(dir, plan, BEGIN)?;
    ledger.logs(LOGS)?;
    ledger.fill(Kind::Moves, lines - LOGS as u64, LOOKS)?;
    ledger.finish()
}

/// Reads and verifies, judges, and says where every measure stands: how long each took.
fn status(dir: &Path, plan: &Arc<Plan>) -> [Duration; 3] {
    let store = Store::open(dir, &plan.op());
    let (read, reading) = timed(|| store.read().expect("a reading"));
    assert!(reading.findings().is_empty(), "{:?}", reading.findings().first());
    let (judged, operation) = timed(|| Operation::fold(plan, &reading));
    assert!(operation.judged().is_empty(), "{:?}", operation.judged().first());
    let now = Instant::from_millis(BEGIN + 10_000_000_000);
    let (shown, standings) = timed(|| operation.standings(now));
    assert_eq!(standings.len(), ASSETS);
    [read, judged, shown]
}

const DUCKDB: &str = r#"
import sys, time, duckdb
db = duckdb.connect()
db.execute("set threads = 2")
query = """select "to", count(*) from (select data.measure as m, arg_max(data."to", seq) as "to"
    from read_json(?, format = 'newline_delimited', columns = {seq: 'bigint', data: 'struct(measure varchar, "to" varchar)'})
    group by m) group by 1"""
best = (1e9, 1e9)
for _ in range(int(sys.argv[2])):
    begin = (time.perf_counter(), time.process_time())
    db.execute(query, [sys.argv[1]]).fetchall()
    best = min(best, (time.perf_counter() - begin[0], time.process_time() - begin[1]))
print(*best)
"#;

/// A Python that has `DuckDB`, as `tests/need` installs it.
fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The target folder that cargo uses, whichever it is.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let mut need = Command::new(root.join("tests/need"));
    need.arg("duckdb").env("CARGO_TARGET_DIR", target);
    need.status().is_ok_and(|status| status.success()).then(|| target.join("python/bin/python"))
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// How long something took, by wall and by CPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    wall: Duration,
    cpu: Duration,
}

/// The CPU time of this process, to a hundredth of a second.
fn own_cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The shortest run of `DuckDB`, its start and its imports left out.
fn duckdb(dir: &Path) -> Option<Took> {
    let logs = dir.join("logs/*.jsonl");
    let out = Command::new(python()?).args(["-c", DUCKDB]).arg(logs).arg(ROUNDS.to_string()).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let took = text.trim().split_once(' ').and_then(|(wall, cpu)| {
        let seconds = |text: &str| text.parse().ok().map(Duration::from_secs_f64);
        Some(Took { wall: seconds(wall)?, cpu: seconds(cpu)? })
    });
    if took.is_none() {
        say(&String::from_utf8_lossy(&out.stderr));
    }
    took
}

/// Where both cores are ours, `DuckDB` on two threads takes little more than half of its CPU time.
const QUIET: f64 = 0.7;

/// One run of a program; none where it is not there or fails.
fn once(command: &mut Command) -> Option<Duration> {
    let (time, good) = timed(|| quiet(command));
    good.then_some(time)
}

fn peers(dir: &Path, took: Took) {
    let ours = took.wall;
    match duckdb(dir) {
        Some(theirs) => {
            row("status, by DuckDB on two threads, wall", (ours, theirs.wall), 1.5);
            row("status, by DuckDB on two threads, CPU", (took.cpu, theirs.cpu), 1.5);
            if theirs.wall.as_secs_f64() > QUIET * theirs.cpu.as_secs_f64() {
                say("  not quiet: DuckDB did not have both cores, so the ratio by wall is too small");
            }
        }
        None => say("status, by DuckDB: no python3 with duckdb, or it failed; left out"),
    }
    let logs: Vec<PathBuf> =
        (0..LOGS).map(|log| dir.join(format!("logs/nl-police.{log:08x}.jsonl"))).collect();
    let jq =
        "reduce (inputs | select(.type == \"transition\").data) as $e ({}; .[$e.measure] = $e.to) | length";
    // One log of the eight: `jq` takes about a minute for all.
    match once(Command::new("jq").args(["-n", jq]).arg(&logs[0])) {
        Some(theirs) => row("status, by jq (one log in eight, times eight)", (ours, theirs * 8), f64::NAN),
        None => say("status, by jq: it is not there, left out"),
    }
    let mut sqlite = Command::new("sqlite3");
    sqlite.args([
        ":memory:",
        "-cmd",
        ".mode ascii",
        "-cmd",
        ".separator \u{1f} \\n",
        "-cmd",
        "create table l(j)",
    ]);
    for log in &logs {
        sqlite.args(["-cmd", &format!(".import {} l", log.display())]);
    }
    sqlite.arg(
        "select s, count(*) from (select j ->> '$.data.measure' m, j ->> '$.data.to' s, max(j ->> '$.seq') from l \
         group by m) group by s",
    );
    match once(&mut sqlite) {
        Some(theirs) => row("status, by sqlite3", (ours, theirs), f64::NAN),
        None => say("status, by sqlite3: it is not there, left out"),
    }
}

/// The start of a program that does next to nothing, by turns with `/bin/true`: shortest, and median.
fn start_up() {
    let run = |program: &str, args: &[&str]| {
        timed(|| assert!(quiet(Command::new(program).args(args)), "{program}")).0
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..500 {
        ours.push(run(env!("CARGO_BIN_EXE_takedown"), &["--version"]));
        theirs.push(run("/bin/true", &[]));
    }
    ours.sort_unstable();
    theirs.sort_unstable();
    row("start of takedown, by /bin/true, shortest", (ours[0], theirs[0]), 2.0);
    row("start of takedown, by /bin/true, median", (ours[250], theirs[250]), 2.0);
}

/// The sheet of a plan of 20,000 measures and 100,000 entries, as the command prints it, beside reading and folding the
/// same and printing nothing.
fn sheet(text: &str) {
    const LINES: u64 = 100_000;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("big.toml");
    fs::write(&path, text).expect("written");
    let ledger = folder.path().join("big.ledger");
    let read = || Arc::new(takedown::plan::read_stored(text.as_bytes()).plan.expect("a plan"));
    generate(&ledger, &read(), LINES).expect("generated");
    let bare = || {
        let plan = read();
        let reading = Store::open(&ledger, &plan.op()).read().expect("a reading");
        assert!(Operation::fold(&plan, &reading).judged().is_empty());
    };
    let theirs = (0..ROUNDS).map(|_| timed(bare).0).min().unwrap_or_default();
    let plan = || once(Command::new(env!("CARGO_BIN_EXE_takedown")).arg("plan").arg(&path)).expect("it runs");
    let ours = (0..ROUNDS).map(|_| plan()).min().unwrap_or_default();
    row("plan of 20,000 measures, 100,000 entries, by its fold", (ours, theirs), 2.0);
}

fn main() {
    let lines = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    start_up();
    let dir = tempfile::tempdir().expect("a folder");
    let text = big::big(ASSETS);
    let loaded = takedown::plan::read_stored(text.as_bytes());
    let plan = Arc::new(loaded.plan.expect("a plan"));
    sheet(&text);
    generate(dir.path(), &plan, lines).expect("generated");
    let bytes: u64 = (0..LOGS)
        .filter_map(|log| fs::metadata(dir.path().join(format!("logs/nl-police.{log:08x}.jsonl"))).ok())
        .map(|file| file.len())
        .sum();
    say(&format!(
        "{lines} entries on {ASSETS} measures, {bytes} bytes, {LOGS} logs; ours verified and judged"
    ));
    let sum = |parts: &[Duration; 3]| parts.iter().sum::<Duration>();
    let runs = (0..ROUNDS).map(|_| {
        let begin = own_cpu();
        let parts = status(dir.path(), &plan);
        (Took { wall: sum(&parts), cpu: own_cpu().saturating_sub(begin) }, parts)
    });
    let (took, parts) = runs.min().expect("a run");
    let [read, judged, shown] = parts;
    say(&format!("  read and verified {read:.3?}, judged {judged:.3?}, standings {shown:.3?}"));
    peers(dir.path(), took);
}
