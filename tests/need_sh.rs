//! `tests/need`, which installs what tests need: from a table of its own and into a folder of its own.

use std::path::Path;
use std::process::{Command, Output};

const TABLE: &str = "\
# NAME SOURCE PACKAGE
semver   npm     semver@7.7.2
no-such  npm     semver@99.1.1
six      pypi    six==1.17.0
too-new  pypi    six==99.1
sh       debian  dash
other    cargo   six
";

fn need(folder: &Path, names: &[&str]) -> Output {
    let table = folder.join("needs.txt");
    std::fs::write(&table, TABLE).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/need");
    let mut command = Command::new(script);
    command.args(names).env("TAKEDOWN_NEEDS", table).env("CARGO_TARGET_DIR", folder.join("target"));
    command.output().expect("it runs")
}

#[track_caller]
fn refused(names: &[&str], error: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = need(folder.path(), names);
    let text = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.lines().any(|line| line.starts_with("error: ") && line.contains(error)), "{text}");
}

#[test]
fn what_is_there_is_not_installed_again() {
    let folder = tempfile::tempdir().expect("a folder");
    for names in [&[][..], &["sh"]] {
        let out = need(folder.path(), names);
        assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    assert!(!folder.path().join("target").exists());
}

#[test]
fn a_source_that_is_not_known_is_refused() {
    refused(&["sh", "other"], "other comes from cargo");
}

#[test]
#[ignore = "needs python3"]
fn a_package_of_pypi_is_installed_in_the_version_of_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let python = folder.path().join("target/python/bin/python");
    for _ in 0..2 {
        assert!(need(folder.path(), &["six"]).status.success());
    }
    let out = Command::new(python).args(["-c", "import six; print(six.__version__)"]).output();
    assert_eq!(out.expect("python runs").stdout, b"1.17.0\n");
    refused(&["too-new"], "six==99.1 cannot be installed from PyPI");
}

#[test]
#[ignore = "needs node, npm"]
fn a_package_of_npm_is_installed_in_the_version_of_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        assert!(need(folder.path(), &["semver"]).status.success());
    }
    let semver = folder.path().join("target/node/node_modules/.bin/semver");
    let out = Command::new(semver).args(["--range", "^1.2.0", "1.2.3", "2.0.0"]).output();
    assert_eq!(out.expect("node runs").stdout, b"1.2.3\n");
    refused(&["no-such"], "semver@99.1.1 cannot be installed from npm");
}
