//! Bundles: what they hold, and that three programs written apart give one verdict on them.

#![allow(clippy::needless_raw_string_hashes, clippy::too_many_lines, reason = "snapbox writes the snapshots")]

mod cases;
mod checks;
mod flips;
mod foreign;
mod handling;
mod law;
mod mutants;
mod times;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use takedown::model::digest::Hash;

use crate::support::{Play, TIDELINE};

/// The exercise with a key of each agency; `signatures` is what the policy says of them.
fn with_keys(signatures: &str) -> Play {
    let play = Play::new();
    let mut toml =
        TIDELINE.replace("approvals = 1\n", &format!("approvals = 1\nsignatures = \"{signatures}\"\n"));
    for agency in ["be-prosecutor", "nl-police", "ro-police"] {
        let heading = format!("[agency.{agency}]\n");
        toml = toml.replace(&heading, &format!("{heading}keys = [{:?}]\n", key(&play, agency)));
    }
    play.file("operations/tideline.toml", &toml)
}

/// Makes a key, and gives its public half.
fn key(play: &Play, name: &str) -> String {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-N", "", "-C", name, "-t", "ed25519", "-f"]).arg(play.path(name));
    assert!(command.output().expect("ssh-keygen runs").status.success());
    play.read(&format!("{name}.pub")).trim().to_owned()
}

/// Runs a command as an agency that has its own key at hand.
fn by(play: Play, agency: &str, line: &str) -> Play {
    let play = play.with("TAKEDOWN_KEY", agency);
    play.run(&format!("{line} --as {agency}")).code(0);
    play.with("TAKEDOWN_KEY", "")
}

/// A folder with a few stock programs and nothing else: no `takedown`.
fn stock() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for program in ["sh", "sed", "sha256sum", "ssh-keygen"] {
        let path = std::env::var_os("PATH").expect("a path");
        let found = std::env::split_paths(&path).map(|dir| dir.join(program)).find(|path| path.is_file());
        std::os::unix::fs::symlink(found.expect("it is there"), folder.path().join(program)).expect("linked");
    }
    folder
}

/// What the three programs say of a bundle: `verify.sh` with stock programs alone, `verify.py`, and `takedown`.
fn told(dir: &Path) -> [(bool, String); 3] {
    [script(dir, "verify.sh"), script(dir, "verify.py"), own(dir)]
}

/// What one of the scripts in a bundle says of it.
fn script(dir: &Path, name: &str) -> (bool, String) {
    let stock = stock();
    let mut command = if name == "verify.py" {
        let mut python = Command::new("python3");
        python.arg("-B");
        python
    } else {
        let mut shell = Command::new(stock.path().join("sh"));
        shell.env_clear().env("PATH", stock.path());
        shell
    };
    command.arg(dir.join(name));
    verdict(name, command)
}

/// What `takedown` says of it.
fn own(dir: &Path) -> (bool, String) {
    let mut own = Command::new(env!("CARGO_BIN_EXE_takedown"));
    own.arg("verify").arg(dir).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    verdict("takedown", own)
}

fn verdict(name: &str, mut command: Command) -> (bool, String) {
    let ran = command.stdin(Stdio::null()).output().expect("it runs");
    let [out, err] = [&ran.stdout, &ran.stderr].map(|said| String::from_utf8_lossy(said));
    let text = format!("{name}: {out}{err}");
    match ran.status.code() {
        Some(0) => (true, text),
        Some(4) => (false, text),
        code => panic!("exit code {code:?}\n{text}"),
    }
}

/// The verdict, if it is one.
fn one_verdict([shell, python, own]: &[(bool, String); 3]) -> Option<bool> {
    (shell.0 == python.0 && python.0 == own.0).then_some(own.0)
}

/// The one verdict.
#[track_caller]
fn good(dir: &Path, what: &str) -> bool {
    let told = told(dir);
    let texts = told.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
    one_verdict(&told).unwrap_or_else(|| panic!("{what}: they differ\n{texts}"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Every file of a bundle, as it lists them.
fn files(dir: &Path) -> Vec<(String, PathBuf)> {
    let list = |dir: &Path| {
        let entries = fs::read_dir(dir).expect("read").map(|entry| entry.expect("an entry").path());
        let mut paths: Vec<PathBuf> = entries.collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.strip_prefix(dir).expect("below").to_string_lossy().into_owned();
    let (folders, mut all): (Vec<_>, Vec<_>) = list(dir).into_iter().partition(|path| path.is_dir());
    all.extend(folders.iter().flat_map(|folder| list(folder)));
    all.into_iter().map(|path| (name(&path), path)).collect()
}

/// Writes the list of files anew, as a forger would.
fn list_anew(dir: &Path) {
    let listed = files(dir).into_iter().filter(|(name, _)| name != "manifest.sha256");
    let list: Vec<String> = listed
        .map(|(name, path)| format!("{}  {name}\n", Hash::of(&fs::read(path).expect("read"))))
        .collect();
    fs::write(dir.join("manifest.sha256"), list.concat()).expect("written");
}

/// Writes the ends of the logs anew.
fn heads_anew(dir: &Path) {
    // A log of no bytes is none.
    let some = |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.len() > 0);
    let logs = files(dir).into_iter().filter(|(name, path)| name.starts_with("logs/") && some(path));
    let heads: Vec<String> = logs
        .map(|(name, path)| {
            let text = String::from_utf8_lossy(&fs::read(path).expect("read")).into_owned();
            let last = text.lines().last().unwrap_or_default();
            let hash =
                last.get(last.len().saturating_sub(66)..last.len().saturating_sub(2)).unwrap_or_default();
            format!("{} {} {hash}\n", &name[5..name.len() - 6], text.lines().count())
        })
        .collect();
    fs::write(dir.join("heads"), heads.concat()).expect("written");
}
