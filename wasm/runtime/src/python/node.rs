//! A node whose class is written in Python.

use super::failure::describe;
use super::marshal::{from_python, to_python};
use super::modules::Modules;
use crate::error::{Error, Result};
use crate::manifest::NodeSpec;
use crate::node::Node;
use crate::value::Value;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

pub struct PythonNode {
    node_type: String,
    instance: Py<PyAny>,
    /// `instance.process` when it may be called with the item itself; else the driver wraps the item as a stream.
    process: Option<Py<PyAny>>,
    driver: Py<PyAny>,
}

impl PythonNode {
    /// Makes the instance: `Class(**params)` when params is an object, else `Class()`.
    ///
    /// # Errors
    /// An unknown node type, or what the constructor raised.
    pub fn create(spec: &NodeSpec, modules: &Modules) -> Result<PythonNode> {
        Python::attach(|py| {
            let class = modules.class(py, spec)?;
            let make = || -> PyResult<PythonNode> {
                let params = PyDict::new(py);
                for (name, value) in spec.params_object().into_iter().flatten() {
                    params.set_item(name, to_python(py, value)?)?;
                }
                let instance = class.call((), Some(&params))?;
                let driver = py.import("remotemedia._driver")?.getattr("Driver")?.call1((&instance, spec.is_streaming))?;
                let plain: bool = driver.getattr("plain")?.extract()?;
                let process = if plain { Some(instance.getattr("process")?.unbind()) } else { None };
                let (instance, driver) = (instance.unbind(), driver.unbind());
                Ok(PythonNode { node_type: spec.node_type.clone(), instance, process, driver })
            };
            make().map_err(|exception| describe(py, exception, &format!("Failed to initialize CPython node {}", spec.node_type)))
        })
    }

    fn failed(&self, py: Python<'_>, doing: &str, exception: PyErr) -> Error {
        describe(py, exception, &format!("Failed to {doing} CPython node {}", self.node_type))
    }

    /// Calls `initialize` or `cleanup`, if the class has it; a coroutine runs to its end.
    fn call(&self, py: Python<'_>, method: &str) -> PyResult<()> {
        let Ok(method) = self.instance.bind(py).getattr(method) else { return Ok(()) };
        py.import("remotemedia._driver")?.getattr("call")?.call1((method,))?;
        Ok(())
    }

    fn process_one(&self, py: Python<'_>, item: &Value, out: &mut Vec<Value>) -> PyResult<()> {
        let item = to_python(py, item)?;
        let Some(process) = &self.process else {
            return gather(py, out, |list| self.driver.bind(py).call_method1(intern!(py, "process"), (item, list)));
        };
        let result = process.bind(py).call1((item,))?;
        // The common case stays short: only what may be a generator or coroutine needs the driver.
        let kind = result.get_type();
        if result.is_none() {
            return Ok(());
        }
        if kind.hasattr(intern!(py, "__await__"))? || kind.hasattr(intern!(py, "__anext__"))? || kind.hasattr(intern!(py, "send"))? {
            let driver = py.import(intern!(py, "remotemedia._driver"))?;
            return gather(py, out, |list| driver.call_method1(intern!(py, "collect"), (result, list)));
        }
        out.push(from_python(&result)?);
        Ok(())
    }
}

/// Appends the items that a call puts into a list, also those from before it raised.
fn gather<'py>(
    py: Python<'py>,
    out: &mut Vec<Value>,
    call: impl FnOnce(Bound<'py, PyList>) -> PyResult<Bound<'py, PyAny>>,
) -> PyResult<()> {
    let list = PyList::empty(py);
    let result = call(list.clone());
    for item in list.iter() {
        out.push(from_python(&item)?);
    }
    result.map(drop)
}

impl Node for PythonNode {
    fn initialize(&mut self) -> Result<()> {
        Python::attach(|py| self.call(py, "initialize").map_err(|e| self.failed(py, "initialize", e)))
    }

    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        Python::attach(|py| self.process_one(py, &item, out).map_err(|e| self.failed(py, "process data in", e)))
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        Python::attach(|py| {
            let finish = |list| self.driver.bind(py).call_method1(intern!(py, "finish"), (list,));
            gather(py, out, finish).map_err(|e| self.failed(py, "finish", e))
        })
    }

    fn cleanup(&mut self) -> Result<()> {
        Python::attach(|py| self.call(py, "cleanup").map_err(|e| self.failed(py, "cleanup", e)))
    }

    fn takes_python(&self) -> bool {
        true
    }

    fn ends_as_source(&self) -> bool {
        true
    }
}
