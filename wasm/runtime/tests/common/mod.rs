//! What the integration tests share: one interpreter, and short ways to run a manifest.
#![allow(dead_code)]

use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::python::interpreter;
use remotemedia_runtime::{run, Error, Event, Limits, Manifest, Options, Session, Value, Wait};
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
    let request = Request { manifest: manifest(json), input_data, limits: Limits::default(), steps: false, host: Vec::new() };
    run(request).map(|result| serde_json::to_value(result.outputs).unwrap())
}

/// Opens a live session.
pub fn open(json: Json) -> Session {
    Session::open(&manifest(json), Options::default()).expect("the session opens")
}

/// Opens a live session whose host implements the type `Host`.
pub fn hosted(json: Json) -> Session {
    Session::open(&manifest(json), Options { host: vec!["Host".into()], ..Options::default() }).expect("the session opens")
}

/// Runs what is queued to its end, as a host does, and gives all events.
pub fn work(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        let wait = session.run();
        events.extend(std::iter::from_fn(|| session.next_event()));
        match wait {
            Wait::Idle => return events,
            Wait::Now => {}
            Wait::Time(time) => std::thread::sleep(time),
        }
    }
}

/// Works, and takes what there is to tell: outputs as (node id, sequence, JSON), failures as their text.
pub fn events(session: &mut Session) -> Vec<(String, u64, Json)> {
    let mut told = Vec::new();
    for event in work(session) {
        match event {
            Event::Output { node, sequence, value, .. } => {
                told.push((session.node_id(node).to_string(), sequence, serde_json::to_value(value).unwrap()));
            }
            Event::Failure(error) => told.push((error.node_id.clone(), error.sequence, json!(error.to_string()))),
            _ => {}
        }
    }
    told
}

pub fn value(json: Json) -> Value {
    serde_json::from_value(json).expect("a value")
}
