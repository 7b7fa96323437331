//! The WASI module. One interpreter, two doors:
//!
//! - `_start`, the command: manifest on stdin, result on stdout, or a live session over both ([`command`]);
//! - `rm_*`, the session: items in and out one by one ([`session`]).
//!
//! Wizer runs `rm_initialize` at build time and writes the started interpreter back into the module, so neither door
//! starts Python; each wakes what the snapshot froze.

mod command;
mod memory;
mod session;
mod stdio;

use std::sync::atomic::{AtomicBool, Ordering};

/// Where a host mounts what the snapshot does not hold.
const SEARCH_PATHS: [&str; 2] = ["/usr/lib/python3.13/python-stdlib.zip", "/usr/lib/python3.13"];
/// Where the build mounts the library while it takes the snapshot.
const BUILD_PATH: &str = "/snapshot";

extern "C" {
    // wasi-libc: forget the environment and preopens that were read at build time; the next use reads the host's.
    fn __wasilibc_deinitialize_environ();
    fn __wasilibc_reset_preopens();
    // C's constructors. Calling them here, once, also keeps the linker from wrapping every export with them.
    fn __wasm_call_ctors();
}

static AWAKE: AtomicBool = AtomicBool::new(false);

/// Build time only: starts Python and imports what most nodes use. The build fails when this traps.
#[no_mangle]
pub extern "C" fn rm_initialize() {
    // SAFETY: the first call into the module.
    unsafe { __wasm_call_ctors() };
    let paths = [BUILD_PATH, SEARCH_PATHS[0], SEARCH_PATHS[1]];
    remotemedia_runtime::python::interpreter::start(Some(&paths), None).expect("the interpreter starts");
    remotemedia_runtime::python::interpreter::preload(BUILD_PATH).expect("the preloaded modules import");
}

/// Before a run or a session: makes the snapshot's state its own. What libc froze is forgotten once per instance.
fn wake() {
    if !AWAKE.swap(true, Ordering::Relaxed) {
        // SAFETY: single-threaded, and nobody holds an entry of the environment yet.
        unsafe {
            __wasilibc_deinitialize_environ();
            __wasilibc_reset_preopens();
        }
    }
    remotemedia_runtime::python::interpreter::thaw().expect("a snapshot wakes");
}
