//! Python exceptions as the runtime's errors: type, text and the author's own frames.

use crate::error::{Error, ErrorKind, Frame, PythonDetail};
use pyo3::exceptions::{PyBaseException, PyMemoryError, PyModuleNotFoundError, PySyntaxError};
use pyo3::prelude::*;

/// File names of modules that came with a manifest begin with this; it never reaches a user.
pub const AUTHORED: &str = "<manifest>/";

/// Describes an exception; `context` is the contract's text that goes before "Type: message".
pub fn describe(py: Python<'_>, exception: PyErr, context: &str) -> Error {
    let name = exception.get_type(py).name().map_or_else(|_| "Exception".into(), |name| name.to_string());
    // str() runs the author's code and may itself raise.
    let text = exception.value(py).str().map_or_else(|_| "<no text>".into(), |text| text.to_string_lossy().into_owned());
    let mut detail = PythonDetail { exception: name, detail: text, ..PythonDetail::default() };
    let kind = if exception.is_instance_of::<PySyntaxError>(py) {
        position(exception.value(py), &mut detail);
        ErrorKind::PythonSyntax
    } else if exception.is_instance_of::<PyModuleNotFoundError>(py) {
        ErrorKind::PythonImport
    } else if exception.is_instance_of::<PyMemoryError>(py) {
        ErrorKind::Memory
    } else {
        ErrorKind::PythonException
    };
    detail.frames = frames(py, &exception).unwrap_or_default();
    let separator = if detail.detail.is_empty() { "" } else { ": " };
    let message = format!("{context}: {}{separator}{}", detail.exception, detail.detail);
    Error { python: Some(Box::new(detail)), ..Error::new(kind, message) }
}

/// Where a syntax error is, and its text without Python's own "(file, line)".
fn position(error: &Bound<'_, PyBaseException>, detail: &mut PythonDetail) {
    let get = |name: &str| error.getattr(name).ok();
    let whole = |name: &str| get(name).and_then(|value| value.extract::<u32>().ok()).unwrap_or(0);
    detail.line = whole("lineno");
    detail.column = whole("offset");
    let file = get("filename").and_then(|name| name.extract::<String>().ok()).unwrap_or_default();
    detail.module = module_of(&file).unwrap_or_default().to_string();
    if let Some(text) = get("msg").and_then(|text| text.extract::<String>().ok()) {
        detail.detail = text;
    }
}

fn module_of(file: &str) -> Option<&str> {
    file.strip_prefix(AUTHORED)?.strip_suffix(".py")
}

/// The frames that lie in the manifest's own modules, outermost first.
fn frames(py: Python<'_>, exception: &PyErr) -> PyResult<Vec<Frame>> {
    let mut frames = Vec::new();
    let Some(traceback) = exception.traceback(py) else { return Ok(frames) };
    let lines = py.import("linecache")?;
    let mut step = traceback.into_any();
    while !step.is_none() {
        let code = step.getattr("tb_frame")?.getattr("f_code")?;
        let file: String = code.getattr("co_filename")?.extract()?;
        if let Some(module) = module_of(&file) {
            let line: u32 = step.getattr("tb_lineno")?.extract()?;
            let source: String = lines.call_method1("getline", (&file, line))?.extract()?;
            frames.push(Frame {
                module: module.to_string(),
                function: code.getattr("co_qualname")?.extract()?,
                line,
                source: source.trim().to_string(),
            });
        }
        step = step.getattr("tb_next")?;
    }
    Ok(frames)
}
