//! The Python modules that a manifest carries, and the class behind a node type.

use super::failure::{describe, AUTHORED};
use crate::error::{Error, ErrorKind, Phase, Result};
use crate::manifest::NodeSpec;
use indexmap::IndexMap;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A session's own modules: loaded when it opens, forgotten when it closes.
#[derive(Default)]
pub struct Modules {
    /// `remotemedia._modules.Modules`; `None` when the manifest carries none.
    loaded: Option<Py<PyAny>>,
    /// Class name → class, of all public classes that the modules define.
    classes: Option<Py<PyDict>>,
}

impl Modules {
    /// Compiles and runs the modules in order; they may import each other.
    ///
    /// # Errors
    /// A name that is no identifier or taken by the runtime, and whatever compiling or running raised.
    pub fn load(sources: &IndexMap<String, String>) -> Result<Modules> {
        if sources.is_empty() {
            return Ok(Modules::default());
        }
        Python::attach(|py| {
            let load = || -> PyResult<Modules> {
                let loader = py.import("remotemedia._modules")?.getattr("Modules")?;
                let loaded = loader.call1((sources_dict(py, sources)?, AUTHORED))?;
                let classes = loaded.call_method0("classes")?.cast_into::<PyDict>()?;
                Ok(Modules { loaded: Some(loaded.unbind()), classes: Some(classes.unbind()) })
            };
            load().map_err(|exception| loading_failed(py, exception))
        })
    }

    /// Whether the manifest's modules define a class of this name.
    pub fn defines(&self, name: &str) -> bool {
        Python::attach(|py| self.classes.as_ref().is_some_and(|classes| classes.bind(py).contains(name).unwrap_or(false)))
    }

    /// The class of a node type: of the manifest's modules, else of `remotemedia.nodes`.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownNodeType`] with Python's AttributeError, as the original reported it.
    pub fn class<'py>(&self, py: Python<'py>, spec: &NodeSpec) -> Result<Bound<'py, PyAny>> {
        let name = spec.node_type.as_str();
        match self.classes.as_ref().and_then(|classes| classes.bind(py).get_item(name).ok().flatten()) {
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

impl Drop for Modules {
    fn drop(&mut self) {
        let Some(loaded) = &self.loaded else { return };
        Python::attach(|py| {
            if let Err(exception) = loaded.bind(py).call_method0("unload") {
                crate::log::warn("python", &describe(py, exception, "Failed to unload modules").message);
            }
        });
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
