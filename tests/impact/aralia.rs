//! Six of the Aralia fault trees: thousands of smallest sets, and one with 82,000,000,000 of them.
//!
//! What a fault tree calls "fails" is here "is up": a gate is a service, an event a leaf.

use takedown::cutset::builder::GraphBuilder;
use takedown::cutset::exact::{Exact, NODE_LIMIT};
use takedown::cutset::graph::{Graph, Node};
use takedown::cutset::sets::{Aim, LeafState};

use crate::vectors::test_data;

/// A tree: its graph and its top.
fn tree(name: &str) -> (Graph, Node) {
    let path = test_data().join("aralia").join(format!("{name}.ft"));
    let text = std::fs::read_to_string(path).expect("the tree is there");
    let mut draft = GraphBuilder::default();
    let mut top = "";
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["top", name] => top = name,
            ["gate", name, "and", "-", of @ ..] => draft.all_of(*name, of.iter().copied()),
            ["gate", name, "or", "-", of @ ..] => draft.any_of(*name, of.iter().copied()),
            ["gate", name, "atleast", k, of @ ..] => {
                draft.at_least(*name, k.parse().expect("a number"), of.iter().copied());
            }
            ["event", name, _probability] => draft.leaf(*name),
            other => panic!("a line of another kind: {other:?}"),
        }
    }
    let graph = draft.build().expect("a tree");
    let top = graph.node(top).expect("it is there");
    (graph, top)
}

#[track_caller]
fn assert_tree(name: &str, sets: u128) {
    let (graph, top) = tree(name);
    let exact = Exact::new(&graph, top, Aim::KeepsOn, |_| LeafState::Varies, NODE_LIMIT).expect("it fits");
    assert_eq!(exact.count(), sets);
    // The first order does: a bad one would need millions.
    assert!(exact.node_count() < 5000, "{}", exact.node_count());
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn chinese_has_392_sets() {
    assert_tree("chinese", 392);
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn ftr10_has_305_sets() {
    assert_tree("ftr10", 305);
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn isp9606_has_1776_sets() {
    assert_tree("isp9606", 1776);
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn baobab2_has_4805_sets() {
    assert_tree("baobab2", 4805);
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn das9201_has_14217_sets() {
    assert_tree("das9201", 14_217);
}

#[test]
#[ignore = "needs TAKEDOWN_TEST_DATA"]
fn das9209_has_82_milliards_of_sets() {
    assert_tree("das9209", 82_000_000_000);
}
