//! A node whose class is written in Python.

use super::context::Context;
use super::failure::describe;
use super::interpreter::{attribute, with_vm};
use super::marshal::{from_python, to_python};
use crate::error::{Error, Result};
use crate::manifest::NodeSpec;
use crate::node::Node;
use crate::value::Value;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyListRef};
use rustpython_vm::function::{FuncArgs, KwArgs};
use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

pub struct PythonNode {
    node_type: String,
    instance: PyObjectRef,
    /// `instance.process` when it may be called with the item itself; else the driver wraps the item as a stream.
    process: Option<PyObjectRef>,
    driver: PyObjectRef,
}

impl PythonNode {
    /// Makes the instance: `Class(**params)` when params is an object, else `Class()`.
    ///
    /// # Errors
    /// An unknown node type, or what the constructor raised.
    pub fn create(spec: &NodeSpec, context: &Context) -> Result<PythonNode> {
        with_vm(|vm| {
            let class = context.class(vm, spec)?;
            let make = || -> PyResult<PythonNode> {
                let params = spec.params_object().into_iter().flatten();
                let params =
                    params.map(|(name, value)| Ok((name.clone(), to_python(vm, value)?))).collect::<PyResult<KwArgs>>()?;
                let instance = class.call(FuncArgs::from(params), vm)?;
                let driver =
                    attribute(vm, "remotemedia._driver", "Driver")?.call((instance.clone(), spec.is_streaming), vm)?;
                let plain = driver.get_attr("plain", vm)?.try_to_bool(vm)?;
                let process = if plain { Some(instance.get_attr("process", vm)?) } else { None };
                Ok(PythonNode { node_type: spec.node_type.clone(), instance, process, driver })
            };
            make().map_err(|exception| {
                describe(vm, &exception, &format!("Failed to initialize CPython node {}", spec.node_type))
            })
        })
    }

    fn failed(&self, vm: &VirtualMachine, doing: &str, exception: &PyBaseExceptionRef) -> Error {
        describe(vm, exception, &format!("Failed to {doing} CPython node {}", self.node_type))
    }

    /// Calls `initialize` or `cleanup`, if the class has it; a coroutine runs to its end.
    fn call(&self, vm: &VirtualMachine, method: &'static str) -> PyResult<()> {
        let Ok(method) = self.instance.get_attr(method, vm) else { return Ok(()) };
        attribute(vm, "remotemedia._driver", "call")?.call((method,), vm).map(drop)
    }

    fn process_one(&self, vm: &VirtualMachine, item: &Value, out: &mut Vec<Value>) -> PyResult<()> {
        let item = to_python(vm, item)?;
        let Some(process) = &self.process else {
            return gather(vm, out, |list| vm.call_method(&self.driver, "process", (item, list)));
        };
        let result = process.call((item,), vm)?;
        // The common case stays short: only what may be a generator or coroutine needs the driver.
        if vm.is_none(&result) {
            return Ok(());
        }
        let has = |name: &str| result.class().get_attr(vm.ctx.intern_str(name)).is_some();
        if has("__await__") || has("__anext__") || has("send") {
            let collect = attribute(vm, "remotemedia._driver", "collect")?;
            return gather(vm, out, |list| collect.call((result, list), vm));
        }
        out.push(from_python(vm, &result)?);
        Ok(())
    }
}

/// Appends the items that a call puts into a list, also those from before it raised.
fn gather(vm: &VirtualMachine, out: &mut Vec<Value>, call: impl FnOnce(PyListRef) -> PyResult) -> PyResult<()> {
    let list = vm.ctx.new_list(Vec::new());
    let result = call(list.clone());
    for item in list.borrow_vec().to_vec() {
        out.push(from_python(vm, &item)?);
    }
    result.map(drop)
}

impl Node for PythonNode {
    fn initialize(&mut self) -> Result<()> {
        with_vm(|vm| self.call(vm, "initialize").map_err(|e| self.failed(vm, "initialize", &e)))
    }

    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        with_vm(|vm| self.process_one(vm, &item, out).map_err(|e| self.failed(vm, "process data in", &e)))
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        with_vm(|vm| {
            let finish = |list| vm.call_method(&self.driver, "finish", (list,));
            gather(vm, out, finish).map_err(|e| self.failed(vm, "finish", &e))
        })
    }

    fn cleanup(&mut self) -> Result<()> {
        with_vm(|vm| self.call(vm, "cleanup").map_err(|e| self.failed(vm, "cleanup", &e)))
    }

    fn takes_python(&self) -> bool {
        true
    }

    fn ends_as_source(&self) -> bool {
        true
    }
}
