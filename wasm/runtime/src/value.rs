//! The values that flow between nodes.
//!
//! JSON-like data is a tree; audio, tensors and bytes are shared buffers, so that fan-out copies a pointer. A Python
//! object that has no other form stays itself on its way to the next Python node.

mod envelope;

use crate::python::Opaque;
use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use std::sync::Arc;

pub use envelope::dtype_size;

/// Keeps the order in which keys were written.
pub type Map = IndexMap<String, Value>;

#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(String),
    Array(Vec<Value>),
    Object(Map),
    Audio(Audio),
    Tensor(Tensor),
    Bytes(Arc<[u8]>),
    Python(Opaque),
}

/// Interleaved float32 samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    pub samples: Arc<Vec<f32>>,
    /// Hz.
    pub sample_rate: u32,
    pub channels: u32,
    /// Index of the first frame in its stream, at this sample rate. `None` from a host or a Python node that does not
    /// say; the session fills it in before the next node sees the item.
    pub start: Option<u64>,
}

impl Audio {
    /// Audio whose place in the stream the session fills in.
    pub fn new(samples: Vec<f32>, sample_rate: u32, channels: u32) -> Audio {
        Audio { samples: Arc::new(samples), sample_rate, channels, start: None }
    }

    /// Index of the first frame; a stream that nobody placed begins at 0.
    pub fn first(&self) -> u64 {
        self.start.unwrap_or(0)
    }

    /// First and last moment, in seconds of its stream.
    pub fn span(&self) -> Span {
        let rate = f64::from(self.sample_rate.max(1));
        (self.first() as f64 / rate, (self.first() + self.frames() as u64) as f64 / rate)
    }

    /// Samples per channel.
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels.max(1) as usize
    }
}

/// NumPy's own limit.
const MAX_DIMENSIONS: usize = 64;

/// A block of numbers in C order, named as NumPy names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    pub data: Arc<[u8]>,
    pub shape: Vec<u64>,
    /// `float32`, `int16`, …
    pub dtype: String,
}

impl Tensor {
    /// Numbers whose bytes fit their shape.
    ///
    /// # Errors
    /// A sentence about what does not fit.
    pub fn new(data: Arc<[u8]>, shape: Vec<u64>, dtype: String) -> Result<Tensor, String> {
        if shape.len() > MAX_DIMENSIONS {
            return Err(format!("an array has at most {MAX_DIMENSIONS} dimensions, not {}", shape.len()));
        }
        let size = dtype_size(&dtype).ok_or_else(|| format!("unknown dtype '{dtype}': use NumPy's names, such as float32"))?;
        let wanted = shape.iter().try_fold(size, |product, length| product.checked_mul(*length));
        if wanted != Some(data.len() as u64) {
            return Err(format!("{} bytes are no {dtype} array of shape {shape:?}", data.len()));
        }
        Ok(Tensor { data, shape, dtype })
    }

    /// Bytes from one element to the next, by dimension.
    pub fn strides(&self) -> Vec<i64> {
        let mut step = dtype_size(&self.dtype).unwrap_or(1) as i64;
        let mut strides: Vec<i64> = Vec::with_capacity(self.shape.len());
        for &length in self.shape.iter().rev() {
            strides.push(step);
            step = step.saturating_mul(length as i64);
        }
        strides.reverse();
        strides
    }

    /// C order is Fortran order too when at most one dimension is longer than 1.
    pub fn f_contiguous(&self) -> bool {
        self.shape.iter().filter(|&&length| length > 1).count() <= 1
    }
}

/// First and last moment of a sound, in seconds of its stream.
pub type Span = (f64, f64);

/// How large a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Samples, array elements, text and keys.
    pub bytes: u64,
    /// Levels of arrays and objects in each other.
    pub depth: u32,
}

impl Value {
    pub fn measure(&self) -> Measure {
        let inside = |sum: Measure, value: &Value| {
            let inner = value.measure();
            Measure { bytes: sum.bytes + inner.bytes, depth: sum.depth.max(inner.depth + 1) }
        };
        let leaf = |bytes: usize| Measure { bytes: bytes as u64, depth: 0 };
        match self {
            Value::Null | Value::Python(_) => leaf(0),
            Value::Bool(_) => leaf(1),
            Value::Int(_) | Value::Float(_) => leaf(8),
            Value::String(text) => leaf(text.len()),
            Value::Array(items) => items.iter().fold(Measure { bytes: 0, depth: 1 }, inside),
            Value::Object(map) => {
                let keys = map.keys().map(|key| key.len() as u64).sum();
                map.values().fold(Measure { bytes: keys, depth: 1 }, inside)
            }
            Value::Audio(audio) => leaf(audio.samples.len() * 4),
            Value::Tensor(tensor) => leaf(tensor.data.len()),
            Value::Bytes(bytes) => leaf(bytes.len()),
        }
    }

    pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
        Value::Object(entries.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
    }

    /// Number rule of the arithmetic nodes: whole results below `i64::MAX` are integers, others floats, NaN and
    /// infinities null.
    pub fn number(number: f64) -> Value {
        if !number.is_finite() {
            Value::Null
        } else if number.fract() == 0.0 && number.abs() < i64::MAX as f64 {
            Value::Int(number as i64)
        } else {
            Value::Float(number)
        }
    }

    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Compact JSON text, as the session door sends it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a value always has a JSON form")
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_string())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::Int(number) => serializer.serialize_i64(*number),
            // serde_json writes NaN and infinities as null, as the contract asks.
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Object(map) => serializer.collect_map(map),
            Value::Audio(audio) => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("channels", &audio.channels)?;
                map.serialize_entry("data", audio.samples.as_ref())?;
                map.serialize_entry("sample_rate", &audio.sample_rate)?;
                map.end()
            }
            Value::Tensor(tensor) => envelope::write_tensor(tensor, serializer),
            Value::Bytes(bytes) => envelope::write_bytes(bytes, serializer),
            Value::Python(object) => object.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Int))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }
    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::with_capacity(items.size_hint().unwrap_or(0).min(4096));
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            map.insert(key, value);
        }
        Ok(envelope::read(map))
    }
}
