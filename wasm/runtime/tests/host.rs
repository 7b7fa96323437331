//! Nodes that the host implements: what it is asked, and what becomes of what it says.

mod common;

use common::{chain, hosted, python, value, work};
use proptest::prelude::*;
use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::value::Audio;
use remotemedia_runtime::{Answer, Ask, ErrorKind, Event, Limits, Manifest, Options, Session, Value, Wait};
use serde_json::{json, Value as Json};
use std::time::{Duration, Instant};

const NODES: &str = "
import asyncio
class Slow:
    async def process(self, x):
        await asyncio.sleep(0.3)
        return ['slow', x]
class Stuck:
    async def process(self, x):
        await asyncio.Event().wait()
class Busy:
    def process(self, x):
        import time
        time.sleep(0.06)
        return x
class Last:
    def process(self, x):
        self.last = x
    def flush(self):
        return ['last', self.last]
class Host:
    def process(self, x):
        return 'the class'
class PassThrough(Host): pass
";

fn graph(nodes: &[(&str, &str)], connections: &[(&str, &str)]) -> Json {
    let nodes: Vec<_> = nodes.iter().map(|(id, node_type)| (*id, *node_type, json!({}))).collect();
    let mut json = chain(&nodes, NODES);
    json["connections"] = connections.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
    json
}

fn limited(json: Json, limits: Limits) -> Session {
    let options = Options { limits, host: vec!["Host".into()], ..Options::default() };
    Session::open(&Manifest::from_json(json).unwrap(), options).unwrap()
}

fn push(session: &mut Session, json: Json) {
    session.push(None, value(json)).unwrap();
}

fn item(json: Json) -> Answer {
    Answer::Item(value(json))
}

fn failed(exception: &str, message: &str) -> Answer {
    Answer::Failed { exception: exception.into(), message: message.into() }
}

/// Works until the session waits, and tells in words what it told.
fn told(session: &mut Session) -> Vec<String> {
    let events = work(session);
    events.into_iter().map(|event| in_words(session, event)).collect()
}

/// As [`told`], but without waiting for time: tells what the session waits for.
fn told_at_once(session: &mut Session) -> (Vec<String>, Wait) {
    let mut told = Vec::new();
    loop {
        let wait = session.run();
        while let Some(event) = session.next_event() {
            told.push(in_words(session, event));
        }
        if wait != Wait::Now {
            return (told, wait);
        }
    }
}

fn in_words(session: &Session, event: Event) -> String {
    let id = |node: usize| session.node_id(node).to_string();
    match event {
        Event::Output { node, sequence, value, .. } => format!("{} gives {} of {sequence}", id(node), value.to_json()),
        Event::Call { node, sequence, call, ask: Ask::Process(value), .. } => {
            format!("call {call}: {} takes {} of {sequence}", id(node), value.to_json())
        }
        Event::Call { node, sequence, call, ask: Ask::Flush, .. } => format!("call {call}: {} flushes of {sequence}", id(node)),
        Event::Abandon { node, call, sequence } => format!("call {call} of {} abandoned of {sequence}", id(node)),
        Event::Failure(error) => format!("{} fails of {}: {}", error.node_id, error.sequence, error.message),
        Event::Settled { sequence } => format!("settled {sequence}"),
        Event::Step { node, .. } => format!("step of {}", id(node)),
        Event::Metrics(_) => "metrics".into(),
    }
}

#[test]
fn the_graph_leaves_at_a_host_node_and_comes_back() {
    let _python = python();
    let mut json = graph(&[("m", "MultiplyNode"), ("h", "Host"), ("a", "AddNode")], &[("m", "h"), ("h", "a")]);
    json["nodes"][2]["params"] = json!({"addend": 1});
    let mut session = hosted(json);
    push(&mut session, json!(5));
    assert_eq!(told(&mut session), ["call 1: h takes 10 of 1"]);
    assert_eq!(session.run(), Wait::Idle, "it waits for its host and nothing else");
    for number in [1, 3] {
        session.answer(1, item(json!(number)));
        assert_eq!(told(&mut session), [format!("a gives {} of 1", number + 1)], "at once, not when the call is done");
    }
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), ["settled 1"]);
}

#[test]
fn one_item_at_a_time_and_in_order() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host")], &[]));
    (1..=3).for_each(|number| push(&mut session, json!(number)));
    assert_eq!(told(&mut session), ["call 1: h takes 1 of 1"]);
    // Answers to the next call are not there to be given yet.
    session.answer(2, item(json!("early")));
    session.answer(1, item(json!("a")));
    session.answer(1, item(json!("b")));
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), ["h gives \"a\" of 1", "h gives \"b\" of 1", "settled 1", "call 2: h takes 2 of 2"]);
    session.answer(2, Answer::Settled);
    session.end();
    assert_eq!(told(&mut session), ["settled 2", "call 3: h takes 3 of 3"]);
    session.answer(3, Answer::Settled);
    assert_eq!(told(&mut session), ["settled 3", "call 4: h flushes of 0"]);
    session.answer(4, Answer::Settled);
    assert_eq!(told(&mut session), ["settled 0"]);
    assert!(session.over());
}

#[test]
fn a_failure_drops_the_item_and_names_what_was_thrown() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host"), ("p", "PassThroughNode")], &[("h", "p")]));
    push(&mut session, json!(1));
    push(&mut session, json!(2));
    work(&mut session);
    session.answer(1, item(json!("before")));
    assert_eq!(told(&mut session), [r#"p gives "before" of 1"#]);
    session.answer(1, failed("TypeError", "x is not a function"));
    let events = work(&mut session);
    let [Event::Failure(error), Event::Settled { sequence: 1 }, Event::Call { call: 2, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(error.to_string(), "Execution error: Failed to process data in host node Host: TypeError: x is not a function");
    assert_eq!((error.kind, error.phase.unwrap().name(), error.sequence), (ErrorKind::Execution, "process", 1));
    assert_eq!((error.node_id.as_str(), error.node_type.as_str()), ("h", "Host"));
    let thrown = error.python.as_ref().unwrap();
    assert_eq!((thrown.exception.as_str(), thrown.detail.as_str()), ("TypeError", "x is not a function"));
    session.answer(2, Answer::Settled);
    session.end();
    assert_eq!(told(&mut session), ["settled 2", "call 3: h flushes of 0"]);
    session.answer(3, failed("", ""));
    assert_eq!(told(&mut session), ["h fails of 0: Failed to finish host node Host: it did not say why", "settled 0"]);
}

#[test]
fn what_a_flush_gives_passes_through_the_nodes_behind_it() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host"), ("l", "Last")], &[("h", "l")]));
    session.end();
    assert_eq!(told(&mut session), ["call 1: h flushes of 0"]);
    session.answer(1, item(json!("kept")));
    session.answer(1, item(json!("and more")));
    assert!(told(&mut session).is_empty(), "the node behind it is not flushed before it is done");
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), [r#"l gives ["last","and more"] of 0"#, "settled 0"]);
}

#[test]
fn two_in_a_row_work_on_different_items() {
    let _python = python();
    let mut session = hosted(graph(&[("a", "Host"), ("b", "Host")], &[("a", "b")]));
    push(&mut session, json!(1));
    push(&mut session, json!(2));
    work(&mut session);
    session.answer(1, item(json!("one")));
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), [r#"call 2: b takes "one" of 1"#, "call 3: a takes 2 of 2"]);
    session.answer(3, item(json!("two")));
    session.answer(3, Answer::Settled);
    assert!(told(&mut session).is_empty(), "b is still at its first");
    session.answer(2, item(json!("done")));
    session.answer(2, Answer::Settled);
    assert_eq!(told(&mut session), [r#"b gives "done" of 1"#, "settled 1", r#"call 4: b takes "two" of 2"#]);
    session.answer(4, Answer::Settled);
    session.end();
    assert_eq!(told(&mut session), ["settled 2", "call 5: a flushes of 0"]);
    session.answer(5, Answer::Settled);
    assert_eq!(told(&mut session), ["call 6: b flushes of 0"]);
    session.answer(6, Answer::Settled);
    assert_eq!(told(&mut session), ["settled 0"]);
}

#[test]
fn neither_the_host_nor_a_coroutine_holds_the_other_up() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host"), ("s", "Slow")], &[]));
    push(&mut session, json!(1));
    let (events, wait) = told_at_once(&mut session);
    assert_eq!(events, ["call 1: h takes 1 of 1"]);
    assert!(matches!(wait, Wait::Time(time) if time <= Duration::from_millis(300)), "{wait:?}");
    session.answer(1, item(json!("host")));
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), [r#"h gives "host" of 1"#, r#"s gives ["slow",1] of 1"#, "settled 1"]);
    push(&mut session, json!(2));
    assert_eq!(told(&mut session), ["call 2: h takes 2 of 2", r#"s gives ["slow",2] of 2"#]);
}

#[test]
fn while_the_host_works_nothing_is_given_up() {
    let _python = python();
    let mut session = hosted(graph(&[("s", "Stuck"), ("h", "Host")], &[]));
    push(&mut session, json!(1));
    session.end();
    assert_eq!(told(&mut session), ["call 1: h takes 1 of 1"]);
    assert_eq!(session.run(), Wait::Idle);
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), ["call 2: h flushes of 0"]);
    session.answer(2, Answer::Settled);
    let told = told(&mut session);
    assert!(told[0].starts_with("s fails of 1: The node waits for something that cannot happen any more"), "{told:?}");
    assert_eq!(told[1..], ["settled 1", "settled 0"]);
}

#[test]
fn branches_that_meet_behind_a_host_node_are_joined_as_others() {
    let _python = python();
    let mut json = graph(&[("s", "PassThroughNode"), ("h", "Host"), ("j", "PassThroughNode")], &[("h", "j"), ("s", "j"), ("s", "h")]);
    let mut session = hosted(json.clone());
    push(&mut session, json!(1));
    assert_eq!(told(&mut session), ["call 1: h takes 1 of 1", "j gives 1 of 1"], "what is there is not held up");
    session.answer(1, item(json!("late")));
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), [r#"j gives "late" of 1"#, "settled 1"]);

    json["nodes"][2]["join"] = json!("zip");
    let mut session = hosted(json);
    push(&mut session, json!(1));
    push(&mut session, json!(2));
    assert_eq!(told(&mut session), ["call 1: h takes 1 of 1"]);
    session.answer(1, item(json!("a")));
    session.answer(1, item(json!("b")));
    session.answer(1, Answer::Settled);
    assert_eq!(told(&mut session), [r#"j gives ["a",1] of 1"#, r#"j gives ["b",2] of 1"#, "settled 1", "call 2: h takes 2 of 2"]);
}

#[test]
fn a_host_that_takes_too_long_is_not_waited_for() {
    let _python = python();
    let mut session = limited(graph(&[("h", "Host")], &[]), Limits { item_seconds: Some(0.3), ..Limits::default() });
    push(&mut session, json!(1));
    push(&mut session, json!(2));
    let (events, wait) = told_at_once(&mut session);
    assert_eq!(events, ["call 1: h takes 1 of 1"]);
    let Wait::Time(time) = wait else { panic!("there is a limit") };
    assert!(time <= Duration::from_millis(300), "{time:?}");
    std::thread::sleep(time);
    assert_eq!(session.run(), Wait::Now);
    let events: Vec<Event> = std::iter::from_fn(|| session.next_event()).collect();
    let [Event::Abandon { call: 1, sequence: 1, .. }, Event::Failure(error), Event::Settled { sequence: 1 }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((error.kind, error.node_id.as_str(), error.sequence), (ErrorKind::Time, "h", 1));
    // It comes too late, and is not taken for an answer to the call after it.
    session.answer(1, item(json!("late")));
    session.answer(1, failed("Error", "late"));
    assert_eq!(told_at_once(&mut session).0, ["call 2: h takes 2 of 2"]);
    session.answer(2, item(json!("in time")));
    session.answer(2, Answer::Settled);
    assert_eq!(told(&mut session), [r#"h gives "in time" of 2"#, "settled 2"]);
}

#[test]
fn what_the_host_gives_counts_against_the_limits() {
    let _python = python();
    let limits = Limits { output_items: 2, output_bytes: 100, depth: 3, ..Limits::default() };
    let cases = [
        (vec![json!(1), json!(2), json!(3)], ErrorKind::OutputLimit),
        (vec![json!("x".repeat(101))], ErrorKind::OutputLimit),
        (vec![json!([[[[1]]]])], ErrorKind::Depth),
    ];
    let mut session = limited(graph(&[("h", "Host")], &[]), limits);
    for (call, (items, kind)) in (1..).zip(cases) {
        push(&mut session, json!(0));
        work(&mut session);
        let count = items.len();
        items.into_iter().for_each(|json| session.answer(call, item(json)));
        session.answer(call, Answer::Settled);
        let events = work(&mut session);
        let outputs = events.iter().filter(|event| matches!(event, Event::Output { .. })).count();
        assert_eq!(outputs, count - 1, "{events:?}");
        let [Event::Abandon { .. }, Event::Failure(error), Event::Settled { .. }] = &events[outputs..] else { panic!("{events:?}") };
        assert_eq!((error.kind, error.sequence), (kind, call));
    }
}

#[test]
fn a_session_that_ends_abandons_its_calls() {
    let _python = python();
    let json = graph(&[("h", "Host"), ("b", "Busy")], &[]);
    let mut session = limited(json.clone(), Limits { run_seconds: Some(0.05), ..Limits::default() });
    session.push(Some("h"), Value::Null).unwrap();
    assert_eq!(told(&mut session), ["call 1: h takes null of 1"]);
    session.push(Some("b"), Value::Null).unwrap();
    let events = told(&mut session);
    assert!(events.contains(&"call 1 of h abandoned of 1".to_string()), "{events:?}");
    assert!(session.over());
    session.answer(1, item(json!(1)));
    assert!(told(&mut session).is_empty());

    let mut session = hosted(json);
    session.push(Some("h"), Value::Null).unwrap();
    work(&mut session);
    assert!(session.cleanup().is_empty());
    let abandoned = session.next_event().map(|event| in_words(&session, event));
    assert_eq!(abandoned.as_deref(), Some("call 1 of h abandoned of 1"));
    session.answer(1, Answer::Settled);
    assert!(session.next_event().is_none());
}

#[test]
fn answers_to_no_call_are_not_heard() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host"), ("s", "Slow")], &[]));
    for call in [0, 1, u64::MAX] {
        session.answer(call, item(json!("nobody asked")));
        session.answer(call, Answer::Settled);
    }
    assert!(told(&mut session).is_empty());
    push(&mut session, json!(1));
    assert_eq!(told_at_once(&mut session).0, ["call 1: h takes 1 of 1"]);
    // 0 stands for none, as the node that awaits has none.
    session.answer(0, failed("Error", "wrong"));
    session.answer(1, Answer::Settled);
    session.answer(1, Answer::Settled);
    session.answer(1, item(json!("after the end")));
    assert_eq!(told(&mut session), [r#"s gives ["slow",1] of 1"#, "settled 1"]);
}

#[test]
fn without_its_host_nothing_waits_for_it() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host"), ("s", "Slow")], &[("h", "s")]));
    push(&mut session, json!(1));
    push(&mut session, json!(2));
    work(&mut session);
    session.answer(1, item(json!("given")));
    session.hang_up();
    let gone = |sequence: u64| format!("h fails of {sequence}: The host has gone without an answer");
    assert_eq!(
        told(&mut session),
        ["call 1 of h abandoned of 1".to_string(), gone(1), gone(2), "settled 2".into(), gone(0),
         r#"s gives ["slow","given"] of 1"#.into(), "settled 1".into(), "settled 0".into()]
    );
    assert!(session.over());
}

#[test]
fn waiting_for_the_host_is_no_work_and_one_step() {
    let _python = python();
    let manifest = Manifest::from_json(graph(&[("h", "Host"), ("m", "MultiplyNode")], &[("h", "m")])).unwrap();
    let options = Options { steps: true, host: vec!["Host".into()], ..Options::default() };
    let mut session = Session::open(&manifest, options).unwrap();
    push(&mut session, json!("four"));
    assert_eq!(told(&mut session), [r#"call 1: h takes "four" of 1"#]);
    let asked = Instant::now();
    std::thread::sleep(Duration::from_millis(30));
    session.answer(1, item(json!(1)));
    session.answer(1, item(json!(2)));
    session.answer(1, Answer::Settled);
    let host: Vec<Duration> = work(&mut session)
        .iter()
        .filter_map(|event| if let Event::Step { node: 0, sequence: 1, duration, .. } = event { Some(*duration) } else { None })
        .collect();
    assert!(matches!(host[..], [time] if time >= Duration::from_millis(30) && time <= asked.elapsed() * 2), "{host:?}");
    let metrics = serde_json::to_value(session.metrics()).unwrap();
    let node = &metrics["node_metrics"][0];
    let count = |name: &str| node[name].as_u64().unwrap();
    assert_eq!((count("execution_count"), count("error_count"), count("items_in"), count("items_out")), (1, 0, 1, 2));
    assert_eq!((count("bytes_in"), count("bytes_out")), (4, 16));
    assert!(count("total_duration_us") < 25_000, "{node}");
}

#[test]
fn sound_from_the_host_stands_where_its_input_stood() {
    let _python = python();
    let mut session = hosted(graph(&[("h", "Host")], &[]));
    session.push(None, Value::Audio(Audio { start: Some(8_000), ..Audio::new(vec![0.0; 800], 8_000, 1) })).unwrap();
    let events = work(&mut session);
    assert!(matches!(events[..], [Event::Call { span: Some((begin, end)), .. }] if begin == 1.0 && end == 1.1), "{events:?}");
    for _ in 0..2 {
        session.answer(1, Answer::Item(Value::Audio(Audio::new(vec![0.0; 800], 16_000, 1))));
    }
    session.answer(1, item(json!("spoken")));
    let spans: Vec<_> = work(&mut session).iter().filter_map(|event| if let Event::Output { span, .. } = event { *span } else { None }).collect();
    assert_eq!(spans, [(1.0, 1.05), (1.05, 1.1), (1.0, 1.1)]);
}

#[test]
fn the_host_wins_and_only_what_it_names_is_its() {
    let _python = python();
    let json = graph(&[("h", "Host"), ("p", "PassThrough"), ("m", "MultiplyNode")], &[]);
    let open = |host: &[&str]| {
        let options = Options { host: host.iter().map(ToString::to_string).collect(), ..Options::default() };
        let mut session = Session::open(&Manifest::from_json(json.clone()).unwrap(), options).unwrap();
        push(&mut session, json!(1));
        told(&mut session)
    };
    assert_eq!(open(&[]), ["m gives 2 of 1", "p gives 1 of 1", r#"h gives "the class" of 1"#, "settled 1"]);
    assert_eq!(open(&["Host", "PassThrough", "Other"]), ["m gives 2 of 1", "call 1: p takes 1 of 1", "call 2: h takes 1 of 1"]);
}

#[test]
fn a_request_names_the_types_of_its_host() {
    let manifest = graph(&[("h", "Host")], &[]);
    let parse = |host: Json| Request::parse(json!({"manifest": manifest, "host": host}).to_string().as_bytes());
    assert_eq!(parse(json!(["A", "B"])).unwrap().host, ["A", "B"]);
    assert!(Request::parse(json!({ "manifest": manifest }).to_string().as_bytes()).unwrap().host.is_empty());
    for wrong in [json!("A"), json!([1]), json!({}), json!(null)] {
        let error = parse(wrong).err().unwrap();
        assert_eq!(error.kind, ErrorKind::Parse);
        assert!(error.message.starts_with("Failed to parse host: invalid type"), "{error}");
    }
    // The command runs batches, which have no host.
    let _python = python();
    let mut text = chain(&[("h", "Elsewhere", json!({}))], "");
    text = json!({"manifest": text, "input_data": [1], "host": ["Elsewhere"]});
    let error = remotemedia_runtime::run(Request::parse(text.to_string().as_bytes()).unwrap()).err().unwrap();
    assert_eq!(error.kind, ErrorKind::UnknownNodeType);
}

/// A random acyclic graph in which some nodes are the host's; edges go from earlier to later nodes.
fn any_graph() -> impl Strategy<Value = (Json, Vec<bool>)> {
    (2usize..7).prop_flat_map(|count| {
        let edges = proptest::collection::vec((0..count, 0..count, any::<bool>()), 0..10);
        (edges, proptest::collection::vec(any::<bool>(), count)).prop_map(move |(edges, hosts)| {
            let ids: Vec<String> = (0..count).map(|n| format!("n{n}")).collect();
            let nodes: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "PassThroughNode")).collect();
            let forward = edges.iter().filter(|(from, to, _)| from < to);
            let connections: Vec<(&str, &str)> = forward.clone().map(|(from, to, _)| (ids[*from].as_str(), ids[*to].as_str())).collect();
            let mut json = graph(&nodes, &connections);
            json["python"] = json!({});
            for (_, to, zip) in forward {
                json["nodes"][*to]["join"] = json!(if *zip { "zip" } else { "concat" });
            }
            (json, hosts)
        })
    })
}

/// What each sink gives when calls are answered in this order (positions among those that are open), and how many pushes
/// settled.
fn by_sink(json: &Json, inputs: &[i64], mut order: impl FnMut(usize) -> usize) -> (Vec<Vec<String>>, Vec<u64>) {
    let mut session = hosted(json.clone());
    let mut sinks = vec![Vec::new(); json["nodes"].as_array().unwrap().len()];
    let (mut settled, mut open) = (Vec::new(), Vec::new());
    let mut go_on = |session: &mut Session| loop {
        for event in work(session) {
            match event {
                Event::Output { node, value, .. } => sinks[node].push(value.to_json()),
                Event::Call { call, ask, .. } => open.push((call, ask)),
                Event::Settled { sequence } => settled.push(sequence),
                other => panic!("{other:?}"),
            }
        }
        if open.is_empty() {
            return;
        }
        let (call, ask) = open.swap_remove(order(open.len()));
        if let Ask::Process(value) = ask {
            session.answer(call, Answer::Item(value));
        }
        session.answer(call, Answer::Settled);
    };
    for input in inputs {
        session.push(None, value(json!(input))).unwrap();
    }
    go_on(&mut session);
    session.end();
    go_on(&mut session);
    sinks.iter_mut().for_each(|items| items.sort());
    settled.sort_unstable();
    (sinks, settled)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// A host that gives back what it gets is a PassThrough, in whatever order it answers.
    #[test]
    fn a_host_that_passes_through_is_a_pass_through((json, hosts) in any_graph(), inputs in proptest::collection::vec(0i64..100, 1..5), picks in proptest::collection::vec(any::<usize>(), 64)) {
        let _python = python();
        let mut hosted = json.clone();
        for (node, is_host) in hosts.iter().enumerate() {
            if *is_host {
                hosted["nodes"][node]["node_type"] = json!("Host");
            }
        }
        let mut picks = picks.into_iter().cycle();
        let (expected, all) = by_sink(&json, &inputs, |_| unreachable!("no node is the host's"));
        let (sinks, settled) = by_sink(&hosted, &inputs, |open| picks.next().unwrap() % open);
        prop_assert_eq!(settled, all);
        // A zip pairs what comes first: which items that are depends on the order of answers where branches meet before it.
        let counts = |sinks: &[Vec<String>]| sinks.iter().map(Vec::len).collect::<Vec<_>>();
        prop_assert_eq!(counts(&sinks), counts(&expected));
        let zips = json["nodes"].as_array().unwrap().iter().any(|node| node["join"] == "zip");
        if !zips {
            prop_assert_eq!(sinks, expected);
        }
    }
}
