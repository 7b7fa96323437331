//! Arrays and bytes inside JSON: objects with a marker, and base64.

use super::{Map, Tensor, Value};
use base64::{engine::general_purpose::STANDARD as BASE64, Engine};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The long form of an array, as the original wrote it: five fields and base64 of the bytes in C order.
#[derive(serde::Serialize)]
struct NumpyEnvelope<'a> {
    #[serde(rename = "__numpy__")]
    marker: bool,
    array: NumpyArray<'a>,
}

#[derive(serde::Serialize)]
struct NumpyArray<'a> {
    data: String,
    meta: NumpyMeta<'a>,
}

#[derive(serde::Serialize)]
struct NumpyMeta<'a> {
    c_contiguous: bool,
    dtype: &'a str,
    f_contiguous: bool,
    shape: &'a [u64],
    size: u64,
}

pub fn write_tensor<S: Serializer>(tensor: &Tensor, serializer: S) -> Result<S::Ok, S::Error> {
    let meta = NumpyMeta {
        c_contiguous: true,
        dtype: &tensor.dtype,
        f_contiguous: tensor.f_contiguous(),
        shape: &tensor.shape,
        // Not the shape's product: nothing has checked that it fits when a length is 0.
        size: tensor.data.len() as u64 / dtype_size(&tensor.dtype).unwrap_or(1),
    };
    NumpyEnvelope { marker: true, array: NumpyArray { data: BASE64.encode(&tensor.data), meta } }.serialize(serializer)
}

pub fn write_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("__bytes__", &true)?;
    map.serialize_entry("data", &BASE64.encode(bytes))?;
    map.end()
}

/// Turns an object that is one of our envelopes into what it stands for; any other object stays as it is.
///
/// Of arrays the original's documents know three forms: `array` with the five fields of `meta`, the same with only
/// `dtype` and `shape`, and `dtype`, `shape` and `data` side by side, without a marker. What claims to be an envelope
/// and is none stays an object, so that a node can say what it thinks of it.
pub fn read(map: Map) -> Value {
    let is = |marker: &str| matches!(map.get(marker), Some(Value::Bool(true)));
    let read = if is("__bytes__") {
        bytes(map.get("data")).map(|bytes| Value::Bytes(bytes.into()))
    } else if is("__numpy__") && map.contains_key("array") {
        nested(&map)
    } else if map.len() == if is("__numpy__") { 4 } else { 3 } {
        // Without a marker only the three fields and no other make an array.
        tensor(map.get("data"), map.get("dtype"), map.get("shape"))
    } else {
        None
    };
    read.unwrap_or(Value::Object(map))
}

fn nested(map: &Map) -> Option<Value> {
    let Value::Object(array) = map.get("array")? else { return None };
    let Value::Object(meta) = array.get("meta")? else { return None };
    tensor(array.get("data"), meta.get("dtype"), meta.get("shape"))
}

fn bytes(data: Option<&Value>) -> Option<Vec<u8>> {
    BASE64.decode(data?.as_str()?).ok()
}

fn tensor(data: Option<&Value>, dtype: Option<&Value>, shape: Option<&Value>) -> Option<Value> {
    let (dtype, Value::Array(lengths)) = (dtype?.as_str()?, shape?) else { return None };
    let length = |length: &Value| match length {
        Value::Int(length) => u64::try_from(*length).ok(),
        _ => None,
    };
    let shape = lengths.iter().map(length).collect::<Option<Vec<u64>>>()?;
    Tensor::new(bytes(data)?.into(), shape, dtype.to_string()).ok().map(Value::Tensor)
}

/// Bytes per element of a NumPy dtype; `None` for one that holds no numbers, or whose size depends on the machine.
pub fn dtype_size(dtype: &str) -> Option<u64> {
    Some(match dtype {
        "bool" | "int8" | "uint8" => 1,
        "int16" | "uint16" | "float16" => 2,
        "int32" | "uint32" | "float32" => 4,
        "int64" | "uint64" | "float64" | "complex64" => 8,
        "complex128" => 16,
        _ => return None,
    })
}
