//! Starts CPython, and wakes it after a snapshot.

use super::media;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::CString;

/// Starts the interpreter, isolated from the host's environment, with the runtime's built-in module.
///
/// `search_paths` is all of `sys.path`; `None` leaves it to CPython (native builds) and appends `library`, the folder
/// that holds the `remotemedia` package.
///
/// # Errors
/// CPython's own text when it cannot start; the process or module is of no use then.
pub fn start(search_paths: Option<&[&str]>, library: Option<&str>) -> Result<(), String> {
    // SAFETY: called once, before any other use of Python, from the only thread.
    unsafe {
        if ffi::Py_IsInitialized() != 0 {
            return Ok(());
        }
        ffi::PyImport_AppendInittab(c"_remotemedia".as_ptr(), Some(media::native::__pyo3_init));
        // UTF-8 everywhere, whatever locale the host has or lacks.
        let mut before = std::mem::zeroed::<ffi::PyPreConfig>();
        ffi::PyPreConfig_InitIsolatedConfig(&mut before);
        before.utf8_mode = 1;
        ffi::Py_PreInitialize(&before);
        let mut config = std::mem::zeroed::<ffi::PyConfig>();
        ffi::PyConfig_InitIsolatedConfig(&mut config);
        config.site_import = 0;
        config.install_signal_handlers = 0;
        if let Some(paths) = search_paths {
            // A snapshot freezes the seed of string hashes; a fixed one makes builds and set orders repeatable.
            config.use_hash_seed = 1;
            config.hash_seed = 1;
            config.module_search_paths_set = 1;
            for path in paths {
                let path = CString::new(*path).map_err(|error| error.to_string())?;
                let wide = ffi::Py_DecodeLocale(path.as_ptr(), std::ptr::null_mut());
                ffi::PyWideStringList_Append(&mut config.module_search_paths, wide);
                ffi::PyMem_RawFree(wide.cast());
            }
        }
        let status = ffi::Py_InitializeFromConfig(&config);
        ffi::PyConfig_Clear(&mut config);
        if ffi::PyStatus_Exception(status) != 0 {
            let text = if status.err_msg.is_null() { c"unknown reason" } else { std::ffi::CStr::from_ptr(status.err_msg) };
            return Err(format!("Python did not start: {}", text.to_string_lossy()));
        }
        // The thread that started the interpreter holds it; let every later call attach for itself.
        ffi::PyEval_SaveThread();
    }
    crate::log::start("info");
    Python::attach(|py| -> PyResult<()> {
        if let Some(library) = library {
            py.import("sys")?.getattr("path")?.call_method1("append", (library,))?;
        }
        py.import("remotemedia._startup")?.call_method0("configure")?;
        Ok(())
    })
    .map_err(|exception| format!("Python did not start: {exception}"))
}

/// Imports what most nodes use, so that a snapshot of the heap holds it, and takes `build_path` off `sys.path`.
///
/// # Errors
/// The import that failed.
pub fn preload(build_path: &str) -> Result<(), String> {
    call("preload", (build_path,))
}

/// Makes a snapshot's frozen state this run's own: seeds `random`, reads the environment, forgets cached paths, shows
/// log lines from the level on that `REMOTEMEDIA_LOG` names.
///
/// # Errors
/// What Python raised, which only a broken build does.
pub fn thaw() -> Result<(), String> {
    crate::log::start(&std::env::var("REMOTEMEDIA_LOG").unwrap_or_default());
    call("thaw", (std::env::vars().collect::<Vec<_>>(),))
}

/// Writes out what print() still holds: a last line without its end.
pub fn flush() {
    // A stderr that the author replaced or closed is theirs to lose.
    let _ = call("flush", ());
}

fn call<A>(function: &str, arguments: A) -> Result<(), String>
where
    A: for<'py> pyo3::call::PyCallArgs<'py>,
{
    Python::attach(|py| py.import("remotemedia._startup")?.call_method1(function, arguments).map(drop))
        .map_err(|exception: PyErr| format!("Python's {function} failed: {exception}"))
}
