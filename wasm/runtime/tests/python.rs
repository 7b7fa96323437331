//! Nodes written in Python: kinds of functions, values in and out, errors.

mod common;

use common::{batch, chain, python};
use remotemedia_runtime::value::Audio;
use remotemedia_runtime::{Error, ErrorKind, Event, Value};
use serde_json::{json, Value as Json};
use std::sync::Arc;

/// Runs one class named Node over inputs.
fn node(source: &str, inputs: Json) -> Result<Json, Error> {
    let _python = python();
    batch(chain(&[("n", "Author", json!({}))], source), inputs)
}

fn outputs(body: &str, inputs: Json) -> Json {
    let indented = body.trim().replace('\n', "\n    ");
    node(&format!("import asyncio\nclass Author:\n    {indented}\n"), inputs).unwrap()
}

#[test]
fn every_kind_of_function_is_a_process() {
    assert_eq!(outputs("def process(self, x): return x + 1", json!([1, 2])), json!([2, 3]));
    assert_eq!(outputs("def process(self, x):\n    yield x\n    yield None", json!([1, 2])), json!([1, null, 2, null]));
    assert_eq!(outputs("async def process(self, x):\n    await asyncio.sleep(0)\n    return x", json!([1, 2])), json!([1, 2]));
    assert_eq!(outputs("async def process(self, x): pass", json!([1, 2])), json!([null, null]));
    assert_eq!(outputs("def process(self, x): pass", json!([1, 2])), json!([]));
    let fans = "async def process(self, stream):\n    async for x in stream:\n        yield x\n        yield -x";
    assert_eq!(outputs(fans, json!([1, 2])), json!([1, -1, 2, -2]));
}

#[test]
fn asyncio_works_without_sockets() {
    let body = "
async def process(self, x):
    queue = asyncio.Queue()
    async def put():
        await asyncio.sleep(0.001)
        await queue.put(x)
    task = asyncio.create_task(put())
    results = await asyncio.gather(asyncio.wait_for(queue.get(), 1), asyncio.sleep(0, 'slept'))
    await task
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.001)
    except TimeoutError:
        results.append('timeout')
    return results";
    assert_eq!(outputs(body, json!([1, 2])), json!([[1, "slept", "timeout"], [2, "slept", "timeout"]]));
    let run = "def process(self, x): return asyncio.run(asyncio.sleep(0, x))";
    assert_eq!(outputs(run, json!([1])), json!(1));
}

#[test]
fn waiting_for_what_cannot_happen_is_an_error_not_a_hang() {
    let error = node("import asyncio\nclass Author:\n    async def process(self, x): await asyncio.Event().wait()", json!([1]));
    assert!(error.unwrap_err().message.contains("waits for something that cannot happen"));
}

#[test]
fn initialize_and_cleanup_may_be_coroutines() {
    let body = "
async def initialize(self):
    await asyncio.sleep(0)
    self.ready = True
def process(self, x): return self.ready
async def cleanup(self): await asyncio.sleep(0)";
    assert_eq!(outputs(body, json!([1])), json!(true));
}

#[test]
fn a_streaming_node_keeps_its_generator_until_the_end() {
    let source = "
class Sum:
    async def process(self, stream):
        total = 0
        async for x in stream:
            total += x
        yield total
class NotStreaming:
    def process(self, x): return 5
";
    let _python = python();
    let mut json = chain(&[("s", "Sum", json!({}))], source);
    json["nodes"][0]["is_streaming"] = json!(true);
    assert_eq!(batch(json.clone(), json!([1, 2, 3])).unwrap(), json!(6));
    json["nodes"][0]["node_type"] = json!("NotStreaming");
    let error = batch(json, json!([1])).unwrap_err();
    assert!(error.message.ends_with("TypeError: Streaming node NotStreaming process() must return async generator"));
}

#[test]
fn params_are_keyword_arguments_and_state_is_the_instance() {
    let source = "
class Author:
    def __init__(self, start=0, **rest): self.n = start; self.rest = rest
    def process(self, x): self.n += x; return [self.n, self.rest]
";
    let _python = python();
    let json = chain(&[("n", "Author", json!({"start": 10, "label": "é"}))], source);
    assert_eq!(batch(json, json!([1, 2])).unwrap(), json!([[11, {"label": "é"}], [13, {"label": "é"}]]));
}

#[test]
fn values_take_the_forms_of_the_contract() {
    let source = "
import dataclasses, datetime, decimal, enum, fractions
@dataclasses.dataclass
class Point:
    x: int
    tags: set
class Colour(enum.Enum):
    RED = 'red'
class Rank(enum.IntEnum):
    HIGH = 3
class Index:
    def __index__(self): return 7
CASES = [
    (1, 2), {'b': 1, 'a': 2}, 2**63 - 1, 2**63, 42.0, float('nan'), float('inf'), decimal.Decimal('1.5'),
    fractions.Fraction(1, 4), True, Index(), Rank.HIGH, Colour.RED, {3, 1, 2}, Point(1, {2}), b'hi',
    datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.timedelta(minutes=1), range(3), [None, {'deep': {1}}],
]
class Author:
    def process(self, i): return CASES[i]
";
    let count = 20;
    let result = node(source, json!((0..count).collect::<Vec<_>>())).unwrap();
    let expected = json!([
        [1, 2], {"b": 1, "a": 2}, i64::MAX, 9223372036854775808.0, 42.0, null, null, 1.5,
        0.25, true, 7, 3, "red", [1, 2, 3], {"x": 1, "tags": [2]}, {"__bytes__": true, "data": "aGk="},
        "2026-01-02T03:04:05", 60.0, [0, 1, 2], [null, {"deep": [1]}]
    ]);
    for i in 0..count {
        assert_eq!(result[i], expected[i], "case {i}");
    }
    assert_eq!(result[4].to_string(), "42.0");
}

#[test]
fn an_object_stays_itself_between_python_nodes_and_shows_its_type_at_a_sink() {
    let source = "
class Thing: pass
class Make:
    def process(self, x):
        thing = Thing(); thing.x = x
        return {'thing': thing, 'bytes': bytearray(b'a'), 'set': {1}}
class Use:
    def process(self, d): return [d['thing'].x, type(d['bytes']).__name__, type(d['set']).__name__]
";
    let _python = python();
    let both = chain(&[("m", "Make", json!({})), ("u", "Use", json!({}))], source);
    assert_eq!(batch(both, json!([5])).unwrap(), json!([5, "bytearray", "set"]));
    let through_rust = chain(&[("m", "Make", json!({})), ("p", "PassThrough", json!({}))], source);
    let result = batch(through_rust, json!([5])).unwrap();
    assert_eq!((&result["thing"]["__pyobj__"], &result["thing"]["type"]), (&json!(true), &json!("Thing")));
    assert_eq!(result["set"], json!([1]));
}

#[test]
fn what_cannot_leave_python_is_an_error_with_a_reason() {
    let fails = |body: &str| node(&format!("class Author:\n    def process(self, x): {body}"), json!([1])).unwrap_err();
    assert!(fails("return {1: 2}").message.ends_with("TypeError: a dict on its way out has str keys, not int"));
    assert!(fails("a = []; a.append(a); return a").message.contains("RecursionError: the result is nested deeper than"));
}

#[test]
fn an_array_envelope_becomes_a_tensor_and_comes_back_whole() {
    let envelope = json!({"__numpy__": true, "array": {
        "meta": {"shape": [2, 2], "dtype": "float32", "size": 4, "c_contiguous": true, "f_contiguous": false},
        "data": "AACAPwAAAEAAAEBAAACAQA=="}});
    let body = "
def process(self, t):
    numbers = t.data.cast('f').tolist()
    yield [list(t.shape), t.dtype, numbers, t.data.readonly]
    yield t";
    let result = outputs(body, json!([envelope]));
    assert_eq!(result[0], json!([[2, 2], "float32", [1.0, 2.0, 3.0, 4.0], true]));
    assert_eq!(result[1], envelope);
    let broken = json!({"__numpy__": true, "array": {"meta": {"shape": [9e9, -1], "dtype": "float32"}, "data": "AA=="}});
    assert_eq!(outputs("def process(self, x): return type(x).__name__", json!([broken])), json!("dict"));
}

fn audio(samples: Vec<f32>) -> Value {
    Value::Audio(Audio::new(samples, 16_000, 2))
}

fn live(source: &str, value: Value) -> Vec<Value> {
    let _python = python();
    let mut session = common::open(chain(&[("n", "Author", json!({}))], source));
    session.push(None, value).unwrap();
    let mut values = Vec::new();
    for event in common::work(&mut session) {
        match event {
            Event::Output { value, .. } => values.push(value),
            Event::Failure(error) => panic!("{error} {:?}", error.python),
            _ => {}
        }
    }
    values
}

#[test]
fn audio_reaches_python_as_a_view_of_the_same_memory() {
    let source = "
class Author:
    def process(self, a):
        s = a.samples
        assert s.format == 'f' and s.readonly and s.itemsize == 4 and s.c_contiguous
        try:
            s[0] = 1.0
        except TypeError:
            pass
        else:
            raise AssertionError('writable')
        yield a
        yield [len(s), max(s), a.sample_rate, a.channels, a.frames, a.duration]
";
    let samples = Arc::new(vec![0.25f32, -0.5, 0.75, 0.0]);
    let input = Value::Audio(Audio { samples: samples.clone(), ..Audio::new(vec![], 16_000, 2) });
    let out = live(source, input);
    let Value::Audio(back) = &out[0] else { panic!("{:?}", out[0]) };
    assert!(Arc::ptr_eq(&back.samples, &samples), "the samples were copied on their way");
    assert_eq!(out[1].to_json(), "[4,0.75,16000,2,2,0.000125]");
}

#[test]
fn python_makes_audio_of_any_numbers() {
    let source = "
import array
from remotemedia import Audio
class Author:
    def process(self, a):
        yield Audio(array.array('f', [0.5, -0.5]), 8000)
        yield Audio(array.array('d', [0.5, -0.5]), 8000)
        yield Audio(array.array('h', [16384, -16384]), 8000)
        yield Audio([0.5, -0.5], 8000)
        yield Audio(a.samples[0:2], 8000, channels=1)
        for bad in (lambda: Audio('text', 8000), lambda: Audio([1, 2, 3], 8000, 2), lambda: Audio([1.0], 0)):
            try:
                bad()
            except (TypeError, ValueError) as error:
                yield str(error)
";
    let out = live(source, audio(vec![0.5, -0.5, 0.0, 0.0]));
    for (i, value) in out[..5].iter().enumerate() {
        let Value::Audio(made) = value else { panic!("{value:?}") };
        assert_eq!((made.samples.as_slice(), made.sample_rate, made.channels), ([0.5, -0.5].as_slice(), 8_000, 1), "{i}");
    }
    assert_eq!(out.len(), 8);
    assert!(out[6].as_str().unwrap().contains("3 samples cannot be 2 interleaved channels"));
}

#[test]
fn a_syntax_error_tells_line_and_column_of_the_authors_text() {
    let error = node("class Author:\n    def process(self, x):\n        return x +\n", json!([1])).unwrap_err();
    assert_eq!(error.kind, ErrorKind::PythonSyntax);
    let python = error.python.unwrap();
    assert_eq!((python.module.as_str(), python.line, python.column), ("author", 3, 19));
    assert_eq!(python.detail, "invalid syntax");
}

#[test]
fn an_exception_shows_the_authors_frames_only() {
    let source = "\
def helper(x):
    return 1 / x

class Author:
    def process(self, x):
        return sorted([x], key=helper)
";
    let error = node(source, json!([0])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Execution error: Failed to process data in CPython node Author: ZeroDivisionError: division by zero"
    );
    let frames: Vec<_> = error.python.unwrap().frames.into_iter().map(|f| (f.module, f.function, f.line, f.source)).collect();
    let frame = |function: &str, line, source: &str| ("author".to_string(), function.to_string(), line, source.to_string());
    assert_eq!(frames, [frame("Author.process", 6, "return sorted([x], key=helper)"), frame("helper", 2, "return 1 / x")]);
}

#[test]
fn errors_are_told_apart() {
    let kind = |source: &str| node(source, json!([1])).unwrap_err().kind;
    assert_eq!(kind("import numpyx\nclass Author: pass"), ErrorKind::PythonImport);
    assert_eq!(kind("class Author:\n    def process(self, x): import numpyx"), ErrorKind::PythonImport);
    assert_eq!(kind("class Author:\n    def process(self, x): raise MemoryError"), ErrorKind::Memory);
    assert_eq!(kind("class Author:\n    def process(self, x): raise SystemExit(3)"), ErrorKind::PythonException);
    assert_eq!(kind("class Other: pass"), ErrorKind::UnknownNodeType);
    assert_eq!(kind("class Author: pass"), ErrorKind::PythonException);
}

#[test]
fn modules_import_each_other_and_may_not_take_a_name_of_the_runtime() {
    let _python = python();
    let mut json = chain(&[("n", "Author", json!({}))], "");
    json["python"]["modules"] = json!({
        "main_part": "from helper_part import twice\nclass Author:\n    def process(self, x):\n        from helper_part import LATE\n        return twice(x) + LATE",
        "helper_part": "LATE = 1\ndef twice(x): return x * 2\nclass Helper: pass"
    });
    assert_eq!(batch(json.clone(), json!([4])).unwrap(), json!(9));
    for (name, why) in [("json", "is taken"), ("remotemedia", "is taken"), ("no-name", "cannot be a module's name")] {
        json["python"]["modules"] = json!({name: "class Author: pass"});
        let error = batch(json.clone(), json!([4])).unwrap_err();
        assert!(error.message.contains(why), "{error}");
    }
}

#[test]
fn a_class_name_in_two_modules_needs_the_module_before_it() {
    let _python = python();
    let mut json = chain(&[("n", "Author", json!({}))], "");
    let class = |answer: i32| format!("class Author:\n    def process(self, x): return {answer}");
    json["python"]["modules"] = json!({"first_part": class(1), "second_part": class(2)});
    let error = batch(json.clone(), json!([0])).unwrap_err();
    assert!(error.message.contains("defined by several modules"), "{error}");
    json["nodes"][0]["node_type"] = json!("second_part.Author");
    assert_eq!(batch(json, json!([0])).unwrap(), json!(2));
}

#[test]
fn the_librarys_nodes_do_what_the_contract_says() {
    let _python = python();
    let run = |node_type: &str, params: Json, inputs: Json| batch(chain(&[("n", node_type, params)], ""), inputs).unwrap();
    assert_eq!(run("StatefulCounter", json!({}), json!(["a", "b", "c"])), json!([[0], [1], [2]]));
    assert_eq!(run("BufferNode", json!({"buffer_size": 2}), json!([1, 2, 3])), json!([[1, 2], [3]]));
    assert_eq!(run("DataTransformNode", json!({"operation": "double"}), json!([2])), json!(4));
    assert_eq!(run("TextProcessorNode", json!({}), json!([5]))["error"], "Input must be a dictionary");
    let unknown = run("TextProcessorNode", json!({}), json!([{"text": "a", "operations": ["shout"]}]));
    assert_eq!(unknown["results"]["unknown_operation_shout"], "Unknown operation: shout");
    let code = run("CodeExecutorNode", json!({"code": "import math\nresult = math.floor(input_data)"}), json!([2.5]));
    assert_eq!(code["result"], 2);
    let refused = run("CodeExecutorNode", json!({"code": "import os"}), json!([1]));
    assert!(refused["error"].as_str().unwrap().contains("not allowed"));
}

#[test]
fn a_private_name_is_no_node_type() {
    let _python = python();
    for name in ["__doc__", "_driver", "code", "__builtins__"] {
        let error = batch(chain(&[("n", name, json!({}))], ""), json!([1])).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnknownNodeType, "{name}");
    }
}

#[test]
fn what_a_generator_gave_before_it_raised_stays() {
    let source = "
class Author:
    def process(self, x):
        yield x
        raise ValueError('after one')
class Later:
    async def process(self, stream):
        async for x in stream:
            yield x
            raise ValueError('after one')
";
    let _python = python();
    for node_type in ["Author", "Later"] {
        for streaming in [false, true] {
            if streaming && node_type == "Author" {
                continue;
            }
            let mut json = chain(&[("n", node_type, json!({}))], source);
            json["nodes"][0]["is_streaming"] = json!(streaming);
            let mut session = common::open(json);
            session.push(None, common::value(json!(1))).unwrap();
            let events = common::events(&mut session);
            assert_eq!(events[0].2, 1, "{node_type} {streaming}: {events:?}");
            assert!(events[1].2.as_str().unwrap().ends_with("ValueError: after one"), "{events:?}");
        }
    }
}

#[test]
fn sessions_with_modules_of_the_same_name_have_their_own() {
    let _python = python();
    let open = |answer: i32| {
        let author = "
import helper
class Author:
    def process(self, x):
        import helper as late
        return [helper.ANSWER, late.ANSWER]
class Stranger:
    def process(self, x):
        import helper
";
        let mut json = chain(&[("n", "Author", json!({}))], "");
        json["python"]["modules"] = json!({"helper": format!("ANSWER = {answer}"), "author": author});
        common::open(json)
    };
    let (mut first, mut second) = (open(1), open(2));
    for (session, answer) in [(&mut first, 1), (&mut second, 2)] {
        session.push(None, Value::Null).unwrap();
        assert_eq!(common::events(session)[0].2, json!([answer, answer]));
    }
    drop(second);
    first.push(None, Value::Null).unwrap();
    assert_eq!(common::events(&mut first)[0].2, json!([1, 1]));
    let stranger = "class Stranger:\n    def process(self, x):\n        import helper";
    let mut third = common::open(chain(&[("s", "Stranger", json!({}))], stranger));
    third.push(None, Value::Null).unwrap();
    let events = common::events(&mut third);
    assert!(events[0].2.as_str().unwrap().contains("No module named 'helper'"), "{events:?}");
}

#[test]
fn text_is_utf8_whatever_the_hosts_locale() {
    let body = "import sys\n    def process(self, x): return [self.sys.stderr.encoding, self.sys.getfilesystemencoding()]";
    assert_eq!(node(&format!("class Author:\n    {body}"), json!([1])).unwrap(), json!(["utf-8", "utf-8"]));
}

#[test]
fn buffers_are_taken_for_what_they_say_they_are() {
    let source = "
from remotemedia import Audio, Tensor
class Author:
    def process(self, audio):
        whole = audio.samples.cast('B').cast('i')
        told = [list(Audio(whole, 8000).samples)[0] != audio.samples[0]]
        try:
            Tensor(4, [4], 'uint8')
        except TypeError as error:
            told.append(str(error))
        return told
";
    let out = live(source, audio(vec![0.25, 0.5]));
    assert_eq!(out[0].to_json(), json!([true, "data must be a buffer of bytes, not a number"]).to_string());
}
