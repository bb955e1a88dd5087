//! Ledger test 9, the bits of test 5: in every part of every line of a bundle's files a bit is flipped, and the list of
//! files written anew, so that something else has to tell. The three programs agree on each.

use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::mutants::bundled;
use super::{by, copy, files, key, list_anew, own, script, with_keys};
use crate::support::in_two;

/// The keys of a line, in their order.
const KEYS: [&str; 14] =
    ["v", "op", "log", "seq", "id", "salt", "t", "by", "plan", "seen", "type", "data", "prev", "hash"];

/// One flip: which file, what stands there, the byte, the bit.
struct Flip {
    file: String,
    part: String,
    byte: usize,
    bit: u32,
}

/// The parts of a line of a log: each key with what stands around it, each value, the line feed.
fn parts_of_entry(line: &str) -> Vec<(String, Range<usize>)> {
    let mut parts = Vec::new();
    let (mut from, tail) = (0, line.len() - 149);
    for (place, name) in KEYS.iter().enumerate() {
        let quoted = format!("\"{name}\":");
        // What a line says may hold the words of its own keys: its tail has a fixed length.
        let at = if *name == "prev" { tail } else { from };
        let value = line[at..].find(&quoted).expect("every key") + at + quoted.len();
        if let ("prev", Some((_, data))) = (*name, parts.last_mut()) {
            let data: &mut Range<usize> = data;
            data.end = tail;
        }
        let end = KEYS.get(place + 1).map_or(line.len(), |next| {
            let next = format!(",\"{next}\":");
            line[value..].find(&next).map_or(tail, |at| at + value)
        });
        parts.push((format!("the key {name}"), at..value));
        parts.push((format!("the value of {name}"), value..end));
        from = end;
    }
    parts
}

/// The parts of any other line: its words.
fn words_of(line: &str) -> Vec<(String, Range<usize>)> {
    let mut from = 0;
    let words = line.split_inclusive([' ', '"']).map(|word| {
        from += word.len();
        (format!("{word:?}"), from - word.len()..from)
    });
    words.filter(|(_, range)| !range.is_empty()).collect()
}

/// A flip in each part of each line of a file; of long texts that nobody reads by their lines, here and there.
fn flips_in(name: &str, text: &str, random: &mut StdRng) -> Vec<Flip> {
    let prose = name.starts_with("plans/") || name == "README.md" || name.starts_with("evidence.");
    let step = if prose { 23 } else { 1 };
    let mut flips = Vec::new();
    let mut begin = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end_matches('\n');
        let mut parts = if name.starts_with("logs/") { parts_of_entry(bare) } else { words_of(bare) };
        parts.push(("the line feed".to_owned(), bare.len()..line.len()));
        for (part, range) in parts.into_iter().filter(|(_, range)| !range.is_empty()) {
            if number % step == 0 {
                let byte = begin + random.random_range(range);
                let part = format!("line {}, {part}", number + 1);
                flips.push(Flip { file: name.to_owned(), part, byte, bit: random.random_range(0..8) });
            }
        }
        begin += line.len();
    }
    flips
}

/// What `verify.py` says of many bundles, in one process: each time the script is run anew.
fn python(dirs: &[PathBuf]) -> Vec<bool> {
    const MANY: &str = r#"
import contextlib, io, sys
code = {}
for path in sys.stdin.read().splitlines():
    with open(path + "/verify.py") as file:
        text = file.read()
    names = {"__name__": "verify", "__file__": path + "/verify.py"}
    exec(code.setdefault(text, compile(text, "verify.py", "exec")), names)
    with contextlib.redirect_stdout(io.StringIO()):
        verdict = names["main"]()
    print(verdict)
"#;
    let mut command = Command::new("python3");
    command.args(["-B", "-c", MANY]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let list: Vec<String> = dirs.iter().map(|dir| format!("{}\n", dir.display())).collect();
    child.stdin.take().expect("a pipe").write_all(list.concat().as_bytes()).expect("written");
    let out = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{said}");
    let verdicts: Vec<bool> = said.lines().map(|line| line == "0").collect();
    assert_eq!(verdicts.len(), dirs.len());
    verdicts
}

/// A folder with the bundle, one bit of it flipped.
fn flipped(court: &Path, all: &Path, number: usize, flip: &Flip) -> PathBuf {
    let dir = all.join(number.to_string());
    copy(court, &dir);
    let path = dir.join(&flip.file);
    let mut bytes = fs::read(&path).expect("read");
    bytes[flip.byte] ^= 1 << flip.bit;
    fs::write(&path, bytes).expect("written");
    if flip.file != "manifest.sha256" {
        list_anew(&dir);
    }
    dir
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_bit_flipped_in_any_part_of_any_line_is_one_verdict() {
    let play = with_keys("required");
    let play = by(play, "nl-police", "note 'the unit is out' --about asset:nl-web-1");
    let play = by(play, "be-prosecutor", "attest lawful wire --basis 'as designated'");
    let revoked = key(&play, "stranger");
    let play = bundled(play.file("operations/tideline.ledger/revoked", &(revoked + "\n")));
    let court = play.path("court");
    let mut random = StdRng::seed_from_u64(9);
    let read = |path: &Path| fs::read_to_string(path).expect("text");
    let names = files(&court).into_iter().filter(|(name, _)| !name.starts_with("verify."));
    let flips: Vec<Flip> =
        names.flat_map(|(name, path)| flips_in(&name, &read(&path), &mut random)).collect();
    let memory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let dirs: Vec<PathBuf> =
        flips.iter().enumerate().map(|(number, flip)| flipped(&court, memory.path(), number, flip)).collect();
    let halves: Vec<&[PathBuf]> = dirs.chunks(dirs.len().div_ceil(2)).collect();
    let python_said = Mutex::new(Vec::new());
    in_two(&halves, |half| {
        let said = half.iter().cloned().zip(python(half));
        python_said.lock().expect("no panic").extend(said);
    });
    let python_said: std::collections::BTreeMap<PathBuf, bool> =
        python_said.into_inner().expect("no panic").into_iter().collect();
    let all: Vec<(&Flip, &PathBuf)> = flips.iter().zip(&dirs).collect();
    let wrong = Mutex::new(Vec::new());
    in_two(&all, |(flip, dir)| {
        let (shell, own) = (script(dir, "verify.sh"), own(dir));
        let python = python_said[*dir];
        // Of what is not bound by the chain or a signature, the list alone tells.
        let bound =
            ["logs/", "heads", "checkpoints/", "manifest"].iter().any(|name| flip.file.starts_with(name));
        if shell.0 != own.0 || python != own.0 || bound && own.0 {
            let Flip { file, part, byte, bit } = flip;
            let what = format!("{file}, {part}, byte {byte}, bit {bit}");
            let told = format!("{what}: verify.py: {python}\n{}{}", shell.1, own.1);
            wrong.lock().expect("no panic").push(told);
        }
    });
    let wrong = wrong.into_inner().expect("no panic");
    assert!(flips.len() >= 300, "{} flips", flips.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), flips.len(), wrong.join("\n"));
}
