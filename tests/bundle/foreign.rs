//! What a stranger puts into a bundle on its way: files that are not listed, and values that a shell, `sed` or Python would
//! run or follow. Nothing of it is run, nothing but regular files is opened, and all three programs say no.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::{Play, in_two};

use super::mutants::{bundled, lines, unsigned};
use super::{copy, good, heads_anew, list_anew};

/// A module that says that all is well, and leaves a trace.
const MODULE: &str = "open('PWNED', 'w').close()\nprint('good: the chain holds')\nraise SystemExit(0)\n";

/// A copy of a bundle, changed: all three programs say no, and nothing was run.
#[track_caller]
fn refused(play: &Play, what: &str, change: &dyn Fn(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("court");
    copy(&play.path("court"), &dir);
    change(&dir);
    assert!(!good(&dir, what), "{what} is good to all three");
    for place in [folder.path(), &dir, &dir.join("logs"), Path::new(".")] {
        assert!(!place.join("PWNED").exists(), "{what} was run");
    }
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("it runs").success());
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn files_that_are_not_listed_are_refused_by_all_three() {
    let play = unsigned();
    // Every module that verify.py imports, and those that Python looks for by itself.
    for name in ["hashlib", "os", "re", "subprocess", "itertools", "sys", "sitecustomize", "usercustomize"] {
        let name = format!("{name}.py");
        refused(&play, &name, &|dir| fs::write(dir.join(&name), MODULE).expect("written"));
    }
    // Programs that verify.sh runs.
    for name in ["sed", "sha256sum", "ssh-keygen", "[", "printf"] {
        refused(&play, name, &|dir| fs::write(dir.join(name), "touch PWNED\n").expect("written"));
    }
    for name in [
        ".hidden",
        "..x",
        "...",
        "-n",
        "a b",
        "line\nfeed",
        "\u{1b}[2Kgood",
        "$(touch PWNED)",
        "`touch PWNED`",
        "*",
        "logs/extra",
        "logs/.hidden",
        "logs/$(touch PWNED).jsonl",
        "logs/line\nfeed.jsonl",
        "logs/ro-police.0a1b2c3d.jsonl\n.jsonl",
        "plans/-n",
        "plans/.toml",
        "plans/$(touch PWNED).toml",
        "plans/..x",
    ] {
        refused(&play, name, &|dir| fs::write(dir.join(name), "").expect("written"));
        refused(&play, &format!("{name}, listed anew"), &|dir| {
            fs::write(dir.join(name), "").expect("written");
            list_anew(dir);
        });
    }
    for name in ["more", ".more", "hashlib", "logs/more", "plans/more.toml", "logs/ro-police.0f0f0f0f.jsonl"]
    {
        refused(&play, &format!("the folder {name}"), &|dir| fs::create_dir(dir.join(name)).expect("made"));
        refused(&play, &format!("the pipe {name}"), &|dir| fifo(&dir.join(name)));
        for to in ["/dev/zero", "/etc", "heads", "nowhere", "."] {
            refused(&play, &format!("the link {name} to {to}"), &|dir| {
                symlink(to, dir.join(name)).expect("linked");
            });
        }
    }
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_pipe_or_a_link_in_the_place_of_a_file_is_not_opened() {
    let play = unsigned();
    let names: Vec<String> = super::files(&play.path("court")).into_iter().map(|(name, _)| name).collect();
    for name in names.iter().filter(|name| !name.starts_with("verify.")) {
        let replace = |dir: &Path| {
            fs::remove_file(dir.join(name)).expect("gone");
            dir.join(name)
        };
        refused(&play, &format!("{name} is a pipe"), &|dir| fifo(&replace(dir)));
        refused(&play, &format!("{name} is a link"), &|dir| {
            symlink("/dev/zero", replace(dir)).expect("linked");
        });
    }
    for name in ["logs", "plans"] {
        refused(&play, &format!("{name} is a link to a folder"), &|dir| {
            fs::rename(dir.join(name), dir.with_extension(name)).expect("moved");
            symlink(dir.with_extension(name), dir.join(name)).expect("linked");
        });
    }
    refused(&play, "checkpoints is a pipe", &|dir| fifo(&dir.join("checkpoints")));
    // The list of files names what it likes: only what is in the folder is opened.
    for path in
        ["/dev/zero", "../pipe", "/etc/passwd", "logs/../../pipe", "-", "$(touch PWNED)", "`touch PWNED`"]
    {
        refused(&play, &format!("{path} is listed"), &|dir| {
            fifo(&dir.parent().expect("above").join("pipe"));
            let list = fs::read_to_string(dir.join("manifest.sha256")).expect("read");
            fs::write(dir.join("manifest.sha256"), format!("{list}{}  {path}\n", "0".repeat(64)))
                .expect("written");
        });
    }
}

/// Values that a shell, `sed`, a path or a counter takes for something else.
const HOSTILE: [&str; 10] = [
    "1etouch${IFS}PWNED;#",
    "1w PWNED",
    "$(touch PWNED)",
    "`touch PWNED`",
    "a[$(touch PWNED)]",
    "-n",
    "../x",
    "line\nfeed",
    // It is 2 to a counter of 64 bits.
    "18446744073709551618",
    "99999999999999999999999999999999999999999999999999999999999999999",
];

/// Those of them that fit the grammar of an officer, and the second that of an agency too.
const FITTING: [&str; 2] = ["-n", "18446744073709551618"];

const OTHER: &str = "logs/nl-police.0f0f0f0f.jsonl";

/// How the last line of a log is changed to hold a value: a key of the line, or its type and data.
enum Spot {
    Key(&'static str, char),
    Seen(&'static str),
    Data(&'static str, &'static str),
}

/// Where a line holds what the scripts read. `HASH` is that of the second line of the agency's other log.
const SPOTS: [Spot; 16] = [
    Spot::Key("\"op\":\"", '"'),
    Spot::Key("\"log\":\"", '"'),
    Spot::Key("\"seq\":", ','),
    Spot::Key("\"t\":\"", '"'),
    Spot::Key("\"by\":\"", '"'),
    Spot::Key("\"plan\":\"", '"'),
    Spot::Key("\"type\":\"", '"'),
    Spot::Seen("[\"VALUE\",2,\"HASH\"]"),
    Spot::Seen("[\"nl-police.0a1b2c3d\",VALUE,\"HASH\"]"),
    Spot::Seen("[\"nl-police.0a1b2c3d\",2,\"VALUE\"]"),
    Spot::Data("approval", "{\"saved\":\"VALUE\"}"),
    Spot::Data("go", "{\"saved\":\"VALUE\",\"measures\":[[\"seize:nl-web-1@nl-police\",1,\"HASH\"]]}"),
    Spot::Data("checkpoint", "{\"signature\":\"VALUE\"}"),
    Spot::Data("retire", "{\"log\":\"VALUE\",\"seq\":2,\"hash\":\"HASH\",\"reason\":\"closed\"}"),
    Spot::Data(
        "retire",
        "{\"log\":\"nl-police.0a1b2c3d\",\"seq\":VALUE,\"hash\":\"HASH\",\"reason\":\"closed\"}",
    ),
    Spot::Data(
        "retire",
        "{\"log\":\"nl-police.0a1b2c3d\",\"seq\":2,\"hash\":\"VALUE\",\"reason\":\"closed\"}",
    ),
];

impl Spot {
    /// The line with the value in this spot, without its tail.
    fn filled(&self, content: &str, value: &str, hash: &str) -> String {
        let fill = |text: &str| text.replace("HASH", hash).replace("VALUE", value);
        let between = |begins: &str, ends: &str, new: &str| {
            let from = content.find(begins).expect("it is there") + begins.len();
            let to = content[from..].find(ends).expect("its end") + from;
            format!("{}{new}{}", &content[..from], &content[to..])
        };
        match self {
            Self::Key(key, end) => between(key, &end.to_string(), value),
            Self::Seen(head) => between("\"seen\":[", "],\"type\"", &fill(head)),
            Self::Data(kind, data) => {
                let from = content.find("\"type\":\"").expect("a type");
                format!("{}\"type\":\"{kind}\",\"data\":{}", &content[..from], fill(data))
            }
        }
    }

    fn what(&self) -> String {
        match self {
            Self::Key(key, _) => (*key).to_owned(),
            Self::Seen(text) => format!("seen {text}"),
            Self::Data(kind, data) => format!("{kind} {data}"),
        }
    }
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn hostile_values_in_a_line_are_faults_to_all_three() {
    let play = Play::tideline().done("record identify:hoster-nl --as nl-police");
    let play = play.with("TAKEDOWN_INSTANCE", "0f0f0f0f");
    let play = bundled(play.done("retire nl-police.0a1b2c3d --reason closed --as nl-police"));
    let log = play.read("court/logs/nl-police.0a1b2c3d.jsonl");
    let second = log.lines().nth(1).expect("a line");
    let hash = &second[second.len() - 66..second.len() - 2];
    let all: Vec<(&Spot, &str)> =
        SPOTS.iter().flat_map(|spot| HOSTILE.iter().map(move |value| (spot, *value))).collect();
    // A pseudonym may be any of these.
    let fits =
        |spot: &Spot, value: &str| matches!(spot, Spot::Key("\"by\":\"", _)) && FITTING.contains(&value);
    in_two(&all, |(spot, value)| {
        if fits(spot, value) {
            return;
        }
        refused(&play, &format!("{value:?} as {}", spot.what()), &|dir| {
            lines(dir, OTHER, Some(1), |all| {
                let content = &all[1][..all[1].len() - 149];
                let tail = all[1][all[1].len() - 149..].to_owned();
                all[1] = spot.filled(content, value, hash) + &tail;
            });
            heads_anew(dir);
            list_anew(dir);
        });
    });
    // What each of them stands for is taken where it is right: the forged line itself is no fault.
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("court");
    copy(&play.path("court"), &dir);
    lines(&dir, OTHER, Some(1), |all| {
        let content = &all[1][..all[1].len() - 149];
        let tail = all[1][all[1].len() - 149..].to_owned();
        let retired = SPOTS.iter().find(|spot| spot.what().contains("\"seq\":VALUE")).expect("it is there");
        all[1] = retired.filled(content, "2", hash) + &tail;
    });
    heads_anew(&dir);
    list_anew(&dir);
    assert!(good(&dir, "a line that is there"));
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn hostile_values_in_the_other_files_are_faults_to_all_three() {
    let play = unsigned();
    let key = format!("namespaces=\"takedown-checkpoint@v1\" ssh-ed25519 AAAA{}", "A".repeat(64));
    for value in HOSTILE {
        let edit = |name: &'static str, change: &dyn Fn(&str) -> String| {
            refused(&play, &format!("{value:?} in {name}"), &|dir| {
                let text = fs::read_to_string(dir.join(name)).expect("read");
                let changed = change(&text);
                assert_ne!(changed, text);
                fs::write(dir.join(name), changed).expect("written");
                list_anew(dir);
            });
        };
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        if value != FITTING[1] {
            edit("allowed_signers", &|text| format!("{text}{value} {key}\n"));
        }
        // Digits are base64 like the rest of a key.
        if !digits {
            edit("allowed_signers", &|text| format!("{text}nl-police {key}{value}\n"));
        }
        edit("heads", &|text| text.replacen("ro-police.0a1b2c3d", value, 1));
        edit("heads", &|text| text.replacen(" 2 ", &format!(" {value} "), 1));
        edit("bundle.json", &|text| text.replacen("tideline/exercise", value, 1));
        edit("bundle.json", &|text| {
            text.replacen("\"redacted\": false", &format!("\"redacted\": {value}"), 1)
        });
        edit("bundle.json", &|text| text.replacen("\"optional\"", &format!("\"{value}\""), 1));
        edit("bundle.json", &|text| text.replacen("\"plan\": \"", &format!("\"plan\": \"{value}"), 1));
        edit("bundle.json", &|text| text.replacen("\"redacted\"", &format!("\"{value}\""), 1));
    }
}
