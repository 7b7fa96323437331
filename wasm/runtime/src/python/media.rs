//! Audio and tensors as Python sees them: objects whose numbers are a memoryview over the runtime's own buffer.

use crate::value;
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyMemoryView, PySequence, PyTuple};
use std::ffi::{c_int, CStr};
use std::sync::Arc;

/// Exports a shared buffer by the buffer protocol (PEP 3118). Read-only: the other branches of a fan-out see it too.
#[pyclass(frozen, module = "_remotemedia")]
pub struct Block {
    storage: Storage,
    /// Elements; the buffer protocol wants the address of a shape.
    shape: [isize; 1],
    strides: [isize; 1],
}

pub enum Storage {
    Float32(Arc<Vec<f32>>),
    Bytes(Arc<[u8]>),
}

impl Block {
    fn new(storage: Storage) -> Self {
        let (length, size) = match &storage {
            Storage::Float32(samples) => (samples.len(), 4),
            Storage::Bytes(bytes) => (bytes.len(), 1),
        };
        Block { storage, shape: [length as isize], strides: [size] }
    }

    /// A memoryview of the buffer; it keeps the buffer alive.
    fn view(py: Python<'_>, storage: Storage) -> PyResult<Py<PyAny>> {
        let block = Bound::new(py, Block::new(storage))?;
        Ok(PyMemoryView::from(&block)?.into_any().unbind())
    }

    /// The block behind a memoryview, when the view is of all of it.
    fn behind<'py>(view: &Bound<'py, PyAny>) -> Option<Bound<'py, Block>> {
        let view = view.cast_exact::<PyMemoryView>().ok()?;
        let block = view.getattr("obj").ok()?.cast_into_exact::<Block>().ok()?;
        let bytes: isize = view.getattr("nbytes").ok()?.extract().ok()?;
        let whole = bytes == block.get().shape[0] * block.get().strides[0];
        // Same length, but every second sample backwards? Only a contiguous view is the block itself.
        (whole && view.getattr("c_contiguous").ok()?.extract().ok()?).then_some(block)
    }
}

#[pymethods]
impl Block {
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if view.is_null() {
            return Err(PyBufferError::new_err("the view is null"));
        }
        if flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("the samples are read-only: other nodes may see them too"));
        }
        let block = slf.get();
        let (address, format): (*const u8, &CStr) = match &block.storage {
            Storage::Float32(samples) => (samples.as_ptr().cast(), c"f"),
            Storage::Bytes(bytes) => (bytes.as_ptr(), c"B"),
        };
        let wants = |flag: c_int| flags & flag == flag;
        (*view).buf = address as *mut _;
        (*view).len = block.shape[0] * block.strides[0];
        (*view).readonly = 1;
        (*view).itemsize = block.strides[0];
        (*view).format = if wants(ffi::PyBUF_FORMAT) { format.as_ptr() as *mut _ } else { std::ptr::null_mut() };
        (*view).ndim = 1;
        (*view).shape = if wants(ffi::PyBUF_ND) { block.shape.as_ptr() as *mut _ } else { std::ptr::null_mut() };
        (*view).strides = if wants(ffi::PyBUF_STRIDES) { block.strides.as_ptr() as *mut _ } else { std::ptr::null_mut() };
        (*view).suboffsets = std::ptr::null_mut();
        (*view).internal = std::ptr::null_mut();
        (*view).obj = slf.into_ptr();
        Ok(())
    }
}

/// Audio(samples, sample_rate, channels=1, start=None): interleaved float32 samples in [-1, 1].
///
/// samples: anything with floats in it: a memoryview or array of float32 or float64, int16 or int32 (scaled to ±1), or
/// a sequence of numbers. sample_rate: Hz. start: index of the first frame in its stream; left out, the audio stands
/// where the item stood that it was made from. The attribute `samples` is a read-only memoryview of float32; `time`
/// and `end_time` are seconds of the stream.
#[pyclass(frozen, module = "remotemedia")]
pub struct Audio {
    #[pyo3(get)]
    samples: Py<PyAny>,
    #[pyo3(get)]
    sample_rate: u32,
    #[pyo3(get)]
    channels: u32,
    /// Index of the first frame in its stream, at this sample rate; None until the pipeline places it.
    #[pyo3(get)]
    start: Option<u64>,
}

impl Audio {
    pub fn wrap(py: Python<'_>, audio: &value::Audio) -> PyResult<Self> {
        let samples = Block::view(py, Storage::Float32(audio.samples.clone()))?;
        Ok(Audio { samples, sample_rate: audio.sample_rate, channels: audio.channels, start: audio.start })
    }

    /// The value this object stands for; shares its buffer.
    pub fn unwrap(&self, py: Python<'_>) -> PyResult<value::Audio> {
        let samples = float32(self.samples.bind(py))?;
        Ok(value::Audio { samples, sample_rate: self.sample_rate, channels: self.channels, start: self.start })
    }
}

#[pymethods]
impl Audio {
    #[new]
    #[pyo3(signature = (samples, sample_rate, channels = 1, start = None))]
    fn new(py: Python<'_>, samples: &Bound<'_, PyAny>, sample_rate: u32, channels: u32, start: Option<u64>) -> PyResult<Self> {
        let samples = float32(samples)?;
        if sample_rate == 0 {
            return Err(PyValueError::new_err("sample_rate must be at least 1 Hz"));
        }
        if channels == 0 || samples.len() % channels as usize != 0 {
            let count = samples.len();
            return Err(PyValueError::new_err(format!("{count} samples cannot be {channels} interleaved channels")));
        }
        Audio::wrap(py, &value::Audio { samples, sample_rate, channels, start })
    }

    /// Samples per channel.
    #[getter]
    fn frames(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.samples.bind(py).len()? / self.channels as usize)
    }

    /// When it begins, in seconds of its stream.
    #[getter]
    fn time(&self) -> f64 {
        self.start.unwrap_or(0) as f64 / f64::from(self.sample_rate)
    }

    /// When it ends, in seconds of its stream.
    #[getter]
    fn end_time(&self, py: Python<'_>) -> PyResult<f64> {
        let end = self.start.unwrap_or(0) + self.frames(py)? as u64;
        Ok(end as f64 / f64::from(self.sample_rate))
    }

    /// Seconds.
    #[getter]
    fn duration(&self, py: Python<'_>) -> PyResult<f64> {
        Ok(self.frames(py)? as f64 / f64::from(self.sample_rate))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (frames, rate, channels) = (self.frames(py)?, self.sample_rate, self.channels);
        Ok(format!("Audio(<{frames} frames>, sample_rate={rate}, channels={channels})"))
    }
}

/// Tensor(data, shape, dtype): numbers in C order, as NumPy names them; what an array is while there is no NumPy.
///
/// data: anything with bytes in it. dtype: "float32", "int16", … The attribute `data` is a read-only memoryview of bytes.
#[pyclass(frozen, module = "remotemedia")]
pub struct Tensor {
    #[pyo3(get)]
    data: Py<PyAny>,
    shape: Vec<u64>,
    #[pyo3(get)]
    dtype: String,
}

impl Tensor {
    pub fn wrap(py: Python<'_>, tensor: &value::Tensor) -> PyResult<Self> {
        let data = Block::view(py, Storage::Bytes(tensor.data.clone()))?;
        Ok(Tensor { data, shape: tensor.shape.clone(), dtype: tensor.dtype.clone() })
    }

    /// The value this object stands for; shares its buffer.
    pub fn unwrap(&self, py: Python<'_>) -> PyResult<value::Tensor> {
        Ok(value::Tensor { data: bytes(self.data.bind(py))?, shape: self.shape.clone(), dtype: self.dtype.clone() })
    }
}

#[pymethods]
impl Tensor {
    #[new]
    fn new(py: Python<'_>, data: &Bound<'_, PyAny>, shape: Vec<u64>, dtype: String) -> PyResult<Self> {
        let data = bytes(data)?;
        Tensor::wrap(py, &value::Tensor::new(data, shape, dtype).map_err(PyValueError::new_err)?)
    }

    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.shape)
    }

    fn __repr__(&self) -> String {
        format!("Tensor(<{}>, shape={:?}, dtype={:?})", self.dtype, self.shape, self.dtype)
    }
}

/// The bytes of a buffer: shared when it is one of ours, else copied.
pub fn bytes(object: &Bound<'_, PyAny>) -> PyResult<Arc<[u8]>> {
    if let Some(block) = Block::behind(object) {
        if let Storage::Bytes(bytes) = &block.get().storage {
            return Ok(bytes.clone());
        }
    }
    if object.is_instance_of::<PyInt>() {
        // bytes(4) would be four zeros.
        return Err(PyTypeError::new_err("data must be a buffer of bytes, not a number"));
    }
    let raw = object.call_method0("tobytes").or_else(|_| object.py().get_type::<pyo3::types::PyBytes>().call1((object,)))?;
    Ok(raw.extract::<&[u8]>()?.into())
}

/// Float32 samples of a buffer or sequence: shared when it is one of ours, else copied (its owner may change it).
fn float32(object: &Bound<'_, PyAny>) -> PyResult<Arc<Vec<f32>>> {
    let py = object.py();
    if let Some(block) = Block::behind(object) {
        if let Storage::Float32(samples) = &block.get().storage {
            // A view that was cast means its bytes to be something else.
            if object.getattr("format")?.extract::<String>()? == "f" {
                return Ok(samples.clone());
            }
        }
    }
    let samples = if let Ok(buffer) = PyBuffer::<f32>::get(object) {
        buffer.to_vec(py)?
    } else if let Ok(buffer) = PyBuffer::<f64>::get(object) {
        buffer.to_vec(py)?.into_iter().map(|sample| sample as f32).collect()
    } else if let Ok(buffer) = PyBuffer::<i16>::get(object) {
        buffer.to_vec(py)?.into_iter().map(|sample| f32::from(sample) / 32_768.0).collect()
    } else if let Ok(buffer) = PyBuffer::<i32>::get(object) {
        buffer.to_vec(py)?.into_iter().map(|sample| sample as f32 / 2_147_483_648.0).collect()
    } else if let Ok(sequence) = object.cast::<PySequence>() {
        sequence.try_iter()?.map(|sample| sample?.extract::<f32>()).collect::<PyResult<_>>()?
    } else {
        let name = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!("samples must be a buffer or sequence of numbers, not {name}")));
    };
    Ok(Arc::new(samples))
}

/// The built-in module behind `remotemedia`.
#[pymodule]
#[pyo3(name = "_remotemedia")]
pub mod native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::{Audio, Tensor};

    /// A line of the log; an empty node is the one that runs now.
    #[pyfunction]
    fn log(level: &str, text: &str, node: &str) {
        crate::log::line(level, node, text);
    }
}
