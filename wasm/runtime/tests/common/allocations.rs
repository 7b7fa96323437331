//! An allocator that counts what the calling thread has: to tell copies of large buffers, and how much a parser takes.
//! A test file that wants it declares this module by its path.
#![allow(dead_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

pub struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static LARGE: Cell<usize> = const { Cell::new(0) };
    static LARGE_FROM: Cell<usize> = const { Cell::new(usize::MAX) };
}

fn count(change: isize) {
    // A thread that ends frees when its counters are gone.
    let _ = LIVE.try_with(|live| {
        live.set(live.get() + change);
        PEAK.with(|peak| peak.set(peak.get().max(live.get())));
        if change > 0 && change as usize >= LARGE_FROM.with(Cell::get) {
            LARGE.with(|large| large.set(large.get() + 1));
        }
    });
}

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        System.alloc(layout)
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        System.alloc_zeroed(layout)
    }
    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        System.dealloc(address, layout);
    }
    unsafe fn realloc(&self, address: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        System.realloc(address, layout, size)
    }
}

/// The most bytes that this thread had at a time during the call, above what it had before.
pub fn peak<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.with(Cell::get);
    PEAK.with(|peak| peak.set(before));
    let result = call();
    (result, (PEAK.with(Cell::get) - before) as usize)
}

/// How many blocks of at least `size` bytes this thread allocated during the call.
pub fn large<T>(size: usize, call: impl FnOnce() -> T) -> (T, usize) {
    LARGE_FROM.with(|from| from.set(size));
    let before = LARGE.with(Cell::get);
    let result = call();
    LARGE_FROM.with(|from| from.set(usize::MAX));
    (result, LARGE.with(Cell::get) - before)
}
