//! What the integration tests share: one interpreter, and short ways to run a manifest.
#![allow(dead_code)]

use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::python::interpreter;
use remotemedia_runtime::{run, Error, Event, Manifest, Session, Value};
use serde_json::{json, Value as Json};
use std::sync::{Mutex, MutexGuard};

/// Starts Python once and holds it for one test: the runtime is made for one thread.
pub fn python() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    let guard = LOCK.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    interpreter::start(None, Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../python"))).expect("Python starts");
    guard
}

/// A chain of nodes `(id, node_type, params)`, with Python source for the module `author`.
pub fn chain(nodes: &[(&str, &str, Json)], source: &str) -> Json {
    let connections: Vec<Json> = nodes.windows(2).map(|pair| json!({"from": pair[0].0, "to": pair[1].0})).collect();
    let nodes: Vec<Json> =
        nodes.iter().map(|(id, node_type, params)| json!({"id": id, "node_type": node_type, "params": params})).collect();
    let modules = if source.is_empty() { json!({}) } else { json!({ "author": source }) };
    json!({"version": "v1", "metadata": {"name": "test"}, "nodes": nodes, "connections": connections,
           "python": {"modules": modules}})
}

pub fn manifest(json: Json) -> Manifest {
    Manifest::from_json(json).expect("a manifest")
}

/// Runs a batch and gives the contract's `outputs`.
pub fn batch(json: Json, inputs: Json) -> Result<Json, Error> {
    let input_data = serde_json::from_value(inputs).expect("an array of items");
    run(Request { manifest: manifest(json), input_data }).map(|result| serde_json::to_value(result.outputs).unwrap())
}

/// Takes all events: outputs as (node id, sequence, JSON), failures as their text.
pub fn events(session: &mut Session) -> Vec<(String, u64, Json)> {
    let mut events = Vec::new();
    while let Some(event) = session.next_event() {
        events.push(match event {
            Event::Output { node, sequence, value } => {
                (session.node_id(node).to_string(), sequence, serde_json::to_value(value).unwrap())
            }
            Event::Failure(error) => (error.node_id.clone(), error.sequence, json!(error.to_string())),
        });
    }
    events
}

pub fn value(json: Json) -> Value {
    serde_json::from_value(json).expect("a value")
}
