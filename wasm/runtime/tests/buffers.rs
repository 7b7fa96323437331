//! Arrays in all their forms, and large buffers that cross into Python and back without being copied.

mod common;
#[path = "common/allocations.rs"]
mod allocations;

use base64::{engine::general_purpose::STANDARD as BASE64, Engine};
use common::{batch, chain, python, value};
use proptest::prelude::*;
use remotemedia_runtime::value::{Audio, Tensor};
use remotemedia_runtime::{Event, Session, Value};
use serde_json::{json, Value as Json};
use std::sync::Arc;

const DTYPES: [(&str, usize); 14] = [
    ("bool", 1), ("int8", 1), ("uint8", 1), ("int16", 2), ("uint16", 2), ("float16", 2), ("int32", 4), ("uint32", 4),
    ("float32", 4), ("int64", 8), ("uint64", 8), ("float64", 8), ("complex64", 8), ("complex128", 16),
];

const SEES: &str = "
class Author:
    def process(self, t):
        assert type(t.data) is memoryview and t.data.readonly and t.data.format == 'B'
        yield [type(t.shape).__name__, list(t.shape), t.dtype, t.data.nbytes]
        yield t
";

fn long_form(shape: &[usize], dtype: &str, data: &[u8]) -> Json {
    let one_axis = shape.iter().filter(|&&length| length > 1).count() <= 1;
    json!({"__numpy__": true, "array": {"data": BASE64.encode(data), "meta": {
        "c_contiguous": true, "dtype": dtype, "f_contiguous": one_axis, "shape": shape, "size": shape.iter().product::<usize>()}}})
}

/// What a node sees of an item, and what it gives back.
fn seen(items: Json) -> Vec<Json> {
    let Json::Array(outputs) = batch(chain(&[("n", "Author", json!({}))], SEES), items).unwrap() else { panic!() };
    outputs
}

#[test]
fn every_dtype_and_shape_goes_in_by_three_forms_and_out_by_one() {
    let _python = python();
    for (dtype, size) in DTYPES {
        for shape in [vec![], vec![0], vec![1], vec![5], vec![2, 3], vec![0, 7], vec![3, 0, 2], vec![1, 4, 1], vec![1; 64]] {
            let bytes = size * shape.iter().product::<usize>();
            let data: Vec<u8> = (0..bytes).map(|at| (at * 37 + 250) as u8).collect();
            let long = long_form(&shape, dtype, &data);
            let text = BASE64.encode(&data);
            let short = json!({"__numpy__": true, "array": {"meta": {"dtype": dtype, "shape": shape}, "data": text}});
            let flat = json!({"dtype": dtype, "shape": shape, "data": text});
            let mut marked = flat.clone();
            marked["__numpy__"] = json!(true);
            let outputs = seen(json!([long, short, flat, marked]));
            for pair in outputs.chunks(2) {
                assert_eq!(pair[0], json!(["tuple", shape, dtype, bytes]));
                // As text, so that the order of the keys counts too.
                assert_eq!(pair[1].to_string(), long.to_string());
            }
            assert_eq!(outputs.len(), 8);
        }
    }
}

#[test]
fn what_is_no_array_stays_an_object() {
    let array = |shape: Json, dtype: &str, data: &str| json!({"__numpy__": true, "array": {"meta": {"shape": shape, "dtype": dtype}, "data": data}});
    let million = json!(vec![1; 1_000_000]);
    for broken in [
        array(json!([1u64 << 62, 4]), "int8", ""),
        array(json!([1u64 << 32, 1u64 << 32]), "int8", ""),
        array(json!([1u64 << 61, 8]), "float64", ""),
        array(json!([i64::MAX]), "int8", "AA=="),
        array(json!([-1]), "int8", "AA=="),
        array(json!([1.0]), "int8", "AA=="),
        array(json!(["1"]), "int8", "AA=="),
        array(json!([null]), "int8", "AA=="),
        array(json!(1), "int8", "AA=="),
        array(million, "int8", "AA=="),
        array(json!(vec![1; 65]), "int8", "AA=="),
        array(json!([2]), "int8", "AA=="),
        array(json!([1]), "int8", "no base64!"),
        array(json!([1]), "int24", "AAAA"),
        array(json!([1]), "int+8", "AA=="),
        array(json!([1]), "intricate8", "AA=="),
        array(json!([1]), "object", "AAAAAAAAAAA="),
        array(json!([1]), "<i2", "AAA="),
        array(json!([1]), "", "AA=="),
        json!({"__numpy__": true}),
        json!({"__numpy__": true, "array": [], "dtype": "int8", "shape": [1], "data": "AA=="}),
        json!({"__numpy__": "true", "array": {"meta": {"shape": [1], "dtype": "int8"}, "data": "AA=="}}),
        json!({"dtype": "int8", "shape": [1], "data": "AA==", "name": "a form"}),
        json!({"dtype": "int8", "shape": [1], "data": [0]}),
        json!({"__bytes__": true, "data": "?"}),
        json!({"__bytes__": true}),
        json!({"__bytes__": 1, "data": "AA=="}),
    ] {
        let read = value(broken.clone());
        assert!(matches!(read, Value::Object(_)), "{:.200}", broken.to_string());
        assert!(serde_json::to_value(&read).unwrap() == broken, "it changed: {:.200}", broken.to_string());
    }
}

#[test]
fn a_shape_whose_product_overflows_behind_a_zero_is_counted_by_its_bytes() {
    let tensor = Tensor::new(Vec::new().into(), vec![0, u64::MAX, u64::MAX], "float64".into()).unwrap();
    assert!(Value::Tensor(tensor.clone()).to_json().contains("\"size\":0"));
    assert_eq!(tensor.strides().len(), 3);
    let hidden = vec![u64::MAX, 2, 0];
    assert!(Tensor::new(Vec::new().into(), hidden, "int8".into()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_array_comes_back_byte_by_byte(which in 0usize..14, shape in proptest::collection::vec(0usize..5, 0..5), seed in any::<u8>()) {
        let _python = python();
        let (dtype, size) = DTYPES[which];
        let data: Vec<u8> = (0..size * shape.iter().product::<usize>()).map(|at| (at as u8).wrapping_mul(31) ^ seed).collect();
        let long = long_form(&shape, dtype, &data);
        prop_assert_eq!(seen(json!([long]))[1].to_string(), long.to_string());
    }
}

/// 1 MB of samples.
const SAMPLES: usize = 1 << 18;
const LARGE: usize = SAMPLES * 4;

fn samples() -> Arc<Vec<f32>> {
    Arc::new((0..SAMPLES).map(|n| (n % 1000) as f32 / 1000.0).collect())
}

fn live(source: &str) -> Session {
    common::open(chain(&[("n", "Author", json!({}))], source))
}

/// The outputs for one item, and how many blocks as large as its buffer Rust allocated on the way.
fn through(session: &mut Session, item: Value) -> (Vec<Value>, usize) {
    allocations::large(LARGE, || {
        session.push(None, item).unwrap();
        let mut values = Vec::new();
        for event in common::work(session) {
            match event {
                Event::Output { value, .. } => values.push(value),
                Event::Failure(error) => panic!("{error} {:?}", error.python),
                _ => {}
            }
        }
        values
    })
}

fn audio(samples: &Arc<Vec<f32>>) -> Value {
    Value::Audio(Audio { samples: samples.clone(), ..Audio::new(vec![], 16_000, 1) })
}

#[test]
fn a_large_buffer_passes_through_python_uncopied() {
    let _python = python();
    let samples = samples();
    let mut session = live("class Author:\n    def process(self, x): return x");
    let (out, copies) = through(&mut session, audio(&samples));
    let Value::Audio(back) = &out[0] else { panic!("{out:?}") };
    assert!(Arc::ptr_eq(&back.samples, &samples));
    assert_eq!(copies, 0);

    let data: Arc<[u8]> = vec![7u8; LARGE].into();
    let tensor = Tensor::new(data.clone(), vec![SAMPLES as u64], "float32".into()).unwrap();
    let (out, copies) = through(&mut session, Value::Tensor(tensor));
    let Value::Tensor(back) = &out[0] else { panic!("{out:?}") };
    assert!(Arc::ptr_eq(&back.data, &data));
    assert_eq!(copies, 0);
}

#[test]
fn audio_made_in_python_of_the_same_view_is_the_same_buffer() {
    let _python = python();
    let source = "
from remotemedia import Audio, Tensor
class Author:
    def process(self, a):
        yield Audio(a.samples, 8000)
        yield Audio(memoryview(a.samples), 8000)
        yield Audio(a.samples[:], 8000, 2)
";
    let samples = samples();
    let (out, copies) = through(&mut live(source), audio(&samples));
    for value in &out {
        let Value::Audio(back) = value else { panic!("{value:?}") };
        assert!(Arc::ptr_eq(&back.samples, &samples) && back.sample_rate == 8000);
    }
    assert_eq!((out.len(), copies), (3, 0));
}

#[test]
fn audio_made_of_an_array_is_copied_once() {
    let _python = python();
    let source = "
import array
from remotemedia import Audio
class Author:
    def process(self, a):
        return Audio(array.array('f', bytes(4)) * len(a.samples), 8000)
";
    let (out, copies) = through(&mut live(source), audio(&samples()));
    assert!(matches!(&out[0], Value::Audio(made) if made.samples.len() == SAMPLES));
    assert_eq!(copies, 1);
}

#[test]
fn a_fan_out_shares_the_buffer() {
    let _python = python();
    let source = "class Author:\n    def process(self, x): return x";
    let node = |id: &str, node_type: &str| json!({"id": id, "node_type": node_type});
    let json = json!({"version": "v1", "metadata": {"name": "t"}, "python": {"modules": {"author": source}},
        "nodes": [node("s", "PassThrough"), node("a", "Author"), node("b", "Author"), node("c", "PassThrough")],
        "connections": [{"from": "s", "to": "a"}, {"from": "s", "to": "b"}, {"from": "s", "to": "c"}]});
    let samples = samples();
    let (out, copies) = through(&mut common::open(json), audio(&samples));
    assert!(out.len() == 3 && copies == 0);
    assert!(out.iter().all(|value| matches!(value, Value::Audio(back) if Arc::ptr_eq(&back.samples, &samples))));
}

#[test]
fn views_do_what_views_do() {
    let _python = python();
    let source = "
import array, struct
from remotemedia import Audio, Tensor
def raises(kind, call):
    try:
        call()
    except kind:
        return True
    raise AssertionError(f'no {kind.__name__}')
class Author:
    def process(self, a):
        s = a.samples
        raises(TypeError, lambda: s.__setitem__(0, 1.0))
        raises(TypeError, lambda: s.cast('B').__setitem__(slice(0, 4), bytes(4)))
        raises(IndexError, lambda: s[len(s)])
        assert struct.unpack_from('<2f', s, 4) == (s[1], s[2])
        assert memoryview(s).obj is s.obj
        assert array.array('f', s)[5] == s[5] and array.array('f', s.tobytes()) == array.array('f', s)
        assert s[10:20].tolist() == s.tolist()[10:20] and s[::-1][0] == s[-1]
        assert len(s.cast('B')) == 4 * len(s) and s.cast('B').cast('f')[3] == s[3]
        assert bytes(s[1:2]) == struct.pack('<f', s[1])
        part = Audio(s[1:3], 8000).samples
        assert part.tolist() == s[1:3].tolist() and part.obj is not s.obj
        with memoryview(s) as own:
            assert own[1] == s[1]
        raises(ValueError, lambda: own[1])
        t = Tensor(s.cast('B'), [len(s)], 'float32')
        assert t.data.cast('f')[7] == s[7]
        raises(TypeError, lambda: t.data.__setitem__(0, 0))
        s.release()
        raises(ValueError, lambda: s[0])
        raises(ValueError, lambda: Audio(s, 8000))
        return 'done'
";
    let (out, _) = through(&mut live(source), audio(&samples()));
    assert_eq!(out[0].as_str(), Some("done"));
}

#[test]
fn an_item_whose_view_was_released_is_an_error() {
    let _python = python();
    let mut session = live("class Author:\n    def process(self, a):\n        a.samples.release()\n        return a");
    session.push(None, audio(&samples())).unwrap();
    let events = common::events(&mut session);
    assert!(events[0].2.as_str().unwrap().contains("ValueError: operation forbidden on released memoryview"), "{events:?}");
}

/// The view keeps the memory, whatever becomes of the item, its node and its session.
#[test]
fn a_view_outlives_its_node() {
    let _python = python();
    let keep = "
import sys
class Author:
    def process(self, a):
        sys.kept = a.samples[2:6]
        return None
";
    let samples = samples();
    let mut first = live(keep);
    through(&mut first, audio(&samples));
    drop(first);
    assert_eq!(Arc::strong_count(&samples), 2);
    let weak = Arc::downgrade(&samples);
    drop(samples);
    let look = "
import gc, sys
class Author:
    def process(self, x):
        gc.collect()
        kept = sys.kept.tolist()
        del sys.kept
        return kept
";
    let (out, _) = through(&mut live(look), Value::Null);
    assert_eq!(out[0].to_json(), "[0.0020000000949949026,0.003000000026077032,0.004000000189989805,0.004999999888241291]");
    assert!(weak.upgrade().is_none(), "nobody holds the view, and its memory is still there");
}
