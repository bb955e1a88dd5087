//! Names: a type name means one thing in the crate, and the words that say nothing are not names.

use std::collections::BTreeMap;

use super::{Source, assert_silent, is_name, line_of, places, source};

/// Every command has its own `Args`.
const SHARED: &str = "Args";

/// What names were before they said what they are, and what they are now. A capitalised word is no name of a type, any
/// other text of this column stands nowhere in the code.
const OLD: &[(&str, &str)] = &[
    ("said", "the type: `transition`, `hold`, `go`; or `statement_of`, `has_attestation`, `describe`"),
    ("told", "what it is: `parsed_time`, `witness`, `report`"),
    ("asked", "`request`, `required_gates`, `requirement`"),
    ("meant", "`selected`, `planned`, `filter`"),
    ("fn named", "a verb and its object"),
    ("fn both", "`merge_both_ways`"),
    ("fn apart", "`commit_ledger_only`"),
    ("fn calm", "`ensure_no_operation_in_progress`"),
    ("fn called", "`upstream_branch`"),
    ("fn repository", "`sync_url`"),
    ("fn standing", "`evaluate`, `current_of`"),
    ("fn again", "`parse_trusted`"),
    ("fn on", "`run_on_threads`"),
    ("fn seal", "`sign_checkpoint`"),
    ("fn go_on", "`extend`"),
    ("now: bool", "`clock_was_set`"),
    ("t: Instant", "`recorded_at`"),
    ("place: usize", "`index`"),
    ("Asked", "`EntryRequest`"),
    ("AskedMove", "a transition that is requested"),
    ("AskedItem", "a step of evidence that is requested"),
    ("AskedStep", "a step of an instrument that is requested"),
    ("AskedDisclosure", "a disclosure that is requested"),
    ("Course", "`MeasureHistory`"),
    ("Move", "`StateChange`"),
    ("Here", "`MeasureState`"),
    ("Tip", "`StateHead`"),
    ("Book", "`LedgerState`"),
    ("Words", "`NonEmptyText`"),
    ("View", "`Snapshot`"),
    ("Seen", "`Knowledge`"),
    ("Past", "`CausalPast`"),
    ("Pos", "`EntryPos`"),
    ("Place", "`SourceSpan`, `Jurisdiction`, `OperationPath`"),
    ("Spot", "`TextSpan`"),
    ("Spotted", "`WithSpan`"),
    ("Scene", "`Workspace`"),
    ("Cue", "`IdentityHints`"),
    ("Who", "`Identity`"),
    ("Meant", "`MeasureFilter`"),
    ("Shown", "`DisplayState`"),
    ("Showing", "`Evaluator`"),
    ("Gap", "`OpenGate`"),
    ("Unsaid", "`MissingStatement`"),
    ("Held", "`ActiveHold`"),
    ("Fallen", "`Invalidated`"),
    ("SinceGo", "`ChangedSinceGo`"),
    ("moved_target", "`changed_target_fields`"),
    ("Why", "`RefusalReason`"),
    ("Broken", "`BrokenGuard`"),
    ("Writing", "`Author`"),
    ("Placing", "`EntryRef`"),
    ("Papers", "`InstrumentHeads`"),
    ("Paper", "`InstrumentStatus`"),
    ("Kept", "`ItemView`"),
    ("Exhibit", "`ItemStatus`"),
    ("Mended", "`RecordedCorrection`"),
    ("Reading", "`LedgerSnapshot`, `ReadContext`, `ReadArgs`"),
    ("Gathered", "`ScannedLog`"),
    ("Hands", "`BlockQueue`"),
    ("Told", "`WitnessCheck`, `ParsedTime`, `BundleHeader`"),
    ("Some1", "`NonEmpty`"),
    ("Maybe", "`Opt`"),
    ("MaybeList", "`OptList`"),
    ("Known", "`OpenEnum`"),
    ("Fixed", "`ClosedEnum`"),
    ("Thing", "`Subject`"),
    ("Said", "`EntrySubjects`, `Descriptor`"),
    ("Cut", "`Redaction`"),
    ("Ask", "`BundleOptions`"),
    ("Deed", "`AssignedMeasure`"),
    ("ThingDraft", "`AssetDraft`"),
    ("Voice", "`RuleReporter`"),
    ("Fault", "`DiagnosticText`"),
    ("Play", "`Simulation`"),
    ("Apart", "`ScratchLedger`"),
    ("Air", "`AvailabilityModel`"),
    ("Look", "`AirFinding`"),
    ("Steps", "`Counting`"),
    ("Tally", "`Semiring`"),
    ("Hub", "`CommonCause`"),
    ("Lift", "`Reachability`"),
    ("Says", "`TermNode`"),
    ("brings", "`weights`"),
    ("Quick", "`FastHasher`"),
    ("Mixer", "`FastHasher`"),
    ("First8", "`DigestPrefixHasher`"),
];

/// What begins the definition of a type.
const TYPES: [&str; 4] = ["struct ", "enum ", "trait ", "type "];

/// Where `old` stands in `code`, after the word of its kind.
fn places_of<'a>(code: &'a str, kind: &str, old: &'a str) -> impl Iterator<Item = usize> + 'a {
    let kind = kind.to_owned();
    places(code, old).filter(move |at| code[..*at].ends_with(&kind))
}

/// Type names that mean more than one thing.
fn homonyms(files: &[Source]) -> Vec<String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let code = file.without_tests();
        for keyword in TYPES.iter().filter(|keyword| **keyword != "type ") {
            for at in places(&code, keyword) {
                let name: String = code[at + keyword.len()..].chars().take_while(|c| is_name(*c)).collect();
                let place = format!("{}:{}", file.path, line_of(&code, at));
                found.entry(name).or_default().push(place);
            }
        }
    }
    let several = found.into_iter().filter(|(name, places)| !name.is_empty() && places.len() > 1);
    several
        .filter(|(name, _)| name != SHARED)
        .map(|(name, places)| format!("`{name}` means {} things: {}", places.len(), places.join(", ")))
        .collect()
}

/// Names that say nothing, or that were given up for others.
fn old_names(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let code = file.without_tests();
        for (old, better) in OLD {
            let kinds: &[&str] = if old.starts_with(char::is_uppercase) { &TYPES } else { &[""] };
            for at in kinds.iter().flat_map(|kind| places_of(&code, kind, old)) {
                let line = line_of(&code, at);
                complaints.push(format!("{}:{line}: `{old}` is not a name; better {better}", file.path));
            }
        }
    }
    complaints
}

#[test]
fn a_type_name_means_one_thing() {
    assert_silent(&homonyms(&source()));
}

#[test]
fn names_say_what_they_are() {
    assert_silent(&old_names(&source()));
}

#[test]
fn planted_names_are_seen() {
    let two = [Source::new("plan/a.rs", "struct Part;"), Source::new("view/b.rs", "pub enum Part { A }")];
    assert_eq!(homonyms(&two), ["`Part` means 2 things: plan/a.rs:1, view/b.rs:1"]);
    let args = [Source::new("cli/a.rs", "struct Args;"), Source::new("cli/b.rs", "struct Args;")];
    assert_silent(&homonyms(&args));
    let tests = [
        Source::new("plan/a.rs", "struct Part;\n#[cfg(test)]\nmod tests { struct Part; }"),
        Source::new("plan/b.rs", "// struct Part\nconst A: &str = \"struct Part\";"),
    ];
    assert_silent(&homonyms(&tests));
    for (code, old) in [
        ("fn f(said: u8) {}", "said"),
        ("fn named() {}", "fn named"),
        ("struct X { now: bool }", "now: bool"),
        ("pub(crate) struct Spot;", "Spot"),
    ] {
        let complaints = old_names(&[Source::new("plan/a.rs", code)]);
        assert_eq!(complaints.len(), 1, "{code}: {complaints:?}");
        assert!(complaints[0].contains(&format!("`{old}`")), "{complaints:?}");
    }
    assert_silent(&old_names(&[Source::new(
        "plan/a.rs",
        "// said\nfn unsaid(named: u8) { let x = \"said\"; Lock::Held }",
    )]));
}

#[test]
fn comments_refer_to_decisions_that_exist() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let architecture =
        std::fs::read_to_string(path).expect("the architecture is described").replace('\n', " ");
    let mut referred = 0;
    for file in source() {
        for title in file.text.split("See ARCHITECTURE, \"").skip(1).filter_map(|rest| rest.split('"').next())
        {
            referred += 1;
            assert!(
                architecture.contains(&format!(". {title}.**")),
                "{}: no decision \"{title}\"",
                file.path
            );
        }
    }
    assert!(referred > 30, "{referred} decisions are named where they apply");
}
