//! Ctrl-C: the system ends the program by its signal, which a shell shows as 130; nothing is half done, and nothing more
//! is said.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use takedown::model::exit::Exit;

use crate::support::Play;

const LOG: &str = "operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";

/// Starts the program on a terminal of its own, types Ctrl-C as soon as some words stand there, and prints what else it
/// said and how it ended, as Python tells it: a signal is a negative number.
const TYPED: &str = r#"
import os, pty, signal, sys
words, command = sys.argv[1].encode(), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    # A shell starts what it runs in the background with this signal ignored.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(command[0], command)
said = b""
def more():
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
while words not in said:
    new = more()
    if not new:
        sys.exit("it ended before it said so: " + said.decode())
    said += new
os.write(terminal, b"\x03")
after = b""
while True:
    new = more()
    if not new:
        break
    after += new
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
sys.stdout.write(after.decode())
"#;

/// What stands on the terminal after Ctrl-C was typed, and the exit code that a shell shows.
fn typed(play: &Play, words: &str, line: &str) -> (i32, String) {
    let mut command = Command::new("python3");
    command.args(["-B", "-c", TYPED, words, env!("CARGO_BIN_EXE_takedown")]).args(line.split(' '));
    command.current_dir(play.path("")).env_clear().env("HOME", play.path("")).env("TERM", "xterm");
    command.env("TAKEDOWN_NOW", "2027-03-09T05:05:00Z").env("TAKEDOWN_INSTANCE", "0a1b2c3d");
    let ran = command.stdin(Stdio::null()).output().expect("python3 runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let (code, after) = said.split_once('\n').expect("a code");
    let code: i32 = code.parse().expect("a number");
    (if code < 0 { 128 - code } else { code }, after.replace("^C", "").trim().to_owned())
}

fn interrupted() -> i32 {
    i32::from(Exit::Interrupted.row().code)
}

#[test]
#[ignore = "needs python3"]
fn ctrl_c_on_a_terminal_ends_what_watches_and_what_asks() {
    let play = Play::tideline().done("record identify:hoster-nl --as nl-police");
    let before = play.read(LOG);
    assert_eq!(
        typed(&play, "seize:nl-web-1", "status tideline --watch --by measure"),
        (interrupted(), String::new())
    );
    let asks = "withdraw seize:nl-web-1 --reason off --as nl-police";
    assert_eq!(typed(&play, "[y/N]", asks), (interrupted(), String::new()));
    assert_eq!(play.read(LOG), before, "what was not answered is not recorded");
    play.run("verify").code(0).says("");
}

/// Somebody else holds the lock: who does not want to wait for him any more has written nothing.
#[test]
fn who_waits_for_the_lock_can_go() {
    let play = Play::tideline().done("record identify:hoster-nl --as nl-police");
    let before = play.read(LOG);
    let lock =
        File::options().write(true).open(play.path("operations/tideline.ledger/.lock")).expect("the lock");
    lock.lock().expect("held");
    // `env` gives back the signal, which a shell ignores for what it runs in the background.
    let mut command = Command::new("env");
    command.args(["--default-signal=INT", env!("CARGO_BIN_EXE_takedown")]);
    command.args(["note", "me too", "--as", "nl-police", "--lock-timeout", "1h"]).current_dir(play.path(""));
    command.env_clear().env("HOME", play.path("")).env("TAKEDOWN_INSTANCE", "0a1b2c3d");
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let open = || {
        let fds = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
        fds.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|path| path.ends_with(".lock"))
    };
    while !open() {
        std::thread::yield_now();
    }
    let ended = Command::new("sh").args(["-c", "kill -INT $1", "sh", &child.id().to_string()]).status();
    assert!(ended.expect("a shell").success());
    let out = {
        let status = child.wait().expect("it ends");
        assert_eq!(status.signal().map(|signal| 128 + signal), Some(interrupted()));
        child.wait_with_output().expect("its words")
    };
    assert!(out.stdout.is_empty() && out.stderr.is_empty(), "{out:?}");
    drop(lock);
    assert_eq!(play.read(LOG), before);
    play.run("note 'me too' --as nl-police").code(0);
    play.run("verify").code(0).says("");
}
