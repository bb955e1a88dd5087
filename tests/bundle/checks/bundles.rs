//! The bundles on which one check of a script says something, and no other.

use std::fs;
use std::path::Path;
use std::process::Command;

use takedown::model::digest::Hash;

use super::super::list_anew;
use super::super::mutants::{blank, lines};
use super::{Base, Case, both, case, edit};
use crate::support::Play;

const NL: &str = "logs/nl-police.0a1b2c3d.jsonl";
const RO: &str = "logs/ro-police.0a1b2c3d.jsonl";

fn replaced(name: &'static str, from: &'static str, to: &'static str) -> impl Fn(&Path) + Sync {
    move |dir: &Path| edit(dir, name, |text| text.replacen(from, to, 1))
}

/// A line of the log that nobody has seen, changed and hashed anew.
fn line(at: usize, change: impl Fn(&str) -> String + Sync) -> impl Fn(&Path) + Sync {
    move |dir: &Path| {
        lines(dir, RO, Some(at), |all| {
            let changed = change(&all[at]);
            assert_ne!(changed, all[at]);
            all[at] = changed;
        });
    }
}

fn hash(line: &str) -> &str {
    &line[line.len() - 66..line.len() - 2]
}

/// Takes a file out of the list.
fn unlisted(dir: &Path, name: &str) {
    edit(dir, "manifest.sha256", |list| {
        list.lines()
            .filter(|line| !line.ends_with(&format!("  {name}")))
            .flat_map(|line| [line, "\n"])
            .collect()
    });
}

pub(super) fn of_files() -> Vec<Case> {
    use Base::Unsigned;
    let put = |name: &'static str| move |dir: &Path| fs::write(dir.join(name), "").expect("written");
    let no = |_: &Path| {};
    vec![
        case("is no folder", "", Unsigned, put("checkpoints")).last(|dir| unlisted(dir, "checkpoints")),
        case("is an odd name", "", Unsigned, put("plans/a b.toml")),
        case("has not the name of a log", "", Unsigned, put("logs/notes.jsonl")),
        both("is no file", Unsigned, no).last(|dir| {
            unlisted(dir, "README.md");
            fs::remove_file(dir.join("README.md")).expect("gone");
            std::os::unix::fs::symlink("heads", dir.join("README.md")).expect("linked");
        }),
        both("does not belong here", Unsigned, no).last(put("more.txt")),
        both("manifest.sha256 says", Unsigned, no).last(replaced("README.md", "bundle", "bungle")),
        both("the logs do not end as it says", Unsigned, no).last(|dir| {
            edit(dir, "heads", |heads| heads.replacen(" 2 ", " 3 ", 1));
            list_anew(dir);
        }),
        both("logs: there is none", Unsigned, |dir| {
            fs::remove_dir_all(dir.join("logs")).expect("gone");
            fs::create_dir(dir.join("logs")).expect("made");
        }),
        both("there are more files than signatures", Unsigned, |dir| {
            fs::create_dir(dir.join("checkpoints")).expect("made");
            fs::write(dir.join("checkpoints/more.txt"), "").expect("written");
        }),
    ]
}

pub(super) fn of_itself() -> Vec<Case> {
    use Base::{Hidden, Unsigned};
    let said = |from, to| replaced("bundle.json", from, to);
    vec![
        both("it is not spelled as that of a bundle", Unsigned, said("takedown 0", "takedown \\x 0")),
        both("twice", Unsigned, said("  \"assets\": []", "  \"to\": \"nobody\",\n  \"assets\": []")),
        both("its schema is not takedown.bundle/1", Unsigned, said("bundle/1", "bundle/2")),
        both("it names no operation", Hidden, said("tideline/exercise", "tideline")),
        both("it does not say whether it is redacted", Unsigned, said(": false", ": \"false\"")),
        both("it does not say whether signatures are required", Unsigned, said("optional", "option")),
        both("its plan is no digest", Unsigned, said("\"plan\": \"", "\"plan\": \"0")),
        both("it does not say which plans are withheld", Unsigned, said(": []\n}", ": 0\n}")),
    ]
}

pub(super) fn of_keys() -> Vec<Case> {
    use Base::Signed;
    let key = |dir: &Path, of: &str, agency: &str| {
        edit(dir, "allowed_signers", |text| {
            let own = text.lines().find(|line| line.starts_with(of)).expect("it is there");
            format!("{text}{}\n", own.replacen(of, agency, 1))
        });
    };
    let sig = |dir: &Path, change: &dyn Fn(&str) -> String| edit(dir, &sheet("sig"), change);
    vec![
        both(
            "a line that is not an agency's key",
            Signed,
            replaced("allowed_signers", "ro-police ", "*,fr-office "),
        ),
        case("", "its last line has no end", Signed, |dir| {
            edit(dir, "allowed_signers", |text| text.trim_end().to_owned());
        }),
        both("is also another agency's", Signed, move |dir| key(dir, "nl-police", "fr-office")),
        both("the files of its signature are missing", Signed, |dir| {
            for (end, other) in [("txt", "a.txt"), ("sig", "a.sig")] {
                fs::rename(dir.join(sheet(end)), dir.join("checkpoints").join(other)).expect("moved");
            }
        }),
        case("", "is not the text of its line", Signed, |dir| {
            edit(dir, &sheet("txt"), |text| format!("{text}\n"));
        }),
        both("is not the signature of its line", Signed, move |dir| {
            sig(dir, &|text| {
                let bare: String = text.lines().filter(|line| !line.starts_with('-')).collect();
                format!("-----BEGIN SSH SIGNATURE-----\n{bare}\n-----END SSH SIGNATURE-----\n")
            });
        }),
        both("its signature counts for nothing", Signed, |dir| {
            let signers = fs::read_to_string(dir.join("allowed_signers")).expect("read");
            let own = signers.lines().find(|line| line.starts_with("nl-police")).expect("it is there");
            let bare = own.split(' ').skip(2).collect::<Vec<_>>().join(" ");
            fs::write(dir.join("revoked"), bare + "\n").expect("written");
        }),
        both("no signature covers it", Base::Lacking, |_| {}),
    ]
}

/// A file of the signature in the signed base.
fn sheet(end: &str) -> String {
    format!("checkpoints/{}.3.{end}", &NL[5..NL.len() - 6])
}

pub(super) fn of_lines() -> Vec<Case> {
    use Base::Unsigned;
    let salted = |line: &str| line.replacen("\"salt\":\"", "\"salt\":\"0", 1);
    let named = |line: &str, heads: &str| {
        let at = line.find("\"seen\":[]").expect("it has seen nothing new");
        format!("{}\"seen\":[{heads}]{}", &line[..at], &line[at + 9..])
    };
    let typed = |line: &str, kind: &str, data: &str| {
        let at = line.find("\"type\":\"").expect("a type");
        format!("{}\"type\":\"{kind}\",\"data\":{data}{}", &line[..at], &line[line.len() - 149..])
    };
    let approved = move |line: &str| typed(line, "approval", "{\"saved\":\"../x\"}");
    let other = |text: &str| text.replacen("we look on", "we look up", 1);
    vec![
        case("it holds bytes that are no lines of text", "", Unsigned, |dir| {
            edit(dir, RO, |text| text.trim_end().to_owned());
        })
        .until(RO, 0),
        case("", "bytes stand after its last line", Unsigned, |dir| edit(dir, RO, |text| format!("{text}x")))
            .until(RO, 2),
        case("it holds a line that is no entry", "", Unsigned, line(1, salted)).until(RO, 0),
        case("", "it is no entry", Unsigned, line(1, salted)).until(RO, 1),
        case("data is not spelled as its type is", "", Unsigned, line(1, approved)).until(RO, 0),
        case("", "data is not spelled as its type is", Unsigned, line(1, approved)).until(RO, 1),
        both(
            "it retires a log at a line that no log has",
            Unsigned,
            line(1, move |line| {
                let of = "{\"log\":\"ro-police.0f0f0f0f\",\"seq\":9007199254740993";
                typed(line, "retire", &format!("{of},\"hash\":\"{}\",\"reason\":\"x\"}}", "0".repeat(64)))
            }),
        ),
        both("the hash does not fit the line", Unsigned, move |dir| edit(dir, RO, other)).until(RO, 1),
        both("it does not follow the line before it", Unsigned, |dir| {
            lines(dir, RO, None, |all| {
                let content = &all[1][..all[1].len() - 149];
                let prev = Hash::of(b"another line").to_string();
                let hash = Hash::of(format!("{}{prev}", Hash::of(content.as_bytes())).as_bytes());
                all[1] = format!("{content},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}");
            });
        })
        .until(RO, 1),
        both("it is withheld, and the bundle is said to be whole", Unsigned, |dir| {
            lines(dir, RO, None, |all| all[1] = blank(&all[1]));
        }),
        both(
            "another operation's, another log's or another line",
            Unsigned,
            line(1, |line| line.replacen("\"seq\":2", "\"seq\":3", 1)),
        ),
        both(
            "a log begins with one genesis of its own",
            Unsigned,
            line(0, |line| line.replacen("\"instance\":\"0a", "\"instance\":\"0b", 1)),
        ),
        both("it names a head of its own log", Unsigned, move |dir| {
            lines(dir, RO, Some(1), |all| {
                all[1] = named(&all[1], &format!("[\"ro-police.0a1b2c3d\",1,\"{}\"]", hash(&all[0])));
            });
        }),
        both(
            "the heads that it names are not sorted",
            Unsigned,
            line(0, |line| {
                let heads = line
                    .split("\"seen\":[")
                    .nth(1)
                    .and_then(|rest| rest.split("],\"type\"").next())
                    .expect("heads");
                let (one, two) = heads.split_once("],[").expect("two heads");
                line.replacen(heads, &format!("[{two},{one}]"), 1)
            }),
        ),
        both("again, or an older head", Unsigned, move |dir| {
            lines(dir, RO, Some(1), |all| {
                let heads = all[0]
                    .split("\"seen\":[")
                    .nth(1)
                    .and_then(|rest| rest.split("],[").next())
                    .expect("heads");
                all[1] = named(&all[1], &format!("{heads}]"));
            });
        }),
        both(
            "that is not there",
            Unsigned,
            line(1, move |line| named(line, &format!("[\"nl-police.0a1b2c3d\",99,\"{}\"]", "0".repeat(64)))),
        ),
        both("was changed", Unsigned, |dir| plan(dir, |path| fs::write(path, "format = 1\n"))),
        both("is missing", Unsigned, |dir| plan(dir, |path| fs::remove_file(path))),
        both("it goes on after the line that it was retired at", Base::Retired, |dir| {
            lines(dir, NL, None, |all| all.push(all[1].replacen("\"seq\":2", "\"seq\":3", 1)));
            lines(dir, NL, Some(2), |_| {});
        }),
        both("it has branches, and its agency stands by none", Unsigned, |dir| {
            let text = fs::read_to_string(dir.join(RO)).expect("read");
            let mark = &hash(text.lines().next().expect("a line"))[..16];
            fs::rename(dir.join(RO), dir.join(format!("logs/ro-police.0a1b2c3d~{mark}.jsonl")))
                .expect("moved");
        }),
        both("it is not named by the first line that no other branch has", Base::Forked, |dir| {
            let [branch, _] = branches(dir);
            fs::rename(dir.join(branch), dir.join("logs/nl-police.0a1b2c3d~0000000000000000.jsonl"))
                .expect("moved");
        }),
        // Another log of the agency stands by the other branch: it stands by none.
        both("it has branches, and its agency stands by none", Base::Forked, |dir| {
            let [one, other] = branches(dir).map(|name| {
                let text = fs::read_to_string(dir.join(name)).expect("read");
                hash(text.lines().last().expect("a line")).to_owned()
            });
            let says = "logs/nl-police.0f0f0f0f.jsonl";
            let text = fs::read_to_string(dir.join(says)).expect("read");
            let text =
                text.replace("nl-police.0f0f0f0f", "nl-police.0e0e0e0e").replace("0f0f0f0f", "0e0e0e0e");
            let text =
                if text.contains(&one) { text.replace(&one, &other) } else { text.replace(&other, &one) };
            let says = "logs/nl-police.0e0e0e0e.jsonl";
            fs::write(dir.join(says), text).expect("written");
            lines(dir, says, Some(0), |_| {});
        }),
    ]
}

/// The two branches of a log.
fn branches(dir: &Path) -> [String; 2] {
    let logs =
        fs::read_dir(dir.join("logs")).expect("read").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = logs.map(|name| format!("logs/{}", name.to_string_lossy())).collect();
    names.retain(|name| name.contains('~'));
    names.sort();
    names.try_into().expect("two")
}

/// Does something to the one plan.
fn plan(dir: &Path, change: impl Fn(&Path) -> std::io::Result<()>) {
    let mut there = fs::read_dir(dir.join("plans")).expect("read");
    change(&there.next().expect("a plan").expect("an entry").path()).expect("changed");
}

/// A text that was never the line's own, signed by the right hand: only that it is another text tells.
pub(super) fn signed_otherwise(play: &Play, dir: &Path) {
    let text = fs::read_to_string(dir.join(sheet("txt"))).expect("read").replacen("v1\n3", "v1\n4", 1) + "\n";
    let at = play.path("otherwise");
    fs::write(&at, &text).expect("written");
    let mut command = Command::new("ssh-keygen");
    command
        .args(["-q", "-Y", "sign", "-n", "takedown-checkpoint@v1", "-f"])
        .arg(play.path("nl-police"))
        .arg(&at);
    assert!(command.output().expect("it runs").status.success());
    let signature = fs::read_to_string(play.path("otherwise.sig")).expect("read");
    let bare: String = signature.lines().filter(|line| !line.starts_with('-')).collect();
    lines(dir, NL, None, |all| {
        let from = all[2].find("\"signature\":\"").expect("a signature") + 13;
        let to = all[2][from..].find('"').expect("its end") + from;
        all[2].replace_range(from..to, &bare);
    });
    lines(dir, NL, Some(2), |_| {});
    fs::write(dir.join(sheet("txt")), text).expect("written");
    fs::write(dir.join(sheet("sig")), signature).expect("written");
}
