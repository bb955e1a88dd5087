//! A judged status of a million entries beside peers that judge and check nothing: `DuckDB`, `jq` and `sqlite3` only look for
//! the last state of each measure. And the start of the program beside `/bin/true`.
//!
//! `cargo bench --bench status -- [LINES]`. A peer that is not there is named and left out; `DuckDB` is installed into a
//! virtual environment under the target folder.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use takedown::ledger::entry::{Data, Genesis, Transition};
use takedown::ledger::line::{self, Entry, FIRST, SeenHead};
use takedown::ledger::store::Store;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::operation::Operation;
use takedown::plan::Plan;

#[path = "shared/big.rs"]
mod big;
#[path = "shared/ratio.rs"]
mod ratio;

use ratio::{row, say, timed};

const ASSETS: usize = 20_000;
const LOGS: usize = 8;
const ROUNDS: usize = 3;
/// After so many of its entries a log names the heads of the others.
const LOOKS: u64 = 1000;
const BEGIN: i64 = 1_800_000_000_000;

/// Writes a ledger in which measures are withdrawn and opened again, each in one of the logs: intentions that are judged
/// in full, and sound.
fn generate(dir: &Path, plan: &Plan, text: &str, lines: u64) -> std::io::Result<()> {
    fs::create_dir_all(dir.join("logs"))?;
    fs::create_dir_all(dir.join("plans"))?;
    fs::write(dir.join("plans").join(format!("{}.toml", plan.hash)), text)?;
    let op = plan.op().to_string();
    let instances: Vec<String> = (0..LOGS).map(|log| format!("{log:08x}")).collect();
    let names: Vec<String> = instances.iter().map(|instance| format!("nl-police.{instance}")).collect();
    let mut files = Vec::new();
    for name in &names {
        files.push(BufWriter::new(File::create(dir.join("logs").join(format!("{name}.jsonl")))?));
    }
    let measures: Vec<_> = plan.measures.values().collect();
    let mut heads = vec![(0, FIRST); LOGS];
    for place in 0..lines {
        let log = usize::try_from(place).unwrap_or(0) % LOGS;
        let (before, prev) = heads[log];
        let seq = before + 1;
        let id = format!("01a428aa-7320-7000-8000-{place:012x}");
        let turn = usize::try_from(seq).unwrap_or(2).wrapping_sub(2);
        let own = measures.len() / LOGS;
        let measure = measures[turn % own * LOGS + log];
        let round = (turn / own / 2) as u64 + 1;
        let data = if seq == 1 {
            Data::Genesis(Genesis { agency: "nl-police", instance: &instances[log], program: "bench".into() })
        } else {
            let opens = turn / own % 2 == 1;
            let (from, to) =
                if opens { (State::Withdrawn, State::Open) } else { (State::Open, State::Withdrawn) };
            let at =
                At::Instant(Instant::from_millis((BEGIN + i64::try_from(place).unwrap_or(0)) / 1000 * 1000));
            Data::Transition(Transition {
                measure: measure.id.as_str(),
                round: round + u64::from(opens),
                from,
                to,
                at,
                target: measure.target,
                remainder: None,
                reason: Some("the mirror changed hands again".into()),
                reference: None,
                restored: None,
                basis: None,
                seen_from: vec![],
                until: None,
                sources: vec![],
                note: None,
                irregular: None,
                now: false,
            })
        };
        let others =
            names.iter().zip(&heads).enumerate().filter(|(other, _)| *other != log && seq % LOOKS == 0);
        let seen =
            others.map(|(_, (name, head))| SeenHead { log: name, seq: head.0, hash: head.1 }).collect();
        let entry = Entry {
            op: &op,
            log: &names[log],
            seq,
            id: &id,
            salt: "00000000000000000000000000000000",
            t: Instant::from_millis(BEGIN + i64::try_from(place).unwrap_or(0)),
            by: "nl-07",
            plan: plan.hash,
            seen,
            kind: data.kind(),
            data: None,
        };
        let (line, hash) = line::write(&entry, &data, &prev);
        files[log].write_all(&line)?;
        heads[log] = (seq, hash);
    }
    files.iter_mut().try_for_each(std::io::Write::flush)
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
best = 1e9
for _ in range(int(sys.argv[2])):
    begin = time.perf_counter()
    db.execute(query, [sys.argv[1]]).fetchall()
    best = min(best, time.perf_counter() - begin)
print(best)
"#;

/// A Python that has `DuckDB`, in a virtual environment under the target folder.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("duckdb");
    let python = folder.join("bin/python");
    let works = || quiet(Command::new(&python).args(["-c", "import duckdb"]));
    let made = works()
        || quiet(Command::new("python3").args(["-m", "venv"]).arg(&folder))
            && quiet(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb"]))
            && works();
    made.then_some(python)
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The shortest run of `DuckDB`, its start and its imports left out.
fn duckdb(dir: &Path) -> Option<Duration> {
    let logs = dir.join("logs/*.jsonl");
    let out = Command::new(python()?).args(["-c", DUCKDB]).arg(logs).arg(ROUNDS.to_string()).output().ok()?;
    let said = String::from_utf8_lossy(&out.stdout);
    said.trim()
        .parse()
        .map(Duration::from_secs_f64)
        .inspect_err(|_| say(&String::from_utf8_lossy(&out.stderr)))
        .ok()
}

/// One run of a program; none where it is not there or fails.
fn once(command: &mut Command) -> Option<Duration> {
    let (time, good) = timed(|| quiet(command));
    good.then_some(time)
}

fn peers(dir: &Path, ours: Duration) {
    match duckdb(dir) {
        Some(theirs) => row("status, by DuckDB on two threads", (ours, theirs), 1.5),
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
    generate(&ledger, &read(), text, LINES).expect("generated");
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
    generate(dir.path(), &plan, &text, lines).expect("generated");
    let bytes: u64 = (0..LOGS)
        .filter_map(|log| fs::metadata(dir.path().join(format!("logs/nl-police.{log:08x}.jsonl"))).ok())
        .map(|file| file.len())
        .sum();
    say(&format!(
        "{lines} entries on {ASSETS} measures, {bytes} bytes, {LOGS} logs; ours verified and judged"
    ));
    let sum = |parts: &[Duration; 3]| parts.iter().sum::<Duration>();
    let parts = (0..ROUNDS).map(|_| status(dir.path(), &plan)).min_by_key(sum).unwrap_or_default();
    let [read, judged, shown] = parts;
    say(&format!("  read and verified {read:.3?}, judged {judged:.3?}, standings {shown:.3?}"));
    peers(dir.path(), sum(&parts));
}
