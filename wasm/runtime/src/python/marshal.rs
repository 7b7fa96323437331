//! Values to Python and back.
//!
//! What has a JSON form is copied, so that no two nodes share a mutable object; buffers are shared, read-only; every
//! other object stays itself on its way to the next Python node and takes a plain form only where it leaves Python.

use super::media::{bytes, Audio, Tensor};
use crate::limits::MAX_DEPTH;
use crate::value::{Map, Value};
use pyo3::exceptions::{PyRecursionError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::sync::Arc;

/// A Python object without a JSON form.
#[derive(Clone)]
pub struct Opaque(Arc<Py<PyAny>>);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opaque({})", self.type_name())
    }
}

impl Opaque {
    fn type_name(&self) -> String {
        Python::attach(|py| self.0.bind(py).get_type().name().map_or_else(|_| "object".into(), |name| name.to_string()))
    }

    /// The plain value that stands for the object outside Python, when it has one. One whose plain form cannot be
    /// made (a dataclass with a field that JSON has no form for) stays a reference, and the log says why.
    fn plain(&self) -> Option<Value> {
        Python::attach(|py| {
            let object = self.0.bind(py);
            if object.is_instance_of::<PyBytes>() || object.is_instance_of::<PyByteArray>() {
                return bytes(object).ok().map(Value::Bytes);
            }
            let plain = py.import("remotemedia._plain").and_then(|module| module.getattr("plain")?.call1((object,)));
            match plain.and_then(|plain| if plain.is(object) { Ok(None) } else { from_python(&plain).map(Some) }) {
                Ok(plain) => plain,
                Err(error) => {
                    let name = self.type_name();
                    tracing::warn!("an object of the type {name} leaves Python as a mere reference: {error}");
                    None
                }
            }
        })
    }
}

impl Serialize for Opaque {
    /// The original's reference: what is left of an object that cannot leave Python.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("__pyobj__", &true)?;
        map.serialize_entry("id", &format!("pyobj_{}", self.0.as_ptr() as usize))?;
        map.serialize_entry("type", &self.type_name())?;
        map.end()
    }
}

impl Value {
    /// The value as it leaves Python: objects are replaced by their plain forms where they have one.
    pub fn settled(self) -> Value {
        self.settle(0, &mut Vec::new())
    }

    /// `open`: the objects whose plain form this is part of. One that contains itself, as a tree whose leaves know
    /// their parent, is a reference where it comes up again.
    fn settle(self, depth: u32, open: &mut Vec<*mut ffi::PyObject>) -> Value {
        let below = depth + 1;
        match self {
            Value::Python(object) => {
                let address = object.0.as_ptr();
                if depth > MAX_DEPTH || open.contains(&address) {
                    return Value::Python(object);
                }
                let Some(plain) = object.plain() else { return Value::Python(object) };
                open.push(address);
                let settled = plain.settle(below, open);
                open.pop();
                settled
            }
            Value::Array(items) => Value::Array(items.into_iter().map(|item| item.settle(below, open)).collect()),
            Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, value.settle(below, open))).collect()),
            other => other,
        }
    }
}

/// What the original unpickled. A pickle is a program: whoever wrote the manifest or the input would run it here.
const PICKLED: &str = "__pickled__";

/// The Python object for a value.
///
/// # Errors
/// ValueError for a pickle, however deep it lies.
pub fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Int(number) => number.into_pyobject(py)?.into_any(),
        Value::Float(number) => PyFloat::new(py, *number).into_any(),
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(map) => {
            if matches!(map.get(PICKLED), Some(Value::Bool(true))) {
                return Err(PyValueError::new_err(
                    "pickles are never loaded (__pickled__): send the value as JSON, an array of numbers as \
                     {\"__numpy__\": true, …}, or bytes as {\"__bytes__\": true, \"data\": base64}",
                ));
            }
            let dict = PyDict::new(py);
            for (key, value) in map {
                dict.set_item(key, to_python(py, value)?)?;
            }
            dict.into_any()
        }
        Value::Audio(audio) => Bound::new(py, Audio::wrap(py, audio)?)?.into_any(),
        Value::Tensor(tensor) => Bound::new(py, Tensor::wrap(py, tensor)?)?.into_any(),
        Value::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        Value::Python(object) => object.0.bind(py).clone(),
    })
}

/// The value of a Python object, by the contract's rules: the first that fits.
///
/// # Errors
/// TypeError for a dict key that is no string, RecursionError for a structure nested too deep or in itself, and what
/// an object's own `__index__` or `__float__` raised beyond TypeError.
pub fn from_python(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    convert(object, 0)
}

fn convert(object: &Bound<'_, PyAny>, depth: u32) -> PyResult<Value> {
    if depth > MAX_DEPTH {
        return Err(PyRecursionError::new_err(format!(
            "the result is nested deeper than {MAX_DEPTH} levels, or contains itself"
        )));
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if let Ok(text) = object.cast::<PyString>() {
        // Checked before numbers: no str is one, and it is the commonest.
        return Ok(Value::String(text.to_cow()?.into_owned()));
    }
    if let Ok(number) = object.cast::<PyFloat>() {
        return Ok(Value::Float(number.value()));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let mut map = Map::with_capacity(dict.len());
        for (key, value) in dict.iter() {
            let Ok(key) = key.cast::<PyString>() else {
                let name = key.get_type().name()?;
                return Err(PyTypeError::new_err(format!("a dict on its way out has str keys, not {name}")));
            };
            map.insert(key.to_cow()?.into_owned(), convert(&value, depth + 1)?);
        }
        return Ok(Value::Object(map));
    }
    if let Ok(list) = object.cast::<PyList>() {
        return list.iter().map(|item| convert(&item, depth + 1)).collect::<PyResult<_>>().map(Value::Array);
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        return tuple.iter().map(|item| convert(&item, depth + 1)).collect::<PyResult<_>>().map(Value::Array);
    }
    if let Ok(audio) = object.cast_exact::<Audio>() {
        return audio.get().unwrap(object.py()).map(Value::Audio);
    }
    if let Ok(tensor) = object.cast_exact::<Tensor>() {
        return tensor.get().unwrap(object.py()).map(Value::Tensor);
    }
    number(object)
}

/// Whatever converts to an integer is one, else whatever converts to a float; a larger integer becomes a float.
fn number(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let py = object.py();
    let kind = object.get_type();
    if object.is_instance_of::<PyInt>() || kind.hasattr("__index__")? {
        if let Ok(number) = object.extract::<i64>() {
            return Ok(Value::Int(number));
        }
    }
    if kind.hasattr("__float__")? || object.is_instance_of::<PyInt>() {
        match py.get_type::<PyFloat>().call1((object,)).and_then(|float| float.extract::<f64>()) {
            Ok(number) => return Ok(Value::Float(number)),
            Err(error) if error.is_instance_of::<PyTypeError>(py) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Value::Python(Opaque(Arc::new(object.clone().unbind()))))
}
