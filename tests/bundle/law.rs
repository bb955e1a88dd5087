//! The law of redaction: whatever is withheld carries a word that nothing else has, and no such word, nor its digest,
//! stands anywhere in the bundle. What is withheld is told here a second time, from how the ledger was made.

mod rule;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use proptest::prelude::*;
use takedown::exchange::bundle::{BundleError, BundleOptions, BundleSource, make};
use takedown::ledger::codec::entry::{
    Attestation, Correction, Evidence, Hold, InstrumentStep, Note, Observation, Retraction,
};
use takedown::ledger::store::Store;
use takedown::model::digest::Hash;
use takedown::model::evidence::ItemState;
use takedown::model::gate::Gate;
use takedown::model::id::{AgencyId, AssetId};
use takedown::model::instrument::InstrumentState;
use takedown::model::measure::MeasureId;
use takedown::model::observation::ObservationKind;
use takedown::model::time::At;
use takedown::model::tlp::{Handling, Tlp};
use takedown::model::word::Word as _;
use takedown::operation::{EntryRequest, Operation, record};
use takedown::plan::{self, Plan};

use crate::stage::{Stage, now, options};

use rule::Rule;

const AGENCIES: [&str; 3] = ["be-prosecutor", "nl-police", "ro-police"];
const OUTLETS: usize = 3;
const ASSETS: usize = 5;
/// Of the assets the one that is an inventory: it is cut by, and to, as any other.
const INVENTORY: usize = 2;

/// What something says itself of how far it may travel: a label, and handling codes.
type Mark = (Option<Tlp>, Vec<Handling>);

/// A random plan, ledger and restriction, in numbers.
#[derive(Debug, Clone)]
struct Case {
    operation: (Tlp, Vec<Handling>),
    outlets: Vec<Mark>,
    /// Per asset the outlets that run on it, what it says itself, the agency of its measure.
    assets: Vec<(Vec<usize>, Mark, usize)>,
    /// Per entry: what kind, by which agency, on what, and what it says itself if its kind can.
    entries: Vec<(u8, usize, usize, usize, Mark)>,
    agency: Option<usize>,
    tlp: Option<Tlp>,
    /// The handling codes that the bundle is cut by; none: it is not.
    handling: Vec<Handling>,
    only: Vec<usize>,
}

fn case() -> impl Strategy<Value = Case> {
    let codes = |share: f64, most: usize| {
        let some = prop::sample::subsequence(Handling::ALL, 1..=most);
        prop::option::weighted(share, some).prop_map(Option::unwrap_or_default)
    };
    let mark = |share: f64| {
        let label = prop::option::weighted(share, prop::sample::select(Tlp::ALL));
        (label, codes(share, 2))
    };
    let asset =
        (prop::sample::subsequence((0..OUTLETS).collect::<Vec<_>>(), 1..=2), mark(0.3), 0..AGENCIES.len());
    // Entries that may say something themselves come often, and say it often: it has to be what decides.
    let kind = prop_oneof![2 => 0_u8..13, 1 => prop::sample::select(vec![5, 9, 11])];
    let entry = (kind, 0..AGENCIES.len(), 0..ASSETS, 0..ASSETS, mark(0.5));
    let only = prop::sample::subsequence((0..ASSETS).collect::<Vec<_>>(), 1..=3);
    let cut = (
        prop::option::weighted(0.3, 0..AGENCIES.len()),
        prop::option::weighted(0.4, prop::sample::select(Tlp::ALL)),
        codes(0.5, 3),
        prop::option::weighted(0.3, only),
    );
    (
        (prop::sample::select(Tlp::ALL), codes(0.3, 2)),
        prop::collection::vec(mark(0.3), OUTLETS),
        prop::collection::vec(asset, ASSETS),
        prop::collection::vec(entry, 6..26),
        cut,
    )
        .prop_map(|(operation, outlets, assets, entries, (agency, tlp, handling, only))| Case {
            operation,
            outlets,
            assets,
            entries,
            agency,
            tlp,
            handling,
            only: only.unwrap_or_default(),
        })
}

/// A word that stands nowhere else.
fn word(what: &str, number: usize) -> String {
    format!("zq{what}{number:03}qz")
}

fn asset_id(number: usize) -> String {
    word("a", number)
}

fn measure_id(case: &Case, asset: usize) -> String {
    format!("suspend:{}@{}", asset_id(asset), AGENCIES[case.assets[asset].2])
}

/// A label and handling codes, as a plan says them.
fn marks(tlp: Option<Tlp>, codes: &[Handling]) -> String {
    let tlp = tlp.map(|tlp| format!("tlp = \"{tlp}\"\n")).unwrap_or_default();
    let codes: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
    if codes.is_empty() { tlp } else { format!("{tlp}handling = [{}]\n", codes.join(", ")) }
}

fn toml(case: &Case) -> String {
    let mut toml = vec![format!(
        "format = 1\n[operation]\nid = \"tideline\"\nname = \"{}\"\nmode = \"exercise\"\nlead = \"be-prosecutor\"\n\
         h-hour = \"2027-03-09T06:00:00+01:00\"\nnote = \"{}\"\n{}",
        word("opname", 0),
        word("opnote", 0),
        marks(Some(case.operation.0), &case.operation.1)
    )];
    for (number, (agency, country)) in AGENCIES.iter().zip(["BE", "NL", "RO"]).enumerate() {
        toml.push(format!(
            "[agency.{agency}]\nname = \"{}\"\ncountry = \"{country}\"\ntimezone = \"Europe/Brussels\"\ncontact = \"{}\"\n",
            word("agname", number),
            word("agcontact", number)
        ));
        let covers: Vec<String> = (0..ASSETS)
            .filter(|asset| case.assets[*asset].2 == number)
            .map(|asset| format!("\"suspend:{}\"", asset_id(asset)))
            .collect();
        if !covers.is_empty() {
            toml.push(format!(
                "[instrument.{}]\nkind = \"domain-order\"\nissued-by = \"{}\"\nexecuted-by = \"{agency}\"\ncovers = [{}]\n",
                word("i", number),
                word("court", number),
                covers.join(", ")
            ));
        }
    }
    for (number, (tlp, codes)) in case.outlets.iter().enumerate() {
        toml.push(format!(
            "[outlet.{}]\nname = \"{}\"\naliases = [\"{}\"]\nkind = \"channel\"\nlegal-basis = \"{}\"\n\
             press-assessment = {{ by = \"be-prosecutor\", on = \"2027-01-10\", finding = \"{}\" }}\n{}",
            word("o", number),
            word("oname", number),
            word("oalias", number),
            word("obasis", number),
            word("ofinding", number),
            marks(*tlp, codes)
        ));
    }
    for (number, (outlets, (tlp, codes), agency)) in case.assets.iter().enumerate() {
        let outlets: Vec<String> =
            outlets.iter().map(|outlet| format!("\"{}\"", word("o", *outlet))).collect();
        let (table, names) = if number == INVENTORY {
            ("inventory", "file = \"{}.csv\"")
        } else {
            ("asset", "identifier = \"{}.example\"")
        };
        let names = names.replace("{}", &word("ident", number));
        toml.push(format!(
            "[{6}.{0}]\nkind = \"domain\"\n{1}\ncountry = \"NL\"\noutlets = [{2}]\nnote = \"{3}\"\n{4}\
             [{6}.{0}.suspend]\nagency = \"{5}\"\nauthority = \"voluntary\"\n",
            asset_id(number),
            names,
            outlets.join(", "),
            word("anote", number),
            marks(*tlp, codes),
            AGENCIES[*agency],
            table
        ));
    }
    toml.concat()
}

/// What an entry is about, as the test made it.
#[derive(Debug, Clone, Default)]
struct About {
    assets: BTreeSet<usize>,
    /// Assets whose measure is meant.
    measures: BTreeSet<usize>,
    outlets: BTreeSet<usize>,
    instruments: BTreeSet<usize>,
    operation: bool,
    /// What it says itself of how far it may travel, and what the entries say that it is about.
    marks: Vec<Mark>,
}

/// An entry that was recorded: its log's agency, the words that only it has, what it is about, its hash.
#[derive(Debug)]
struct Made {
    agency: usize,
    words: Vec<String>,
    about: About,
    hash: Hash,
    is_item: bool,
}

struct Play {
    folder: tempfile::TempDir,
    plan: Arc<Plan>,
    made: Vec<Made>,
}

impl Play {
    fn store(&self) -> Store {
        Store::open(&self.folder.path().join("ledger"), &self.plan.op())
    }

    /// Plays one entry, if it may be said.
    fn say(&mut self, case: &Case, number: usize) {
        let (kind, by, one, two, ref own) = case.entries[number];
        let text = word("text", number);
        let more = word("more", number);
        let (mut about, mut words) = (About::default(), vec![text.clone()]);
        let minute = i64::try_from(number).expect("small");
        let at = now(minute);
        let outlet = one % OUTLETS;
        let earlier = self.made.get(one * 5 + two).map(|made| (made.hash, made.about.clone()));
        let measure = |asset: usize| measure_id(case, asset).parse::<MeasureId>().expect("a measure");
        let asked = match kind {
            0 => {
                about.assets.insert(one);
                note(vec![format!("asset:{}", asset_id(one))], text)
            }
            1 => {
                about.outlets.insert(outlet);
                note(vec![format!("outlet:{}", word("o", outlet))], text)
            }
            2 => {
                about.operation = true;
                note(Vec::new(), text)
            }
            3 => {
                let Some((hash, of)) = earlier else { return };
                about = of;
                note(vec![format!("entry:{hash}")], text)
            }
            4 => {
                about.measures.extend([one, two]);
                let mut measures = vec![measure(one), measure(two)];
                measures.sort();
                measures.dedup();
                EntryRequest::from(Hold::new(measures, text))
            }
            5 => {
                about.measures.insert(one);
                about.marks.push(own.clone());
                words.push(more.clone());
                let item = Evidence {
                    exhibit: Some(text.into()),
                    serial: Some(more.into()),
                    seal: Some(word("seal", number).into()),
                    tlp: own.0,
                    handling: own.1.clone(),
                    ..Evidence::begin(ItemState::Collected, at, [measure(one)])
                };
                words.push(word("seal", number));
                EntryRequest::from(item)
            }
            6 => {
                about.instruments.insert(by);
                words.push(more.clone());
                EntryRequest::from(InstrumentStep {
                    number: Some(text.into()),
                    authority: Some(more.into()),
                    valid: Some((now(-300), now(3000))),
                    ..InstrumentStep::new(word("i", by), InstrumentState::Granted, at)
                })
            }
            7 => {
                about.measures.insert(one);
                let of = vec![measure_id(case, one)];
                EntryRequest::from(Attestation::new(Gate::Deconflicted, of, text))
            }
            8 => {
                about.outlets.insert(outlet);
                let of = vec![word("o", outlet)];
                EntryRequest::from(Attestation::new(Gate::Lawful, of, text))
            }
            9 => {
                about.assets.extend([one, two]);
                about.marks.push(own.clone());
                EntryRequest::from(Observation {
                    asset: Some(asset_id(two).into()),
                    seen_from: vec!["NL".into()],
                    tlp: own.0,
                    handling: own.1.clone(),
                    note: Some(text.into()),
                    ..Observation::new(
                        ObservationKind::Relocated,
                        format!("asset:{}", asset_id(one)),
                        At::Instant(at),
                    )
                })
            }
            10 => {
                let Some((entry, of)) = earlier else { return };
                about = of;
                EntryRequest::from(Retraction::new(entry, text))
            }
            11 => {
                let items: Vec<&Made> = self.made.iter().filter(|made| made.is_item).collect();
                let Some(item) = items.get((one * 5 + two) % items.len().max(1)) else { return };
                about = item.about.clone();
                let step = Evidence::new(ItemState::IntegrityFailed, at);
                let step = Evidence { item: Some(item.hash), reason: Some(text.into()), ..step };
                EntryRequest::from(step)
            }
            _ => {
                let Some((entry, of)) = earlier else { return };
                about = of;
                words.push(more.clone());
                EntryRequest::from(Correction { note: Some(more.into()), ..Correction::new(entry, text) })
            }
        };
        let officer = word("officer", number);
        let mut stamp = Stage::stamp(AGENCIES[by], minute);
        stamp.officer.clone_from(&officer);
        if let Ok(recorded) = record(&self.store(), &self.plan, &stamp, &[asked], &options(&stamp)) {
            words.push(officer);
            self.made.push(Made {
                agency: by,
                words,
                about,
                hash: recorded.rows[0].hash,
                is_item: kind == 5,
            });
        }
    }
}

fn note(about: Vec<String>, text: String) -> EntryRequest {
    EntryRequest::from(Note::new(about, text))
}

fn everything(dir: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, path) in super::files(dir) {
        all.extend_from_slice(name.as_bytes());
        all.push(b'\n');
        all.extend_from_slice(&fs::read(path).expect("read"));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_what_is_withheld_stands_in_a_bundle(case in case()) {
        let loaded = plan::read_stored(toml(&case).as_bytes());
        let plan = loaded.plan.unwrap_or_else(|| panic!("the plan is good: {:?}", loaded.diagnostics));
        let folder = tempfile::tempdir().expect("a folder");
        let mut play = Play { folder, plan: Arc::new(plan), made: Vec::new() };
        for number in 0..case.entries.len() {
            play.say(&case, number);
        }
        prop_assume!(play.made.len() >= 4);
        let store = play.store();
        let reading = store.read().expect("it reads");
        let operation = Operation::fold(&play.plan, &reading);
        let source = BundleSource {
            store: &store,
            plan: &play.plan,
            items: operation.items(),
            made: now(600),
            program: "takedown test",
        };
        let mut assets: Vec<AssetId> =
            case.only.iter().map(|asset| AssetId::new(&asset_id(*asset)).expect("an id")).collect();
        assets.sort();
        let mut ask = BundleOptions {
            to: "the court".to_owned(),
            agency: case.agency.map(|agency| AgencyId::new(AGENCIES[agency]).expect("an id")),
            tlp: case.tlp,
            handling: case.handling.clone(),
            assets,
            leave: None,
        };
        let dir = play.folder.path().join("court");
        let rule = Rule(&case);
        if rule.asks_for_leave(&play.made) {
            let refused = make(&source, &ask, &dir);
            prop_assert!(matches!(refused, Err(BundleError::Leave { .. })), "{refused:?}");
            ask.leave = Some(word("leave", 0));
        }
        let made = make(&source, &ask, &dir);
        prop_assert!(made.is_ok(), "{made:?}");
        made.expect("made").put().expect("put");
        let text = everything(&dir);
        let has = |word: &str| text.windows(word.len()).any(|found| found == word.as_bytes());
        let mut withheld = Vec::new();
        let mut named: BTreeSet<String> = case.only.iter().map(|asset| asset_id(*asset)).collect();
        for made in &play.made {
            if rule.shows(made) {
                named.extend(rule.ids(&made.about));
                for word in &made.words {
                    prop_assert!(has(word), "{word} is shown: {made:?}");
                }
            } else {
                withheld.extend(made.words.iter().cloned());
            }
        }
        if rule.shows_plan() {
            prop_assert!(Rule::of_plan(&case).iter().all(|word| has(word)));
        } else {
            withheld.extend(Rule::of_plan(&case));
            let ids = (0..ASSETS).map(asset_id).chain((0..OUTLETS).map(|outlet| word("o", outlet)));
            let ids = ids.chain((0..AGENCIES.len()).map(|agency| word("i", agency)));
            withheld.extend(ids.filter(|id| !named.contains(id)));
        }
        for word in &withheld {
            prop_assert!(!has(word), "{word} is withheld");
            prop_assert!(!has(&Hash::of(word.as_bytes()).to_string()), "the digest of {word} is withheld");
        }
    }
}
