//! Graphs that can be worked out by hand, and parts that make none.

use takedown::cutset::builder::{BadGraph, GraphBuilder};
use takedown::cutset::graph::Node;
use takedown::cutset::sets::{Aim, LeafState, TooManySets, minimal_sets};

use super::{built, leaves};

/// Times are whole numbers and none is lost: each answer is one of those that went in.
#[test]
fn when_a_service_goes_down() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 5);
    for k in 0..=5 {
        draft.at_least(format!("{k} of 5"), k, of.clone());
    }
    let graph = draft.build().expect("a graph");
    let times = [Some(40), None, Some(-20), Some(30), Some(5)];
    let down = graph.down_at(|leaf| times[graph.name(leaf)[1..].parse::<usize>().expect("a number")]);
    let of = |k: usize| down[graph.node(&format!("{k} of 5")).expect("it is there")];
    // An all-of goes with the first, an any-of with the last, which here never goes.
    assert_eq!([5, 4, 3, 2, 1].map(of), [Some(-20), Some(5), Some(30), Some(40), None]);
    assert_eq!(of(0), None);
}

#[test]
fn a_long_chain_overflows_no_stack() {
    let mut draft = GraphBuilder::default();
    for level in 0..200_000 {
        draft.all_of(format!("s{level}"), [format!("s{}", level + 1)]);
    }
    draft.leaf("s200000");
    let (graph, top) = built(draft, "s0");
    assert!(graph.evaluate(|_| true)[top]);
    assert!(!graph.evaluate(|_| false)[top]);
    assert_eq!(graph.down_at(|_| Some(7))[top], Some(7));
}

#[test]
fn a_bridge_by_trying() {
    let (graph, top) = super::bridge();
    let named = |aim| -> Vec<String> {
        let found = minimal_sets(&graph, top, aim, |_| LeafState::Varies, 3, 9).expect("few");
        assert_eq!(found.by_size, [0, 0, 2, 2]);
        let name = |set: &Vec<Node>| set.iter().map(|node| graph.name(*node)).collect();
        found.first.iter().map(name).collect()
    };
    assert_eq!(named(Aim::KeepsOn), ["ad", "be", "ace", "bcd"]);
    assert_eq!(named(Aim::TakesOff), ["ab", "de", "ace", "bcd"]);
}

#[test]
fn more_than_can_be_tried_is_said() {
    let mut draft = GraphBuilder::default();
    let of = leaves(&mut draft, "l", 1512);
    draft.all_of("top", of);
    let (graph, top) = built(draft, "top");
    let tried = minimal_sets(&graph, top, Aim::KeepsOn, |_| LeafState::Varies, 3, 1);
    // 1 + 1,512 + 1,512 · 1,511 / 2 + 1,512 · 1,511 · 1,510 / 6
    assert_eq!(tried, Err(TooManySets { sets: 576_109_549 }));
}

#[test]
fn parts_that_make_no_graph() {
    let bad = |parts: &[(&str, &[&str])]| {
        let mut draft = GraphBuilder::default();
        for (name, of) in parts {
            draft.all_of(*name, of.iter().copied());
        }
        draft.build().map(|_| ()).expect_err("it is bad")
    };
    assert_eq!(bad(&[("a", &[]), ("a", &[])]), BadGraph::Duplicate("a".into()));
    assert_eq!(bad(&[("a", &["b"])]), BadGraph::UnknownMember { service: "a".into(), member: "b".into() });
    let circle = bad(&[("z", &["a"]), ("a", &["c", "b"]), ("c", &[]), ("b", &["a"])]);
    assert_eq!(circle, BadGraph::Cycle(vec!["a".into(), "b".into()]));
    assert_eq!(bad(&[("a", &["a"])]).to_string(), "these need each other: a");
    let mut draft = GraphBuilder::default();
    draft.any_of("a", [""; 0]);
    assert_eq!(draft.build().map(|_| ()).expect_err("it is bad").to_string(), "`a` needs 1 of 0");
}
