//! The graph of needs and its engine, held against answers that others worked out, and against trying everything.

mod aralia;
mod graph;
mod halyard;
mod known;
mod laws;

use takedown::cutset::builder::GraphBuilder;
use takedown::cutset::graph::{Graph, Node};

fn built(draft: GraphBuilder, top: &str) -> (Graph, Node) {
    let graph = draft.build().expect("a graph");
    let top = graph.node(top).expect("it is there");
    (graph, top)
}

/// `n` leaves `NAME0`, `NAME1`, ...
fn leaves(draft: &mut GraphBuilder, name: &str, n: usize) -> Vec<String> {
    let names: Vec<String> = (0..n).map(|i| format!("{name}{i}")).collect();
    for name in &names {
        draft.leaf(name);
    }
    names
}

/// Two ways of two edges each, and an edge across: the smallest network that is neither in series nor in parallel.
fn bridge() -> (Graph, Node) {
    let mut draft = GraphBuilder::default();
    for edge in ["a", "b", "c", "d", "e"] {
        draft.leaf(edge);
    }
    draft.any_of("top", ["ad", "be", "ace", "bcd"]);
    for path in ["ad", "be", "ace", "bcd"] {
        draft.all_of(path, path.chars());
    }
    built(draft, "top")
}
