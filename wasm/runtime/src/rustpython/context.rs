//! The Python modules that a manifest carries, and the classes behind node types. There is no event loop to share.

use super::failure::{describe, remember, AUTHORED};
use super::interpreter::{attribute, with_vm};
use crate::error::{Error, ErrorKind, Phase, Result};
use crate::manifest::NodeSpec;
use indexmap::IndexMap;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyDictRef};
use rustpython_vm::{PyObjectRef, PyResult, TryFromObject, VirtualMachine};
use std::time::Duration;

/// One session's side of Python: made when it opens, closed when it is dropped.
#[derive(Default)]
pub struct Context {
    /// `remotemedia._modules.Modules`; `None` when the manifest carries none.
    loaded: Option<PyObjectRef>,
    /// Class name → class, of all public classes that the modules define.
    classes: Option<PyDictRef>,
}

impl Context {
    /// Compiles and runs the modules in order; they may import each other.
    ///
    /// # Errors
    /// A name that is no identifier or taken by the runtime, and whatever compiling or running raised.
    pub fn open(sources: &IndexMap<String, String>) -> Result<Context> {
        if sources.is_empty() {
            return Ok(Context::default());
        }
        with_vm(|vm| {
            let load = || -> PyResult<Context> {
                let dict = vm.ctx.new_dict();
                for (name, source) in sources {
                    remember(name, source);
                    dict.set_item(name.as_str(), vm.ctx.new_str(source.as_str()).into(), vm)?;
                }
                let loaded = attribute(vm, "remotemedia._modules", "Modules")?.call((dict, AUTHORED.to_string()), vm)?;
                let classes = vm.call_method(&loaded, "classes", ())?;
                Ok(Context { loaded: Some(loaded), classes: Some(PyDictRef::try_from_object(vm, classes)?) })
            };
            load().map_err(|exception| {
                let error = describe(vm, &exception, "Failed to load the manifest's Python modules");
                Error { phase: Some(Phase::Parse), ..error }
            })
        })
    }

    /// One session at a time is what this variant's hosts open: there is nothing to switch.
    ///
    /// # Errors
    /// None.
    pub fn enter(&self) -> Result<()> {
        Ok(())
    }

    /// Without an event loop nothing is ever scheduled.
    ///
    /// # Errors
    /// None.
    pub fn advance(&self) -> Result<Option<Duration>> {
        Ok(None)
    }

    /// Whether the manifest's modules define a class of this name.
    pub fn defines(&self, name: &str) -> bool {
        with_vm(|vm| self.classes.as_ref().is_some_and(|classes| classes.contains_key(name, vm)))
    }

    /// Whether there is a class for this node.
    pub fn provides(&self, spec: &NodeSpec) -> bool {
        with_vm(|vm| self.class(vm, spec).is_ok())
    }

    /// The class of a node type: of the manifest's modules, else of `remotemedia.nodes`.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownNodeType`] with Python's AttributeError, as the original reported it.
    pub fn class(&self, vm: &VirtualMachine, spec: &NodeSpec) -> Result<PyObjectRef> {
        let name = spec.node_type.as_str();
        match self.classes.as_ref().and_then(|classes| classes.get_item_opt(name, vm).ok().flatten()) {
            Some(class) if vm.is_none(&class) => {
                let text = format!("class '{name}' is defined by several modules: write module.{name}");
                return Err(unknown(vm, spec, &vm.new_attribute_error(text)));
            }
            Some(class) => return Ok(class),
            None => {}
        }
        // "_driver" or "__doc__" are attributes too, but no node types.
        let public = !name.starts_with('_');
        match attribute(vm, "remotemedia.nodes", name).map(|class| (class.is_callable() && public).then_some(class)) {
            Ok(Some(class)) => Ok(class),
            Ok(None) => Err(unknown(vm, spec, &vm.new_attribute_error(format!("'{name}' is no node class")))),
            Err(exception) => Err(unknown(vm, spec, &exception)),
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        let Some(loaded) = &self.loaded else { return };
        with_vm(|vm| {
            if let Err(exception) = vm.call_method(loaded, "unload", ()) {
                tracing::warn!(node = "python", "{}", describe(vm, &exception, "Failed to unload modules").message);
            }
        });
    }
}

fn unknown(vm: &VirtualMachine, spec: &NodeSpec, exception: &PyBaseExceptionRef) -> Error {
    // The contract's words; hosts and tests look for them whichever interpreter runs.
    let context = format!("Failed to initialize CPython node {}", spec.node_type);
    Error { kind: ErrorKind::UnknownNodeType, ..describe(vm, exception, &context) }
}
