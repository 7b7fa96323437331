//! Damaged input of every kind: a value or a clean error, never a panic, a hang or a heap out of proportion.
//!
//! RM_FUZZ_SECONDS is the time for each target; RM_FUZZ_SEED repeats a run.

mod common;
#[path = "common/allocations.rs"]
mod allocations;

use prost::Message;
use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::value::{Audio, Tensor};
use remotemedia_runtime::stream::{self, Pipes};
use remotemedia_runtime::wire::{self, envelope::Body, Envelope, Failure, Settled};
use remotemedia_runtime::{graph::Graph, Answer, Error, ErrorKind, Event, Value};
use serde_json::json;
use std::time::{Duration, Instant};

/// What any input of some kilobytes may take.
const MOST_BYTES: usize = 16 << 20;
/// What any input of some kilobytes may last, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(2);
/// Mutations that lengthen an input stop here.
const MOST_INPUT: usize = 1 << 16;

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below the limit; 0 for 0.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(64) + 1)
    }
}

/// What parsers stumble over, as text and as bytes: extreme numbers, huge lengths (varints), markers, nesting.
const TOKENS: [&[u8]; 26] = [
    b"-1", b"0", b"1e999", b"18446744073709551615", b"9223372036854775808", b"4294967296", b"1.5", b"null", b"{}", b"[]", b"\"",
    b"\\ud800", b"\\u0000", b"\"__numpy__\":true,", b"\"__bytes__\":true,", b"\"shape\":[4294967296,4294967296],", b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":", b"\xff\xff\xff\xff\x0f", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\xff\xff\xff\xff\x07",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xed\xa0\x80", b"\x0b\x0b\x0b\x0b",
];

fn mutate(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        if bytes.is_empty() || bytes.len() > MOST_INPUT {
            break;
        }
        let length = bytes.len();
        let at = random.below(length);
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => bytes.truncate(at),
            3 => {
                let chunk = bytes[random.range(length)].to_vec();
                let chunk = chunk.repeat(1 + random.below(40));
                bytes.splice(at..at, chunk);
            }
            4 => {
                let token = TOKENS[random.below(TOKENS.len())];
                let end = at + random.below(token.len() + 1).min(length - at);
                bytes.splice(at..end, token.iter().copied());
            }
            5 => drop(bytes.drain(random.range(length))),
            6 => {
                let other = &seeds[random.below(seeds.len())];
                let part = other[random.range(other.len())].to_vec();
                bytes.splice(random.range(length), part);
            }
            // A length or number that is off by a little.
            _ => bytes[at] = bytes[at].wrapping_add(if random.below(2) == 0 { 1 } else { 255 }),
        }
    }
    bytes
}

/// Feeds mutated seeds to `parse` until the time is up. A panic's message comes with the input that caused it.
fn fuzz(target: &str, seeds: Vec<Vec<u8>>, parse: impl Fn(&[u8]) -> Result<(), String>) {
    let seed = variable("RM_FUZZ_SEED", 1);
    let end = Instant::now() + Duration::from_secs(variable("RM_FUZZ_SECONDS", 3));
    let mut random = Random(seed);
    let (mut runs, mut accepted) = (0u64, 0u64);
    for bytes in &seeds {
        assert_eq!(parse(bytes), Ok(()), "a seed of {target} is not valid");
    }
    while Instant::now() < end {
        let bytes = mutate(&mut random, &seeds);
        let shown = || format!("{target}, RM_FUZZ_SEED={seed}, run {runs}: {:?}", String::from_utf8_lossy(&bytes));
        let started = Instant::now();
        let call = std::panic::AssertUnwindSafe(|| allocations::peak(|| parse(&bytes)));
        let (result, most) = std::panic::catch_unwind(call).unwrap_or_else(|_| panic!("a panic: {}", shown()));
        assert!(most < MOST_BYTES, "{most} bytes: {}", shown());
        assert!(started.elapsed() < LONGEST, "{:?}: {}", started.elapsed(), shown());
        runs += 1;
        accepted += u64::from(result.is_ok());
    }
    println!("{target}: {runs} inputs, {accepted} of them valid");
    // Else the mutations are too coarse or too fine to try anything.
    assert!(runs > 100 && accepted > 0 && accepted < runs, "{target}: {accepted} of {runs} valid");
}

/// An error of the kinds a parser may give, with a text.
fn clean(error: &Error) -> String {
    assert!(matches!(error.kind, ErrorKind::Parse | ErrorKind::Manifest | ErrorKind::Protocol), "{error:?}");
    assert!(!error.message.is_empty());
    error.to_string()
}

#[test]
fn manifests() {
    let node = |id: &str| json!({"id": id, "node_type": "PassThrough", "params": {"a": [1, 2.5, null]}, "is_streaming": false, "runtime_hint": "cpython_wasm",
        "capabilities": {"gpu": {"type": "cuda", "min_memory_gb": 1.5}, "cpu": {"cores": 4}, "memory_gb": 2}, "host": "h:1", "execution": {"placement": "anywhere"}});
    let manifest = json!({"version": "v1", "metadata": {"name": "seed", "description": "d", "created_at": null}, "nodes": [node("a"), node("b"), node("c")],
        "connections": [{"from": "a", "to": "b"}, {"from": "b", "to": "c"}, {"from": "a", "to": "c"}], "python": {"modules": {"m": "class A: pass"}}});
    let small = json!({"version": "v1", "metadata": {"name": ""}, "nodes": [{"id": "x", "node_type": "X"}], "connections": []});
    let array = json!({"__numpy__": true, "array": {"meta": {"shape": [2], "dtype": "int16"}, "data": "AQACAA=="}});
    let wrapped = json!({"manifest": manifest, "input_data": [1, "two", array, {"__bytes__": true, "data": "aGk="}]});
    let seeds = [manifest, small, wrapped].iter().map(|json| json.to_string().into_bytes()).collect();
    fuzz("manifest", seeds, |bytes| {
        let request = Request::parse(bytes).map_err(|error| clean(&error))?;
        Graph::new(&request.manifest).map(drop).map_err(|error| clean(&error))
    });
}

fn values() -> Vec<Value> {
    let json = |json: serde_json::Value| common::value(json);
    vec![
        Value::from("Größe 🎵"),
        json(json!({"a": [1, -2.5, null, true, {"__bytes__": true, "data": "aGk="}]})),
        Value::Bytes(vec![0u8, 1, 255].into()),
        Value::Audio(Audio::new(vec![0.5, -0.5, 0.25, 1.0], 16_000, 2)),
        Value::Tensor(Tensor::new(vec![1; 24].into(), vec![2, 3], "float32".into()).unwrap()),
    ]
}

#[test]
fn envelopes() {
    let envelope = |value: &Value| {
        let body = Some(Body::Data(wire::encode_value(value)));
        Envelope { node_id: "node".into(), sequence: 7, body, ..Envelope::default() }.encode_to_vec()
    };
    fuzz("envelope", values().iter().map(envelope).collect(), |bytes| {
        let (_, value) = wire::decode(bytes.to_vec().into()).and_then(wire::push_of).map_err(|error| clean(&error))?;
        // What was read can be written, in both ways.
        let _ = (wire::encode_value(&value).encode_to_vec(), value.to_json());
        Ok(())
    });
}

#[test]
fn answers() {
    let envelope = |body| Envelope { call: 300, body: Some(body), ..Envelope::default() }.encode_to_vec();
    let failure = Failure { exception: "TypeError".into(), message: "x is not a function".into(), ..Failure::default() };
    let bodies = values().into_iter().map(|value| Body::Data(wire::encode_value(&value))).chain([Body::Settled(Settled {}), Body::Failure(failure)]);
    let _python = common::python();
    let session = std::cell::RefCell::new(common::hosted(common::chain(&[("h", "Host", json!({}))], "")));
    fuzz("answer", bodies.map(envelope).collect(), |bytes| {
        let (_, answer) = wire::decode(bytes.to_vec().into()).and_then(wire::answer_of).map_err(|error| clean(&error))?;
        // To a call of its own: it is an item, the end or a failure, and the node is free again.
        let mut session = session.borrow_mut();
        session.push(None, Value::Null).map_err(|error| error.to_string())?;
        let call = common::work(&mut session).iter().find_map(|event| if let Event::Call { call, .. } = event { Some(*call) } else { None });
        let call = call.expect("a call");
        session.answer(call, answer);
        session.answer(call, Answer::Settled);
        let settled = common::work(&mut session).iter().any(|event| matches!(event, Event::Settled { .. }));
        assert!(settled, "the push has no end");
        Ok(())
    });
}

#[test]
fn streams() {
    /// Sends these bytes and hears nothing.
    struct Deaf<'a>(&'a [u8]);
    impl Pipes for Deaf<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(buffer.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
        fn wait(&mut self, _: Duration) -> Option<bool> {
            Some(true)
        }
        fn write(&mut self, _: &[u8]) -> std::io::Result<()> {
            Ok(())
        }
    }
    let frame = |bytes: Vec<u8>| [(bytes.len() as u32).to_le_bytes().to_vec(), bytes].concat();
    let manifest = common::chain(&[("h", "Host", json!({})), ("e", "Echo", json!({}))], "");
    let request = frame(json!({"manifest": manifest, "host": ["Host"]}).to_string().into_bytes());
    let envelope = |call, body| frame(Envelope { call, body: Some(body), ..Envelope::default() }.encode_to_vec());
    let data = |value: &Value| Body::Data(wire::encode_value(value));
    let pushes = values().iter().map(|value| envelope(0, data(value))).collect::<Vec<_>>().concat();
    let answers = (1..4).map(|call| [envelope(call, data(&Value::from("x"))), envelope(call, Body::Settled(Settled {}))].concat()).collect::<Vec<_>>();
    let seeds = vec![
        [request.clone(), pushes.clone()].concat(),
        [request.clone(), pushes.clone(), answers.concat(), frame(Vec::new())].concat(),
        [request, frame(Vec::new()), answers.concat(), pushes].concat(),
    ];
    let _python = common::python();
    fuzz("stream", seeds, |bytes| match stream::serve(&mut Deaf(bytes), |_| {}).expect("it can write") {
        true => Ok(()),
        false => Err("it broke off".into()),
    });
}

#[test]
fn arrays_and_bytes_in_json() {
    let nested = |meta: serde_json::Value| json!({"__numpy__": true, "array": {"meta": meta, "data": "AACAPwAAAEAAAEBAAACAQA=="}});
    let long = json!({"shape": [2, 2], "dtype": "float32", "size": 4, "c_contiguous": true, "f_contiguous": false});
    let seeds = [
        nested(long),
        nested(json!({"shape": [4], "dtype": "float32"})),
        json!({"dtype": "complex128", "shape": [1], "data": "AACAPwAAAEAAAEBAAACAQA=="}),
        json!([{"__bytes__": true, "data": "aGk="}, {"x": {"__bytes__": true, "data": ""}}]),
        json!({"__pickled__": true, "data": "gASVBQAAAAAAAABLAS4=", "type": "int"}),
    ];
    let seeds = seeds.iter().map(|json| json.to_string().into_bytes()).collect();
    fuzz("array in JSON", seeds, |bytes| {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if let Value::Tensor(tensor) = &value {
            let again = Tensor::new(tensor.data.clone(), tensor.shape.clone(), tensor.dtype.clone());
            assert_eq!(again.as_ref(), Ok(tensor), "a tensor that does not fit its shape");
        }
        let text = value.to_json();
        let back: Value = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(back.to_json(), text);
        Ok(())
    });
}

#[test]
fn values_on_their_way_through_python() {
    let _python = common::python();
    let source = "class Author:\n    def process(self, x): return [x]";
    let mut session = common::open(common::chain(&[("n", "Author", json!({}))], source));
    let session = std::cell::RefCell::new(&mut session);
    let seeds = values().iter().map(|value| value.to_json().into_bytes()).collect();
    fuzz("value through Python", seeds, |bytes| {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let text = value.to_json();
        let mut session = session.borrow_mut();
        session.push(None, value).map_err(|error| error.to_string())?;
        match common::work(&mut session).into_iter().next() {
            Some(remotemedia_runtime::Event::Output { value, .. }) => assert_eq!(value.to_json(), format!("[{text}]")),
            Some(remotemedia_runtime::Event::Failure(error)) => return Err(error.to_string()),
            other => panic!("{other:?} came back"),
        }
        Ok(())
    });
}
