//! Nodes that wait or yield, side by side; limits; what a session tells of itself.

mod common;

use common::{batch, chain, events, open, python, value, work};
use remotemedia_runtime::value::Audio;
use remotemedia_runtime::{run, ErrorKind, Event, Limits, Manifest, Options, Session, Value, Wait};
use serde_json::{json, Value as Json};
use std::time::{Duration, Instant};

const NODES: &str = "
import asyncio
log = []
class Slow:
    async def process(self, x):
        await asyncio.sleep(0.05)
        return ['slow', x]
class Fast:
    def process(self, x):
        return ['fast', x]
class Count:
    def process(self, n):
        for i in range(n):
            log.append(i)
            yield i
class Seen:
    def process(self, x):
        return [x, list(log)]
class Late:
    async def process(self, stream):
        async for n in stream:
            for i in range(n):
                await asyncio.sleep(0.001)
                yield i
gate = asyncio.Event()
class Waits:
    async def process(self, x):
        await gate.wait()
        return x
class Opens:
    def process(self, x):
        gate.set()
        return x
";

fn graph(nodes: &[(&str, &str, Json)], connections: &[(&str, &str)]) -> Json {
    let mut json = chain(nodes, NODES);
    json["connections"] = connections.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
    json
}

fn limited(json: Json, limits: Limits) -> Session {
    Session::open(&Manifest::from_json(json).unwrap(), Options { limits, ..Options::default() }).unwrap()
}

#[test]
fn a_node_that_awaits_holds_up_no_other() {
    let _python = python();
    let mut session = open(graph(&[("s", "Slow", json!({})), ("f", "Fast", json!({}))], &[]));
    session.push(None, value(json!(1))).unwrap();
    assert_eq!(session.run(), Wait::Now);
    assert!(matches!(session.next_event(), Some(Event::Output { node: 1, .. })));
    let Wait::Time(time) = session.run() else { panic!("it waits for a timer") };
    assert!(time <= Duration::from_millis(50), "{time:?}");
    session.push(Some("f"), value(json!(2))).unwrap();
    let told: Vec<Json> = events(&mut session).into_iter().map(|(_, _, json)| json).collect();
    assert_eq!(told, [json!(["fast", 2]), json!(["slow", 1])]);
}

#[test]
fn branches_wait_at_the_same_time_also_in_a_batch() {
    let _python = python();
    let names = ["a", "b", "c", "d"];
    let nodes: Vec<_> = names.iter().map(|id| (*id, "Slow", json!({}))).collect();
    let began = Instant::now();
    let outputs = batch(graph(&nodes, &[]), json!([1])).unwrap();
    assert_eq!(outputs.as_array().unwrap().len(), 4);
    assert!(began.elapsed() < Duration::from_millis(150), "{:?}", began.elapsed());
}

#[test]
fn a_node_takes_its_items_in_order_however_long_each_waits() {
    let source = "
import asyncio
class Author:
    async def process(self, seconds):
        await asyncio.sleep(seconds)
        return seconds
";
    let _python = python();
    let mut session = open(chain(&[("n", "Author", json!({}))], source));
    for seconds in [0.02, 0.0, 0.01] {
        session.push(None, value(json!(seconds))).unwrap();
    }
    let told = work(&mut session);
    let order: Vec<String> = told
        .iter()
        .map(|event| match event {
            Event::Output { value, .. } => value.to_json(),
            Event::Settled { sequence } => format!("settled {sequence}"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(order, ["0.02", "settled 1", "0.0", "settled 2", "0.01", "settled 3"]);
}

#[test]
fn what_a_generator_yields_leaves_before_it_makes_the_next() {
    let _python = python();
    for generator in ["Count", "Late"] {
        let mut session = open(graph(&[("c", generator, json!({})), ("s", "Seen", json!({}))], &[("c", "s")]));
        session.push(None, value(json!(3))).unwrap();
        let told: Vec<Json> = events(&mut session).into_iter().map(|(_, _, json)| json).collect();
        let seen = |n: i32| if generator == "Count" { json!([n, (0..=n).collect::<Vec<_>>()]) } else { json!([n, []]) };
        assert_eq!(told, [seen(0), seen(1), seen(2)]);
    }
}

#[test]
fn a_node_may_wait_for_what_another_does_later() {
    let _python = python();
    let nodes = [("w", "Waits", json!({})), ("o", "Opens", json!({}))];
    let mut session = open(graph(&nodes, &[]));
    session.push(Some("w"), value(json!("waited"))).unwrap();
    assert!(events(&mut session).is_empty());
    session.push(Some("o"), value(json!("opened"))).unwrap();
    let told: Vec<Json> = events(&mut session).into_iter().map(|(_, _, json)| json).collect();
    assert_eq!(told, ["opened", "waited"]);

    // Nobody opens it: at the end that is an error, not a hang.
    let mut session = open(graph(&nodes, &[]));
    session.push(Some("w"), value(json!(1))).unwrap();
    session.end();
    let told = events(&mut session);
    assert!(told[0].2.as_str().unwrap().contains("waits for something that cannot happen"), "{told:?}");
}

#[test]
fn a_failure_leaves_the_other_branches_alone() {
    let source = "
class Bad:
    def process(self, x): raise ValueError('no')
";
    let _python = python();
    let mut json = chain(&[("s", "PassThrough", json!({})), ("b", "Bad", json!({})), ("e", "Echo", json!({}))], source);
    json["connections"] = json!([{"from": "s", "to": "b"}, {"from": "s", "to": "e"}]);
    let mut session = open(json);
    session.push(None, value(json!(1))).unwrap();
    let kinds: Vec<&str> = work(&mut session)
        .iter()
        .map(|event| match event {
            Event::Output { .. } => "output",
            Event::Failure(_) => "failure",
            Event::Settled { sequence: 1 } => "settled",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["output", "failure", "settled"]);
}

#[test]
fn zip_makes_rows_of_one_item_per_connection() {
    let _python = python();
    let nodes = [("s", "PassThrough", json!({})), ("m", "MultiplyNode", json!({"factor": 10})), ("z", "PassThrough", json!({}))];
    let mut json = graph(&nodes, &[("s", "z"), ("s", "m"), ("m", "z")]);
    json["nodes"][2]["join"] = json!("zip");
    assert_eq!(batch(json.clone(), json!([1, 2])).unwrap(), json!([[1, 10], [2, 20]]));

    let mut session = open(json.clone());
    session.push(Some("m"), value(json!(7))).unwrap();
    assert!(matches!(work(&mut session)[..], [Event::Settled { sequence: 1 }]), "what waits for its partner holds up nobody");
    session.push(Some("s"), value(json!(1))).unwrap();
    assert_eq!(events(&mut session)[0].2, json!([1, 70]));
    json["nodes"][2]["join"] = json!("pair");
    assert!(Manifest::from_json(json).unwrap_err().message.contains("expected `concat` or `zip`"));
}

#[test]
fn sound_keeps_its_place_in_time() {
    let source = "
from remotemedia import Audio
class Halves:
    def process(self, audio):
        half = len(audio.samples) // 2
        yield Audio(audio.samples[:half], audio.sample_rate)
        yield Audio(audio.samples[half:], audio.sample_rate)
class Times:
    def process(self, audio):
        return [audio.start, audio.time, audio.end_time]
";
    let _python = python();
    let mut session = open(chain(&[("h", "Halves", json!({})), ("t", "Times", json!({}))], source));
    for _ in 0..2 {
        session.push(None, Value::Audio(Audio::new(vec![0.0; 1_000], 10_000, 1))).unwrap();
    }
    // The sender knows of a gap.
    session.push(None, Value::Audio(Audio { start: Some(5_000), ..Audio::new(vec![0.0; 1_000], 10_000, 1) })).unwrap();
    let mut told = Vec::new();
    for event in work(&mut session) {
        if let Event::Output { span, value, .. } = event {
            told.push((value.to_json(), span.unwrap()));
        }
    }
    let expected = [(0, 0.0), (500, 0.05), (1_000, 0.1), (1_500, 0.15), (5_000, 0.5), (5_500, 0.55)];
    for ((json, span), (start, time)) in told.iter().zip(expected) {
        let [frame, begin, end]: [f64; 3] = serde_json::from_str(json).unwrap();
        assert_eq!(frame, f64::from(start));
        assert!((begin - time).abs() < 1e-9 && (end - time - 0.05).abs() < 1e-9, "{json}");
        assert_eq!(*span, (begin, end), "what is made from sound carries its time");
    }
    assert_eq!(told.len(), 6);
}

#[test]
fn each_limit_is_an_error_of_its_own_and_the_session_goes_on() {
    let source = "
import asyncio
class Author:
    def process(self, x):
        if x == 'many':
            return (n for n in range(100))
        if x == 'large':
            return 'x' * 2000
        if x == 'deep':
            return [[[[[1]]]]]
        if x == 'late':
            return asyncio.sleep(60)
        if x == 'slow':
            return self.slow()
        return x
    def slow(self):
        import time
        while True:
            time.sleep(0.02)
            yield 1
";
    let _python = python();
    let limits = Limits { output_items: 10, output_bytes: 1_000, depth: 4, item_seconds: Some(0.1), ..Limits::default() };
    let kinds = [
        ("many", ErrorKind::OutputLimit, 10),
        ("large", ErrorKind::OutputLimit, 0),
        ("deep", ErrorKind::Depth, 0),
        ("late", ErrorKind::Time, 0),
        ("slow", ErrorKind::Time, 5),
    ];
    for (item, kind, most) in kinds {
        let mut session = limited(chain(&[("n", "Author", json!({}))], source), limits.clone());
        session.push(None, value(json!(item))).unwrap();
        let told = work(&mut session);
        let failure = told.iter().find_map(|event| if let Event::Failure(error) = event { Some(error) } else { None });
        let failure = failure.unwrap_or_else(|| panic!("{item}"));
        assert_eq!((failure.kind, failure.node_id.as_str(), failure.sequence), (kind, "n", 1), "{failure}");
        assert!(matches!(told.last(), Some(Event::Settled { sequence: 1 })), "{item}");
        let given = told.iter().filter(|event| matches!(event, Event::Output { .. })).count();
        assert!(given <= most, "{item}: {given}");
        session.push(None, value(json!("fine"))).unwrap();
        assert_eq!(events(&mut session)[0].2, "fine", "after {item}");
        assert_eq!(session.push(None, value(json!([[[[[1]]]]]))).unwrap_err().kind, ErrorKind::Depth);
    }
}

#[test]
fn the_time_of_a_run_ends_the_session() {
    let source = "
import time
class Author:
    def process(self, x):
        time.sleep(0.02)
        return x
";
    let _python = python();
    let mut session = limited(chain(&[("n", "Author", json!({}))], source), Limits { run_seconds: Some(0.05), ..Limits::default() });
    for number in 0..6 {
        session.push(None, value(json!(number))).unwrap();
    }
    let told = work(&mut session);
    let outputs = told.iter().filter(|event| matches!(event, Event::Output { .. })).count();
    assert!((1..=3).contains(&outputs), "{outputs}");
    let failures: Vec<_> = told.iter().filter(|event| matches!(event, Event::Failure(_))).collect();
    assert!(matches!(failures[..], [Event::Failure(error)] if error.kind == ErrorKind::Time), "{failures:?}");
    let settled = told.iter().filter(|event| matches!(event, Event::Settled { .. })).count();
    assert_eq!(settled, 7, "every push and the end are told, so that nobody waits");
    assert_eq!(session.push(None, Value::Null).unwrap_err().kind, ErrorKind::Protocol);
}

#[test]
fn metrics_count_what_each_node_did() {
    let _python = python();
    let json = chain(&[("m", "MultiplyNode", json!({})), ("c", "CalculatorNode", json!({"operation": "divide"}))], "");
    let mut session = open(json);
    for text in ["1", "\"x\""] {
        session.push(None, serde_json::from_str(text).unwrap()).unwrap();
    }
    work(&mut session);
    let metrics = serde_json::to_value(session.metrics()).unwrap();
    assert_eq!(metrics["pipeline_id"], "test");
    assert_eq!(metrics["total_executions"], 2);
    let node = &metrics["node_metrics"][1];
    assert_eq!((&node["node_id"], &node["execution_count"], &node["error_count"]), (&json!("c"), &json!(2), &json!(2)));
    assert_eq!((&node["success_rate"], &node["items_out"]), (&json!(0.0), &json!(0)));
    let node = &metrics["node_metrics"][0];
    assert_eq!((&node["success_count"], &node["items_in"], &node["bytes_in"]), (&json!(2), &json!(2), &json!(9)));
    let request = json!({"manifest": chain(&[("m", "MultiplyNode", json!({}))], ""), "input_data": [1]});
    let result = run(remotemedia_runtime::manifest::Request::parse(request.to_string().as_bytes()).unwrap()).unwrap();
    assert_eq!(result.metrics.node_metrics[0].items_out, 1);
}

#[test]
fn steps_are_told_when_asked_for() {
    let _python = python();
    let manifest = Manifest::from_json(chain(&[("m", "MultiplyNode", json!({})), ("e", "Echo", json!({}))], "")).unwrap();
    let mut session = Session::open(&manifest, Options { steps: true, ..Options::default() }).unwrap();
    session.push(None, value(json!(1))).unwrap();
    let steps: Vec<usize> =
        work(&mut session).iter().filter_map(|event| if let Event::Step { node, .. } = event { Some(*node) } else { None }).collect();
    assert_eq!(steps, [0, 1]);
}

#[test]
fn to_wait_is_no_step_also_when_steps_are_told() {
    let _python = python();
    let manifest = Manifest::from_json(graph(&[("s", "Slow", json!({}))], &[])).unwrap();
    let mut session = Session::open(&manifest, Options { steps: true, ..Options::default() }).unwrap();
    session.push(None, value(json!(1))).unwrap();
    assert_eq!(session.run(), Wait::Now);
    assert!(matches!(session.next_event(), Some(Event::Step { .. })));
    assert!(matches!(session.run(), Wait::Time(_)), "else its host would not get to rest");
    let steps = work(&mut session).iter().filter(|event| matches!(event, Event::Step { .. })).count();
    assert_eq!(steps, 1, "the one that gave the item");
}

#[test]
fn a_manifest_may_come_with_limits_and_wrong_ones_are_named() {
    let text = json!({"manifest": chain(&[("m", "MultiplyNode", json!({}))], ""), "limits": {"output_itms": 1}}).to_string();
    let error = remotemedia_runtime::manifest::Request::parse(text.as_bytes()).err().unwrap();
    assert!(error.message.contains("unknown field `output_itms`"), "{error}");
}
