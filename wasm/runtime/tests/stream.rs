//! A session in frames, over pipes whose other end is played here.

mod common;

use common::{chain, python, value};
use prost::Message;
use remotemedia_runtime::stream::{serve, Pipes, MAX_FRAME};
use remotemedia_runtime::wire::{self, envelope::Body, failure::Kind, Envelope, Failure, Settled};
use remotemedia_runtime::{Limits, Value};
use serde_json::{json, Value as Json};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;

const NODES: &str = "
import asyncio
class Slow:
    async def process(self, x):
        await asyncio.sleep(0.02)
        return ['slow', x]
class Endless:
    def process(self, x):
        self.on = x
        while self.on:
            yield 'on'
class Bad:
    def process(self, x): raise ValueError('no')
";

/// The other end: what it sends, piece by piece, and what it was told. `answer` may send more.
struct Peer<F> {
    sent: VecDeque<Vec<u8>>,
    told: Vec<Envelope>,
    answer: F,
    waited: Vec<Duration>,
    /// It does not say when it has sent something.
    deaf: bool,
}

impl<F: FnMut(&Envelope, &mut VecDeque<Vec<u8>>)> Pipes for Peer<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut piece) = self.sent.pop_front() else { return Ok(0) };
        let count = piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&piece[..count]);
        if count < piece.len() {
            self.sent.push_front(piece.split_off(count));
        }
        Ok(count)
    }

    fn wait(&mut self, time: Duration) -> Option<bool> {
        self.waited.push(time);
        if self.deaf {
            return None;
        }
        if self.sent.is_empty() {
            std::thread::sleep(time);
        }
        Some(!self.sent.is_empty())
    }

    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while let Some((head, rest)) = bytes.split_first_chunk() {
            let (frame, rest) = rest.split_at(u32::from_le_bytes(*head) as usize);
            let envelope = Envelope::decode(frame).expect("an envelope");
            (self.answer)(&envelope, &mut self.sent);
            self.told.push(envelope);
            bytes = rest;
        }
        assert!(bytes.is_empty(), "frames are written whole");
        Ok(())
    }
}

fn frame(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_le_bytes(), bytes].concat()
}

fn envelope(node_id: &str, call: u64, body: Body) -> Vec<u8> {
    frame(&Envelope { node_id: node_id.into(), call, body: Some(body), ..Envelope::default() }.encode_to_vec())
}

fn push(json: Json) -> Vec<u8> {
    envelope("", 0, Body::Data(wire::encode_value(&value(json))))
}

fn request(nodes: &[(&str, &str)]) -> Vec<u8> {
    let nodes: Vec<_> = nodes.iter().map(|(id, node_type)| (*id, *node_type, json!({}))).collect();
    frame(json!({"manifest": chain(&nodes, NODES), "host": ["Host"]}).to_string().as_bytes())
}

/// What a stream of these pieces tells, in words; whether it went well.
fn stream(pieces: &[Vec<u8>], answer: impl FnMut(&Envelope, &mut VecDeque<Vec<u8>>)) -> (Vec<String>, bool) {
    stream_with(Peer { sent: pieces.iter().cloned().collect(), told: Vec::new(), answer, waited: Vec::new(), deaf: false })
}

fn stream_with<F: FnMut(&Envelope, &mut VecDeque<Vec<u8>>)>(mut peer: Peer<F>) -> (Vec<String>, bool) {
    let well = serve(&mut peer, |_| {}).expect("it can write");
    assert!(peer.waited.iter().all(|time| *time >= Duration::from_millis(1)), "hosts do not agree on no time");
    (peer.told.iter().map(in_words).collect(), well)
}

fn in_words(envelope: &Envelope) -> String {
    let Envelope { node_id, sequence, call, .. } = envelope;
    match envelope.body.as_ref().expect("a body") {
        Body::Data(data) => {
            let json = wire::decode_value(data.clone()).unwrap().to_json();
            let call = if *call > 0 { format!("call {call}: ") } else { String::new() };
            format!("{call}{node_id} {json} of {sequence}")
        }
        Body::Failure(failure) => format!("{:?} of {sequence}: {}", failure.kind(), failure.message),
        Body::Settled(_) => format!("settled {sequence}"),
        Body::MetricsJson(_) => "metrics".into(),
        Body::Flush(_) => format!("call {call}: {node_id} flushes"),
        Body::Abandon(_) => format!("call {call} abandoned"),
        Body::Step(_) => "step".into(),
    }
}

fn alone(_: &Envelope, _: &mut VecDeque<Vec<u8>>) {}

#[test]
fn items_go_in_and_come_out() {
    let _python = python();
    let pieces = [request(&[("m", "MultiplyNode"), ("s", "Slow")]), push(json!(2)), push(json!(3)), frame(&[])];
    let expected = ["metrics", r#"s ["slow",4] of 1"#, "settled 1", r#"s ["slow",6] of 2"#, "settled 2", "settled 0", "metrics"];
    assert_eq!(stream(&pieces, alone), (expected.map(String::from).to_vec(), true));
    // A closed pipe ends the input as well.
    assert_eq!(stream(&pieces[..3], alone), (expected.map(String::from).to_vec(), true));
}

#[test]
fn it_does_not_matter_where_the_pieces_are_cut() {
    let _python = python();
    let all = [request(&[("m", "MultiplyNode")]), push(json!(2)), push(json!("x".repeat(100_000))), frame(&[])].concat();
    let whole = stream(&[all.clone()], alone);
    assert_eq!(whole.0.len(), 7);
    for size in [1, 3, 1_000, 70_000] {
        let pieces: Vec<Vec<u8>> = all.chunks(size).map(<[u8]>::to_vec).collect();
        assert_eq!(stream(&pieces, alone), whole, "pieces of {size} bytes");
    }
}

#[test]
fn an_output_is_told_before_the_next_input_is_awaited() {
    let _python = python();
    let mut left = 3;
    let (told, well) = stream(&[request(&[("m", "MultiplyNode")])], |envelope, sent| match &envelope.body {
        Some(Body::MetricsJson(_) | Body::Settled(_)) if left > 0 => {
            left -= 1;
            sent.push_back(push(json!(left)));
        }
        _ => {}
    });
    assert!(well);
    let outputs: Vec<&String> = told.iter().filter(|text| text.starts_with("m ")).collect();
    assert_eq!(outputs, ["m 4 of 1", "m 2 of 2", "m 0 of 3"]);
}

#[test]
fn the_host_answers_in_frames() {
    let _python = python();
    let pieces = [request(&[("h", "Host"), ("m", "MultiplyNode")]), push(json!(1)), push(json!(2)), frame(&[])];
    let (told, well) = stream(&pieces, |envelope, sent| match &envelope.body {
        Some(Body::Data(data)) if envelope.call == 1 => {
            sent.push_back(envelope_of(envelope.call, Body::Data(data.clone())));
            sent.push_back(envelope_of(envelope.call, Body::Data(data.clone())));
            sent.push_back(envelope_of(envelope.call, Body::Settled(Settled {})));
        }
        Some(Body::Data(_)) if envelope.call > 0 => {
            let failure = Failure { exception: "TypeError".into(), message: "no".into(), ..Failure::default() };
            sent.push_back(envelope_of(envelope.call, Body::Failure(failure)));
        }
        Some(Body::Flush(_)) => {
            sent.push_back(envelope_of(envelope.call, Body::Data(wire::encode_value(&Value::Int(9)))));
            sent.push_back(envelope_of(envelope.call, Body::Settled(Settled {})));
        }
        _ => {}
    });
    let expected = [
        "metrics",
        "call 1: h 1 of 1",
        "m 2 of 1",
        "m 2 of 1",
        "settled 1",
        "call 2: h 2 of 2",
        "Execution of 2: Execution error: Failed to process data in host node Host: TypeError: no",
        "settled 2",
        "call 3: h flushes",
        "m 18 of 0",
        "settled 0",
        "metrics",
    ];
    assert_eq!((told, well), (expected.map(String::from).to_vec(), true));
}

fn envelope_of(call: u64, body: Body) -> Vec<u8> {
    envelope("", call, body)
}

#[test]
fn without_its_peer_nothing_hangs() {
    let _python = python();
    let pieces = [request(&[("h", "Host")]), push(json!(1)), push(json!(2))];
    let (told, well) = stream(&pieces, alone);
    let gone = "Execution error: The host has gone without an answer";
    assert_eq!(told[1..3], ["call 1: h 1 of 1", "call 1 abandoned"]);
    assert_eq!(told.iter().filter(|text| text.ends_with(gone)).count(), 3, "two items and the flush: {told:?}");
    assert_eq!(told.last().unwrap(), "metrics");
    assert!(well);
}

#[test]
fn what_is_refused_is_counted_and_the_stream_goes_on() {
    let _python = python();
    let deep: Value = (0..200).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    let pieces = [
        request(&[("b", "Bad")]),
        push(json!(1)),
        envelope("ghost", 0, Body::Data(wire::encode_value(&Value::Null))),
        envelope("", 0, Body::Data(wire::encode_value(&deep))),
        frame(b"\xff\xff no envelope"),
        envelope("", 0, Body::Settled(Settled {})),
        envelope("", 7, Body::Settled(Settled {})),
        envelope("", 7, Body::MetricsJson("{}".into())),
        push(json!(2)),
        frame(&[]),
    ];
    let (told, well) = stream(&pieces, alone);
    let starts = ["metrics", "PythonException of 1: ", "settled 1", "Protocol of 2: There is no node 'ghost' to push to", "settled 2",
        "Protocol of 3: ", "settled 3", "Protocol of 0: Not an envelope", "Protocol of 4: The envelope holds no value", "settled 4",
        "Protocol of 0: An answer is an item, settled or a failure", "PythonException of 5: ", "settled 5", "settled 0", "metrics"];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    told.iter().zip(starts).for_each(|(text, start)| assert!(text.starts_with(start), "{text} is no {start}"));
    assert!(well, "the stream itself is as it should be");
}

#[test]
fn a_push_after_the_end_is_refused() {
    let _python = python();
    let pieces = [request(&[("s", "Slow")]), push(json!(1)), frame(&[]), push(json!(2)), frame(&[])];
    let (told, well) = stream(&pieces, alone);
    assert!(told.contains(&"Protocol of 2: The session's input has ended: open a new one".to_string()), "{told:?}");
    assert!(told.contains(&r#"s ["slow",1] of 1"#.to_string()) && well, "{told:?}");
}

#[test]
fn a_stream_that_breaks_ends_with_what_came_before() {
    let _python = python();
    let start = [request(&[("s", "Slow")]), push(json!(1))].concat();
    let cases = [
        (push(json!(2))[..5].to_vec(), "The input ended within a frame, after 5 of its bytes"),
        (vec![1, 2], "The input ended within a frame, after 2 of its bytes"),
        (((MAX_FRAME + 1) as u32).to_le_bytes().to_vec(), "A frame of 268435457 bytes is longer than 268435456"),
        (vec![0xff; 4], "A frame of 4294967295 bytes is longer than 268435456"),
    ];
    for (rest, text) in cases {
        let (told, well) = stream(&[start.clone(), rest, push(json!("not read"))][..if text.contains("longer") { 3 } else { 2 }], alone);
        assert!(!well, "{text}");
        let protocol: Vec<&String> = told.iter().filter(|text| text.starts_with("Protocol")).collect();
        assert_eq!(protocol, [&format!("Protocol of 0: {text}")], "told once");
        assert!(told.contains(&r#"s ["slow",1] of 1"#.to_string()), "{told:?}");
        assert_eq!(told[told.len() - 2..], ["settled 0", "metrics"], "{told:?}");
    }
}

#[test]
fn what_does_not_open_is_one_failure() {
    let _python = python();
    let unknown = frame(json!({"manifest": chain(&[("n", "Nowhere", json!({}))], "")}).to_string().as_bytes());
    let cases = [
        (vec![], Kind::Protocol),
        (frame(&[]), Kind::Protocol),
        (frame(b"{}")[..5].to_vec(), Kind::Protocol),
        (vec![0xff; 9], Kind::Protocol),
        (frame(b"{"), Kind::Parse),
        (frame(br#"{"manifest": {}}"#), Kind::Parse),
        (unknown, Kind::UnknownNodeType),
    ];
    for (bytes, kind) in cases {
        let (told, well) = stream(&[bytes], alone);
        assert!(told.len() == 1 && told[0].starts_with(&format!("{kind:?} of 0: ")) && !well, "{told:?}");
    }
}

#[test]
fn input_is_seen_while_a_node_works_without_a_pause() {
    let _python = python();
    // The limit of the run ends it; the refusal has to come before that.
    let manifest = chain(&[("e", "Endless", json!({}))], NODES);
    let limits = json!({"run_seconds": 2, "output_items": 1_000_000_000});
    let request = frame(json!({ "manifest": manifest, "limits": limits }).to_string().as_bytes());
    let pieces = [request, push(json!(true)), envelope("ghost", 0, Body::Data(wire::encode_value(&Value::Null)))];
    let (told, _) = stream(&pieces, alone);
    let place = |start: &str| told.iter().position(|text| text.starts_with(start)).unwrap_or_else(|| panic!("{start} is missing"));
    assert!(place("Protocol of 2: There is no node 'ghost'") < place("Time of 1: "));
}

#[test]
fn metrics_are_told_when_asked_for() {
    let _python = python();
    let ask = || envelope("", 0, Body::MetricsJson(String::new()));
    let (told, well) = stream(&[request(&[("m", "MultiplyNode")]), ask(), push(json!(1)), ask(), frame(&[])], alone);
    assert_eq!(told, ["metrics", "metrics", "m 2 of 1", "settled 1", "metrics", "settled 0", "metrics"]);
    assert!(well);
}

#[test]
fn where_nobody_can_wait_for_input_and_time_answers_come_first() {
    let _python = python();
    let answer = |envelope: &Envelope, sent: &mut VecDeque<Vec<u8>>| {
        if envelope.call > 0 {
            sent.push_back(envelope_of(envelope.call, Body::Settled(Settled {})));
        }
    };
    let manifest = chain(&[("s", "Slow", json!({})), ("h", "Host", json!({}))], NODES);
    // Were this time waited for, the calls would fail.
    let limits = json!({"item_seconds": 20});
    let request = frame(json!({"manifest": manifest, "host": ["Host"], "limits": limits}).to_string().as_bytes());
    let sent = [request, push(json!(1)), frame(&[])].into();
    let (told, well) = stream_with(Peer { sent, told: Vec::new(), answer, waited: Vec::new(), deaf: true });
    assert_eq!(told, ["metrics", r#"call 1: h ["slow",1] of 1"#, "settled 1", "call 2: h flushes", "settled 0", "metrics"]);
    assert!(well);
}

#[test]
fn limits_are_known_before_the_session_opens_and_output_that_fails_is_an_error() {
    let _python = python();
    struct Closed(Vec<u8>);
    impl Pipes for Closed {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer[..self.0.len()].copy_from_slice(&self.0);
            Ok(std::mem::take(&mut self.0).len())
        }
        fn wait(&mut self, _: Duration) -> Option<bool> {
            Some(true)
        }
        fn write(&mut self, _: &[u8]) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let json = json!({"manifest": chain(&[("m", "MultiplyNode", json!({}))], ""), "limits": {"memory_bytes": 12_345}});
    let mut seen = None;
    let open = |limits: &Limits| seen = Some(limits.memory_bytes);
    assert_eq!(serve(&mut Closed(frame(json.to_string().as_bytes())), open).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(seen, Some(12_345));
}
