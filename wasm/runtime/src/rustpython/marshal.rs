//! Values to Python and back, by the contract's table. Buffers are copied: RustPython cannot view ours.

use super::interpreter::{attribute, with_vm};
use crate::value::{Audio, Map, Tensor, Value};
use rustpython_vm::builtins::{PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyStr, PyTuple};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, TryFromObject, VirtualMachine};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::sync::Arc;

/// Levels of nesting; serde_json reads no more than 128 either.
const MAX_DEPTH: usize = 120;

/// A Python object without a JSON form.
#[derive(Clone)]
pub struct Opaque(PyObjectRef);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opaque({})", self.0.class().name())
    }
}

impl Opaque {
    /// The plain value that stands for the object outside Python, when it has one.
    fn plain(&self) -> Option<Value> {
        with_vm(|vm| {
            if self.0.payload::<PyBytes>().is_some() || self.0.payload::<PyByteArray>().is_some() {
                return self.0.try_bytes_like(vm, |bytes| Value::Bytes(bytes.into())).ok();
            }
            let plain = attribute(vm, "remotemedia._plain", "plain").ok()?.call((self.0.clone(),), vm).ok()?;
            (!plain.is(&self.0)).then(|| from_python(vm, &plain).ok()).flatten().map(Value::settled)
        })
    }
}

impl Serialize for Opaque {
    /// The original's reference: what is left of an object that cannot leave Python.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("__pyobj__", &true)?;
        map.serialize_entry("id", &format!("pyobj_{}", self.0.get_id()))?;
        map.serialize_entry("type", &*self.0.class().name())?;
        map.end()
    }
}

impl Value {
    /// The value as it leaves Python: objects are replaced by their plain forms where they have one.
    pub fn settled(self) -> Value {
        match self {
            Value::Python(object) => object.plain().unwrap_or(Value::Python(object)),
            Value::Array(items) => Value::Array(items.into_iter().map(Value::settled).collect()),
            Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, value.settled())).collect()),
            other => other,
        }
    }
}

/// The Python object for a value.
pub fn to_python(vm: &VirtualMachine, value: &Value) -> PyResult {
    Ok(match value {
        Value::Null => vm.ctx.none(),
        Value::Bool(flag) => vm.ctx.new_bool(*flag).into(),
        Value::Int(number) => vm.ctx.new_int(*number).into(),
        Value::Float(number) => vm.ctx.new_float(*number).into(),
        Value::String(text) => vm.ctx.new_str(text.as_str()).into(),
        Value::Array(items) => {
            vm.ctx.new_list(items.iter().map(|item| to_python(vm, item)).collect::<PyResult<_>>()?).into()
        }
        Value::Object(map) => {
            let dict = vm.ctx.new_dict();
            for (key, value) in map {
                dict.set_item(key.as_str(), to_python(vm, value)?, vm)?;
            }
            dict.into()
        }
        Value::Audio(audio) => {
            let bytes: Vec<u8> = audio.samples.iter().flat_map(|sample| sample.to_ne_bytes()).collect();
            let arguments = (vm.ctx.new_bytes(bytes), audio.sample_rate, audio.channels, audio.start);
            attribute(vm, "_remotemedia", "make_audio")?.call(arguments, vm)?
        }
        Value::Tensor(tensor) => {
            let shape = tensor.shape.iter().map(|length| vm.ctx.new_int(*length).into()).collect();
            let arguments =
                (vm.ctx.new_bytes(tensor.data.to_vec()), vm.ctx.new_list(shape), vm.ctx.new_str(tensor.dtype.as_str()));
            attribute(vm, "_remotemedia", "Tensor")?.call(arguments, vm)?
        }
        Value::Bytes(bytes) => vm.ctx.new_bytes(bytes.to_vec()).into(),
        Value::Python(object) => object.0.clone(),
    })
}

/// The value of a Python object, by the contract's rules: the first that fits.
///
/// # Errors
/// TypeError for a dict key that is no string, RecursionError for a structure nested too deep or in itself, and what
/// an object's own `__index__` or `__float__` raised beyond TypeError.
pub fn from_python(vm: &VirtualMachine, object: &PyObject) -> PyResult<Value> {
    convert(vm, object, 0)
}

fn convert(vm: &VirtualMachine, object: &PyObject, depth: usize) -> PyResult<Value> {
    if depth > MAX_DEPTH {
        return Err(
            vm.new_recursion_error(format!("the result is nested deeper than {MAX_DEPTH} levels, or contains itself"))
        );
    }
    if vm.is_none(object) {
        return Ok(Value::Null);
    }
    if object.class().is(vm.ctx.types.bool_type) {
        return Ok(Value::Bool(object.is(&vm.ctx.true_value)));
    }
    if let Some(text) = object.payload::<PyStr>() {
        return Ok(Value::String(text.as_str().to_string()));
    }
    if let Some(number) = object.payload::<PyFloat>() {
        return Ok(Value::Float(number.to_f64()));
    }
    if let Some(dict) = object.downcast_ref::<PyDict>() {
        let mut map = Map::with_capacity(dict.len());
        for (key, value) in dict.to_owned() {
            let Some(text) = key.payload::<PyStr>() else {
                return Err(vm.new_type_error(format!("a dict on its way out has str keys, not {}", key.class().name())));
            };
            map.insert(text.as_str().to_string(), convert(vm, &value, depth + 1)?);
        }
        return Ok(Value::Object(map));
    }
    let array = |items: Vec<PyObjectRef>| {
        items.iter().map(|item| convert(vm, item, depth + 1)).collect::<PyResult<_>>().map(Value::Array)
    };
    if let Some(list) = object.payload::<PyList>() {
        // A copy: an element's __float__ may change the list.
        return array(list.borrow_vec().to_vec());
    }
    if let Some(tuple) = object.payload::<PyTuple>() {
        return array(tuple.as_slice().to_vec());
    }
    number(vm, object)
}

/// Whatever converts to an integer is one, else whatever converts to a float; a larger integer becomes a float.
fn number(vm: &VirtualMachine, object: &PyObject) -> PyResult<Value> {
    if let Some(Ok(index)) = object.try_index_opt(vm) {
        if let Ok(number) = index.try_to_primitive::<i64>(vm) {
            return Ok(Value::Int(number));
        }
    }
    if object.payload::<PyInt>().is_some() || object.class().get_attr(vm.ctx.intern_str("__float__")).is_some() {
        match object.try_float_opt(vm) {
            Some(Ok(float)) => return Ok(Value::Float(float.to_f64())),
            Some(Err(error)) if !error.fast_isinstance(vm.ctx.exceptions.type_error) => return Err(error),
            _ => {}
        }
    }
    media(vm, object)
}

fn media(vm: &VirtualMachine, object: &PyObject) -> PyResult<Value> {
    // Told by the class itself: an author's class of the same name is an object like any other.
    let is = |class: &str| attribute(vm, "_remotemedia", class).is_ok_and(|class| object.class().is(&class));
    let parts = |function: &str| attribute(vm, "_remotemedia", function)?.call((object.to_owned(),), vm);
    if is("Audio") {
        let parts = parts("audio_parts")?;
        let [data, rate, channels, start] = fields(vm, &parts)?;
        let samples = data.try_bytes_like(vm, |bytes| {
            bytes.chunks_exact(4).map(|sample| f32::from_ne_bytes(sample.try_into().expect("four bytes"))).collect()
        })?;
        let (sample_rate, channels) = (u32::try_from_object(vm, rate)?, u32::try_from_object(vm, channels)?);
        return Ok(Value::Audio(Audio {
            samples: Arc::new(samples),
            sample_rate,
            channels,
            start: Option::try_from_object(vm, start)?,
        }));
    }
    if is("Tensor") {
        let parts = parts("tensor_parts")?;
        let [data, shape, dtype] = fields(vm, &parts)?;
        let data = data.try_bytes_like(vm, |bytes| bytes.into())?;
        let tensor = Tensor::new(data, Vec::try_from_object(vm, shape)?, String::try_from_object(vm, dtype)?);
        return tensor.map(Value::Tensor).map_err(|problem| vm.new_value_error(problem));
    }
    Ok(Value::Python(Opaque(object.to_owned())))
}

fn fields<const N: usize>(vm: &VirtualMachine, tuple: &PyObject) -> PyResult<[PyObjectRef; N]> {
    let fields = tuple.payload::<PyTuple>().map(|tuple| tuple.as_slice().to_vec()).unwrap_or_default();
    fields.try_into().map_err(|_| vm.new_type_error("not the parts of a media object".into()))
}
