//! Answers that stand in textbooks or follow from a line of arithmetic.

use takedown::cutset::builder::GraphBuilder;
use takedown::cutset::exact::{Exact, LimitMet, NODE_LIMIT};
use takedown::cutset::graph::{Graph, Node};
use takedown::cutset::sets::{Aim, LeafState, minimal_sets};

use super::{bridge, built, leaves};

fn exact(graph: &Graph, top: Node, aim: Aim) -> Exact {
    Exact::new(graph, top, aim, |_| LeafState::Varies, NODE_LIMIT).expect("it fits")
}

#[test]
fn a_bridge_has_four_paths_and_four_cuts() {
    let (graph, top) = bridge();
    let keeps = exact(&graph, top, Aim::KeepsOn);
    assert_eq!(keeps.minimal_sets(3, 0).by_size, [0, 0, 2, 2]);
    let takes = exact(&graph, top, Aim::TakesOff);
    assert_eq!((takes.count(), takes.minimal_sets(3, 0).by_size), (4, vec![0, 0, 2, 2]));
    let named = |set: &Vec<Node>| {
        let mut names: Vec<&str> = set.iter().map(|node| graph.name(*node)).collect();
        names.sort_unstable();
        names.concat()
    };
    let mut cuts: Vec<String> = takes.minimal_sets(3, 9).first.iter().map(named).collect();
    cuts.sort();
    assert_eq!(cuts, ["ab", "ace", "bcd", "de"]);
}

#[test]
fn two_of_three() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 3);
    draft.at_least("top", 2, of);
    let (graph, top) = built(draft, "top");
    for aim in [Aim::KeepsOn, Aim::TakesOff] {
        assert_eq!(exact(&graph, top, aim).minimal_sets(3, 0).by_size, [0, 0, 3, 0]);
    }
}

/// Two trains of a valve and a pump: a train fails with either, the plant with both trains.
#[test]
fn two_trains() {
    let mut draft = GraphBuilder::default();
    draft.all_of("top", ["train-1", "train-2"]);
    for n in ["1", "2"] {
        draft.any_of(format!("train-{n}"), [format!("valve-{n}"), format!("pump-{n}")]);
        draft.leaf(format!("valve-{n}"));
        draft.leaf(format!("pump-{n}"));
    }
    let (graph, top) = built(draft, "top");
    assert_eq!(exact(&graph, top, Aim::KeepsOn).minimal_sets(3, 0).by_size, [0, 0, 4, 0]);
    assert_eq!(exact(&graph, top, Aim::TakesOff).minimal_sets(3, 0).by_size, [0, 0, 2, 0]);
}

/// Five measures succeed only with the warrant, which is granted once: five measures and one warrant, not five.
#[test]
fn a_shared_instrument_is_one_leaf() {
    let mut draft = GraphBuilder::default();
    draft.leaf("warrant");
    let measures = leaves(&mut draft, "measure", 5);
    for measure in &measures {
        draft.any_of(format!("up-{measure}"), [measure.as_str(), "warrant"]);
    }
    draft.any_of("top", measures.iter().map(|measure| format!("up-{measure}")));
    let (graph, top) = built(draft, "top");
    let off = exact(&graph, top, Aim::TakesOff);
    assert_eq!((off.count(), off.minimum()), (1, Some((6, 1))));
    let on = exact(&graph, top, Aim::KeepsOn);
    assert_eq!(on.minimal_sets(2, 0).by_size, [0, 6, 0]);
}

#[test]
fn a_thousand_of_which_990_are_needed() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 1000);
    draft.at_least("top", 990, of);
    let (graph, top) = built(draft, "top");
    let (on, off) = (exact(&graph, top, Aim::KeepsOn), exact(&graph, top, Aim::TakesOff));
    // 1,000 choose 10, and 1,000 choose 11.
    assert_eq!(on.minimum(), Some((990, 263_409_560_461_970_212_832_400)));
    assert_eq!(off.minimum(), Some((11, 23_706_860_441_577_319_154_916_000)));
    assert_eq!(on.node_count() + off.node_count(), 0, "interchangeable leaves are counted");
}

#[test]
fn a_chain_in_the_engine_overflows_no_stack() {
    let mut draft = GraphBuilder::default();
    for level in 0..200_000 {
        draft.all_of(format!("s{level}"), [format!("s{}", level + 1)]);
    }
    draft.leaf("s200000");
    let (graph, top) = built(draft, "s0");
    assert_eq!(exact(&graph, top, Aim::KeepsOn).count(), 1);
}

/// `l0`, and `l1` or all of `l2`, and so on: a set ends with any of the 2,500 that suffice, or at the very end.
#[test]
fn a_deep_chain_with_leaves_overflows_no_stack() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 5000);
    for (level, leaf) in of.iter().enumerate() {
        let of = [leaf.clone(), format!("s{}", level + 1)];
        if level % 2 == 0 {
            draft.all_of(format!("s{level}"), of);
        } else {
            draft.any_of(format!("s{level}"), of);
        }
    }
    draft.leaf("s5000");
    let (graph, top) = built(draft, "s0");
    let on = exact(&graph, top, Aim::KeepsOn);
    assert_eq!((on.count(), on.minimum()), (2501, Some((2, 1))));
    assert_eq!(on.list(usize::MAX, 3).iter().map(Vec::len).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(exact(&graph, top, Aim::TakesOff).minimum(), Some((1, 1)));
}

#[test]
fn leaves_in_a_row_overflow_no_stack() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 50_000);
    draft.all_of("top", of);
    let (graph, top) = built(draft, "top");
    let on = exact(&graph, top, Aim::KeepsOn);
    assert_eq!(on.count(), 1);
    assert_eq!(exact(&graph, top, Aim::TakesOff).minimal_sets(2, 0).by_size, [0, 50_000, 0]);
}

/// 1,500 mirrors, each under one of 12 warrants, and 130 of them keep it on air; a warrant covers 125 of them.
#[test]
fn fifteen_hundred_mirrors_under_twelve_instruments() {
    let mut draft = GraphBuilder::default();
    let warrants = leaves(&mut draft, "warrant", 12);
    let mirrors = leaves(&mut draft, "seize", 1500);
    for (place, mirror) in mirrors.iter().enumerate() {
        draft.any_of(format!("up-{mirror}"), [mirror, &warrants[place % 12]]);
    }
    draft.at_least("top", 130, mirrors.iter().map(|mirror| format!("up-{mirror}")));
    let (graph, top) = built(draft, "top");
    let on = exact(&graph, top, Aim::KeepsOn);
    // Any two warrants; or one, and five mirrors of the others' 1,375.
    let five = [1375, 1374, 1373, 1372, 1371_u128].iter().product::<u128>() / 120;
    assert_eq!(on.minimal_sets(6, 0).by_size, [0, 0, 66, 0, 0, 0, 12 * five]);
    assert_eq!(on.count(), u128::MAX);
    assert_eq!(on.node_count(), 0, "they are counted");
    let off = exact(&graph, top, Aim::TakesOff);
    assert_eq!(off.count(), u128::MAX);
    // All but 129 mirrors: with one warrant left out there are four more than that.
    let four = [1375, 1374, 1373, 1372_u128].iter().product::<u128>() / 24;
    assert_eq!(off.minimum(), Some((1371 + 11, 12 * four)));
    assert_eq!(off.list(usize::MAX, 2).iter().map(Vec::len).collect::<Vec<_>>(), [1382, 1382]);
}

/// The same under four countries of three warrants each, and 750 keep it on air: half of them.
#[test]
fn fifteen_hundred_mirrors_in_four_countries() {
    let mut draft = GraphBuilder::default();
    let countries = leaves(&mut draft, "country", 4);
    let warrants = leaves(&mut draft, "warrant", 12);
    let mirrors = leaves(&mut draft, "seize", 1500);
    for (place, mirror) in mirrors.iter().enumerate() {
        draft.any_of(format!("up-{mirror}"), [mirror, &warrants[place % 12], &countries[place % 4]]);
    }
    draft.at_least("top", 750, mirrors.iter().map(|mirror| format!("up-{mirror}")));
    let (graph, top) = built(draft, "top");
    let on = exact(&graph, top, Aim::KeepsOn);
    // Any two countries; one, and three warrants of the nine of the others; or any six warrants.
    assert_eq!(on.minimal_sets(6, 0).by_size, [0, 0, 6, 0, 4 * 84, 0, 924]);
    assert_eq!(on.list(usize::MAX, 2).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    let off = exact(&graph, top, Aim::TakesOff);
    // 751 mirrors have to go: the 750 of six warrants and one more, and seven warrants are of three countries.
    assert_eq!(off.minimum().map(|(fewest, _)| fewest), Some(751 + 7 + 3));
    assert_eq!(off.list(usize::MAX, 2).iter().map(Vec::len).collect::<Vec<_>>(), [761, 761]);
    assert_eq!((on.count(), off.count(), on.node_count() + off.node_count()), (u128::MAX, u128::MAX, 0));
}

/// Weighty ones first: a warrant over four mirrors and one over three, and five of nine are wanted.
#[test]
fn a_warrant_may_bring_more_than_is_wanted() {
    let mut draft = GraphBuilder::default();
    let mirrors = leaves(&mut draft, "seize", 9);
    let warrants = leaves(&mut draft, "warrant", 2);
    for (place, mirror) in mirrors.iter().enumerate() {
        let under = warrants.get(place / 4).filter(|_| place < 7).into_iter();
        draft.any_of(format!("up-{mirror}"), under.chain([mirror]));
    }
    draft.at_least("top", 5, mirrors.iter().map(|mirror| format!("up-{mirror}")));
    let (graph, top) = built(draft, "top");
    let on = exact(&graph, top, Aim::KeepsOn);
    // Both warrants, which bring seven. The first and one of the other five; the second and two of the other six. Five
    // mirrors, 126 sets: none can be spared, whatever they have in common.
    assert_eq!(on.minimal_sets(5, 0).by_size, [0, 0, 1 + 5, 15, 0, 126]);
    assert_eq!(on.count(), 147);
}

/// As many warrants as mirrors, each over two that lie far apart: no order keeps them together.
#[test]
fn a_limit_that_is_met_is_said() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 40);
    for place in 0..400 {
        draft.any_of(format!("pair{place}"), [&of[place * 7 % 40], &of[(place * 11 + 13 + place / 40) % 40]]);
    }
    draft.at_least("top", 200, (0..400).map(|place| format!("pair{place}")));
    let (graph, top) = built(draft, "top");
    let met = Exact::new(&graph, top, Aim::KeepsOn, |_| LeafState::Varies, 3000).map(|_| ());
    assert_eq!(met, Err(LimitMet { limit: 3000 }));
    assert_eq!(met.expect_err("it is met").to_string(), "more than 3000 nodes would be needed");
}

#[test]
fn what_is_known_of_leaves_is_not_asked() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 4);
    draft.at_least("top", 2, of);
    let (graph, top) = built(draft, "top");
    let role = |up: &'static str, down: &'static str| {
        let graph = &graph;
        move |leaf| match graph.name(leaf) {
            name if up == name => LeafState::Up,
            name if down == name => LeafState::Down,
            _ => LeafState::Varies,
        }
    };
    // One of the two that are needed stays up anyhow: any other keeps it on; all three have to go.
    let by_size = |aim, up, down| {
        let found = minimal_sets(&graph, top, aim, role(up, down), 3, 9).expect("few");
        let exact = Exact::new(&graph, top, aim, role(up, down), NODE_LIMIT).expect("it fits");
        assert_eq!(exact.minimal_sets(3, 9), found);
        found.by_size
    };
    assert_eq!(by_size(Aim::KeepsOn, "l0", ""), [0, 3, 0, 0]);
    assert_eq!(by_size(Aim::TakesOff, "l0", ""), [0, 0, 0, 1]);
    assert_eq!(by_size(Aim::KeepsOn, "", "l3"), [0, 0, 3, 0]);
    assert_eq!(by_size(Aim::TakesOff, "", "l3"), [0, 0, 3, 0]);
    assert_eq!(by_size(Aim::TakesOff, "l0", "l3"), [0, 0, 1, 0]);
}
