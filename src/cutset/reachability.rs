//! What else comes up if one leaf stays up: the way from the leaf upwards, not the whole graph again.

use std::collections::BTreeMap;

use super::graph::{Graph, Node, Values};

/// What is up, ready to be asked what one leaf more would bring.
#[derive(Debug)]
pub struct Lift {
    up: Values<bool>,
    /// The services that need a node, one entry for each time that they name it.
    needed_by: Values<Vec<Node>>,
    /// How many members more a service would need to be up; none and fewer: it is.
    lacks: Values<i64>,
}

impl Lift {
    /// Begins from which leaves are up.
    pub fn of(graph: &Graph, leaf: impl FnMut(Node) -> bool) -> Self {
        let up = graph.up(leaf);
        let mut needed_by = graph.values(|_| Vec::new(), |_, _| Vec::new());
        for node in graph.nodes() {
            for member in graph.service(node).iter().flat_map(|service| &service.of) {
                needed_by[*member].push(node);
            }
        }
        let lacks = graph.values(
            |_| 0,
            |service, _| {
                let there = service.of.iter().filter(|member| up[**member]).count();
                number(service.at_least) - number(there)
            },
        );
        Self { up, needed_by, lacks }
    }

    /// Whether a node is up without it.
    pub fn is_up(&self, node: Node) -> bool {
        self.up[node]
    }

    /// The nodes that are up if a leaf is, and are not without it; the leaf first.
    pub fn with(&self, leaf: Node) -> Vec<Node> {
        let mut lifted = Vec::new();
        let mut gained: BTreeMap<Node, i64> = BTreeMap::new();
        let mut todo: Vec<Node> = (!self.up[leaf]).then_some(leaf).into_iter().collect();
        while let Some(node) = todo.pop() {
            lifted.push(node);
            for service in &self.needed_by[node] {
                let gained = gained.entry(*service).or_default();
                *gained += 1;
                // It comes up once: with the member that it lacked last.
                if *gained == self.lacks[*service] {
                    todo.push(*service);
                }
            }
        }
        lifted
    }

    /// Has a leaf up from now on; what comes up with it.
    pub fn raise(&mut self, leaf: Node) -> Vec<Node> {
        let lifted = self.with(leaf);
        self.set(&lifted, true);
        lifted
    }

    /// Takes back what came up last.
    pub fn lower(&mut self, lifted: &[Node]) {
        self.set(lifted, false);
    }

    fn set(&mut self, nodes: &[Node], up: bool) {
        for node in nodes {
            self.up[*node] = up;
            for service in &self.needed_by[*node] {
                self.lacks[*service] += if up { -1 } else { 1 };
            }
        }
    }
}

/// No list is so long that this is not exact.
fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
