//! Log lines on stderr, one format for Rust and Python: `LEVEL node: message`.

/// Tells the user of something that works but is probably not what was meant.
pub fn warn(node_id: &str, message: &str) {
    eprintln!("WARNING {node_id}: {message}");
}
