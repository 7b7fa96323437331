//! A node whose class is written in Python.

use super::context::Context;
use super::failure::describe;
use super::marshal::{from_python, to_python};
use crate::error::{Error, Result};
use crate::manifest::NodeSpec;
use crate::node::{Node, Progress};
use crate::value::Value;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

pub struct PythonNode {
    node_type: String,
    /// `instance.process` when it may be called with the item itself; else the driver wraps the item as a stream.
    process: Option<Py<PyAny>>,
    /// `remotemedia._driver.Driver`.
    driver: Py<PyAny>,
    /// Whether the driver holds work that is not finished.
    working: bool,
    flushing: bool,
}

impl PythonNode {
    /// Makes the instance: `Class(**params)` when params is an object, else `Class()`.
    ///
    /// # Errors
    /// An unknown node type, or what the constructor raised.
    pub fn create(spec: &NodeSpec, context: &Context) -> Result<PythonNode> {
        Python::attach(|py| {
            let class = context.class(py, spec)?;
            let make = || -> PyResult<PythonNode> {
                let params = PyDict::new(py);
                for (name, value) in spec.params_object().into_iter().flatten() {
                    params.set_item(name, to_python(py, value)?)?;
                }
                let instance = class.call((), Some(&params))?;
                let driver = context.driver(&instance, spec)?;
                let plain: bool = driver.getattr("plain")?.extract()?;
                let process = if plain { Some(instance.getattr("process")?.unbind()) } else { None };
                let (node_type, driver) = (spec.node_type.clone(), driver.unbind());
                Ok(PythonNode { node_type, process, driver, working: false, flushing: false })
            };
            make().map_err(|exception| describe(py, exception, &format!("Failed to initialize CPython node {}", spec.node_type)))
        })
    }

    fn failed(&self, py: Python<'_>, doing: &str, exception: PyErr) -> Error {
        describe(py, exception, &format!("Failed to {doing} CPython node {}", self.node_type))
    }

    /// What a failure interrupted, in the contract's words.
    fn doing(&self) -> &'static str {
        if self.flushing {
            "finish"
        } else {
            "process data in"
        }
    }

    fn call(&self, method: &str) -> Result<()> {
        Python::attach(|py| {
            let result = self.driver.bind(py).call_method1(intern!(py, "call"), (method,));
            result.map(drop).map_err(|exception| self.failed(py, method, exception))
        })
    }

    fn take(&mut self, py: Python<'_>, item: &Value, out: &mut Vec<Value>) -> PyResult<()> {
        let item = to_python(py, item)?;
        let Some(process) = &self.process else {
            self.working = true;
            return self.driver.bind(py).call_method1(intern!(py, "process"), (item,)).map(drop);
        };
        let result = process.bind(py).call1((item,))?;
        // The common case stays short: only what may be a generator or coroutine needs the driver.
        let kind = result.get_type();
        if result.is_none() {
            return Ok(());
        }
        if kind.hasattr(intern!(py, "__await__"))? || kind.hasattr(intern!(py, "__anext__"))? || kind.hasattr(intern!(py, "send"))? {
            self.working = true;
            return self.driver.bind(py).call_method1(intern!(py, "take"), (result,)).map(drop);
        }
        out.push(from_python(&result)?);
        Ok(())
    }

    /// Takes the driver's next step; the items that it made before it raised are kept.
    fn advance(&mut self, py: Python<'_>, out: &mut Vec<Value>) -> PyResult<Progress> {
        let made = PyList::empty(py);
        let result = self.driver.bind(py).call_method1(intern!(py, "advance"), (&made,));
        for item in made.iter() {
            out.push(from_python(&item)?);
        }
        // The numbers of `_driver`.
        Ok(match result?.extract::<u8>()? {
            0 => Progress::Done,
            1 => Progress::More,
            _ => Progress::Waiting,
        })
    }
}

impl Node for PythonNode {
    fn initialize(&mut self) -> Result<()> {
        self.call("initialize")
    }

    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        Python::attach(|py| self.take(py, &item, out).map_err(|e| self.failed(py, "process data in", e)))
    }

    fn flush(&mut self, _out: &mut Vec<Value>) -> Result<()> {
        (self.working, self.flushing) = (true, true);
        Python::attach(|py| {
            let finished = self.driver.bind(py).call_method0(intern!(py, "finish"));
            finished.map(drop).map_err(|exception| self.failed(py, "finish", exception))
        })
    }

    fn resume(&mut self, out: &mut Vec<Value>) -> Result<Progress> {
        if !self.working {
            return Ok(Progress::Done);
        }
        let progress = Python::attach(|py| self.advance(py, out).map_err(|e| self.failed(py, self.doing(), e)));
        self.working = matches!(progress, Ok(Progress::More | Progress::Waiting));
        progress
    }

    fn abandon(&mut self) {
        self.working = false;
        Python::attach(|py| {
            if let Err(exception) = self.driver.bind(py).call_method0(intern!(py, "drop")) {
                tracing::warn!("{}", self.failed(py, "stop", exception).message);
            }
        });
    }

    fn cleanup(&mut self) -> Result<()> {
        self.call("cleanup")
    }

    fn takes_python(&self) -> bool {
        true
    }

    fn ends_as_source(&self) -> bool {
        true
    }
}
