//! Cycles in a graph.

/// The strongly connected components of more than one node, and the nodes with an edge to themselves (R. Tarjan,
/// "Depth-First Search and Linear Graph Algorithms", 1972). Not recursive, because a chain of thousands of nodes would
/// overflow the stack.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut path, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = 0;
    for root in 0..edges.len() {
        if order[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            if order[node] == UNSEEN {
                (order[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(to) = edges[node].get(*edge).copied() {
                *edge += 1;
                if order[to] == UNSEEN {
                    path.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(order[to]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                // The node has been on the stack since it was first seen.
                let at = stack.iter().rposition(|other| *other == node).unwrap_or_default();
                let group = stack.split_off(at);
                for member in &group {
                    on_stack[*member] = false;
                }
                if group.len() > 1 || edges[node].contains(&node) {
                    found.push(group);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_chains_are_not() {
        let edges = vec![vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5]];
        assert_eq!(circles(&edges), vec![vec![0, 1, 2], vec![5]]);
        let chain: Vec<Vec<usize>> =
            (1..=100_000).map(|to| if to < 100_000 { vec![to] } else { vec![] }).collect();
        assert!(circles(&chain).is_empty());
    }
}
