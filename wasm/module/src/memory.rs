//! The memory that a run may use: the module refuses to grow past it, so that Python raises MemoryError.

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a page of WebAssembly memory.
const PAGE: usize = 65_536;

/// In pages.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Sets the limit of the whole module. What is in use already stays.
pub fn limit(bytes: u64) {
    LIMIT.store(usize::try_from(bytes).unwrap_or(usize::MAX) / PAGE, Ordering::Relaxed);
}

/// Where wasi-libc's allocator, and with it Rust's and Python's, gets its memory from. Stands in the place of libc's own,
/// which knows no limit: the linker takes this one.
///
/// # Safety
/// Called by the allocator only.
#[no_mangle]
pub unsafe extern "C" fn sbrk(increment: isize) -> *mut c_void {
    let refused = usize::MAX as *mut c_void;
    let pages = core::arch::wasm32::memory_size(0);
    // libc's own gives back nothing either.
    let Ok(increment) = usize::try_from(increment) else { return refused };
    let more = increment.div_ceil(PAGE);
    if more > 0 && (pages + more > LIMIT.load(Ordering::Relaxed) || core::arch::wasm32::memory_grow(0, more) == usize::MAX) {
        return refused;
    }
    (pages * PAGE) as *mut c_void
}
