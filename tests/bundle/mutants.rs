//! A bundle changed in every way that a forger has: the three programs agree on each, and what can be caught is.

use std::fs;
use std::path::Path;
use std::process::Command;

use takedown::ledger::codec::entry::{Checkpoint, Data};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::Entry;
use takedown::model::digest::Hash;
use takedown::model::word::Word as _;

use crate::support::Play;

use super::{by, copy, good, heads_anew, key, list_anew, with_keys};

const NL: &str = "logs/nl-police.0a1b2c3d.jsonl";
const BE: &str = "logs/be-prosecutor.0a1b2c3d.jsonl";

/// A ledger of three logs that have seen each other, every line signed.
pub(super) fn signed() -> Play {
    let play = with_keys("required");
    let play = by(play, "nl-police", "record identify:hoster-nl");
    let play = by(play, "be-prosecutor", "attest lawful wire --basis 'as designated'");
    let play = by(play, "nl-police", "note 'the unit is out' --about asset:nl-web-1");
    let play = by(play, "ro-police", "note 'we look on' --about asset:dom-1");
    let play = by(play, "be-prosecutor", "note 'all is said'");
    bundled(play)
}

/// The same without a signature.
pub(super) fn unsigned() -> Play {
    let play = Play::tideline()
        .done("record identify:hoster-nl --as nl-police")
        .done("attest lawful wire --basis 'as designated' --as be-prosecutor")
        .done("note 'the unit is out' --about asset:nl-web-1 --as nl-police")
        .done("note 'we look on' --about asset:dom-1 --as ro-police");
    bundled(play)
}

pub(super) fn bundled(play: Play) -> Play {
    let play = play.with("TAKEDOWN_KEY", "be-prosecutor");
    let key = play.path("be-prosecutor").is_file();
    let play = if key { play } else { play.with("TAKEDOWN_KEY", "") };
    play.done("bundle court --to 'the court' --as be-prosecutor").with("TAKEDOWN_KEY", "")
}

/// Lines of a log, changed; with `anew` what follows from line `from` on is hashed again.
pub(super) fn lines(dir: &Path, log: &str, anew: Option<usize>, change: impl Fn(&mut Vec<String>)) {
    let path = dir.join(log);
    let mut lines: Vec<String> =
        fs::read_to_string(&path).expect("read").lines().map(str::to_owned).collect();
    change(&mut lines);
    if let Some(from) = anew {
        let mut prev = match from.checked_sub(1).and_then(|before| lines.get(before)) {
            Some(before) => before[before.len() - 66..before.len() - 2].to_owned(),
            None => "0".repeat(64),
        };
        for line in lines.iter_mut().skip(from) {
            let content = &line[..line.len() - 149];
            let hash = Hash::of(format!("{}{prev}", Hash::of(content.as_bytes())).as_bytes());
            *line = format!("{content},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}");
            prev = hash.to_string();
        }
    }
    fs::write(path, lines.iter().flat_map(|line| [line, "\n"]).collect::<String>()).expect("written");
}

/// A line without its content, as it stands where it is withheld.
pub(super) fn blank(line: &str) -> String {
    let (content, tail) = line.split_at(line.len() - 149);
    format!("{{\"withheld\":\"{}\"{tail}", Hash::of(content.as_bytes()))
}

/// How far a forger goes on: nothing more, the list of files, the list and the ends of the logs.
const FURTHER: [&str; 3] = ["as it is", "listed anew", "listed anew, with its heads"];

/// Changes a bundle and asks for the verdict, after each step that a forger might take as well.
#[track_caller]
fn mutant(play: &Play, what: &str, caught: bool, change: &dyn Fn(&Path)) {
    for (step, further) in FURTHER.iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("court");
        copy(&play.path("court"), &dir);
        change(&dir);
        if step >= 2 {
            heads_anew(&dir);
        }
        if step >= 1 {
            list_anew(&dir);
        }
        let verdict = good(&dir, &format!("{what}, {further}"));
        // A log that ends where it did needs no new heads.
        if caught || step == 0 || step == 2 {
            assert_eq!(verdict, step == 2 && !caught, "{what}, {further}");
        }
    }
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_whole_bundle_is_good_to_all_three() {
    assert!(good(&signed().path("court"), "signed"));
    assert!(good(&unsigned().path("court"), "unsigned"));
}

/// Lines lost, doubled, swapped, put in: bare, and hashed anew from there on.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn moved_lines_are_caught_by_all_three() {
    let play = unsigned();
    let other = fs::read_to_string(play.path("court").join(BE)).expect("read");
    let other = other.lines().nth(1).expect("a line").to_owned();
    for anew in [None, Some(1)] {
        mutant(&play, "a line lost", true, &|dir| lines(dir, NL, anew, |all| drop(all.remove(1))));
        mutant(&play, "a line doubled", true, &|dir| {
            lines(dir, NL, anew, |all| all.insert(1, all[1].clone()));
        });
        mutant(&play, "two lines swapped", true, &|dir| lines(dir, NL, anew, |all| all.swap(1, 2)));
        mutant(&play, "a line put in", true, &|dir| lines(dir, NL, anew, |all| all.insert(1, other.clone())));
        mutant(&play, "a line spliced", true, &|dir| lines(dir, NL, anew, |all| all[1] = other.clone()));
    }
    let replayed = |to: &'static str| {
        move |dir: &Path| {
            lines(dir, NL, Some(0), |all| {
                for line in all.iter_mut() {
                    *line = line.replace("tideline/exercise", to);
                }
            });
        }
    };
    mutant(&play, "another operation", true, &replayed("seawall/exercise"));
    mutant(&play, "another mode", true, &replayed("tideline/rehearsal"));
}

/// A history written anew: caught where another log had seen it, and where it was signed.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_history_written_anew_is_caught_where_it_was_seen_or_signed() {
    let edit = |log: &'static str, from: usize| {
        move |dir: &Path| {
            lines(dir, log, Some(from), |all| {
                let at = all[from].find("\"salt\":\"").expect("a salt") + 8;
                let other = if all[from].as_bytes()[at] == b'0' { "1" } else { "0" };
                all[from].replace_range(at..=at, other);
            });
        }
    };
    let cut = |log: &'static str, to: usize| move |dir: &Path| lines(dir, log, None, |all| all.truncate(to));
    let play = unsigned();
    mutant(&play, "seen and written anew", true, &edit(NL, 1));
    mutant(&play, "seen and cut", true, &cut(NL, 1));
    let ro = "logs/ro-police.0a1b2c3d.jsonl";
    mutant(&play, "its last line, seen by nobody", false, &edit(ro, 1));
    mutant(&play, "its last line, lost", false, &cut(ro, 1));
    let play = signed();
    mutant(&play, "signed and written anew", true, &edit(ro, 1));
    mutant(&play, "its signature lost", true, &cut(ro, 2));
}

/// Bytes that a shell passes over, or that end a line otherwise.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn bytes_that_are_no_text_are_caught_by_all_three() {
    let play = signed();
    let bytes = fs::read(play.path("court").join(NL)).expect("read");
    for (what, change) in [
        ("a NUL", (|bytes: &mut Vec<u8>| bytes.insert(40, 0)) as fn(&mut Vec<u8>)),
        ("no line feed", |bytes| bytes.truncate(bytes.len() - 1)),
        ("a carriage return", |bytes| bytes.insert(bytes.len() - 1, b'\r')),
        ("a blank line", |bytes| bytes.push(b'\n')),
    ] {
        mutant(&play, what, true, &|dir| {
            let mut bytes = bytes.clone();
            change(&mut bytes);
            fs::write(dir.join(NL), bytes).expect("written");
        });
    }
}

/// Every file changed, lost, or put in.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn files_are_those_of_the_list() {
    let play = signed();
    let names: Vec<String> = super::files(&play.path("court")).into_iter().map(|(name, _)| name).collect();
    let once = |what: &str, change: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("court");
        copy(&play.path("court"), &dir);
        change(&dir);
        assert!(!good(&dir, what), "{what}");
    };
    for name in
        names.iter().filter(|name| !matches!(name.as_str(), "bundle.json" | "verify.sh" | "verify.py"))
    {
        once(&format!("{name} changed"), &|dir| {
            let mut bytes = fs::read(dir.join(name)).expect("read");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(dir.join(name), bytes).expect("written");
        });
    }
    for name in ["evidence.csv", "logs/more.txt", ".hidden", "plans/.x", "logs/odd name.jsonl"] {
        once(&format!("{name} put in or lost"), &|dir| {
            let path = dir.join(name);
            if path.exists() { fs::remove_file(path) } else { fs::write(path, "") }.expect("done");
        });
    }
    let cited = names.iter().find(|name| name.starts_with("plans/")).expect("a plan").clone();
    mutant(&play, "a plan lost", true, &|dir| fs::remove_file(dir.join(&cited)).expect("gone"));
    mutant(&play, "a plan changed", true, &|dir| {
        let text = fs::read_to_string(dir.join(&cited)).expect("read");
        fs::write(dir.join(&cited), text.replace("Exercise", "exercise")).expect("written");
    });
}

/// A line withheld by somebody who is not the maker, and one that is withheld with another digest.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_forged_redaction_is_caught() {
    let made_up = |line: &str| {
        format!("{{\"withheld\":\"{}\"{}", Hash::of(b"something else"), &line[line.len() - 149..])
    };
    let play = unsigned();
    for (what, forged) in [("a line blacked out", blank as fn(&str) -> String), ("a digest made up", made_up)]
    {
        mutant(&play, what, true, &|dir| lines(dir, NL, None, |all| all[1] = forged(&all[1])));
    }
    let play = play.done("bundle cut --to 'the court' --only nl-web-1 --as be-prosecutor");
    assert!(good(&play.path("cut"), "cut"));
    fs::remove_dir_all(play.path("court")).expect("gone");
    fs::rename(play.path("cut"), play.path("court")).expect("renamed");
    mutant(&play, "a digest made up in a cut bundle", true, &|dir| {
        lines(dir, NL, None, |all| all[2] = made_up(&all[2]));
    });
    mutant(&play, "a withheld line lost", true, &|dir| {
        lines(dir, "logs/ro-police.0a1b2c3d.jsonl", None, |all| drop(all.remove(0)));
    });
}

/// Signs the head of the lead's log by hand, as another program might, and bundles that.
fn forged(play: Play, key: &str, namespace: &str) -> Play {
    let path = format!("operations/tideline.ledger/{NL}");
    let log = play.read(&path);
    let read = line::read(log.lines().last().expect("a line").as_bytes()).expect("a good line");
    let entry = read.entry().expect("an entry");
    let t = entry.recorded_at.recorded();
    let text = format!("takedown checkpoint v1\n{}\n{}\n{}\n{t}\n", entry.log, entry.seq, read.hash);
    let play = play.file("pinned", &text);
    let _ = fs::remove_file(play.path("pinned.sig"));
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", namespace, "-f", key, "pinned"]).current_dir(play.path(""));
    assert!(command.output().expect("it runs").status.success());
    let signature: String = play.read("pinned.sig").lines().filter(|line| !line.starts_with('-')).collect();
    let data = Data::Checkpoint(Checkpoint { signature: signature.as_str().into(), clock_was_set: true });
    let next = Entry {
        seq: entry.seq + 1,
        seen: Vec::new(),
        kind: data.kind().as_str(),
        data: None,
        ..entry.clone()
    };
    let (bytes, _) = line::write(&next, &data, &read.hash);
    let text = format!("{log}{}", String::from_utf8(bytes).expect("text"));
    bundled(play.file(&path, &text))
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn each_bad_signature_is_bad_to_all_three() {
    const OWN: &str = "takedown-checkpoint@v1";
    let fact = || with_keys("required").done("record identify:hoster-nl --as nl-police");
    let verdict = |play: &Play, what: &str| good(&play.path("court"), what);
    assert!(verdict(&forged(fact(), "nl-police", OWN), "its own key"));
    assert!(!verdict(&forged(fact(), "nl-police", "file"), "another namespace"));
    assert!(!verdict(&forged(fact(), "ro-police", OWN), "another agency's key"));
    let play = fact();
    key(&play, "stranger");
    assert!(!verdict(&forged(play, "stranger", OWN), "a stranger's key"));
    assert!(!verdict(&bundled(fact()), "nothing signed"));
    let play = forged(fact(), "nl-police", OWN);
    let public = play.read("nl-police.pub");
    let bare = public.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let signers = |dir: &Path, from: &str, to: &str| {
        let text = fs::read_to_string(dir.join("allowed_signers")).expect("read");
        assert!(text.contains(from), "{text}");
        fs::write(dir.join("allowed_signers"), text.replace(from, to)).expect("written");
    };
    mutant(&play, "revoked", true, &|dir| fs::write(dir.join("revoked"), &public).expect("written"));
    mutant(&play, "expired", true, &|dir| signers(dir, "nl-police ", "nl-police valid-before=\"20260101\","));
    mutant(&play, "not yet expired", false, &|dir| {
        signers(dir, "nl-police ", "nl-police valid-before=\"20280101\",");
    });
    mutant(&play, "two agencies", true, &|dir| {
        let also = format!("ro-police namespaces=\"{OWN}\" {bare}\nnl-police ");
        signers(dir, "nl-police ", &also);
    });
    mutant(&play, "no key", true, &|dir| signers(dir, "nl-police ", "nobody "));
    let text = format!("checkpoints/{}.3.txt", &NL[5..NL.len() - 6]);
    mutant(&play, "a text of its own", true, &|dir| {
        let said = fs::read_to_string(dir.join(&text)).expect("read");
        fs::write(dir.join(&text), said.replace("v1\n", "v1 \n")).expect("written");
    });
}
