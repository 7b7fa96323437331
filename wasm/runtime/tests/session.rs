//! The executor, live and in batches.

mod common;

use common::{batch, chain, events, manifest, open, python, value, work};
use proptest::prelude::*;
use remotemedia_runtime::{ErrorKind, Event, Mode, Options, Session, Value};
use serde_json::{json, Value as Json};

fn graph(nodes: &[(&str, &str, Json)], connections: &[(&str, &str)]) -> Json {
    let mut json = chain(nodes, "");
    json["connections"] = connections.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
    json
}

#[test]
fn outputs_come_as_soon_as_they_exist_and_carry_their_push() {
    let json = chain(&[("m", "MultiplyNode", json!({"factor": 2})), ("a", "AddNode", json!({"addend": 1}))], "");
    let mut session = open(json);
    for (number, expected) in [(1, 3), (5, 11)] {
        session.push(None, value(json!(number))).unwrap();
        let events = events(&mut session);
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].0.as_str(), &events[0].2), ("a", &json!(expected)));
    }
}

#[test]
fn an_item_may_enter_at_any_node() {
    let json = chain(&[("m", "MultiplyNode", json!({})), ("a", "AddNode", json!({"addend": 1}))], "");
    let mut session = open(json);
    session.push(Some("a"), value(json!(1))).unwrap();
    assert_eq!(events(&mut session), [("a".to_string(), 1, json!(2))]);
    let error = session.push(Some("ghost"), value(json!(1))).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Protocol);
    assert!(error.message.contains("'ghost'"));
}

#[test]
fn fan_in_follows_the_order_of_connections_not_of_nodes() {
    let nodes =
        [("a", "AddNode", json!({"addend": 1})), ("b", "AddNode", json!({"addend": 2})), ("out", "PassThrough", json!({}))];
    assert_eq!(batch(graph(&nodes, &[("a", "out"), ("b", "out")]), json!([0, 10])).unwrap(), json!([1, 11, 2, 12]));
    assert_eq!(batch(graph(&nodes, &[("b", "out"), ("a", "out")]), json!([0, 10])).unwrap(), json!([2, 12, 1, 11]));
}

#[test]
fn several_sinks_stand_in_the_order_of_the_manifest() {
    let nodes =
        [("z", "PassThrough", json!({})), ("y", "AddNode", json!({"addend": 1})), ("x", "AddNode", json!({"addend": 2}))];
    assert_eq!(batch(graph(&nodes, &[("z", "y"), ("z", "x")]), json!([0, 10])).unwrap(), json!([1, 11, 2, 12]));
}

#[test]
fn two_unconnected_nodes_are_two_pipelines() {
    let nodes = [("a", "AddNode", json!({"addend": 1})), ("b", "AddNode", json!({"addend": 2}))];
    assert_eq!(batch(graph(&nodes, &[]), json!([0])).unwrap(), json!([1, 2]));
}

#[test]
fn a_failing_item_ends_neither_the_session_nor_what_came_before() {
    let source = "
class Picky:
    def process(self, x):
        if x == 2:
            raise ValueError('no twos')
        return x
";
    let _python = python();
    let json = chain(&[("p", "Picky", json!({})), ("e", "Echo", json!({}))], source);
    let mut session = open(json);
    let mut events = Vec::new();
    for number in [1, 2, 3] {
        session.push(None, value(json!(number))).unwrap();
        events.extend(common::events(&mut session));
    }
    assert_eq!(events[0].2["input"], 1);
    assert_eq!((events[1].0.as_str(), events[1].1), ("p", 2));
    assert!(events[1].2.as_str().unwrap().ends_with("Picky: ValueError: no twos"));
    assert_eq!(events[2].2, json!({"input": 3, "counter": 2, "node": "Echo"}));
}

#[test]
fn the_end_flushes_through_the_graph_and_refuses_more() {
    let _python = python();
    let json = chain(&[("b", "BufferNode", json!({"buffer_size": 2})), ("e", "Echo", json!({}))], "");
    let mut session = open(json);
    let mut told = Vec::new();
    for number in [1, 2, 3] {
        session.push(None, value(json!(number))).unwrap();
        told.extend(events(&mut session));
    }
    session.end();
    told.extend(events(&mut session));
    let inputs: Vec<Json> = told.into_iter().map(|(_, _, json)| json["input"].clone()).collect();
    assert_eq!(inputs, [json!([1, 2]), json!([3])]);
    session.end();
    assert!(matches!(work(&mut session)[..], [Event::Settled { sequence: 0 }]), "a second end only says that it is over");
    assert_eq!(session.push(None, value(json!(4))).unwrap_err().kind, ErrorKind::Protocol);
}

#[test]
fn a_node_that_fails_to_flush_keeps_no_other_from_it() {
    let source = "
class Bad:
    def process(self, x):
        return None
    def flush(self):
        raise RuntimeError('cannot')
class Good(Bad):
    def flush(self):
        return 'kept'
";
    let _python = python();
    let mut json = chain(&[("b", "Bad", json!({})), ("g", "Good", json!({}))], source);
    json["connections"] = json!([]);
    let mut session = open(json);
    session.end();
    let texts: Vec<String> = events(&mut session).into_iter().map(|(id, _, json)| format!("{id} {json}")).collect();
    assert!(texts[0].contains("Failed to finish CPython node Bad: RuntimeError: cannot"), "{texts:?}");
    assert_eq!(texts[1], "g \"kept\"");
}

#[test]
fn nodes_are_cleaned_up_also_when_another_cannot_start() {
    let source = "
log = []
class Good:
    def process(self, x): return list(log)
    def cleanup(self): log.append('cleaned')
class Bad(Good):
    def __init__(self): raise OSError('no')
";
    let _python = python();
    let failing = chain(&[("g", "Good", json!({})), ("b", "Bad", json!({}))], source);
    let error = Session::open(&manifest(failing), Options::default()).err().unwrap();
    assert_eq!(error.to_string(), "Execution error: Failed to initialize CPython node Bad: OSError: no");
    assert_eq!((error.node_id.as_str(), error.phase.unwrap().name()), ("b", "initialize"));
    let json = chain(&[("g", "Good", json!({}))], source);
    assert_eq!(batch(json, json!([1])).unwrap(), json!([]), "each session loads its modules afresh");
}

#[test]
fn a_bare_manifest_that_never_ends_is_refused() {
    let _python = python();
    let error = batch(chain(&[("m", "MultiplyNode", json!({}))], ""), json!([])).unwrap_err();
    assert!(error.to_string().contains("Source node 'm' answers every call"), "{error}");
    let source = "
class Three:
    left = 3
    def process(self, _):
        self.left -= 1
        return self.left if self.left >= 0 else None
class Endless:
    def process(self, _):
        return 1
";
    let json = chain(&[("t", "Three", json!({})), ("a", "AddNode", json!({"addend": 1}))], source);
    assert_eq!(batch(json, json!([])).unwrap(), json!([3, 2, 1]));
    let error = batch(chain(&[("e", "Endless", json!({}))], source), json!([])).unwrap_err();
    assert!(error.to_string().contains("did not stop"), "{error}");
}

/// A random acyclic graph of simple nodes: edges go from earlier to later nodes.
fn any_graph() -> impl Strategy<Value = Json> {
    (2usize..8).prop_flat_map(|count| {
        let edges = proptest::collection::vec((0..count, 0..count), 0..12);
        (Just(count), edges, proptest::collection::vec(0u8..3, count)).prop_map(|(count, edges, kinds)| {
            let ids: Vec<String> = (0..count).map(|n| format!("n{n}")).collect();
            let nodes: Vec<(&str, &str, Json)> = ids
                .iter()
                .zip(&kinds)
                .map(|(id, kind)| match kind {
                    0 => (id.as_str(), "PassThrough", json!({})),
                    1 => (id.as_str(), "MultiplyNode", json!({"factor": 3})),
                    _ => (id.as_str(), "AddNode", json!({"addend": 7})),
                })
                .collect();
            let connections: Vec<(&str, &str)> = edges
                .iter()
                .filter(|(a, b)| a < b)
                .map(|(a, b)| (ids[*a].as_str(), ids[*b].as_str()))
                .collect();
            graph(&nodes, &connections)
        })
    })
}

/// What each node gave out, by node: live item by item, or as the batch that the command runs.
fn by_sink(json: &Json, inputs: &[i64], batch: bool) -> Vec<Vec<i64>> {
    let mode = if batch { Mode::Batch } else { Mode::Live };
    let mut session = Session::open(&manifest(json.clone()), Options { mode, ..Options::default() }).unwrap();
    let mut sinks = vec![Vec::new(); json["nodes"].as_array().unwrap().len()];
    let mut take = |session: &mut Session| {
        for event in work(session) {
            match event {
                Event::Output { node, value: Value::Int(number), .. } => sinks[node].push(number),
                Event::Settled { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    };
    for input in inputs {
        session.push(None, value(json!(input))).unwrap();
        if !batch {
            take(&mut session);
        }
    }
    session.end();
    take(&mut session);
    sinks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Item by item or as a batch: each sink gives the same items, in the same order where no branches meet.
    #[test]
    fn live_and_batch_agree(json in any_graph(), inputs in proptest::collection::vec(-1000i64..1000, 1..5)) {
        let live = by_sink(&json, &inputs, false);
        let batch = by_sink(&json, &inputs, true);
        let sorted = |sinks: &Vec<Vec<i64>>| -> Vec<Vec<i64>> {
            sinks.iter().cloned().map(|mut items| { items.sort_unstable(); items }).collect()
        };
        prop_assert_eq!(sorted(&live), sorted(&batch));
        let targets: Vec<&str> = json["connections"].as_array().unwrap().iter().map(|c| c["to"].as_str().unwrap()).collect();
        let unique: std::collections::HashSet<&str> = targets.iter().copied().collect();
        if unique.len() == targets.len() {
            prop_assert_eq!(live, batch);
        }
    }
}
