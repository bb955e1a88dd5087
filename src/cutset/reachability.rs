//! What else comes up if one leaf stays up: the way from the leaf upwards, not the whole graph again.

use std::collections::BTreeMap;

use super::graph::{Graph, Node, Values};

/// What is up, ready to be asked what one leaf more would bring.
#[derive(Debug)]
pub struct Reachability {
    up: Values<bool>,
    /// The services that need a node, one entry for each time that they name it.
    parents: Values<Vec<Node>>,
    /// How many members more a service would need to be up; none and fewer: it is.
    missing: Values<i64>,
}

impl Reachability {
    /// Begins from which leaves are up.
    pub fn new(graph: &Graph, leaf: impl FnMut(Node) -> bool) -> Self {
        let up = graph.evaluate(leaf);
        let mut parents = graph.values(|_| Vec::new(), |_, _| Vec::new());
        for node in graph.nodes() {
            for member in graph.service(node).iter().flat_map(|service| &service.members) {
                parents[*member].push(node);
            }
        }
        let missing = graph.values(
            |_| 0,
            |service, _| {
                let up_members = service.members.iter().filter(|member| up[**member]).count();
                as_i64(service.at_least) - as_i64(up_members)
            },
        );
        Self { up, parents, missing }
    }

    /// Whether a node is up without it.
    pub fn is_up(&self, node: Node) -> bool {
        self.up[node]
    }

    /// The nodes that are up if a leaf is, and are not without it; the leaf first.
    pub fn newly_up(&self, leaf: Node) -> Vec<Node> {
        let mut raised = Vec::new();
        let mut gained: BTreeMap<Node, i64> = BTreeMap::new();
        let mut pending: Vec<Node> = (!self.up[leaf]).then_some(leaf).into_iter().collect();
        while let Some(node) = pending.pop() {
            raised.push(node);
            for service in &self.parents[node] {
                let gained = gained.entry(*service).or_default();
                *gained += 1;
                // It comes up once: with the member that it lacked last.
                if *gained == self.missing[*service] {
                    pending.push(*service);
                }
            }
        }
        raised
    }

    /// Has a leaf up from now on; what comes up with it.
    pub fn raise(&mut self, leaf: Node) -> Vec<Node> {
        let raised = self.newly_up(leaf);
        self.update(&raised, true);
        raised
    }

    /// Takes back what came up last.
    pub fn lower(&mut self, raised: &[Node]) {
        self.update(raised, false);
    }

    fn update(&mut self, nodes: &[Node], up: bool) {
        for node in nodes {
            self.up[*node] = up;
            for service in &self.parents[*node] {
                self.missing[*service] += if up { -1 } else { 1 };
            }
        }
    }
}

/// No list is so long that this is not exact.
fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
