//! docs/values.md: its examples as they stand, and random values of every kind.

mod common;

use common::{batch, chain, python};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use remotemedia_runtime::{ErrorKind, Event, Session, Value};
use serde_json::{json, Value as Json};

const SOURCE: &str = "
import array, collections, dataclasses, datetime, enum, math, pathlib, uuid
from decimal import Decimal
from fractions import Fraction
from remotemedia import Audio, Tensor

@dataclasses.dataclass
class Point:
    x: object
    tags: object = None
class Colour(enum.Enum):
    RED = 'red'
    BOTH = frozenset({1, 2})
class Rank(enum.IntEnum):
    HIGH = 3
class Name(enum.StrEnum):
    ANNA = 'anna'
class Mode(enum.Flag):
    R = 4
Pair = collections.namedtuple('Pair', 'a b')

class Same:
    def process(self, x): return x
class Evaluate:
    def process(self, text): return eval(text)
class Compare:
    '''Whether an item is, to the type, what a Python expression gives.'''
    def process(self, item):
        value, text = item
        return alike(value, eval(text))

def alike(a, b):
    if type(a) is not type(b): return f'{a!r} is no {b!r}'
    if isinstance(a, Tensor): a, b = [(t.data.tobytes(), t.shape, t.dtype) for t in (a, b)]
    if isinstance(a, dict): return list(a) == list(b) and all(alike(a[k], b[k]) is True for k in a)
    if isinstance(a, list): return len(a) == len(b) and all(alike(x, y) is True for x, y in zip(a, b))
    return a == b or f'{a!r} is not {b!r}'
";

struct Node(Session);

impl Node {
    fn open(node_type: &str) -> Node {
        Node(common::open(chain(&[("n", node_type, json!({}))], SOURCE)))
    }

    /// The one output for an item given as JSON text, as JSON text.
    fn ask(&mut self, text: &str) -> String {
        self.0.push(None, serde_json::from_str(text).unwrap()).unwrap();
        match common::work(&mut self.0).into_iter().next() {
            Some(Event::Output { value, .. }) => value.to_json(),
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// The last cell of a table's rows where it is `left` → `right`, by the heading above.
fn examples(heading: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/values.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter_map(|line| line.strip_suffix("` |")?.rsplit_once(" | `")?.1.split_once("` → `"));
    rows.map(|(left, right)| (left.to_string(), right.to_string())).collect()
}

#[test]
fn the_documented_examples_into_python_hold() {
    let _python = python();
    let examples = examples("Into Python");
    assert!(examples.len() >= 11, "{}", examples.len());
    let mut node = Node::open("Compare");
    for (input, expression) in examples {
        assert_eq!(node.ask(&format!("[{input}, {}]", json!(expression))), "true", "{input}");
    }
}

#[test]
fn the_documented_examples_out_of_python_hold() {
    let _python = python();
    let examples = examples("Out of Python");
    assert!(examples.len() >= 22, "{}", examples.len());
    let mut node = Node::open("Evaluate");
    for (expression, output) in examples {
        // As text: 42.0 is not 42, and keys have their order.
        let expected = serde_json::from_str::<Json>(&output).unwrap().to_string();
        assert_eq!(node.ask(&json!(expression).to_string()), expected, "{expression}");
    }
}

fn check<S: Strategy>(strategy: S, mut test: impl FnMut(S::Value)) {
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let cell = std::cell::RefCell::new(&mut test);
    runner.run(&strategy, |value| Ok((cell.borrow_mut())(value))).unwrap();
}

/// JSON text that no envelope can be made of by chance, and the same text as it must come back.
fn any_json() -> impl Strategy<Value = (String, String)> {
    let same = |text: String| (text.clone(), text);
    let text = || any::<String>().prop_map(|text| json!(text).to_string());
    let leaf = prop_oneof![
        Just("null".to_string()).prop_map(same),
        any::<bool>().prop_map(|flag| flag.to_string()).prop_map(same),
        any::<i64>().prop_map(|number| number.to_string()).prop_map(same),
        (i64::MAX as u64 + 1..=u64::MAX).prop_map(|number| (number.to_string(), json!(number as f64).to_string())),
        any::<f64>().prop_filter("JSON has no NaN", |number| number.is_finite()).prop_map(|number| json!(number).to_string()).prop_map(same),
        text().prop_map(same),
    ];
    let join = |items: Vec<(String, String)>, open: &str, close: &str| {
        let (sent, back): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        (format!("{open}{}{close}", sent.join(",")), format!("{open}{}{close}", back.join(",")))
    };
    leaf.prop_recursive(6, 48, 6, move |inner| {
        let entries = proptest::collection::hash_map(text(), inner.clone(), 0..6);
        let entry = |(key, (sent, back))| (format!("{key}:{sent}"), format!("{key}:{back}"));
        prop_oneof![
            proptest::collection::vec(inner, 0..6).prop_map(move |items| join(items, "[", "]")),
            entries.prop_map(move |map| join(map.into_iter().map(entry).collect(), "{", "}")),
        ]
    })
}

#[test]
fn any_json_comes_back_from_python_as_it_was() {
    let _python = python();
    let mut node = Node::open("Same");
    // In an array, since a bare null drops the item.
    check(any_json(), |(sent, back)| assert_eq!(node.ask(&format!("[{sent}]")), format!("[{back}]")));
}

/// A Python expression and the JSON it must leave as.
fn any_object() -> impl Strategy<Value = (String, Json)> {
    let text = || any::<String>();
    let quoted = |text: &str| format!("{}.decode()", byte_literal(text.as_bytes()));
    let bytes = |bytes: Vec<u8>| common::value(json!({"__bytes__": true, "data": base64(&bytes)})).to_json();
    let bytes = move |data: Vec<u8>| serde_json::from_str::<Json>(&bytes(data)).unwrap();
    let leaf = prop_oneof![
        any::<i128>().prop_map(|n| (n.to_string(), i64::try_from(n).map_or(json!(n as f64), |n| json!(n)))),
        any::<f64>().prop_map(|n| (format!("float('{n}')"), json!(n))),
        (any::<i32>(), -300i32..300).prop_map(|(n, e)| (format!("Decimal('{n}e{e}')"), json!(format!("{n}e{e}").parse::<f64>().unwrap()))),
        (any::<i16>(), 1u16..).prop_map(|(n, d)| (format!("Fraction({n}, {d})"), json!(f64::from(n) / f64::from(d)))),
        any::<bool>().prop_map(|b| (if b { "True" } else { "False" }.into(), json!(b))),
        text().prop_map(move |s| (quoted(&s), json!(s))),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(move |b| (byte_literal(&b), bytes(b))),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(move |b| (format!("bytearray({})", byte_literal(&b)), bytes(b))),
        proptest::collection::btree_set(any::<i32>(), 0..9).prop_map(|s| (format!("frozenset({s:?})").replace("{}", ""), json!(s))),
        proptest::collection::btree_set(text(), 1..6).prop_map(move |s| (format!("{{{}}}", s.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(",")), json!(s))),
        proptest::collection::vec(any::<i16>(), 0..9).prop_map(|v| (format!("array.array('h', {v:?})"), json!(v))),
        proptest::collection::vec(any::<u32>(), 0..9).prop_map(|v| (format!("memoryview(array.array('I', {v:?}))"), json!(v))),
        proptest::collection::vec(any::<i16>(), 0..9).prop_map(|v| (format!("collections.deque({v:?})"), json!(v))),
        (0i64..20).prop_map(|n| (format!("range({n})"), json!((0..n).collect::<Vec<_>>()))),
        (1u32..9999, 1u32..13, 1u32..29, 0u32..86_400).prop_map(|(y, m, d, s)| {
            let (h, mi, s) = (s / 3600, s / 60 % 60, s % 60);
            (format!("datetime.datetime({y}, {m}, {d}, {h}, {mi}, {s})"), json!(format!("{y:04}-{m:02}-{d:02}T{h:02}:{mi:02}:{s:02}")))
        }),
        (1u32..9999, 1u32..13, 1u32..29).prop_map(|(y, m, d)| (format!("datetime.date({y}, {m}, {d})"), json!(format!("{y:04}-{m:02}-{d:02}")))),
        any::<i32>().prop_map(|s| (format!("datetime.timedelta(seconds={s})"), json!(f64::from(s)))),
        any::<u128>().prop_map(|n| {
            let h = format!("{n:032x}");
            let text = format!("{}-{}-{}-{}-{}", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..]);
            (format!("uuid.UUID(int={n})"), json!(text))
        }),
        "[a-z/]{1,9}".prop_map(|p| (format!("pathlib.PurePosixPath('/x') / 'y{}'", p.replace('/', "_")), json!(format!("/x/y{}", p.replace('/', "_"))))),
        Just(("Colour.RED".into(), json!("red"))),
        Just(("Colour.BOTH".into(), json!([1, 2]))),
        Just(("Rank.HIGH".into(), json!(3))),
        Just(("Name.ANNA".into(), json!("anna"))),
        Just(("Mode.R".into(), json!(4))),
        Just(("None".into(), Json::Null)),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let items = || proptest::collection::vec(inner.clone(), 1..5);
        let list = |items: Vec<(String, Json)>| -> (String, Json) {
            let (sources, values): (Vec<_>, Vec<_>) = items.into_iter().unzip();
            (sources.join(", "), json!(values))
        };
        prop_oneof![
            items().prop_map(move |i| { let (s, v) = list(i); (format!("[{s}]"), v) }),
            items().prop_map(move |i| { let (s, v) = list(i); (format!("({s},)"), v) }),
            items().prop_map(move |i| { let (s, v) = list(i); (format!("collections.deque([{s}])"), v) }),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("Pair({}, {})", a.0, b.0), json!([a.1, b.1]))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| (format!("Point({}, {})", a.0, b.0), json!({"x": a.1, "tags": b.1}))),
            inner.clone().prop_map(|a| (format!("{{'key': {}}}", a.0), json!({"key": a.1}))),
        ]
    })
}

fn byte_literal(bytes: &[u8]) -> String {
    format!("b'{}'", bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>())
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn any_object_leaves_python_in_its_documented_form() {
    let _python = python();
    let mut node = Node::open("Evaluate");
    check(any_object(), |(expression, expected)| {
        assert_eq!(node.ask(&json!(format!("[{expression}]")).to_string()), json!([expected]).to_string(), "{expression}");
    });
}

#[test]
fn nan_stays_nan_between_python_nodes() {
    let _python = python();
    let source = "
class Make:
    def process(self, x): return [float('nan'), float('-inf')]
class See:
    def process(self, x): return [str(n) for n in x]
";
    let both = chain(&[("m", "Make", json!({})), ("s", "See", json!({}))], source);
    assert_eq!(batch(both, json!([1])).unwrap(), json!(["nan", "-inf"]));
}

#[test]
fn numbers_beyond_every_float_are_an_error() {
    let _python = python();
    let error = batch(chain(&[("n", "Evaluate", json!({}))], SOURCE), json!(["10**400"])).unwrap_err();
    assert!(error.message.contains("OverflowError: int too large to convert to float"), "{error}");
}

/// Once a stack overflow: the plain forms of a dataclass that leads back to itself have no end.
#[test]
fn an_object_inside_itself_is_a_reference_there() {
    let _python = python();
    let source = "
import collections, dataclasses
@dataclasses.dataclass
class Tree:
    name: str
    parent: object = None
    leaves: list = dataclasses.field(default_factory=list)
class Author:
    def process(self, kind):
        if kind == 'deque':
            d = collections.deque(); d.append(d)
            return d
        if kind == 'deep':
            t = None
            for i in range(1000): t = Tree(str(i), t)
            return t
        root = Tree('root')
        root.leaves = [Tree('a', root), Tree('b', root)]
        return root
";
    let run = |kind: &str| batch(chain(&[("n", "Author", json!({}))], source), json!([kind])).unwrap();
    let tree = run("tree");
    assert_eq!((&tree["name"], &tree["leaves"][1]["name"]), (&json!("root"), &json!("b")));
    assert_eq!((&tree["leaves"][1]["parent"]["__pyobj__"], &tree["leaves"][1]["parent"]["type"]), (&json!(true), &json!("Tree")));
    assert_eq!(run("deque")[0]["type"], "deque");
    let mut levels = 0;
    let mut deep = &run("deep");
    while deep.get("name").is_some() {
        (deep, levels) = (&deep["parent"], levels + 1);
    }
    assert!(deep["__pyobj__"] == true && levels > 50, "{levels}");
}

#[test]
fn a_dataclass_that_json_cannot_tell_stays_a_reference() {
    let _python = python();
    let json = batch(chain(&[("n", "Evaluate", json!({}))], SOURCE), json!(["Point({1: 2})"])).unwrap();
    assert_eq!((&json["__pyobj__"], &json["type"]), (&json!(true), &json!("Point")));
}

#[test]
fn a_pickle_is_refused_on_its_way_into_python_and_only_there() {
    let _python = python();
    let pickled = json!({"__pickled__": true, "data": "gASVBQAAAAAAAABLAS4=", "type": "int"});
    let same = || chain(&[("n", "Same", json!({}))], SOURCE);
    for (item, refused) in [
        (pickled.clone(), true),
        (json!([[{"deep": pickled}]]), true),
        (json!({"__pickled__": false, "data": ""}), false),
        (json!({"__pickled__": "yes"}), false),
    ] {
        match batch(same(), json!([item])) {
            Ok(output) => assert!(!refused && output == item, "{item}"),
            Err(error) => {
                assert!(refused, "{error}");
                let text = error.to_string();
                assert!(text.starts_with("Execution error: Failed to process data in CPython node Same: ValueError: pickles are never loaded"), "{text}");
                assert!(text.contains("send the value as JSON") && text.contains("__bytes__"), "{text}");
                assert_eq!((error.kind, error.node_id.as_str()), (ErrorKind::PythonException, "n"));
            }
        }
    }
    let as_parameter = batch(chain(&[("n", "BufferNode", json!({"buffer_size": pickled}))], ""), json!([1])).unwrap_err();
    assert!(as_parameter.to_string().contains("pickles are never loaded"), "{as_parameter}");
    let through_rust = chain(&[("p", "PassThrough", json!({}))], "");
    assert_eq!(batch(through_rust, json!([pickled])).unwrap(), pickled);
    let made_in_python = chain(&[("a", "Evaluate", json!({})), ("b", "Same", json!({}))], SOURCE);
    assert!(batch(made_in_python, json!(["{'__pickled__': True}"])).is_err());
}

#[test]
fn text_that_is_no_unicode_is_an_error() {
    assert!(serde_json::from_str::<Value>(r#""\ud800""#).is_err());
    let _python = python();
    let error = batch(chain(&[("n", "Evaluate", json!({}))], SOURCE), json!(["chr(0xd800)"])).unwrap_err();
    assert!(error.message.contains("UnicodeEncodeError"), "{error}");
}
