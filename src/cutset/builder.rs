//! Builds a graph from named nodes in any order, and reports what is wrong with them.

use std::collections::HashMap;

use thiserror::Error;

use super::graph::{Graph, KOutOfN, Node};

/// Why the nodes do not form a graph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BadGraph {
    /// Two nodes have the same name.
    #[error("`{0}` is there twice")]
    Duplicate(String),
    /// A member does not exist.
    #[error("`{service}` needs `{member}`, which is not there")]
    UnknownMember {
        service: String,
        /// The name of the member.
        member: String,
    },
    /// A service needs more members than it has.
    #[error("`{service}` needs {at_least} of {members}")]
    TooFewMembers {
        service: String,
        /// The number of members it needs.
        at_least: usize,
        /// The number of members it has.
        members: usize,
    },
    /// A cycle: each service needs the next, and the last needs the first.
    #[error("these need each other: {}", .0.join(", "))]
    Cycle(Vec<String>),
}

/// The nodes of a graph to be, by name. Members may be added after the services that name them.
#[derive(Debug, Clone, Default)]
pub struct GraphBuilder {
    nodes: Vec<NamedNode>,
}

#[derive(Debug, Clone)]
struct NamedNode {
    name: String,
    /// The number of members needed, and the members; `None` for a leaf.
    needs: Option<(usize, Vec<String>)>,
}

/// The progress of the depth-first search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VisitState {
    Unvisited,
    OnPath,
    Finished(Node),
}

impl GraphBuilder {
    /// Adds a leaf.
    pub fn leaf(&mut self, name: impl Into<String>) {
        self.nodes.push(NamedNode { name: name.into(), needs: None });
    }

    /// Adds a service that needs all of its members. Without members it is always up.
    pub fn all_of<M: Into<String>>(&mut self, name: impl Into<String>, members: impl IntoIterator<Item = M>) {
        let members: Vec<String> = members.into_iter().map(Into::into).collect();
        self.at_least(name, members.len(), members);
    }

    /// Adds a service that needs any one of its members.
    pub fn any_of<M: Into<String>>(&mut self, name: impl Into<String>, members: impl IntoIterator<Item = M>) {
        self.at_least(name, 1, members);
    }

    /// Adds a service that needs at least `at_least` of its members. A member that is listed twice counts twice.
    pub fn at_least<M: Into<String>>(
        &mut self,
        name: impl Into<String>,
        at_least: usize,
        members: impl IntoIterator<Item = M>,
    ) {
        let members = members.into_iter().map(Into::into).collect();
        self.nodes.push(NamedNode { name: name.into(), needs: Some((at_least, members)) });
    }

    /// Sorts the nodes topologically, members first.
    pub fn build(self) -> Result<Graph, BadGraph> {
        let members = self.members()?;
        let mut states = vec![VisitState::Unvisited; self.nodes.len()];
        let (mut names, mut services) = (Vec::new(), Vec::new());
        for root in 0..self.nodes.len() {
            // The path from the root: nodes, and the next member of each. It is on the heap, because recursion could
            // overflow the stack.
            let mut path = vec![(root, 0)];
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                if let (0, VisitState::Finished(_)) = (*next, states[node]) {
                    path.pop();
                    continue;
                }
                if let Some(member) = members[node].get(*next).copied() {
                    (*next, states[node]) = (*next + 1, VisitState::OnPath);
                    if states[member] == VisitState::OnPath {
                        return Err(self.cycle(&path, member));
                    }
                    path.push((member, 0));
                    continue;
                }
                states[node] = VisitState::Finished(Node(names.len()));
                names.push(self.nodes[node].name.clone());
                services.push(self.nodes[node].needs.as_ref().map(|(at_least, _)| {
                    let finished = |member: &usize| match states[*member] {
                        VisitState::Finished(node) => Some(node),
                        // All members are finished before the service is.
                        VisitState::Unvisited | VisitState::OnPath => None,
                    };
                    KOutOfN {
                        at_least: *at_least,
                        members: members[node].iter().filter_map(finished).collect(),
                    }
                }));
                path.pop();
            }
        }
        Ok(Graph::new(names, services))
    }

    /// The members of each node, as indices of `nodes`.
    fn members(&self) -> Result<Vec<Vec<usize>>, BadGraph> {
        let mut indices = HashMap::new();
        for (index, node) in self.nodes.iter().enumerate() {
            if indices.insert(node.name.as_str(), index).is_some() {
                return Err(BadGraph::Duplicate(node.name.clone()));
            }
        }
        for NamedNode { name, needs } in &self.nodes {
            if let Some((at_least, members)) =
                needs.as_ref().filter(|(at_least, members)| *at_least > members.len())
            {
                let (service, at_least, members) = (name.clone(), *at_least, members.len());
                return Err(BadGraph::TooFewMembers { service, at_least, members });
            }
        }
        let find = |service: &str, member: &String| {
            indices.get(member.as_str()).copied().ok_or_else(|| BadGraph::UnknownMember {
                service: service.to_owned(),
                member: member.clone(),
            })
        };
        let members = |node: &NamedNode| -> Result<Vec<usize>, BadGraph> {
            node.needs
                .iter()
                .flat_map(|(_, members)| members)
                .map(|member| find(&node.name, member))
                .collect()
        };
        self.nodes.iter().map(members).collect()
    }

    fn cycle(&self, path: &[(usize, usize)], back_to: usize) -> BadGraph {
        let around = path.iter().map(|(node, _)| *node).skip_while(|node| *node != back_to);
        BadGraph::Cycle(around.map(|node| self.nodes[node].name.clone()).collect())
    }
}
