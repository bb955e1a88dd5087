//! Copies brought together both ways: folders, and git with and without the program's help.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use snapbox::str;

use crate::support::{Play, TIDELINE};

const OP: &str = "operations/tideline.toml";

/// Runs git in a folder of the play, as somebody whose name is set; its whole output, and whether it succeeded.
fn tried(play: &Play, dir: &str, line: &str) -> (bool, String) {
    let mut command = Command::new("git");
    command.args(line.split(' ')).current_dir(play.path(dir)).env("HOME", play.path("")).env("LC_ALL", "C");
    command.env("GIT_CONFIG_NOSYSTEM", "1").stdin(Stdio::null());
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "test").env(format!("GIT_{who}_EMAIL"), "test@localhost");
    }
    let output = command.output().expect("git runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[track_caller]
fn git(play: &Play, dir: &str, line: &str) -> String {
    let (done, text) = tried(play, dir, line);
    assert!(done, "git {line} in {dir}: {text}");
    text
}

/// An empty bare repository, and a clone that has put the plan into it.
fn hosted() -> Play {
    let path = std::env::var("PATH").expect("a path");
    let play = Play::new().with("PATH", &path).with("GIT_CONFIG_NOSYSTEM", "1");
    git(&play, "", "init --quiet --bare --initial-branch=main hub.git");
    git(&play, "", "clone --quiet hub.git one");
    git(&play, "one", "symbolic-ref HEAD refs/heads/main");
    let play = play.file(&format!("one/{OP}"), &TIDELINE);
    git(&play, "one", "add .");
    git(&play, "one", "commit --quiet -m plan");
    git(&play, "one", "push --quiet origin main");
    play
}

/// The same with a second clone, in which git changes line ends where it may.
fn two_clones() -> Play {
    let play = hosted();
    git(&play, "", "clone --quiet -c core.autocrlf=true hub.git two");
    for dir in ["one", "two"] {
        git(&play, dir, "config pull.rebase false");
    }
    play
}

/// A note by an agency into the ledger of a clone.
fn note(play: &Play, dir: &str, agency: &str, text: &str) {
    play.run(&format!("-o {dir}/{OP} note '{text}' --as {agency}")).code(0);
}

/// The ledger's logs in a clone, name and bytes.
fn logs(play: &Play, dir: &str) -> Vec<(String, String)> {
    let folder = play.path(dir).join("operations/tideline.ledger/logs");
    let files = fs::read_dir(folder).expect("logs").map(|file| file.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("read"))
    };
    let mut logs: Vec<_> = files.map(read).collect();
    logs.sort();
    logs
}

/// Rounds of entries in two clones, brought together by git alone; what git complained of.
fn rounds(play: &Play, count: usize) -> Vec<String> {
    let mut complaints = Vec::new();
    for round in 0..count {
        // They take turns in who is first, and the second one has not seen the first.
        let mut sides = [("one", "be-prosecutor"), ("two", "nl-police")];
        sides.rotate_left(round % 2);
        for (dir, agency) in sides {
            let wrote = play.run(&format!("-o {dir}/{OP} note 'round {round}' --as {agency}"));
            if !wrote.err().is_empty() {
                complaints.push(wrote.err());
            }
            git(play, dir, "add --all");
            git(play, dir, "commit --quiet -m entries");
            for line in ["pull --quiet --no-edit", "push --quiet origin main"] {
                let (done, text) = tried(play, dir, line);
                if !done {
                    complaints.push(format!("round {round}: git {line} in {dir}: {text}"));
                }
            }
        }
        if complaints.len() > 3 {
            break;
        }
    }
    complaints
}

#[test]
#[ignore = "needs git"]
fn plain_pull_and_push_never_conflict() {
    let play = two_clones();
    let complaints = rounds(&play, 50);
    assert!(complaints.is_empty(), "{complaints:#?}");
    git(&play, "one", "pull --quiet --no-edit");
    git(&play, "two", "pull --quiet --no-edit");
    let (one, two) = (logs(&play, "one"), logs(&play, "two"));
    assert!(one == two && one.len() == 2, "the same heads");
    // A genesis, and an entry a round.
    assert!(one.iter().all(|(_, text)| text.lines().count() == 51), "nothing is lost");
    for dir in ["one", "two"] {
        play.run(&format!("verify {dir}/{OP}")).code(0).says("");
    }
}

#[test]
#[ignore = "needs git"]
fn without_the_attributes_a_clone_that_changes_line_ends_is_found_out() {
    let play = two_clones();
    note(&play, "one", "be-prosecutor", "the first");
    let attributes = "operations/tideline.ledger/.gitattributes";
    fs::remove_file(play.path("one").join(attributes)).expect("gone");
    git(&play, "one", "add --all");
    git(&play, "one", "commit --quiet -m entries");
    git(&play, "one", "push --quiet origin main");
    git(&play, "two", "pull --quiet --no-edit");
    assert!(logs(&play, "two")[0].1.contains("\r\n"), "git changes what it takes for text");
    let found = play.run(&format!("verify two/{OP}")).code(4).out();
    assert!(found.contains("damaged"), "{found}");
    // Its neighbour, with the attributes.
    let play = two_clones();
    note(&play, "one", "be-prosecutor", "the first");
    git(&play, "one", "add --all");
    git(&play, "one", "commit --quiet -m entries");
    git(&play, "one", "push --quiet origin main");
    git(&play, "two", "pull --quiet --no-edit");
    play.run(&format!("verify two/{OP}")).code(0).says("");
}

#[test]
fn a_folder_and_the_ledger_take_from_each_other() {
    let play = Play::tideline().done("record identify:hoster-nl");
    play.run("sync stick").code(2);
    fs::create_dir_all(play.path("stick")).expect("made");
    play.run("sync stick").code(2).remarks(str![[r#"
error: stick holds no ledger tideline.ledger
hint: to begin a copy in it: mkdir stick/tideline.ledger

"#]]);
    play.run("sync .").code(2).remarks(str![[r#"
error: ./operations/tideline.ledger is this ledger itself

"#]]);
    fs::create_dir_all(play.path("stick/tideline.ledger")).expect("made");
    play.run("sync stick").code(0).says(str![[r#"
WAY    LOG                 HAD  HAS
given  nl-police.0a1b2c3d    0    2
1 stored plan given

"#]]);
    play.run("note 'on the stick' --as ro-police --ledger stick/tideline.ledger").code(0);
    let play = play.done("note 'by the lead' --as be-prosecutor");
    play.run("sync stick").code(0).says(str![[r#"
WAY    LOG                     HAD  HAS
taken  ro-police.0a1b2c3d        0    2
given  be-prosecutor.0a1b2c3d    0    2

"#]]);
    play.run("sync stick").code(0).says(str![[r#"
nothing new

"#]]);
    play.run("sync stick --format json").code(0).says(str![[r#"
{
  "schema": "takedown.sync/1",
  "remote": "stick",
  "logs": [],
  "plans": {
    "taken": 0,
    "given": 0
  },
  "files": [],
  "disputed": []
}

"#]]);
    play.run("verify --ledger stick/tideline.ledger").code(0).says("");
    // What is damaged over there is left as it is, and said.
    let log = "stick/tideline.ledger/logs/ro-police.0a1b2c3d.jsonl";
    let play = play.done("note 'once more' --as be-prosecutor").file(log, "nothing that counts\n");
    let told = play.run("sync stick").code(4).remarks(str![[r#"
warning: stick: ro-police.0a1b2c3d:1: the line is no valid entry: it does not begin or end as a line has to, at its byte 0
warning: stick: ro-police.0a1b2c3d:2: the line is gone, though another log had seen it
error: the ledger of stick is not intact: what is good of it was taken

"#]]);
    assert!(told.out().contains("given  be-prosecutor.0a1b2c3d    2    3"), "{}", told.out());
    assert_eq!(play.read(log), "nothing that counts\n");
}

/// Entries on both sides, and edits of the plan, brought together by one word.
#[test]
#[ignore = "needs git"]
fn a_remote_and_the_work_tree_take_from_each_other() {
    let play = two_clones();
    for round in 0..10 {
        note(&play, "one", "be-prosecutor", &format!("round {round}"));
        note(&play, "two", "nl-police", &format!("round {round}"));
        // Each side edits another part of the plan; one commits it, as git wants it.
        let (dir, from, to) = match round % 2 {
            0 => ("one", format!("Example Hosting{}", " again".repeat(round / 2)), " again"),
            _ => ("two", format!("Report of the exercise{}", " again".repeat(round / 2)), " again"),
        };
        let text = play.read(&format!("{dir}/{OP}")).replace(&from, &format!("{from}{to}"));
        fs::write(play.path(dir).join(OP), text).expect("written");
        git(&play, dir, &format!("commit --quiet -m plan -- {OP}"));
        for dir in ["one", "two", "one"] {
            let done = play.run(&format!("-o {dir}/{OP} sync origin")).code(0);
            assert!(done.err().is_empty(), "{}", done.err());
        }
        assert_eq!(logs(&play, "one"), logs(&play, "two"));
        for dir in ["one", "two"] {
            assert_eq!(git(&play, dir, "status --porcelain"), "", "round {round}, {dir}");
            play.run(&format!("verify {dir}/{OP}")).code(0).says("");
        }
        let unix = |dir: &str| play.read(&format!("{dir}/{OP}")).replace("\r\n", "\n");
        assert_eq!(unix("one"), unix("two"));
        assert!(unix("one").contains(&format!("Example Hosting{}", " again".repeat(round / 2 + 1))));
        assert_eq!(git(&play, "one", "rev-parse HEAD"), git(&play, "two", "rev-parse HEAD"));
    }
    play.run(&format!("-o one/{OP} sync origin")).code(0).says("nothing new\n");
    let heads = git(&play, "hub.git", "rev-parse main");
    assert_eq!(heads, git(&play, "one", "rev-parse HEAD"));
}

/// Only the ledger is touched: neither what is staged nor what is changed and not committed.
#[test]
#[ignore = "needs git"]
fn what_people_have_begun_is_left_alone() {
    let play = two_clones().file("one/staged", "s").file("one/loose", "l");
    git(&play, "one", "add staged");
    note(&play, "one", "be-prosecutor", "the first");
    play.run(&format!("-o one/{OP} sync origin")).code(0).says(str![[r#"
WAY    LOG                     HAD  HAS
given  be-prosecutor.0a1b2c3d    0    2
1 stored plan given

"#]]);
    assert_eq!(git(&play, "one", "status --porcelain"), "A  staged\n?? loose\n");
    let files = git(&play, "one", "show --format=%an%n%ae --name-only HEAD");
    assert!(files.starts_with("takedown\ntakedown@localhost\n\noperations/"), "{files}");
    assert!(!files.contains("staged"), "{files}");
    // A file that is in the way is not written over, and what the other side has is here all the same.
    let play = play.file("two/loose", "theirs");
    git(&play, "two", "add loose");
    git(&play, "two", "commit --quiet -m loose");
    note(&play, "two", "nl-police", "the second");
    play.run(&format!("-o two/{OP} sync origin")).code(0);
    note(&play, "one", "be-prosecutor", "the third");
    play.run(&format!("-o one/{OP} sync origin")).code(5).remarks(str![[r#"
error: other files do not merge: loose
hint: what the other side has is in the ledger here; nothing was pushed
hint: commit what is open, merge them by hand (git pull --no-rebase), then sync again

"#]]);
    assert_eq!((play.read("one/loose"), logs(&play, "one").len()), ("l".to_owned(), 2));
    fs::remove_file(play.path("one/loose")).expect("gone");
    play.run(&format!("-o one/{OP} sync origin")).code(0);
    assert_eq!(play.read("one/loose"), "theirs");
    assert_eq!(git(&play, "one", "status --porcelain"), "A  staged\n");
}

#[test]
#[ignore = "needs git"]
fn plans_that_do_not_merge_are_left_to_people() {
    let play = two_clones();
    for (dir, agency, name) in [("one", "be-prosecutor", "Hosting one"), ("two", "nl-police", "Hosting two")]
    {
        let text = play.read(&format!("{dir}/{OP}")).replace("Example Hosting", name);
        fs::write(play.path(dir).join(OP), text).expect("written");
        git(&play, dir, "commit --quiet -a -m plan");
        note(&play, dir, agency, "what I know");
    }
    play.run(&format!("-o one/{OP} sync origin")).code(0);
    play.run(&format!("-o two/{OP} sync origin")).code(5).remarks(str![[r#"
error: other files do not merge: operations/tideline.toml
hint: what the other side has is in the ledger here; nothing was pushed
hint: commit what is open, merge them by hand (git pull --no-rebase), then sync again

"#]]);
    assert_eq!(git(&play, "two", "status --porcelain"), "");
    assert_eq!(logs(&play, "two").len(), 2);
    assert!(!tried(&play, "two", "pull --quiet --no-rebase").0);
    // While that is under way nobody else begins anything.
    git(&play, "two", &format!("checkout --theirs -- {OP}"));
    play.run(&format!("-o two/{OP} sync origin")).code(5).remarks(str![[r#"
error: a merge is under way in the git work tree
hint: end it first, as git status says

"#]]);
    git(&play, "two", "commit --quiet -a -m merged");
    play.run(&format!("-o two/{OP} sync origin")).code(0);
    play.run(&format!("-o one/{OP} sync origin")).code(0);
    assert_eq!(logs(&play, "one"), logs(&play, "two"));
    assert!(play.read(&format!("two/{OP}")).contains("Hosting one"));
}

/// Somebody pushes between our fetch and our push: once is made good, each time is given up.
#[test]
#[ignore = "needs git"]
fn a_push_that_others_outrun_is_begun_again() {
    let hook = |times: usize| {
        format!(
            "#!/bin/sh\nunset $(git rev-parse --local-env-vars)\ncd ../two || exit 1\n\
             [ \"$(git rev-list --count HEAD)\" -gt {times} ] && exit 0\n\
             git -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m more\n\
             git push -q --force origin main\n"
        )
    };
    for (times, code, strange) in [(1, 0, false), (3, 0, true), (9, 5, false), (9, 5, true)] {
        let play = two_clones().file("one/.git/hooks/pre-push", &hook(times));
        let play = if strange { with_strange_messages(play) } else { play };
        let chmod = Command::new("chmod").arg("+x").arg(play.path("one/.git/hooks/pre-push")).status();
        assert!(chmod.expect("chmod runs").success());
        note(&play, "one", "be-prosecutor", "the first");
        let ran = play.run(&format!("-o one/{OP} sync origin")).code(code);
        if code == 5 {
            ran.remarks(str![[r#"
error: others pushed meanwhile, 5 times
hint: sync again

"#]]);
        } else {
            assert_eq!(git(&play, "hub.git", "rev-parse main"), git(&play, "one", "rev-parse HEAD"));
        }
    }
}

#[test]
#[ignore = "needs git"]
fn a_repository_that_is_no_remote_takes_the_ledger_alone() {
    let path = std::env::var("PATH").expect("a path");
    let play = Play::tideline().with("PATH", &path).done("record identify:hoster-nl");
    git(&play, "", "init --quiet --bare --initial-branch=main hub.git");
    for told in ["WAY    LOG", "nothing new"] {
        let said = play.run("sync hub.git").code(0).out();
        assert!(said.starts_with(told), "{said}");
    }
    git(&play, "", "clone --quiet hub.git one");
    assert_eq!(logs(&play, "one"), logs(&play, "."));
    let play = play.file(&format!("one/{OP}"), &TIDELINE);
    note(&play, "one", "be-prosecutor", "from elsewhere");
    git(&play, "one", "add .");
    git(&play, "one", "commit --quiet -m more");
    git(&play, "one", "push --quiet origin main");
    let address = format!("file://{}", play.path("hub.git").display());
    let said = play.run(&format!("sync {address}")).code(0).out();
    assert!(said.contains("taken  be-prosecutor.0a1b2c3d    0    2"), "{said}");
    assert_eq!(logs(&play, "one"), logs(&play, "."));
    play.run("verify").code(0).says("");
    play.run("sync nowhere.git").code(2);
    let gone = play.run("sync file:///nowhere.git").code(1).err();
    assert!(gone.starts_with("error: git clone failed: "), "{gone}");
    // What is damaged over there is not pushed over.
    let log = "one/operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";
    let play = play.file(log, "nothing that counts\n");
    git(&play, "one", "commit --quiet -a -m damaged");
    git(&play, "one", "push --quiet origin main");
    let play = play.done("note 'more' --as be-prosecutor");
    play.run("sync hub.git").code(4);
    assert_eq!(git(&play, "hub.git", "rev-parse main"), git(&play, "one", "rev-parse HEAD"));
}

#[test]
#[ignore = "needs git"]
fn a_ledger_that_is_the_whole_work_tree_is_exchanged_as_well() {
    let path = std::env::var("PATH").expect("a path");
    let play = Play::tideline().with("PATH", &path).done("record identify:hoster-nl");
    git(&play, "", "init --quiet --bare --initial-branch=main hub.git");
    git(&play, "operations/tideline.ledger", "init --quiet --initial-branch=main");
    git(&play, "operations/tideline.ledger", "remote add origin ../../hub.git");
    play.run("sync origin").code(0);
    git(&play, "", "clone --quiet hub.git other");
    play.run("note 'from elsewhere' --as be-prosecutor --ledger other").code(0);
    play.run("sync origin --ledger other").code(0);
    let said = play.run("sync origin").code(0).out();
    assert!(said.contains("taken  be-prosecutor.0a1b2c3d    0    2"), "{said}");
    play.run("verify").code(0).says("");
}

/// git refuses a work tree of somebody else; a folder is brought together all the same.
#[test]
#[ignore = "needs git"]
fn a_folder_needs_no_git_and_what_git_refuses_is_said() {
    let play = hosted().with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    fs::create_dir_all(play.path("stick/tideline.ledger")).expect("made");
    note(&play, "one", "be-prosecutor", "the first");
    play.run(&format!("-o one/{OP} sync stick")).code(0);
    let refused = play.run(&format!("-o one/{OP} sync origin")).code(1).err();
    assert!(refused.starts_with("error: git rev-parse failed: detected dubious ownership"), "{refused}");
    let play = play.with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "").with("PATH", "/nowhere");
    play.run(&format!("-o one/{OP} sync stick")).code(0).says("nothing new\n");
    play.run(&format!("-o one/{OP} sync origin")).code(2).remarks(str![[r#"
error: origin is no remote of a git work tree around the ledger, no folder and no repository
hint: git remote lists the names; a folder, a path or an address will do

"#]]);
    let absent = play.run(&format!("-o one/{OP} sync hub.git")).code(1).err();
    assert!(absent.starts_with("error: git cannot be run: "), "{absent}");
}

/// A program `git` before the real one in the search path, whose messages are in no language.
fn with_strange_messages(play: Play) -> Play {
    let path = std::env::var("PATH").expect("a path");
    let real = std::env::split_paths(&path).map(|dir| dir.join("git")).find(|git| git.is_file());
    let real = real.expect("git is installed").display().to_string();
    let script =
        format!("#!/bin/sh\n{real} \"$@\" 2>/dev/null\ncode=$?\necho 'xyzzy: plugh' >&2\nexit $code\n");
    let play = play.file("strange/git", &script);
    let chmod = Command::new("chmod").arg("+x").arg(play.path("strange/git")).status();
    assert!(chmod.expect("chmod runs").success());
    let path = format!("{}:{path}", play.path("strange").display());
    play.with("PATH", &path)
}

#[test]
#[ignore = "needs git"]
fn nothing_depends_on_the_words_of_git() {
    // Its neighbour: the same with the messages that git has.
    for strange in [true, false] {
        let play = two_clones().file("one/loose", "l").file("two/loose", "theirs");
        let play = if strange { with_strange_messages(play) } else { play };
        // A branch that the remote has not got yet.
        git(&play, "one", "checkout --quiet -b june");
        note(&play, "one", "be-prosecutor", "the first");
        play.run(&format!("-o one/{OP} sync origin")).code(0);
        git(&play, "two", "fetch --quiet");
        git(&play, "two", "checkout --quiet june");
        // A file in the way, not committed here, while another file that is open is not in the way.
        git(&play, "two", "add loose");
        git(&play, "two", "commit --quiet -m loose");
        note(&play, "two", "nl-police", "the second");
        play.run(&format!("-o two/{OP} sync origin")).code(0);
        let play = play.file("one/mine", "m");
        note(&play, "one", "be-prosecutor", "the third");
        play.run(&format!("-o one/{OP} sync origin")).code(5).remarks(str![[r#"
error: other files do not merge: loose
hint: what the other side has is in the ledger here; nothing was pushed
hint: commit what is open, merge them by hand (git pull --no-rebase), then sync again

"#]]);
        fs::remove_file(play.path("one/loose")).expect("gone");
        // A folder where a file has to be.
        let play = play.file("one/loose/inside", "l");
        play.run(&format!("-o one/{OP} sync origin")).code(5);
        fs::remove_dir_all(play.path("one/loose")).expect("gone");
        play.run(&format!("-o one/{OP} sync origin")).code(0);
        // Outside a work tree git has nothing to say, and in one that it refuses it is heard.
        fs::create_dir_all(play.path("apart")).expect("made");
        fs::copy(play.path("one").join(OP), play.path("apart/tideline.toml")).expect("copied");
        play.run("-o apart/tideline.toml sync one").code(0);
        let refusing = play.with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
        let refused = refusing.run(&format!("-o one/{OP} sync origin")).code(1).err();
        assert!(refused.starts_with("error: git rev-parse failed: "), "{refused}");
        let play = refusing.with("GIT_TEST_ASSUME_DIFFERENT_OWNER", "");
        // A remote that takes nothing is not one at which others were first.
        let play = play.file("hub.git/hooks/pre-receive", "#!/bin/sh\nexit 1\n");
        let chmod = Command::new("chmod").arg("+x").arg(play.path("hub.git/hooks/pre-receive")).status();
        assert!(chmod.expect("chmod runs").success());
        note(&play, "one", "be-prosecutor", "the fourth");
        let refused = play.run(&format!("-o one/{OP} sync origin")).code(1).err();
        assert!(refused.starts_with("error: git push failed: "), "{refused}");
    }
}

/// It goes on while the other side is away, says so once, and ends as the signal ends a program.
#[test]
fn following_survives_a_copy_that_is_away_for_a_while() {
    let play = Play::tideline().done("record identify:hoster-nl");
    fs::create_dir_all(play.path("stick/tideline.ledger")).expect("made");
    let mut command = Command::new(env!("CARGO_BIN_EXE_takedown"));
    command.args(["sync", "stick", "--follow=1s"]).current_dir(play.path("")).env_clear();
    command.env("HOME", play.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut err = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let until = |lines: &mut dyn Iterator<Item = std::io::Result<String>>, word: &str| {
        let found = lines.map(|line| line.expect("text")).find(|line| line.contains(word));
        found.unwrap_or_else(|| panic!("it ended before it said {word}"))
    };
    until(&mut out, "given  nl-police");
    // A file where the folder was: the copy cannot be reached, by whomever.
    fs::rename(play.path("stick"), play.path("away")).expect("moved");
    fs::write(play.path("stick"), "").expect("written");
    until(&mut err, "warning: ");
    fs::remove_file(play.path("stick")).expect("gone");
    fs::rename(play.path("away"), play.path("stick")).expect("moved");
    let next = until(&mut err, "");
    assert_eq!(next, "in step again", "it warns once");
    play.run("note 'more' --as be-prosecutor").code(0);
    until(&mut out, "given  be-prosecutor");
    let ended = Command::new("sh").args(["-c", "kill -INT $1", "sh", &child.id().to_string()]).status();
    assert!(ended.expect("a shell").success());
    // A shell shows 130.
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&child.wait().expect("it ends")), Some(2));
}
