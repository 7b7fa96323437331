//! Python exceptions as the runtime's errors: type, text and the author's own frames.

use crate::error::{Error, ErrorKind, Frame, PythonDetail};
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::{AsObject, PyObjectRef, TryFromObject, VirtualMachine};
use std::cell::RefCell;
use std::collections::HashMap;

/// File names of modules that came with a manifest begin with this; it never reaches a user.
pub const AUTHORED: &str = "<manifest>/";

thread_local! {
    /// The authors' texts by module name, for the lines that frames show.
    static SOURCES: RefCell<HashMap<String, String>> = RefCell::default();
}

/// Keeps a module's text for the frames of later errors.
pub fn remember(module: &str, source: &str) {
    SOURCES.with_borrow_mut(|sources| sources.insert(module.to_string(), source.to_string()));
}

/// Describes an exception; `context` is the contract's text that goes before "Type: message".
pub fn describe(vm: &VirtualMachine, exception: &PyBaseExceptionRef, context: &str) -> Error {
    // str() runs the author's code and may itself raise.
    let text = exception.as_object().str(vm).map_or_else(|_| "<no text>".into(), |text| text.as_str().to_string());
    let mut detail =
        PythonDetail { exception: exception.class().name().to_string(), detail: text, ..PythonDetail::default() };
    let is = |class| exception.fast_isinstance(class);
    let kinds = &vm.ctx.exceptions;
    let kind = if is(kinds.syntax_error) {
        position(vm, exception.as_object().to_owned(), &mut detail);
        ErrorKind::PythonSyntax
    } else if is(kinds.module_not_found_error) {
        ErrorKind::PythonImport
    } else if is(kinds.memory_error) {
        ErrorKind::Memory
    } else {
        ErrorKind::PythonException
    };
    detail.frames = frames(exception);
    let separator = if detail.detail.is_empty() { "" } else { ": " };
    let message = format!("{context}: {}{separator}{}", detail.exception, detail.detail);
    Error { python: Some(Box::new(detail)), ..Error::new(kind, message) }
}

/// Where a syntax error is, and its text without Python's own "(file, line)".
fn position(vm: &VirtualMachine, error: PyObjectRef, detail: &mut PythonDetail) {
    let get = |name: &str| error.get_attr(&vm.ctx.new_str(name), vm).ok();
    let text = |name: &str| get(name).and_then(|value| String::try_from_object(vm, value).ok());
    let whole = |name: &str| get(name).and_then(|value| u32::try_from_object(vm, value).ok()).unwrap_or(0);
    detail.line = whole("lineno");
    detail.column = whole("offset");
    detail.module = text("filename").as_deref().and_then(module_of).unwrap_or_default().to_string();
    if let Some(message) = text("msg") {
        detail.detail = message;
    }
}

fn module_of(file: &str) -> Option<&str> {
    file.strip_prefix(AUTHORED)?.strip_suffix(".py")
}

/// The frames that lie in the manifest's own modules, outermost first. RustPython knows a function's bare name only.
fn frames(exception: &PyBaseExceptionRef) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut step = exception.traceback();
    while let Some(traceback) = step {
        let code = &traceback.frame.code.code;
        if let Some(module) = module_of(code.source_path.as_str()) {
            let line = traceback.lineno.get();
            let source = SOURCES.with_borrow(|sources| {
                let text = sources.get(module).and_then(|text| text.lines().nth(line as usize - 1));
                text.unwrap_or_default().trim().to_string()
            });
            frames.push(Frame { module: module.to_string(), function: code.obj_name.as_str().to_string(), line, source });
        }
        step = traceback.next.lock().clone();
    }
    frames
}
