//! Weights of the built-in models: files that a host mounts, because no page should load what its pipeline does not use.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::RwLock;

/// Where a WASI host mounts them.
const MOUNTED: &str = "/usr/share/remotemedia";

static FOLDER: RwLock<Option<PathBuf>> = RwLock::new(None);

/// Says where the models are on a system without that mount.
pub fn set_folder(folder: impl Into<PathBuf>) {
    *FOLDER.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(folder.into());
}

/// The bytes of a model, by its file name.
///
/// # Errors
/// A sentence that says what the host has to do.
pub fn read(name: &str) -> io::Result<Vec<u8>> {
    let folder = FOLDER.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let path = folder.as_deref().unwrap_or(Path::new(MOUNTED)).join(name);
    std::fs::read(&path).map_err(|error| {
        let text = format!("The model {name} cannot be read ({error}): the host has to mount the models at {MOUNTED}");
        io::Error::new(error.kind(), text)
    })
}
