//! The command door: a manifest on stdin, the result JSON on stdout, errors on stderr, an exit code; or, with `--stream`, a
//! live session in frames.

use crate::stdio::Stdio;
use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::{run, stream, Error, ErrorKind};
use std::io::{Read, Write};

const HELP: &str = "\
pipeline_executor_wasm           runs the pipeline on stdin, {\"manifest\": …, \"input_data\": […]}, and prints its result
pipeline_executor_wasm --stream  serves a live session: length-prefixed frames on stdin and stdout, see docs/sessions.md
pipeline_executor_wasm --help | --version
";

/// `_start`: the snapshot tool gives it that name.
#[no_mangle]
pub extern "C" fn rm_command() {
    crate::wake();
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => execute().map(|()| 0).map_err(|text| format!("Pipeline execution failed: {text}")),
        ["--stream"] => serve(),
        ["--help"] => print(HELP),
        ["--version"] => print(concat!("pipeline_executor_wasm ", env!("CARGO_PKG_VERSION"), "\n")),
        _ => {
            eprint!("Unknown arguments: {}\n{HELP}", arguments.join(" "));
            Ok(2)
        }
    };
    let code = done.unwrap_or_else(|text| {
        eprintln!("{text}");
        1
    });
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

/// A live session over stdin and stdout. Returns the exit code.
fn serve() -> Result<i32, String> {
    let well = stream::serve(&mut Stdio::claim(), |limits| crate::memory::limit(limits.memory_bytes));
    well.map(|well| i32::from(!well)).map_err(|error| format!("Failed to write to stdout: {error}"))
}

fn print(text: &str) -> Result<i32, String> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    written.map(|()| 0).map_err(|error| format!("Failed to write to stdout: {error}"))
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
