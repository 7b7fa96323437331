//! The command door natively, for `npm run bench:runtime`: a request a line on stdin, its result JSON (or `{"error": …}`) a
//! line on stdout, until stdin ends. The Python is the one it is linked with.

use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::python::interpreter;
use remotemedia_runtime::{models, run};
use serde_json::json;
use std::io::{self, BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    interpreter::start(None, Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../python")))?;
    models::set_folder(concat!(env!("CARGO_MANIFEST_DIR"), "/../models"));
    let mut stdout = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = match Request::parse(line?.as_bytes()).and_then(run) {
            Ok(result) => serde_json::to_string(&result)?,
            Err(error) => json!({"error": error.to_string()}).to_string(),
        };
        writeln!(stdout, "{answer}")?;
        stdout.flush()?;
    }
    Ok(())
}
