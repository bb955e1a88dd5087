//! Ledger test 9, with the bundles whose times and keys were tampered with: the three programs agree on each.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::mutants::{bundled, lines, unsigned};
use super::{by, copy, good, heads_anew, key, list_anew, with_keys};
use crate::support::Play;

const NL: &str = "logs/nl-police.0a1b2c3d.jsonl";
const RO: &str = "logs/ro-police.0a1b2c3d.jsonl";

/// Asks for the verdict on a changed bundle, the ends of the logs and the list of files written anew.
#[track_caller]
fn judged(play: &Play, what: &str, expected: bool, change: &dyn Fn(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("court");
    copy(&play.path("court"), &dir);
    change(&dir);
    heads_anew(&dir);
    list_anew(&dir);
    assert_eq!(good(&dir, what), expected, "{what}");
}

fn edit(dir: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join(name)).expect("read");
    assert!(text.contains(from), "{from} in {text}");
    fs::write(dir.join(name), text.replace(from, to)).expect("written");
}

/// The `t` of a line, changed, and the line hashed anew: a line that nobody has seen may say any time that there is.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_time_is_one_to_all_three_or_to_none() {
    let play = unsigned();
    for (time, is_one) in [
        ("2031-01-01T00:00:00.000Z", true),
        ("2000-02-29T23:59:59.999Z", true),
        ("2028-02-29T00:00:00.000Z", true),
        ("0004-02-29T00:00:00.000Z", true),
        ("2027-02-29T00:00:00.000Z", false),
        ("2100-02-29T00:00:00.000Z", false),
        ("2027-02-30T00:00:00.000Z", false),
        ("2027-04-31T00:00:00.000Z", false),
        ("2027-13-01T00:00:00.000Z", false),
        ("2027-00-01T00:00:00.000Z", false),
        ("2027-01-00T00:00:00.000Z", false),
        ("2027-01-32T00:00:00.000Z", false),
        ("2027-03-09T24:00:00.000Z", false),
        ("2027-03-09T05:60:00.000Z", false),
        ("2027-03-09T05:05:60.000Z", false),
        ("2027-03-09T05:05:00Z", false),
        ("2027-03-09T05:05:00.00Z", false),
        ("2027-03-09T05:05:00.000z", false),
        ("2027-03-09t05:05:00.000Z", false),
        ("2027-03-09 05:05:00.000Z", false),
        ("2027-03-09T05:05:00.000+", false),
    ] {
        judged(&play, time, is_one, &|dir| {
            lines(dir, RO, Some(1), |all| {
                let at = all[1].find("\"t\":\"").expect("a time") + 5;
                let end = all[1][at..].find('"').expect("its end") + at;
                all[1].replace_range(at..end, time);
            });
        });
    }
}

/// A ledger with a checkpoint of 05:05:00 in the log of nl-police, which nobody else has seen.
fn signed() -> Play {
    by(with_keys("required"), "nl-police", "note 'the unit is out' --about asset:nl-web-1")
}

/// The time of a checkpoint is signed: in its line, in its text, in both.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn the_time_of_a_checkpoint_is_signed() {
    const T: &str = "2027-03-09T05:05:00.000Z";
    const LATER: &str = "2027-03-09T05:06:00.000Z";
    let play = bundled(signed());
    let text = format!("checkpoints/{}.3.txt", &NL[5..NL.len() - 6]);
    let line = |dir: &Path| lines(dir, NL, Some(2), |all| all[2] = all[2].replacen(T, LATER, 1));
    judged(&play, "as it is", true, &|_| {});
    judged(&play, "in the line", false, &line);
    judged(&play, "in the text", false, &|dir| edit(dir, &text, T, LATER));
    judged(&play, "in both", false, &|dir| {
        line(dir);
        edit(dir, &text, T, LATER);
    });
}

/// From when to when a key is good, by the signers' file: asked at the second of the checkpoint, in UTC.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_key_counts_from_when_to_when_it_is_good() {
    let play = bundled(signed());
    for (options, is_good) in [
        ("valid-before=\"20270309050501Z\",", true),
        ("valid-before=\"20270309050459Z\",", false),
        ("valid-after=\"20270309050459Z\",", true),
        ("valid-after=\"20270309050501Z\",", false),
        ("valid-before=\"202703090506\",", true),
        ("valid-before=\"202703090504\",", false),
        ("valid-after=\"20270309\",", true),
        ("valid-after=\"20270310\",", false),
        ("valid-after=\"20270309\",valid-before=\"20270310\",", true),
        ("valid-after=\"20270301\",valid-before=\"20270308\",", false),
        ("valid-after=\"20270310\",valid-before=\"20270301\",", false),
        ("valid-until=\"20280101\",", false),
        ("valid-before=\"2027030905\",", false),
        ("valid-before=\"20271301\",", false),
        ("VALID-BEFORE=\"20280101\",", false),
        ("cert-authority,", false),
        ("valid-before=\"20280101\" ", false),
    ] {
        judged(&play, options, is_good, &|dir| {
            edit(dir, "allowed_signers", "nl-police ", &format!("nl-police {options}"));
        });
    }
    for (principal, is_good) in
        [("*", false), ("nl-police,fr-office", false), ("\"nl-police\"", false), ("NL-police", false)]
    {
        judged(&play, principal, is_good, &|dir| {
            edit(dir, "allowed_signers", "nl-police ", &format!("{principal} "));
        });
    }
    for kind in ["ssh-ed25518", "ssh-rsa", "sk-ssh-ed25519@openssh.com"] {
        judged(&play, kind, false, &|dir| edit(dir, "allowed_signers", "ssh-ed25519", kind));
    }
    let more =
        |dir: &Path, line: &str| edit(dir, "allowed_signers", "nl-police ", &format!("{line}nl-police "));
    for line in ["# a remark\n", "\n", " \n", "nobody\n"] {
        judged(&play, &format!("{line:?} among the signers"), false, &|dir| more(dir, line));
    }
}

/// A list of keys, or a list that `ssh-keygen` has made: garbage counts for nobody.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_list_of_revoked_keys_is_one_list_to_all_three() {
    let play = bundled(signed());
    let own = play.read("nl-police.pub");
    let other = key(&play, "stranger") + "\n";
    let krl = |keys: &[&str]| {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-k", "-f", "krl"]).args(keys).current_dir(play.path(""));
        assert!(command.output().expect("it runs").status.success());
        fs::read(play.path("krl")).expect("a list")
    };
    let (revokes, spares) = (krl(&["stranger.pub", "nl-police.pub"]), krl(&["stranger.pub"]));
    let hashed = krl(&["nl-police.pub"]);
    let lists: [(&str, Vec<u8>, bool); 11] = [
        ("no key", Vec::new(), true),
        ("a remark", b"# none yet\n".to_vec(), true),
        ("another key", other.clone().into_bytes(), true),
        ("its own key", own.clone().into_bytes(), false),
        ("its own key among others", format!("{other}# lost\n{own}").into_bytes(), false),
        ("a list of ssh-keygen with its own", revokes.clone(), false),
        ("a list of ssh-keygen with its own alone", hashed, false),
        ("a list of ssh-keygen with others", spares, true),
        ("half a list of ssh-keygen", revokes[..revokes.len() / 2].to_vec(), false),
        ("garbage", vec![0, 159, 146, 150, 10, 7], false),
        ("words", b"all of them\n".to_vec(), false),
    ];
    for (what, list, is_good) in lists {
        judged(&play, what, is_good, &|dir| fs::write(dir.join("revoked"), &list).expect("written"));
    }
}
