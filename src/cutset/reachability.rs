//! Which nodes come up with one more leaf. It follows the graph upwards from the leaf instead of evaluating it again.

use std::collections::BTreeMap;

use super::graph::{Graph, Node, Values};

/// The nodes that are up, with what is needed to extend them by a leaf.
#[derive(Debug)]
pub struct Reachability {
    up: Values<bool>,
    /// The services that need a node, once for each time that it is a member.
    parents: Values<Vec<Node>>,
    /// How many more members a service needs to be up; zero or less if it is up.
    missing: Values<i64>,
}

impl Reachability {
    /// The state for the leaves that are up.
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

    /// Whether a node is up.
    pub fn is_up(&self, node: Node) -> bool {
        self.up[node]
    }

    /// The nodes that come up if a leaf does, the leaf first.
    pub fn newly_up(&self, leaf: Node) -> Vec<Node> {
        let mut raised = Vec::new();
        let mut gained: BTreeMap<Node, i64> = BTreeMap::new();
        let mut pending: Vec<Node> = (!self.up[leaf]).then_some(leaf).into_iter().collect();
        while let Some(node) = pending.pop() {
            raised.push(node);
            for service in &self.parents[node] {
                let gained = gained.entry(*service).or_default();
                *gained += 1;
                // Only the last missing member raises the service, so it is added once.
                if *gained == self.missing[*service] {
                    pending.push(*service);
                }
            }
        }
        raised
    }

    /// Raises a leaf and returns the nodes that come up with it.
    pub fn raise(&mut self, leaf: Node) -> Vec<Node> {
        let raised = self.newly_up(leaf);
        self.update(&raised, true);
        raised
    }

    /// Undoes the last [`raise`](Self::raise), given the nodes that it returned.
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

/// No list is long enough for this to saturate.
fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
