//! Plans that nobody means well with: each gives one clear diagnostic, never a panic, never a hang.

use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use takedown::model::id::OperationId;
use takedown::model::time::Instant;
use takedown::plan::{self, Code, Loaded};
use tempfile::TempDir;

fn now() -> Instant {
    Instant::parse(b"2026-11-25T09:44:00Z").expect("a time")
}

fn written(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.toml");
    fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn one(name: &str, loaded: &Loaded, code: Code) {
    assert!(loaded.plan.is_none(), "{name}");
    let codes: Vec<Code> = loaded.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [code], "{name}: {:#?}", loaded.diagnostics);
    for place in loaded.diagnostics.iter().filter_map(|found| found.place.as_ref()) {
        let text = &loaded.sources.get(place.file).expect("its file").text;
        assert!(
            text.get(place.span.clone()).is_some(),
            "{name}: a place outside the text, or within a character"
        );
    }
}

#[test]
fn each_hostile_text_gives_one_clear_diagnostic() {
    let garbage = |sign: &str| sign.repeat(10_000_000 / sign.len()).into_bytes();
    let mut random = vec![0_u8; 10_000_000];
    StdRng::seed_from_u64(3).fill(&mut random[..]);
    for byte in &mut random {
        *byte = b' ' + *byte % 95;
    }
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a byte order mark", b"\xef\xbb\xbfformat = 1\n".to_vec()),
        ("invalid UTF-8", b"format = 1\nname = \"\xff\"\n".to_vec()),
        ("UTF-16", b"\xff\xfef\0o\0r\0m\0a\0t\0".to_vec()),
        ("NUL", b"format = 1\n\0\n".to_vec()),
        ("nested lists", format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes()),
        ("nested tables", format!("a = {}1{}", "{a=".repeat(10_000), "}".repeat(10_000)).into_bytes()),
        ("a deep name", format!("{}b = 1", "a.".repeat(10_000)).into_bytes()),
        ("a deep head", format!("[{}b]", "a.".repeat(10_000)).into_bytes()),
        ("10 MB of signs", garbage("=")),
        ("10 MB of quotes", garbage("\"")),
        ("10 MB of brackets", garbage("[")),
        ("10 MB of words", garbage("garbage ")),
        ("10 MB of lines", garbage("a b\n")),
        ("10 MB of noise", random),
        ("more than 16 MiB", vec![b'#'; (16 << 20) + 1]),
        ("what only a stored plan begins with", b"#takedown-file a.toml 3\nformat = 1\n".to_vec()),
    ];
    for (name, bytes) in cases {
        let (_folder, path) = written(&bytes);
        one(name, &plan::load(&path, now()), Code::Syntax);
    }
}

#[test]
fn ten_megabytes_of_a_plan_that_is_only_wrong_are_counted_not_kept() {
    let lines = (0..600_000).map(|line| format!("k{line} = {line}\n"));
    let text: String = std::iter::once("format = 1\n".to_owned()).chain(lines).collect();
    let (_folder, path) = written(text.as_bytes());
    let loaded = plan::load(&path, now());
    assert_eq!(loaded.diagnostics.len(), plan::MOST_DIAGNOSTICS);
    assert_eq!(loaded.diagnostics.len() + loaded.dropped, 600_001, "and no [operation]");
}

#[test]
fn what_is_no_file_is_said_to_be_none() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    one("nothing there", &plan::load(&at("none.toml"), now()), Code::Syntax);
    fs::create_dir(at("empty")).expect("made");
    one("a folder without a plan", &plan::load(&at("empty"), now()), Code::MissingKey);
    fs::create_dir(at("twin")).expect("made");
    fs::write(at("twin/a.toml"), "format = 1\n").expect("written");
    fs::write(at("twin.toml"), "format = 1\n").expect("written");
    one("a folder beside a file", &plan::load(&at("twin.toml"), now()), Code::DuplicateId);
    one("a file beside a folder", &plan::load(&at("twin"), now()), Code::DuplicateId);
    let (_folder, path) = written(b"format = 1\n");
    one("no operation", &plan::load(&path, now()), Code::MissingKey);
}

#[cfg(unix)]
#[test]
fn links_that_go_round_and_devices_are_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let (one_way, other_way) = (home.path().join("a.toml"), home.path().join("b.toml"));
    std::os::unix::fs::symlink(&one_way, &other_way).expect("linked");
    std::os::unix::fs::symlink(&other_way, &one_way).expect("linked");
    one("a loop", &plan::load(&one_way, now()), Code::Syntax);
    one("a device", &plan::load(Path::new("/dev/zero"), now()), Code::Syntax);
}

/// Plans with pieces cut out, doubled and swapped: read to an end, whatever they say, and every place in them is real.
#[test]
fn plans_broken_at_random_are_read_without_a_panic() {
    let id: OperationId = "demo".parse().expect("an id");
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan-format.md"))
        .expect("the page");
    let example = page.split("```").find_map(|block| block.strip_prefix("toml\n")).expect("a block");
    let texts = [plan::init(&id, now()), example.to_owned()];
    let strange = [
        "\u{202e}",
        "\"",
        "'''",
        "[",
        "]]",
        "=",
        ".",
        "{",
        "\r",
        "9999999999999999999",
        "é",
        "H+",
        "-",
        "\n[",
        "1979-05-27",
    ];
    let mut random = StdRng::seed_from_u64(26_042_018);
    for round in 0..1500 {
        let mut text: Vec<char> = texts[round % 2].chars().collect();
        for _ in 0..random.random_range(1..6) {
            let (from, length) = (random.random_range(0..text.len()), random.random_range(0..40));
            let piece: Vec<char> = text[from..(from + length).min(text.len())].to_vec();
            let to = random.random_range(0..text.len());
            match random.random_range(0..4) {
                0 => drop(text.drain(from..(from + length).min(text.len()))),
                1 => drop(text.splice(to..to, piece)),
                2 => drop(text.splice(to..(to + length).min(text.len()), piece)),
                _ => drop(text.splice(to..to, strange[random.random_range(0..strange.len())].chars())),
            }
            if text.is_empty() {
                text.push('#');
            }
        }
        let text: String = text.into_iter().collect();
        let (_folder, path) = written(text.as_bytes());
        for loaded in [plan::load(&path, now()), plan::read_stored(text.as_bytes())] {
            assert_eq!(loaded.plan.is_none(), loaded.errors().next().is_some(), "{text}");
            let places = loaded.diagnostics.iter().flat_map(|found| found.place.iter().chain(&found.more));
            for place in places {
                let source = &loaded.sources.get(place.file).expect("its file").text;
                assert!(source.get(place.span.clone()).is_some(), "{place:?}\n{text}");
            }
        }
    }
}

/// Runs `takedown check` on a plan, held to 500 MB of memory and 2 s of the processor; a hang is ended after a minute.
#[cfg(target_os = "linux")]
fn checked(plan: &Path) -> std::process::Output {
    std::process::Command::new("timeout")
        .args(["60", "sh", "-c", "ulimit -v 500000 && ulimit -t 2 && exec \"$0\" check \"$1\""])
        .arg(env!("CARGO_BIN_EXE_takedown"))
        .arg(plan)
        .current_dir(plan.parent().expect("a folder"))
        .env("HOME", plan.parent().expect("a folder"))
        .output()
        .expect("the program runs")
}

/// What is wrong with an answer to a plan that nobody means well with: it is one diagnostic, and exit 1.
#[cfg(target_os = "linux")]
fn unclear(out: &std::process::Output) -> Option<String> {
    let (said, err) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    let errors = err.lines().filter(|line| line.starts_with("error")).count();
    let clear = out.status.code() == Some(1) && said.is_empty() && errors == 1;
    let short = err.len() < 4096 && !err.contains(['\u{1b}', '\0', '\u{202e}']);
    (!clear || !short).then(|| {
        let begin: String = err.chars().take(400).collect();
        format!("{}, {errors} errors, {} bytes: {begin}", out.status, err.len())
    })
}

#[cfg(target_os = "linux")]
#[test]
fn bad_input_costs_the_command_line_little_time_and_memory() {
    let of = |sign: &str| sign.repeat(10_000_000 / sign.len()).into_bytes();
    let noise: Vec<u8> = {
        let mut noise = vec![0_u8; 10_000_000];
        StdRng::seed_from_u64(3).fill(&mut noise[..]);
        noise
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("10 MB of noise", noise.iter().map(|byte| b' ' + byte % 95).collect()),
        ("10 MB of any bytes", noise),
        ("10 MB of brackets", of("[")),
        ("10 MB of quotes", of("\"")),
        ("10 MB of words", of("garbage ")),
        ("10 MB of lines", of("a b\n")),
        ("10 MB of escapes", of("\u{1b}[2J\u{202e}\n")),
        ("nesting of 10,000", format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes()),
        ("tables 10,000 deep", format!("a = {}1{}", "{a=".repeat(10_000), "}".repeat(10_000)).into_bytes()),
        ("names 10,000 deep", format!("[{}b]", "a.".repeat(10_000)).into_bytes()),
        ("a byte order mark", b"\xef\xbb\xbfformat = 1\n".to_vec()),
        ("invalid UTF-8", b"format = 1\nname = \"\xff\"\n".to_vec()),
        ("NUL", b"format = 1\n\0\n".to_vec()),
        ("16 MiB and one", vec![b'#'; (16 << 20) + 1]),
    ];
    let mut wrong = Vec::new();
    for (name, bytes) in cases {
        let (_folder, path) = written(&bytes);
        wrong.extend(unclear(&checked(&path)).map(|why| format!("{name}: {why}")));
    }
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    std::os::unix::fs::symlink(at("there.toml"), at("here.toml")).expect("linked");
    std::os::unix::fs::symlink(at("here.toml"), at("there.toml")).expect("linked");
    fs::create_dir(at("empty")).expect("made");
    fs::create_dir(at("looped")).expect("made");
    std::os::unix::fs::symlink(at("looped"), at("looped/again")).expect("linked");
    for name in ["here.toml", "empty", "looped"] {
        wrong.extend(unclear(&checked(&at(name))).map(|why| format!("{name}: {why}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_limits_are_felt_by_a_program_that_is_held_to_them() {
    let run = |script: &str| {
        let script = format!("ulimit -v 500000 && ulimit -t 2 && {script}");
        let out = std::process::Command::new("timeout").args(["60", "sh", "-c", &script]).output();
        out.expect("a shell").status.success()
    };
    assert!(run("head -c 1000000 /dev/zero | tail -c 1000000 >/dev/null"));
    assert!(!run("head -c 900000000 /dev/zero | tail -c 900000000 >/dev/null"), "900 MB of memory");
    assert!(!run("while :; do :; done"), "more than 2 s of the processor");
}
