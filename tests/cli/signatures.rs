//! Signatures: what counts only under one, and each way in which one counts for nothing.

use std::fs;
use std::process::Command;

use snapbox::str;
use takedown::ledger::codec::entry::{Checkpoint, Data};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::Entry;
use takedown::ledger::sign::signature;
use takedown::model::word::Word as _;

use crate::support::{Play, TIDELINE};

const LOG: &str = "operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";

/// The exercise with signatures required, and a key of each agency; `kind` is a kind of key.
fn signed(kind: &str) -> Play {
    let play = Play::tideline();
    let mut toml = TIDELINE.replace("approvals = 1\n", "approvals = 1\nsignatures = \"required\"\n");
    for agency in ["be-prosecutor", "nl-police", "ro-police"] {
        let public = key(&play, agency, kind);
        let heading = format!("[agency.{agency}]\n");
        toml = toml.replace(&heading, &format!("{heading}keys = [{public:?}]\n"));
    }
    play.file("operations/tideline.toml", &toml)
}

/// Makes a key, and gives its public half.
fn key(play: &Play, name: &str, kind: &str) -> String {
    let path = play.path(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-N", "", "-C", "", "-t", kind, "-f"])
        .arg(&path)
        .output()
        .expect("ssh-keygen runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    play.read(&format!("{name}.pub")).trim().to_owned()
}

/// Runs a command as an agency that has its own key at hand.
fn by(play: Play, agency: &str, line: &str) -> Play {
    let play = play.with("TAKEDOWN_KEY", agency);
    play.run(&format!("{line} --as {agency}")).code(0);
    play.with("TAKEDOWN_KEY", "")
}

#[test]
#[ignore = "needs ssh-keygen"]
fn with_keys_at_hand_everything_is_signed_as_it_is_recorded() {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let play = signed(kind);
        let play = by(play, "be-prosecutor", "attest lawful wire --basis 'as designated'");
        let play = by(play, "nl-police", "attest lawful wire --basis 'read'");
        play.run("verify").code(0).says("");
        let told = play.run("verify -v").code(0).out();
        assert!(told.contains("be-prosecutor.0a1b2c3d to :2, nl-police.0a1b2c3d to :2"), "{told}");
        let gates = play.run("plan --format json").code(0).out();
        assert!(!gates.contains("has to attest it, and one other"), "{gates}");
    }
}

#[test]
#[ignore = "needs ssh-keygen"]
fn without_a_key_intentions_are_refused_and_facts_recorded() {
    let play = signed("ed25519");
    play.run("attest staffed seize:nl-web-1 --basis 'unit 4' --as nl-police")
        .code(3)
        .says("")
        .remarks(str![[r#"
error: the plan requires signatures, and no key of nl-police is at hand: intentions are refused, facts are recorded
hint: TAKEDOWN_KEY names the key, or `key` in the configuration

"#]]);
    play.run("record identify:hoster-nl --as nl-police").code(0).remarks(str![[r#"
warning: the plan requires signatures, and this is not signed: it is a fact all the same
hint: when the key is at hand: takedown checkpoint

"#]]);
    play.run("verify").code(4).says(str![[r#"
unsigned-lines  nl-police.0a1b2c3d:1 (byte 0): no signature covers lines 1 to 2

"#]]);
    // A key of somebody else is none.
    let play = play.with("TAKEDOWN_KEY", "ro-police");
    play.run("hold seize:nl-web-1 --reason 'wait' --as nl-police").code(3);
    play.run("checkpoint --as nl-police").code(3).remarks(str![[r#"
error: ro-police is a key of ro-police, not of nl-police

"#]]);
    let play = by(play, "nl-police", "checkpoint");
    play.run("verify").code(0).says("");
}

#[test]
#[ignore = "needs ssh-keygen"]
fn without_the_program_that_checks_them_it_is_said() {
    let play = signed("ed25519");
    assert!(!play.run("status").code(0).err().contains("ssh-keygen"), "it is there");
    play.with("PATH", "/nowhere").run("status").code(0).remarks(str![[r#"
warning: ssh-keygen is not there: nothing can be signed, and a signature that only it can check does not count

"#]]);
}

/// A word counts for nobody before it is signed, and from then on for everybody who has seen that.
#[test]
#[ignore = "needs ssh-keygen"]
fn a_word_counts_under_a_signature_alone() {
    let play = signed("ed25519");
    let play = by(play, "nl-police", "attest located,staffed seize:nl-web-1 --basis 'seen'");
    let gates = |play: &Play| {
        let json = play.run("plan --format json").code(0).out();
        let sheet: serde_json::Value = serde_json::from_str(&json).expect("json");
        let measures = sheet["measures"].as_array().expect("measures");
        let seize =
            measures.iter().find(|it| it["measure"] == "seize:nl-web-1@nl-police").expect("it is there");
        seize["open_gates"].to_string()
    };
    assert!(!gates(&play).contains("located"), "{}", gates(&play));
    // The same log without its checkpoint: the chain is whole, and the words are nobody's.
    let text = play.read(LOG);
    let cut: String = text.lines().take(2).flat_map(|line| [line, "\n"]).collect();
    let play = play.file(LOG, &cut);
    assert!(gates(&play).contains("located"), "{}", gates(&play));
    let play = by(play, "nl-police", "checkpoint");
    assert!(!gates(&play).contains("located"), "{}", gates(&play));
    // It holds no longer when the key is revoked.
    let list = play.read("nl-police.pub");
    let play = play.file("operations/tideline.ledger/revoked", &list);
    assert!(gates(&play).contains("located"), "{}", gates(&play));
}

/// Says what is still to be said, each agency with its own key.
fn cleared(play: Play) -> Play {
    let mut play = play.with("TAKEDOWN_NOW", "2027-03-09T04:00:00Z");
    let next = play.run("plan --next").code(0).out();
    for line in next.lines() {
        let line = line.strip_prefix("takedown ").expect("a command");
        let agency = line.split(" --as ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        let key = agency.to_owned();
        play = play.with("TAKEDOWN_KEY", &key).done(line);
    }
    play.with("TAKEDOWN_KEY", "")
}

/// A go that no signature covers clears nothing: what is done by it is irregular, and says so.
#[test]
#[ignore = "needs ssh-keygen"]
fn an_act_by_an_unsigned_go_is_irregular() {
    const LEAD: &str = "operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl";
    let seize = "seize nl-web-1 --as nl-police --file disk.img --now 2027-03-09T05:05:00Z";
    let play = cleared(signed("ed25519")).file("disk.img", "an image");
    let log = play.read(LEAD);
    assert!(log.lines().last().is_some_and(|line| line.contains("checkpoint")), "the go was signed");
    let play = play.with("TAKEDOWN_KEY", "nl-police");
    play.run(&format!("{seize} --dry-run")).code(0);
    // The same without the checkpoint after the go.
    let whole: Vec<&str> = log.lines().collect();
    let cut: String = whole[..whole.len() - 1].iter().flat_map(|line| [line, "\n"]).collect();
    let play = play.file(LEAD, &cut);
    play.run(seize).code(3).remarks(str![[r#"
error: `seize:nl-web-1` may not be done yet: it is ready, not cleared
  go         be-prosecutor, on a saved plan approved by 1 other
  signature  the plan asks for signatures, and none covers it
hint: if it has happened all the same: --irregular REASON

"#]]);
    play.run(&format!("{seize} --irregular 'the unit went in'")).code(0).says(str![[r#"
recorded 2 entries, by nl-police-1 of nl-police
WHAT            STEP                    AT          ENTRY         IRREGULAR
seize:nl-web-1  ready -> done (seized)  9 Mar 2027  :14 HASH  go,
                                        05:05 UTC                 signature
seize:nl-web-1  acquired                9 Mar 2027  :15 HASH
                                        05:05 UTC

"#]]);
}

/// Signs the text of a checkpoint by hand, and puts it into the log as another program might.
fn forged(play: Play, key: &str, namespace: &str, seq: impl Fn(u64) -> u64) -> Play {
    let log = play.read(LOG);
    let last = log.lines().last().expect("a line");
    let read = line::read(last.as_bytes()).expect("a good line");
    let entry = read.entry().expect("an entry");
    let pinned = format!(
        "takedown checkpoint v1\n{}\n{}\n{}\n{}\n",
        entry.log,
        seq(entry.seq),
        read.hash,
        entry.recorded_at.recorded()
    );
    fs::write(play.path("pinned"), pinned).expect("written");
    let _ = fs::remove_file(play.path("pinned.sig"));
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", namespace, "-f", key, "pinned"]).current_dir(play.path(""));
    assert!(command.output().expect("it runs").status.success());
    let armour = play.read("pinned.sig");
    let signature: String = armour.lines().filter(|line| !line.starts_with('-')).collect();
    let data = Data::Checkpoint(Checkpoint { signature: signature.as_str().into(), clock_was_set: true });
    let next = Entry {
        seq: entry.seq + 1,
        seen: Vec::new(),
        kind: data.kind().as_str(),
        data: None,
        ..entry.clone()
    };
    let (bytes, _) = line::write(&next, &data, &read.hash);
    let text = String::from_utf8(bytes).expect("text");
    play.file(LOG, &format!("{log}{text}"))
}

const OWN: &str = "takedown-checkpoint@v1";

/// Every way in which a signature counts for nothing: what it is called, and a ledger with one.
fn bad_signatures() -> Vec<(&'static str, Play)> {
    let fact = |play: Play| play.done("record identify:hoster-nl --as nl-police");
    let by_hand = |key: &str, namespace: &str| forged(fact(signed("ed25519")), key, namespace, |seq| seq);
    let play = fact(signed("ed25519"));
    key(&play, "stranger", "ed25519");
    let stranger = forged(play, "stranger", OWN, |seq| seq);
    let revoked = by(signed("ed25519"), "nl-police", "record identify:hoster-nl");
    let list = revoked.read("nl-police.pub");
    vec![
        ("namespace", by_hand("nl-police", "file")),
        ("incorrect signature", forged(fact(signed("ed25519")), "nl-police", OWN, |seq| seq - 1)),
        ("that of ro-police", by_hand("ro-police", OWN)),
        ("nobody", stranger),
        ("expired", by(good_until("20260101"), "nl-police", "record identify:hoster-nl")),
        ("revoked", revoked.file("operations/tideline.ledger/revoked", &list)),
    ]
}

/// The exercise, where the key of nl-police is good until a day.
fn good_until(day: &str) -> Play {
    let play = signed("ed25519");
    let public = play.read("nl-police.pub").trim().to_owned();
    edited(play, &public, &format!("valid-before=\\\"{day}\\\" {public}"))
}

/// The exercise with other words in its plan.
fn edited(play: Play, from: &str, to: &str) -> Play {
    let toml = play.read("operations/tideline.toml");
    assert!(toml.contains(from));
    play.file("operations/tideline.toml", &toml.replace(from, to))
}

/// The bad signatures that a verifier does not name as what they are.
fn unnamed(ledgers: &[(&'static str, Play)], verify: impl Fn(&Play) -> String) -> Vec<&'static str> {
    let told = |play: &Play| verify(play).replace("\n               ", "");
    let named = |cause: &str, told: &str| told.contains("bad-signature ") && told.contains(cause);
    ledgers.iter().filter(|(cause, play)| !named(cause, &told(play))).map(|(cause, _)| *cause).collect()
}

/// Every way in which a signature counts for nothing, and the finding that names it.
#[test]
#[ignore = "needs ssh-keygen"]
fn each_bad_signature_is_named() {
    let missed = unnamed(&bad_signatures(), |play| {
        let out = play.run("verify").code(4).out();
        assert!(out.contains("unsigned-lines"), "{out}");
        out
    });
    assert!(missed.is_empty(), "{missed:?}");

    // Its neighbours: the same hand, with the right key over the right text; keys that are good.
    let fact = |play: Play| play.done("record identify:hoster-nl --as nl-police");
    forged(fact(signed("ed25519")), "nl-police", OWN, |seq| seq).run("verify").code(0).says("");
    by(good_until("20280101"), "nl-police", "record identify:hoster-nl").run("verify").code(0).says("");
    // A time without a zone is UTC, also where the reader's clock is nine hours ahead.
    by(good_until("202703090600").with("TZ", "JST-9"), "nl-police", "record identify:hoster-nl")
        .run("verify")
        .code(0);
    let play = signed("ed25519");
    let (own, other) = (play.read("nl-police.pub"), play.read("ro-police.pub"));
    let shared = edited(play, other.trim(), own.trim());
    assert!(shared.run("check").code(1).err().contains("it counts for neither"));
}

/// The same ledgers before verifiers that skip a part: one that never asks what was signed, and one that takes any key.
#[test]
#[ignore = "needs ssh-keygen"]
fn a_verifier_that_believes_signatures_is_found_out() {
    let ledgers: Vec<(&str, Play)> = bad_signatures()
        .into_iter()
        .map(|(cause, play)| (cause, play.file("bin/ssh-keygen", "#!/bin/sh\nexit 0\n").with("PATH", "bin")))
        .collect();
    let missed = unnamed(&ledgers, |play| {
        let mut mode = fs::metadata(play.path("bin/ssh-keygen")).expect("it is there").permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
        fs::set_permissions(play.path("bin/ssh-keygen"), mode).expect("set");
        play.run("verify").out()
    });
    assert_eq!(missed, ["namespace", "incorrect signature", "expired", "revoked"]);
    let missed = unnamed(&ledgers, takes_any_key);
    assert_eq!(missed, ["that of ro-police", "nobody", "expired", "revoked"]);
}

/// A verifier that asks of a signature only that it is one over the text: any key will do.
fn takes_any_key(play: &Play) -> String {
    let log = play.read(LOG);
    let mut told = String::new();
    for raw in log.lines() {
        let read = line::read(raw.as_bytes()).expect("a good line");
        let entry = read.entry().expect("an entry");
        let Some(Data::Checkpoint(said)) = &entry.data else { continue };
        let pinned = format!(
            "takedown checkpoint v1\n{}\n{}\n{}\n{}\n",
            entry.log,
            entry.seq - 1,
            read.prev,
            entry.recorded_at.recorded()
        );
        fs::write(play.path("it"), pinned).expect("written");
        fs::write(play.path("it.sig"), signature::armour(&said.signature)).expect("written");
        let input = fs::File::open(play.path("it")).expect("open");
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "check-novalidate", "-n", OWN, "-s", "it.sig"]).current_dir(play.path(""));
        let ran = command.stdin(input).output().expect("it runs");
        if !ran.status.success() {
            told += "bad-signature ";
            told += &String::from_utf8_lossy(&ran.stderr);
        }
    }
    told
}

/// Keys may be added, and none of that changes what was said before.
#[test]
#[ignore = "needs ssh-keygen"]
fn another_key_or_agency_changes_no_old_verdict() {
    let play = cleared(signed("ed25519"));
    let told = |play: &Play| play.run("status --by measure --format json").code(0).out();
    let (before, log) = (told(&play), play.run("log --format json").code(0).out());
    let more = key(&play, "another", "ed25519");
    let toml = play.read("operations/tideline.toml");
    let own = play.read("nl-police.pub").trim().to_owned();
    let toml = toml.replace(&format!("{own:?}"), &format!("{own:?}, {more:?}"));
    let fourth = key(&play, "fr-office", "ed25519");
    let agency = format!(
        "[agency.fr-office]\nname = \"Office\"\ncountry = \"NL\"\ntimezone = \"Europe/Paris\"\nkeys = [{fourth:?}]\n"
    );
    let play = play
        .file("operations/tideline.toml", &toml.replace("[outlet.wire]", &format!("{agency}[outlet.wire]")));
    play.run("verify").code(0).says("");
    assert_eq!(play.run("log --format json").code(0).out(), log);
    assert_eq!(told(&play), before);
}

/// What stock OpenSSH signs, and what it says of our signatures.
#[test]
#[ignore = "needs ssh-keygen"]
fn stock_openssh_reads_what_is_signed() {
    let play = signed("ed25519");
    let play = by(play, "nl-police", "attest staffed seize:nl-web-1 --basis 'unit 4'");
    let log = play.read(LOG);
    let last: serde_json::Value = serde_json::from_str(log.lines().last().expect("a line")).expect("json");
    let text = |word: &str| last[word].as_str().expect("a text").to_owned();
    let seq = last["seq"].as_u64().expect("seq") - 1;
    let pinned = format!("takedown checkpoint v1\n{}\n{seq}\n{}\n{}\n", text("log"), text("prev"), text("t"));
    let signature = last["data"]["signature"].as_str().expect("a signature");
    let lines: Vec<&str> =
        signature.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let armour =
        format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"));
    fs::write(play.path("it.sig"), armour).expect("written");
    fs::write(play.path("it"), pinned).expect("written");
    fs::write(play.path("allowed"), format!("nl-police {}", play.read("nl-police.pub"))).expect("written");
    let check = |namespace: &str| {
        let input = fs::File::open(play.path("it")).expect("open");
        let args = ["-Y", "verify", "-f", "allowed", "-I", "nl-police", "-n", namespace, "-s", "it.sig"];
        let mut command = Command::new("ssh-keygen");
        command.args(args).current_dir(play.path("")).stdin(input).output().expect("it runs").status.success()
    };
    assert!(check("takedown-checkpoint@v1"));
    assert!(!check("file"), "another namespace signs something else");
}
