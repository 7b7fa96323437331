//! Part of build.rs: puts together the Python sources that the variant carries. They are compiled at build time, so
//! nothing is read from files when the module runs.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Of RustPython's copy of the standard library. What needs files, processes, threads or sockets stays out, and so does
/// pickle; a folder means all of it.
const STANDARD: &str = "
    __future__ _collections_abc _py_abc _pydatetime _pydecimal _strptime _threading_local _weakrefset abc ast base64
    bisect calendar codecs collections colorsys contextlib contextvars copy copyreg csv dataclasses datetime decimal
    difflib dis enum fnmatch fractions functools genericpath graphlib hashlib heapq hmac html inspect io json keyword
    linecache locale logging/__init__ numbers opcode operator posixpath pprint queue random re reprlib secrets shlex
    stat statistics string struct textwrap threading token tokenize traceback types typing warnings weakref
    importlib/__init__ importlib/_abc importlib/_bootstrap importlib/_bootstrap_external importlib/abc
    importlib/machinery importlib/util
    encodings/__init__ encodings/aliases encodings/ascii encodings/cp1252 encodings/iso8859_1 encodings/latin_1
    encodings/utf_16 encodings/utf_16_be encodings/utf_16_le encodings/utf_32 encodings/utf_8 encodings/utf_8_sig
";

/// Of `wasm/python`: what both interpreters share.
const SHARED: &str = "remotemedia/__init__ remotemedia/_plain remotemedia/core remotemedia/nodes";

/// Copies the sources into one folder and writes `frozen.rs`, which compiles it.
///
/// # Errors
/// A file that is missing.
pub fn stage() -> Result<(), Box<dyn Error>> {
    let crate_root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = out.join("library");
    let _ = fs::remove_dir_all(&folder);
    let own = crate_root.join("src/rustpython/library");
    let shared = crate_root.join("../python");
    let names = |list: &'static str| list.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    copy(Path::new(rustpython_pylib::LIB_PATH), &names(STANDARD), &folder)?;
    copy(&shared, &names(SHARED), &folder)?;
    copy_folder(&own, &folder)?;
    for watched in [own, shared] {
        println!("cargo:rerun-if-changed={}", watched.display());
    }
    fs::write(out.join("frozen.rs"), format!("rustpython_vm::py_freeze!(dir = {folder:?})"))?;
    Ok(())
}

fn copy(from: &Path, names: &[String], to: &Path) -> Result<(), Box<dyn Error>> {
    for name in names {
        if from.join(name).is_dir() {
            copy_folder(&from.join(name), &to.join(name))?;
            continue;
        }
        let file = to.join(format!("{name}.py"));
        fs::create_dir_all(file.parent().ok_or("no folder")?)?;
        fs::copy(from.join(format!("{name}.py")), file).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() && name != "__pycache__" {
            copy_folder(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "py") {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
