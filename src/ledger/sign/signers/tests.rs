use std::path::Path;
use std::process::Command;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256, Sha512};
use tempfile::TempDir;

use super::*;
use crate::ledger::sign::signature::sign;

#[test]
fn a_key_of_two_agencies_is_nobodys() {
    let id = |text| AgencyId::new(text).expect("an id");
    let (one, two, key) = (id("nl-police"), id("ro-police"), "ssh-ed25519 AAAA duty desk".to_owned());
    let owner = |keys: &[(&AgencyId, &[String])]| {
        let signers = Signers::new(keys.iter().copied(), PathBuf::from("nowhere"));
        signers.owner(&[0, 0, 0]).cloned()
    };
    let own = [key.clone()];
    assert_eq!(owner(&[(&one, &own)]), Ok(one.clone()));
    assert_eq!(owner(&[(&one, &[key.clone(), key.clone()])]), Ok(one.clone()), "twice is once");
    let shared = BadSignature::SharedKey("nl-police, ro-police".to_owned());
    assert_eq!(owner(&[(&one, &own), (&two, &own)]), Err(shared));
    assert_eq!(owner(&[(&two, &[])]), Err(BadSignature::UnknownKey));
}

#[test]
fn an_allowed_line_is_what_is_written() {
    let id = |text| AgencyId::new(text).expect("an id");
    for key in [
        "ssh-ed25519 AAAAb",
        "valid-after=\"20270101\",valid-before=\"20280101Z\" sk-ssh-ed25519@openssh.com AAAAb==",
    ] {
        let line = allowed_line(&id("nl-police"), &PublicKey::split(key).expect("a key"));
        assert!(are_allowed_lines(&line), "{line}");
        for (from, to) in [
            ("nl-police", "nl-police,ro-police"),
            ("nl-police", "*"),
            ("nl-police", "\"nl-police\""),
            ("namespaces", "cert-authority,namespaces"),
            ("namespaces", "Namespaces"),
            ("@v1", "@v2"),
            (" AAAA", "  AAAA"),
            ("AAAA", "AAAB"),
            ("\n", ""),
            ("\n", " duty desk\n"),
            ("\n", "\n\n"),
            ("\n", "\n# a remark\n"),
        ] {
            assert!(!are_allowed_lines(&line.replacen(from, to, 1)), "{from} -> {to}");
        }
    }
    assert!(are_allowed_lines(""));
}

const TEXT: &str = "takedown checkpoint v1\nnl-police.0a1b2c3d\n17\n";

fn agency(text: &str) -> AgencyId {
    AgencyId::new(text).expect("an id")
}

fn noon() -> Instant {
    Instant::from(chrono::DateTime::parse_from_rfc3339("2027-03-09T12:00:00.500Z").expect("a time").to_utc())
}

fn ran(folder: &Path, args: &[&str]) {
    let ran = Command::new("ssh-keygen").current_dir(folder).args(args).output().expect("ssh-keygen runs");
    assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

/// A key of a kind, made by OpenSSH: its line, and its signature of [`TEXT`].
fn made(folder: &TempDir, kind: &str, bits: &str) -> (String, String) {
    let name = format!("{kind}{bits}");
    let bits = if bits.is_empty() { Vec::new() } else { vec!["-b", bits] };
    ran(
        folder.path(),
        &[&["-q", "-N", "", "-C", "", "-t", kind, "-f", name.as_str()], bits.as_slice()].concat(),
    );
    let key = folder.path().join(&name);
    let line = fs::read_to_string(key.with_extension("pub")).expect("its line").trim().to_owned();
    (line, sign(&key, TEXT).expect("signed"))
}

fn signers(line: &str, revoked: PathBuf) -> Signers {
    let (id, lines) = (agency("nl-police"), [line.to_owned()]);
    Signers::new([(&id, lines.as_slice())], revoked)
}

/// Our result and that of OpenSSH.
fn both(signers: &Signers, text: &str, bytes: &[u8], at: Instant) -> (bool, Result<(), BadSignature>) {
    let signature = STANDARD.encode(bytes);
    let plain = Sshsig::read(bytes).is_some_and(|read| signers.plainly("nl-police", text, &read, at));
    let (allowed, revoked) = (signers.allowed(), signers.revoked.as_deref());
    (
        plain,
        SignatureQuestion { allowed, revoked, agency: "nl-police", text, signature: &signature, at }
            .verify_with_ssh_keygen(),
    )
}

#[test]
#[ignore = "needs ssh-keygen"]
fn the_common_kinds_need_no_asking_and_the_others_are_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, bits, common) in [
        ("ed25519", "", true),
        ("ecdsa", "256", true),
        ("ecdsa", "384", true),
        ("ecdsa", "521", false),
        ("rsa", "1024", false),
        ("rsa", "2048", true),
        ("rsa", "3072", true),
    ] {
        let (line, signature) = made(&folder, kind, bits);
        let signers = signers(&line, folder.path().join("revoked"));
        let bytes = STANDARD.decode(&signature).expect("base64");
        assert_eq!(both(&signers, TEXT, &bytes, noon()), (common, Ok(())), "{kind} {bits}");
        assert_eq!(signers.check("nl-police", TEXT, &signature, noon()), Ok(()), "{kind} {bits}");
        let other = TEXT.replace("17", "18");
        let (plain, asked) = both(&signers, &other, &bytes, noon());
        assert!(!plain && asked.is_err(), "{kind} {bits}: another text");
    }
}

/// Whatever bit of a signature is flipped, we accept nothing that OpenSSH rejects.
#[test]
#[ignore = "needs ssh-keygen"]
fn what_openssh_refuses_never_plainly_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, bits, step) in [("ed25519", "", 5), ("ecdsa", "256", 11), ("rsa", "2048", 41)] {
        let (line, signature) = made(&folder, kind, bits);
        let signers = signers(&line, folder.path().join("revoked"));
        let bytes = STANDARD.decode(&signature).expect("base64");
        let mut refused = 0;
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let (plain, asked) = both(&signers, TEXT, &bytes, noon());
            assert!(!plain, "{kind}: bit {bit}");
            refused += usize::from(asked.is_err());
        }
        assert!(refused > 100, "{kind}: {refused}");
        for bytes in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), &[0]].concat()] {
            let (plain, asked) = both(&signers, TEXT, bytes, noon());
            assert!(!plain && asked.is_err(), "{kind}: {} bytes", bytes.len());
        }
    }
}

#[test]
#[ignore = "needs ssh-keygen"]
fn a_key_counts_plainly_where_its_options_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (line, signature) = made(&folder, "ed25519", "");
    let bytes = STANDARD.decode(&signature).expect("base64");
    for (options, plain, good) in [
        ("valid-after=\"20270309\"", true, true),
        ("valid-after=\"202703091200\",valid-before=\"20270309120001Z\"", true, true),
        ("valid-before=\"20270309120000Z\"", false, true),
        ("valid-before=\"20270309115959Z\"", false, false),
        ("valid-before=\"20270309\"", false, false),
        ("valid-after=\"20270309120001\"", false, false),
        ("valid-after=\"2027\"", false, false),
        ("valid-after=\"20270101\",valid-after=\"20280101\"", false, false),
        ("Valid-After=\"20270101\"", false, true),
        ("cert-authority", false, false),
    ] {
        let signers = signers(&format!("{options} {line}"), folder.path().join("revoked"));
        let (plainly, asked) = both(&signers, TEXT, &bytes, noon());
        assert_eq!((plainly, asked.is_ok()), (plain, good), "{options}: {asked:?}");
    }
    // The same key on two lines: only one of them has a validity.
    let (id, other) = (agency("nl-police"), "valid-before=\"20270101\"");
    let lines = [format!("{other} {line}"), format!("valid-after=\"20270301\" {line}")];
    let signers = Signers::new([(&id, lines.as_slice())], folder.path().join("revoked"));
    assert_eq!(both(&signers, TEXT, &bytes, noon()), (true, Ok(())));
}

#[test]
#[ignore = "needs ssh-keygen"]
fn a_revoked_key_is_refused_by_a_list_and_by_a_krl() {
    let folder = tempfile::tempdir().expect("a folder");
    let (line, signature) = made(&folder, "ed25519", "");
    let (other, _) = made(&folder, "ecdsa", "256");
    let (list, krl) = (folder.path().join("list"), folder.path().join("krl"));
    let check = |path: &PathBuf| signers(&line, path.clone()).check("nl-police", TEXT, &signature, noon());
    let plain = |path: &PathBuf| {
        let bytes = STANDARD.decode(&signature).expect("base64");
        both(&signers(&line, path.clone()), TEXT, &bytes, noon()).0
    };
    fs::write(&list, format!("# lost in March\n{other} of the duty desk\n")).expect("written");
    assert_eq!((check(&list), plain(&list)), (Ok(()), true));
    fs::write(&list, format!("{other}\n  {line} of the duty desk\n")).expect("written");
    assert_eq!((check(&list), plain(&list)), (Err(BadSignature::Revoked), false));
    // With a list that it cannot read, OpenSSH accepts nothing.
    for broken in ["lost in March", "ssh-ed25519 AAAA", &other.replacen("nistp256", "nistp384", 1)] {
        fs::write(&list, format!("{other}\n{broken}\n")).expect("written");
        assert!(check(&list).is_err() && !plain(&list), "{broken}");
    }
    for (revoked, good) in [("ecdsa256.pub", Ok(())), ("ed25519.pub", Err(BadSignature::Revoked))] {
        ran(folder.path(), &["-q", "-k", "-f", "krl", revoked]);
        assert_eq!((check(&krl), plain(&krl)), (good, false), "{revoked}");
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).expect("short").to_be_bytes());
    out.extend(bytes);
}

fn fields(all: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for bytes in all {
        field(&mut out, bytes);
    }
    out
}

/// A number of fixed length as an `mpint`.
fn mpint(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).expect("not nothing");
    let zero = if bytes[start] >= 0x80 { vec![0] } else { Vec::new() };
    [zero, bytes[start..].to_vec()].concat()
}

/// A signature as a token would make it, made without one. OpenSSH and this module read it alike.
#[test]
#[ignore = "needs ssh-keygen"]
fn the_signatures_of_tokens_hold_too() {
    const ED: &[u8] = b"sk-ssh-ed25519@openssh.com";
    const EC: &[u8] = b"sk-ecdsa-sha2-nistp256@openssh.com";
    let folder = tempfile::tempdir().expect("a folder");
    let random = SystemRandom::new();
    let ed = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
    let ec =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).expect("a key");
    let edwards_key = fields(&[ED, ed.public_key().as_ref(), b"ssh:"]);
    let curve_key = fields(&[EC, b"nistp256", ec.public_key().as_ref(), b"ssh:"]);
    let mut message = b"SSHSIG".to_vec();
    message.extend(fields(&[NAMESPACE.as_bytes(), b"", b"sha512", &Sha512::digest(TEXT)]));
    let after = [1, 0, 0, 0, 9];
    let told = [Sha256::digest("ssh:").as_slice(), &after, Sha256::digest(&message).as_slice()].concat();
    let pair = ec.sign(&random, &told).expect("signed");
    let (r, s) = pair.as_ref().split_at(32);
    let by_curve = [fields(&[EC, &fields(&[&mpint(r), &mpint(s)])]), after.to_vec()].concat();
    let by_edwards = [fields(&[ED, ed.sign(&told).as_ref()]), after.to_vec()].concat();
    for (kind, key, signature) in [(ED, edwards_key, by_edwards), (EC, curve_key, by_curve)] {
        let line = format!("{} {}", String::from_utf8_lossy(kind), STANDARD.encode(&key));
        let signers = signers(&line, folder.path().join("revoked"));
        let blob = |signature: &[u8]| {
            let head = b"SSHSIG\x00\x00\x00\x01".to_vec();
            [head, fields(&[&key, NAMESPACE.as_bytes(), b"", b"sha512", signature])].concat()
        };
        assert_eq!(both(&signers, TEXT, &blob(&signature), noon()), (true, Ok(())), "{line}");
        // With another counter the signed text differs.
        let mut counted = signature.clone();
        *counted.last_mut().expect("a count") += 1;
        let (plain, asked) = both(&signers, TEXT, &blob(&counted), noon());
        assert!(!plain && asked.is_err(), "{line}");
    }
}
