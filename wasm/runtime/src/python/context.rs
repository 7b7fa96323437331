//! What a session's Python nodes share: the modules its manifest carries, its event loop, and the classes behind node types.

use super::failure::{describe, AUTHORED};
use crate::error::{Error, ErrorKind, Phase, Result};
use crate::manifest::NodeSpec;
use indexmap::IndexMap;
use pyo3::exceptions::PyAttributeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    /// Which context's modules imports find now; 0: none's.
    static ENTERED: Cell<u64> = const { Cell::new(0) };
    static LAST: Cell<u64> = const { Cell::new(0) };
}

/// One session's side of Python: made when it opens, closed when it is dropped.
pub struct Context {
    number: u64,
    /// `remotemedia._session.Session`.
    session: Py<PyAny>,
    /// Class name → class, of all public classes that the modules define.
    classes: Py<PyDict>,
}

impl Context {
    /// Compiles and runs the modules in order; they may import each other.
    ///
    /// # Errors
    /// A name that is no identifier or taken by the runtime, and whatever compiling or running raised.
    pub fn open(sources: &IndexMap<String, String>) -> Result<Context> {
        Python::attach(|py| {
            let open = || -> PyResult<Context> {
                ENTERED.set(0);
                let make = py.import("remotemedia._session")?.getattr("Session")?;
                let session = make.call1((sources_dict(py, sources)?, AUTHORED))?;
                let classes = session.call_method0("classes")?.cast_into::<PyDict>()?;
                LAST.set(LAST.get() + 1);
                ENTERED.set(LAST.get());
                Ok(Context { number: LAST.get(), session: session.unbind(), classes: classes.unbind() })
            };
            open().map_err(|exception| loading_failed(py, exception))
        })
    }

    /// Makes imports find this session's modules; called before its nodes run.
    ///
    /// # Errors
    /// None but those of a broken interpreter.
    pub fn enter(&self) -> Result<()> {
        if ENTERED.replace(self.number) == self.number {
            return Ok(());
        }
        self.call("enter").map(drop)
    }

    /// Gives the session's tasks a turn, and tells when they want the next: `None` when nothing is scheduled.
    ///
    /// # Errors
    /// What the loop itself raised (KeyboardInterrupt, SystemExit of a task).
    pub fn advance(&self) -> Result<Option<Duration>> {
        let seconds = self.call("advance")?;
        let text = |exception: PyErr| Error::execution(exception.to_string());
        let seconds: Option<f64> = Python::attach(|py| seconds.extract(py)).map_err(text)?;
        Ok(seconds.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, 86_400.0))))
    }

    /// Drives one node of this session; see `remotemedia._driver.Driver`.
    pub fn driver<'py>(&self, node: &Bound<'py, PyAny>, spec: &NodeSpec) -> PyResult<Bound<'py, PyAny>> {
        let py = node.py();
        self.session.bind(py).call_method1(intern!(py, "driver"), (node, spec.is_streaming, &spec.id))
    }

    fn call(&self, method: &str) -> Result<Py<PyAny>> {
        Python::attach(|py| {
            let result = self.session.bind(py).call_method0(method);
            result.map(Bound::unbind).map_err(|exception| describe(py, exception, "A task failed"))
        })
    }

    /// Whether the manifest's modules define a class of this name.
    pub fn defines(&self, name: &str) -> bool {
        Python::attach(|py| self.classes.bind(py).contains(name).unwrap_or(false))
    }

    /// Whether there is a class for this node.
    pub fn provides(&self, spec: &NodeSpec) -> bool {
        Python::attach(|py| self.class(py, spec).is_ok())
    }

    /// The class of a node type: of the manifest's modules, else of `remotemedia.nodes`.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownNodeType`] with Python's AttributeError, as the original reported it.
    pub fn class<'py>(&self, py: Python<'py>, spec: &NodeSpec) -> Result<Bound<'py, PyAny>> {
        let name = spec.node_type.as_str();
        match self.classes.bind(py).get_item(name).ok().flatten() {
            Some(class) if class.is_none() => {
                let text = format!("class '{name}' is defined by several modules: write module.{name}");
                return Err(unknown(py, spec, PyAttributeError::new_err(text)));
            }
            Some(class) => return Ok(class),
            None => {}
        }
        // "_driver" or "__doc__" are attributes too, but no node types.
        let public = !name.starts_with('_');
        let nodes = py.import("remotemedia.nodes");
        let found = nodes.and_then(|nodes| nodes.getattr(name));
        match found.map(|class| (class.is_callable() && public).then_some(class)) {
            Ok(Some(class)) => Ok(class),
            Ok(None) => Err(unknown(py, spec, PyAttributeError::new_err(format!("'{name}' is no node class")))),
            Err(exception) => Err(unknown(py, spec, exception)),
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Err(error) = self.enter().and_then(|()| self.call("close").map(drop)) {
            tracing::warn!(node = "python", "{}", error.message);
        }
        ENTERED.set(0);
    }
}

fn sources_dict<'py>(py: Python<'py>, sources: &IndexMap<String, String>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, source) in sources {
        dict.set_item(name, source)?;
    }
    Ok(dict)
}

fn loading_failed(py: Python<'_>, exception: PyErr) -> Error {
    let mut error = describe(py, exception, "Failed to load the manifest's Python modules");
    error.phase = Some(Phase::Parse);
    error
}

fn unknown(py: Python<'_>, spec: &NodeSpec, exception: PyErr) -> Error {
    let context = format!("Failed to initialize CPython node {}", spec.node_type);
    Error { kind: ErrorKind::UnknownNodeType, ..describe(py, exception, &context) }
}
