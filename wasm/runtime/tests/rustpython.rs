//! The RustPython variant: `cargo test --no-default-features --features rustpython --test rustpython`.
#![cfg(feature = "rustpython")]

mod common;

use common::{batch, chain};
use remotemedia_runtime::python::interpreter;
use remotemedia_runtime::value::{Audio, Tensor};
use remotemedia_runtime::{Error, ErrorKind, Event, Value};
use serde_json::{json, Value as Json};

/// Calls with an interpreter of its own, on a stack for a debug build's large frames.
fn started<R: Send>(call: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let started = move || {
            interpreter::start(None, None).expect("RustPython starts");
            interpreter::preload("").expect("the library imports");
            interpreter::thaw().expect("it wakes");
            call()
        };
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, started).unwrap();
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn node(source: &str, inputs: Json) -> Result<Json, Error> {
    batch(chain(&[("n", "Author", json!({}))], source), inputs)
}

/// What one class gives for the inputs, its body written without indentation.
fn outputs(body: &str, inputs: Json) -> Json {
    let indented = body.trim().replace('\n', "\n    ");
    node(&format!("import asyncio\nclass Author:\n    {indented}\n"), inputs).unwrap()
}

fn python(error: &Error) -> &remotemedia_runtime::error::PythonDetail {
    error.python.as_deref().expect("a Python error")
}

#[test]
fn every_kind_of_function_is_a_process() {
    started(|| {
        assert_eq!(outputs("def process(self, x): return x + 1", json!([1, 2])), json!([2, 3]));
        assert_eq!(outputs("def process(self, x):\n    yield x\n    yield None", json!([1, 2])), json!([1, null, 2, null]));
        assert_eq!(
            outputs("async def process(self, x):\n    await asyncio.sleep(0)\n    return x", json!([1, 2])),
            json!([1, 2])
        );
        assert_eq!(outputs("async def process(self, x): pass", json!([1, 2])), json!([null, null]));
        assert_eq!(outputs("def process(self, x): pass", json!([1, 2])), json!([]));
        let fans = "async def process(self, stream):\n    async for x in stream:\n        yield x\n        yield -x";
        assert_eq!(outputs(fans, json!([1, 2])), json!([1, -1, 2, -2]));
    });
}

#[test]
fn a_streaming_node_keeps_its_generator_until_the_end() {
    started(|| {
        let source = "class Author:\n    async def process(self, stream):\n        total = 0\n        async for x in stream:\n            total += x\n        yield total";
        let mut json = chain(&[("n", "Author", json!({}))], source);
        json["nodes"][0]["is_streaming"] = json!(true);
        assert_eq!(batch(json, json!([1, 2, 3])).unwrap(), json!(6));
    });
}

#[test]
fn an_await_that_really_waits_is_an_error() {
    started(|| {
        let source = "class Never:\n    def __await__(self):\n        yield 1\nclass Author:\n    async def process(self, x): await Never()";
        let error = node(source, json!([1])).unwrap_err();
        assert!(error.message.contains("no event loop"), "{error}");
        let error =
            node("import asyncio\nclass Author:\n    async def process(self, x): asyncio.Queue()", json!([1])).unwrap_err();
        assert!(error.message.contains("asyncio.Queue is not there"), "{error}");
    });
}

#[test]
fn values_take_the_forms_of_the_contract() {
    started(|| {
        let value = json!([null, true, 1, 2.5, 42.0, "ä", [1, [2]], {"b": 1, "a": {"c": []}}]);
        assert_eq!(outputs("def process(self, x): return x", json!([value.clone()])), value);
        let body = "def process(self, x): return (10**30, float('nan'), (1,), {3, 1, 2}, b'hi')";
        let expected = json!([1e30, null, [1], [1, 2, 3], {"__bytes__": true, "data": "aGk="}]);
        assert_eq!(outputs(body, json!([0])), expected);
        let error = node("class Author:\n    def process(self, x): return {1: 2}", json!([0])).unwrap_err();
        assert!(error.message.contains("TypeError"), "{error}");
        let error = node(
            "class Author:\n    def process(self, x):\n        x = []\n        x.append(x)\n        return x",
            json!([0]),
        )
        .unwrap_err();
        assert!(error.message.contains("RecursionError"), "{error}");
    });
}

#[test]
fn audio_and_tensors_come_in_and_go_out() {
    started(|| {
        let source = "
from remotemedia import Audio
class Author:
    def process(self, x):
        if isinstance(x, Audio):
            return Audio([-s for s in x.samples], x.sample_rate, x.channels, x.start)
        return x
";
        let mut session = common::open(chain(&[("n", "Author", json!({}))], source));
        let tensor = Tensor::new(vec![1, 0, 2, 0].into(), vec![2], "int16".into()).unwrap();
        let audio = Audio { start: Some(7), ..Audio::new(vec![0.5, -0.25], 16_000, 2) };
        session.push(None, Value::Audio(audio)).unwrap();
        session.push(None, Value::Tensor(tensor.clone())).unwrap();
        let mut values = common::work(&mut session).into_iter().filter_map(|event| match event {
            Event::Output { value, .. } => Some(value),
            Event::Failure(error) => panic!("{error}"),
            _ => None,
        });
        let Some(Value::Audio(audio)) = values.next() else { panic!("no audio") };
        assert_eq!((audio.samples.as_slice(), audio.sample_rate, audio.channels), ([-0.5, 0.25].as_slice(), 16_000, 2));
        assert_eq!(audio.start, Some(7));
        let Some(Value::Tensor(same)) = values.next() else { panic!("no tensor") };
        assert_eq!(same, tensor);
    });
}

#[test]
fn nothing_reaches_files_the_environment_or_sockets() {
    started(|| {
        let tries = [
            ("open('/etc/passwd')", "PermissionError"),
            ("__import__('io').open('/etc/passwd')", "PermissionError"),
            ("__import__('io').FileIO('/etc/passwd')", "AttributeError"),
            ("__import__('os').listdir('/')", "AttributeError"),
            ("__import__('os').open('/etc/passwd', 0)", "AttributeError"),
            ("__import__('posix').open('/etc/passwd', 0)", "AttributeError"),
            ("__import__('pathlib')", "ModuleNotFoundError"),
            ("__import__('socket')", "ModuleNotFoundError"),
            ("__import__('_socket')", "ModuleNotFoundError"),
            ("__import__('subprocess')", "ModuleNotFoundError"),
            ("__import__('pickle')", "ModuleNotFoundError"),
            ("__import__('ctypes')", "ModuleNotFoundError"),
        ];
        for (expression, exception) in tries {
            let error =
                node(&format!("class Author:\n    def process(self, x): return {expression}"), json!([0])).unwrap_err();
            assert_eq!(python(&error).exception, exception, "{expression}: {error}");
        }
        std::env::set_var("RM_SECRET", "x");
        assert_eq!(outputs("def process(self, x): return dict(__import__('os').environ)", json!([0])), json!({}));
    });
}

#[test]
fn recursion_ends_in_an_exception_and_the_limit_cannot_be_raised() {
    started(|| {
        let cases = [
            "def process(self, x): return self.process(x)",
            "def process(self, x): return sorted([x, x], key=self.process)",
            "def __getattr__(self, name): return getattr(self, name + 'x')\ndef process(self, x): return self.missing",
        ];
        for body in cases {
            let error = node(&format!("class Author:\n    {}", body.replace('\n', "\n    ")), json!([0])).unwrap_err();
            assert_eq!(python(&error).exception, "RecursionError", "{error}");
        }
        let error = node("class Author:\n    def process(self, x): __import__('sys').setrecursionlimit(10**6)", json!([0]))
            .unwrap_err();
        assert_eq!(python(&error).exception, "ValueError");
    });
}

#[test]
fn errors_tell_kind_place_and_the_authors_frames() {
    started(|| {
        let error = node("class Author:\n    def process(self, x):\n        return x +* 1", json!([0])).unwrap_err();
        assert_eq!(
            (error.kind, python(&error).module.as_str(), python(&error).line),
            (ErrorKind::PythonSyntax, "author", 3),
            "{error}"
        );
        let source = "def half(x):\n    return 1 / x\nclass Author:\n    def process(self, x):\n        return half(x)";
        let error = node(source, json!([0])).unwrap_err();
        assert_eq!(error.message, "Failed to process data in CPython node Author: ZeroDivisionError: division by zero");
        let frames: Vec<_> =
            python(&error).frames.iter().map(|frame| (frame.function.as_str(), frame.line, frame.source.as_str())).collect();
        assert_eq!(frames, [("process", 5, "return half(x)"), ("half", 2, "return 1 / x")]);
        let error = node("import numpy\nclass Author: pass", json!([0])).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PythonImport);
        let error = node("class Other:\n    def process(self, x): pass", json!([0])).unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnknownNodeType);
    });
}

#[test]
fn modules_import_each_other_and_the_library_is_there() {
    started(|| {
        let mut json = chain(&[("n", "Author", json!({}))], "");
        json["python"]["modules"] = json!({
            "first": "import second\nclass Author:\n    def process(self, x): return second.double(x)",
            "second": "def double(x): return 2 * x",
        });
        assert_eq!(batch(json.clone(), json!([4])).unwrap(), json!(8));
        json["python"]["modules"] = json!({"json": "class Author: pass"});
        assert!(batch(json, json!([4])).unwrap_err().message.contains("is taken"));
        let body = "def process(self, x):\n    import dataclasses, datetime, json, re, statistics\n    @dataclasses.dataclass\n    class P:\n        a: int\n    return [P(1), datetime.date(2020, 1, 2), json.loads('[1]'), re.sub('b+', 'c', 'abb'), statistics.mean([1, 3])]";
        assert_eq!(outputs(body, json!([0])), json!([{"a": 1}, "2020-01-02", [1], "ac", 2]));
    });
}

#[test]
fn the_librarys_nodes_do_what_the_contract_says() {
    started(|| {
        let run =
            |node_type: &str, params: Json, inputs: Json| batch(chain(&[("n", node_type, params)], ""), inputs).unwrap();
        let text =
            run("TextProcessorNode", json!({}), json!([{"text": "ab cd", "operations": ["uppercase", "word_count"]}]));
        assert_eq!(text["results"], json!({"uppercase": "AB CD", "word_count": 2}));
        assert_eq!(run("BufferNode", json!({"buffer_size": 2}), json!([1, 2, 3])), json!([[1, 2], [3]]));
        assert_eq!(run("StatefulCounter", json!({}), json!(["a", "b"])), json!([[0], [1]]));
        assert_eq!(run("DataTransformNode", json!({"operation": "double"}), json!([1, 2])), json!([2, 4]));
        let code =
            run("CodeExecutorNode", json!({}), json!([{"code": "import math\nresult = math.sqrt(input_data)", "input": 9}]));
        assert_eq!(code["result"], json!(3.0));
        let refused = run("CodeExecutorNode", json!({}), json!([{"code": "open('x')", "input": 9}]));
        // Not NameError, as with CPython: RustPython's exec() does not ask the scope for its __builtins__.
        assert_eq!(refused["error"], json!("PermissionError: this interpreter has no files"));
    });
}
