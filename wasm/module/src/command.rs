//! The command door: a manifest on stdin, the result JSON on stdout, errors on stderr, an exit code.

use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::{run, Error, ErrorKind};
use std::io::{Read, Write};

/// `_start`: the snapshot tool gives it that name.
#[no_mangle]
pub extern "C" fn rm_command() {
    crate::wake();
    let code = match execute() {
        Ok(()) => 0,
        Err(text) => {
            eprintln!("Pipeline execution failed: {text}");
            1
        }
    };
    remotemedia_runtime::python::interpreter::flush();
    // Not exit(): the exit handlers are those of the build's run, frozen in the snapshot.
    // SAFETY: ends the instance; all output is flushed.
    unsafe { _Exit(code) }
}

extern "C" {
    fn _Exit(code: i32) -> !;
}

fn execute() -> Result<(), String> {
    let mut input = Vec::new();
    std::io::stdin()
        .read_to_end(&mut input)
        .map_err(|error| format!("Pipeline execution failed: Failed to read stdin: {error}"))?;
    let request = Request::parse(&input).map_err(|error| report(&error))?;
    crate::memory::limit(request.limits.memory_bytes);
    let result = run(request).map_err(|error| report(&error))?;
    let mut json = serde_json::to_value(&result).map_err(|error| error.to_string())?;
    json.sort_all_objects();
    let text = serde_json::to_string_pretty(&json).map_err(|error| error.to_string())?;
    let mut stdout = std::io::stdout().lock();
    // Callers of the original look for this line.
    writeln!(stdout, "\n=== PIPELINE RESULTS ===\n{text}")
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("Failed to write the result: {error}"))
}

/// The original's texts: what fails after the manifest was read carries the prefix twice.
fn report(error: &Error) -> String {
    let mut text = match error.kind {
        ErrorKind::Parse => error.to_string(),
        _ => format!("Pipeline execution failed: {error}"),
    };
    if let Some(python) = &error.python {
        if python.line > 0 {
            text += &format!("\n  {} line {}, column {}", python.module, python.line, python.column);
        }
        for frame in &python.frames {
            text += &format!("\n  {} line {}, in {}: {}", frame.module, frame.line, frame.function, frame.source);
        }
    }
    text
}
