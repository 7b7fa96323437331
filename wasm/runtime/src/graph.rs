//! The validated graph of a manifest: who feeds whom, and in which order nodes run.

use crate::error::{Error, Result};
use crate::manifest::Manifest;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Node indices are positions in the manifest.
#[derive(Debug)]
pub struct Graph {
    /// Topological; ties by manifest order.
    pub order: Vec<usize>,
    /// Per node its incoming connections, in manifest order, as the sending node.
    pub inputs: Vec<Vec<usize>>,
    /// Per node its outgoing connections as (receiving node, index in that node's `inputs`).
    pub outputs: Vec<Vec<(usize, usize)>>,
    /// Nodes without inputs, in manifest order.
    pub sources: Vec<usize>,
    /// Nodes without outputs, in manifest order.
    pub sinks: Vec<usize>,
    /// Per node where branches meet, all nodes before it; empty for the others.
    pub ancestors: Vec<Vec<usize>>,
    index: HashMap<String, usize>,
}

impl Graph {
    /// Checks the manifest in the original's order: connections, cycle, then version, emptiness, duplicate ids.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Manifest`] with the original's texts.
    pub fn new(manifest: &Manifest) -> Result<Graph> {
        let mut index = HashMap::new();
        for (position, node) in manifest.nodes.iter().enumerate() {
            index.entry(node.id.clone()).or_insert(position);
        }
        let count = manifest.nodes.len();
        let mut inputs = vec![Vec::new(); count];
        let mut outputs = vec![Vec::new(); count];
        for connection in &manifest.connections {
            let find = |id: &String, end: &str| {
                let unknown = || Error::manifest(format!("Connection references unknown {end} node: {id}"));
                index.get(id).copied().ok_or_else(unknown)
            };
            let from = find(&connection.from, "source")?;
            let to = find(&connection.to, "target")?;
            outputs[from].push((to, inputs[to].len()));
            inputs[to].push(from);
        }
        let order = topological(&inputs, &outputs)?;
        validate(manifest)?;
        let ends = |edges: &[usize]| edges.iter().enumerate().filter(|(_, n)| **n == 0).map(|(node, _)| node).collect();
        let sources = ends(&inputs.iter().map(Vec::len).collect::<Vec<_>>());
        let sinks = ends(&outputs.iter().map(Vec::len).collect::<Vec<_>>());
        let ancestors = (0..count).map(|node| if inputs[node].len() > 1 { before(node, &inputs) } else { Vec::new() }).collect();
        Ok(Graph { order, inputs, outputs, sources, sinks, ancestors, index })
    }

    /// The position of the node with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }
}

/// All nodes from which a path leads to this one.
fn before(node: usize, inputs: &[Vec<usize>]) -> Vec<usize> {
    let (mut seen, mut open) = (BTreeSet::new(), inputs[node].clone());
    while let Some(parent) = open.pop() {
        if seen.insert(parent) {
            open.extend(&inputs[parent]);
        }
    }
    seen.into_iter().collect()
}

/// Kahn's algorithm; of the nodes that are ready, the first of the manifest goes first.
fn topological(inputs: &[Vec<usize>], outputs: &[Vec<(usize, usize)>]) -> Result<Vec<usize>> {
    let mut waiting: Vec<usize> = inputs.iter().map(Vec::len).collect();
    let mut ready: BTreeSet<usize> = (0..inputs.len()).filter(|&node| waiting[node] == 0).collect();
    let mut order = Vec::with_capacity(inputs.len());
    while let Some(node) = ready.pop_first() {
        order.push(node);
        for &(to, _) in &outputs[node] {
            waiting[to] -= 1;
            if waiting[to] == 0 {
                ready.insert(to);
            }
        }
    }
    if order.len() < inputs.len() {
        return Err(Error::manifest("Pipeline contains a cycle - cannot execute"));
    }
    Ok(order)
}

fn validate(manifest: &Manifest) -> Result<()> {
    if manifest.version != "v1" {
        return Err(Error::manifest(format!("Unsupported manifest version: {}", manifest.version)));
    }
    if manifest.nodes.is_empty() {
        return Err(Error::manifest("Manifest must contain at least one node"));
    }
    let mut seen = HashSet::new();
    match manifest.nodes.iter().find(|node| !seen.insert(node.id.as_str())) {
        Some(node) => Err(Error::manifest(format!("Duplicate node ID: {}", node.id))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: &[&str], connections: &[(&str, &str)]) -> Result<Graph> {
        let nodes: Vec<_> = nodes.iter().map(|id| serde_json::json!({"id": id, "node_type": "PassThrough"})).collect();
        let connections: Vec<_> =
            connections.iter().map(|(from, to)| serde_json::json!({"from": from, "to": to})).collect();
        let json = serde_json::json!({"version": "v1", "metadata": {"name": "t"}, "nodes": nodes, "connections": connections});
        Graph::new(&Manifest::from_json(json)?)
    }

    fn message(result: Result<Graph>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn order_is_topological_and_ties_follow_the_manifest() {
        let graph = graph(&["c", "b", "a", "d"], &[("a", "b"), ("b", "c"), ("d", "c")]).unwrap();
        assert_eq!(graph.order, [2, 1, 3, 0]);
        assert_eq!(graph.sources, [2, 3]);
        assert_eq!(graph.sinks, [0]);
    }

    #[test]
    fn a_self_loop_is_a_cycle_and_is_told_before_a_duplicate_id() {
        assert_eq!(message(graph(&["a"], &[("a", "a")])), "Manifest error: Pipeline contains a cycle - cannot execute");
        assert_eq!(
            message(graph(&["a", "a", "b"], &[("b", "b")])),
            "Manifest error: Pipeline contains a cycle - cannot execute"
        );
        assert_eq!(message(graph(&["a", "a"], &[])), "Manifest error: Duplicate node ID: a");
    }

    #[test]
    fn unknown_ends_are_named_source_first() {
        assert_eq!(
            message(graph(&["a"], &[("x", "y")])),
            "Manifest error: Connection references unknown source node: x"
        );
        assert_eq!(
            message(graph(&["a"], &[("a", "y")])),
            "Manifest error: Connection references unknown target node: y"
        );
    }

    #[test]
    fn a_connection_written_twice_counts_twice() {
        let graph = graph(&["a", "b"], &[("a", "b"), ("a", "b")]).unwrap();
        assert_eq!(graph.inputs[1], [0, 0]);
        assert_eq!(graph.outputs[0], [(1, 0), (1, 1)]);
    }
}
