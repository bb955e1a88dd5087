//! Ledger test 7: lines lost, doubled, swapped, put in, taken from another log, operation or mode, a history written anew,
//! and a go in logs that have no right to it. Each is caught and named.

use std::fs;

use takedown::ledger::codec::entry::Data;
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{FIRST, TAIL};
use takedown::ledger::finding::FindingKind;
use takedown::ledger::log::Head;
use takedown::ledger::store::Store;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::ledger::verify::{VerifyOptions, verify};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;
use takedown::operation::{Operation, Verdict};
use takedown::plan;

use super::{LOG, OP, OTHER, append, log_file};
use crate::stage::options;
use crate::support::{Play, TIDELINE};

/// A log of seven lines, and where `seen` another that has seen its last.
fn ledger(seen: bool) -> (tempfile::TempDir, Vec<Vec<u8>>) {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one", "two", "three", "four", "five", "six"]).expect("recorded");
    if seen {
        append(dir.path(), OTHER, &["seen"]).expect("recorded");
    }
    let bytes = fs::read(log_file(dir.path(), LOG)).expect("the log");
    (dir, lines(&bytes))
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

fn hash(line: &[u8]) -> Hash {
    let end = line.len() - 3;
    Hash::parse(&line[end - 64..end]).expect("a hash")
}

/// A line with some words changed, rightly hashed after another one.
fn sealed(line: &[u8], prev: &Hash, from: &str, to: &str) -> Vec<u8> {
    let content =
        String::from_utf8(line[..line.len() - 1 - TAIL].to_vec()).expect("text").replacen(from, to, 1);
    let hash = line::chain(&Hash::of(content.as_bytes()), prev);
    format!("{content},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}\n").into_bytes()
}

/// All lines from one on, each hashed after the one before it.
fn sealed_from(lines: &[Vec<u8>], from: usize, change: (&str, &str)) -> Vec<Vec<u8>> {
    let mut anew = lines[..from].to_vec();
    for (place, line) in lines.iter().enumerate().skip(from) {
        let prev = anew.last().map_or(FIRST, |before| hash(before));
        // An operation stands in every line; what else is changed is changed in the first of them.
        let (old, new) = if place == from || change.0.starts_with("\"op\"") { change } else { ("", "") };
        anew.push(sealed(line, &prev, old, new));
    }
    anew
}

/// A forgery: what was done, the log as it is then, and what it has to be called, at which line.
type Forgery = (String, Vec<Vec<u8>>, FindingKind, u64);

/// Every forgery of single lines, at every line.
fn forgeries(lines: &[Vec<u8>], other: &[Vec<u8>]) -> Vec<Forgery> {
    let mut all: Vec<Forgery> = Vec::new();
    let last = lines.len() - 1;
    let mut with = |name: &str, at: usize, lines: Vec<Vec<u8>>, kind: FindingKind, found: usize| {
        all.push((format!("{name} at line {}", at + 1), lines, kind, found as u64 + 1));
    };
    for at in 0..=last {
        let changed = |edit: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut lines = lines.to_vec();
            edit(&mut lines);
            lines
        };
        let prev = at.checked_sub(1).map_or(FIRST, |before| hash(&lines[before]));
        let gone = changed(&|lines| drop(lines.remove(at)));
        match at {
            _ if at == last => with("lost", at, gone, FindingKind::SeenTruncated, at),
            _ => with("lost", at, gone, FindingKind::Prev, at),
        }
        with("doubled", at, changed(&|lines| lines.insert(at, lines[at].clone())), FindingKind::Prev, at + 1);
        if at < last {
            with("swapped", at, changed(&|lines| lines.swap(at, at + 1)), FindingKind::Prev, at);
            // A line of one's own, rightly hashed: the one after it does not follow any more.
            let own = sealed(
                &lines[at],
                &hash(&lines[at]),
                &format!("\"seq\":{}", at + 1),
                &format!("\"seq\":{}", at + 2),
            );
            let kind = if at == 0 { FindingKind::Genesis } else { FindingKind::Prev };
            with(
                "put in",
                at,
                changed(&|lines| lines.insert(at + 1, own.clone())),
                kind,
                at + 1 + usize::from(at > 0),
            );
        }
        with(
            "of another log",
            at,
            changed(&|lines| lines[at].clone_from(&other[0])),
            if at == 0 { FindingKind::Log } else { FindingKind::Prev },
            at,
        );
        let spliced = sealed(&other[1], &prev, "", "");
        with(
            "of another log, hashed anew",
            at,
            changed(&|lines| lines[at].clone_from(&spliced)),
            FindingKind::Log,
            at,
        );
        let renumbered =
            sealed(&lines[at], &prev, &format!("\"seq\":{}", at + 1), &format!("\"seq\":{}", at + 9));
        with("numbered anew", at, changed(&|lines| lines[at].clone_from(&renumbered)), FindingKind::Seq, at);
        for op in ["halyard/live", "halyard/retrospective", "seawall/exercise"] {
            let change = (&*format!("\"op\":\"{OP}\""), &*format!("\"op\":\"{op}\""));
            let replayed = sealed(&lines[at], &prev, change.0, change.1);
            with(
                &format!("replayed from {op}"),
                at,
                changed(&|lines| lines[at].clone_from(&replayed)),
                FindingKind::Op,
                at,
            );
            with(
                &format!("replayed from {op} to the end"),
                at,
                sealed_from(lines, at, change),
                FindingKind::Op,
                at,
            );
        }
    }
    all
}

#[test]
fn each_forgery_of_lines_is_caught_and_named() {
    let (dir, lines) = ledger(true);
    let other = self::lines(&fs::read(log_file(dir.path(), OTHER)).expect("the other log"));
    let path = log_file(dir.path(), LOG);
    let forgeries = forgeries(&lines, &other);
    let (mut wrong, mut alone) = (Vec::new(), 0);
    for (name, forged, kind, place) in &forgeries {
        fs::write(&path, forged.concat()).expect("written");
        let found = super::report(dir.path()).findings;
        let at_fault = |found: &takedown::ledger::finding::Finding| found.log == LOG && found.line == *place;
        if !found.iter().any(|found| found.kind == *kind && at_fault(found)) {
            wrong.push(format!("{name}: no {kind} at {place} in {found:#?}"));
        }
        // A verifier that reads each line by itself sees that each is rightly hashed, of this log and operation.
        let sound = |raw: &Vec<u8>| {
            line::read(&raw[..raw.len() - 1])
                .is_ok_and(|line| line.entry().is_some_and(|entry| entry.log == LOG && entry.op == OP))
        };
        alone += usize::from(forged.iter().all(sound));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The control: it misses what is lost, doubled, swapped, put in and numbered anew.
    assert!(forgeries.len() > 80 && alone >= 4 * lines.len(), "{alone} of {}", forgeries.len());
}

/// A history that is hashed anew from some line on is as good as any, but for those who have seen it.
#[test]
fn a_history_written_anew_is_named_by_those_who_have_seen_it_and_by_nobody_else() {
    for seen in [true, false] {
        let (dir, lines) = ledger(seen);
        let path = log_file(dir.path(), LOG);
        for from in 1..lines.len() {
            let anew = sealed_from(&lines, from, ("\"text\":\"", "\"text\":\"not "));
            fs::write(&path, anew.concat()).expect("written");
            let found = super::report(dir.path()).findings;
            let named = found.iter().any(|found| {
                found.kind == FindingKind::SeenMismatch
                    && found.log == LOG
                    && found.witness.as_ref().is_some_and(|(log, _)| log == OTHER)
            });
            assert_eq!(named, seen, "from {from}: {found:#?}");
            // Without a witness the bytes are whole; a head in somebody's notebook tells.
            assert!(seen || found.is_empty(), "{found:#?}");
            let expect = vec![Head { log: LOG.parse().expect("a log"), seq: 7, hash: hash(&lines[6]) }];
            let options = VerifyOptions { expect, threads: 1 };
            let told = verify(dir.path(), &OP.parse().expect("an operation"), &options, &|_, _| {})
                .expect("it reads");
            assert!(told.findings.iter().any(|found| found.kind == FindingKind::ExpectHead), "from {from}");
        }
    }
}

/// The exercise up to the go, and the line that the lead would write, of the very file that was approved.
fn approved() -> (Play, Vec<u8>) {
    let play = Play::tideline();
    play.sh("takedown plan tideline --next | grep -v ' go ' | sh && cp -r operations/tideline.ledger copy")
        .code(0);
    play.run("go tideline.saved.json --yes --as be-prosecutor --ledger copy").code(0);
    let log = play.read("copy/logs/be-prosecutor.0a1b2c3d.jsonl");
    let last = log.lines().last().expect("a line").as_bytes().to_vec();
    (play, last)
}

/// The lead's go, put into every log that is not the lead's.
#[test]
fn a_go_in_any_log_but_the_leads_is_void_and_clears_nothing() {
    let exercise = std::sync::Arc::new(plan::read_stored(TIDELINE.as_bytes()).plan.expect("a good plan"));
    let logs = [
        ("nl-police", "0a1b2c3d"),
        ("ro-police", "0a1b2c3d"),
        ("nl-police", "00000001"),
        ("ro-police", "00000002"),
        ("archive", "00000003"),
        ("nobody", "00000004"),
        ("be-prosecutor", "00000005"),
    ];
    for (agency, instance) in logs {
        let (play, last) = approved();
        let said = line::read(&last).expect("a good line");
        let Some(Data::Go(go)) = said.entry().and_then(|entry| entry.data.clone()) else { panic!("a go") };
        let op = "tideline/exercise".parse().expect("an operation");
        let store = Store::open(&play.path("operations/tideline.ledger"), &op);
        let stamp = Stamp {
            agency: AgencyId::new(agency).expect("an id"),
            instance: instance.to_owned(),
            officer: format!("{agency}-1"),
            recorded_at: Instant::parse(b"2027-03-09T05:05:00Z").expect("a time"),
            clock_set: true,
            program: "forger 1".to_owned(),
        };
        let holder = options(&stamp).holder;
        let writer = store.writer(std::time::Duration::from_secs(5), &holder, true).expect("the lock");
        let reading = writer.read().expect("it reads");
        let blob = Blob::new(BlobKind::Plan, &exercise.stored);
        let receipt =
            writer.append(&reading, &stamp, exercise.hash, &[blob], &[Data::Go(go)]).expect("appended");
        let reading = store.read().expect("it reads");
        let pos = reading.position_of(&receipt.entries[0].hash).expect("it is there");
        let verdict = Operation::fold(&exercise, &reading).verdict(pos);
        let status = play.run("status --by measure --format json").code(0).out();
        let lead = agency == "be-prosecutor";
        assert_eq!(matches!(verdict, Verdict::Void(_)), !lead, "{agency}.{instance}: {verdict:?}");
        assert_eq!(status.contains("\"cleared\""), lead, "{agency}.{instance}: {status}");
        let found = play.run("verify").code(if lead { 0 } else { 4 }).out();
        assert_eq!(found.contains("void"), !lead, "{found}");
    }
}
