//! The session door: what a live page calls. Values are the envelopes of `wasm/wire/wire.proto`.
//!
//! A buffer from [`rm_alloc`] goes back to the module with the call it is passed to. Addresses that [`rm_next`] gives
//! are good until the next call into the module.

use remotemedia_runtime::wire;
use remotemedia_runtime::{Error, ErrorKind, Manifest, Session};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};

/// Address and length in bytes, as [`rm_next`] gives them.
#[repr(C)]
pub struct Slice {
    address: *const u8,
    length: usize,
}

#[derive(Default)]
struct Door {
    sessions: HashMap<u32, Session>,
    last: u32,
    /// Failures of calls that have no session (any more): read with session 0.
    failures: VecDeque<Error>,
    /// What `rm_next` gave last.
    envelope: Vec<u8>,
    slice: Option<Box<Slice>>,
}

thread_local! {
    static DOOR: RefCell<Door> = RefCell::default();
}

/// A buffer of this many bytes.
#[no_mangle]
pub extern "C" fn rm_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Takes back a buffer of [`rm_alloc`].
///
/// # Safety
/// `address` and `length` are those of a buffer from [`rm_alloc`] that was not taken yet.
unsafe fn take(address: *mut u8, length: usize) -> Box<[u8]> {
    Box::from_raw(std::ptr::slice_from_raw_parts_mut(address, length))
}

/// Opens a session from a manifest's JSON (UTF-8): its number, or 0 when refused, with the failure in `rm_next(0)`.
///
/// # Safety
/// See [`take`].
#[no_mangle]
pub unsafe extern "C" fn rm_open(address: *mut u8, length: usize) -> u32 {
    crate::wake();
    let text = take(address, length);
    let opened = Manifest::parse(&text).and_then(|manifest| Session::open(&manifest));
    DOOR.with_borrow_mut(|door| match opened {
        Ok(session) => {
            door.last += 1;
            door.sessions.insert(door.last, session);
            door.last
        }
        Err(error) => {
            door.failures.push_back(error);
            0
        }
    })
}

/// Runs an item through the graph. 0 when all went well, 1 when a failure is among the events.
///
/// # Safety
/// See [`take`].
#[no_mangle]
pub unsafe extern "C" fn rm_push(session: u32, address: *mut u8, length: usize) -> u32 {
    let bytes = take(address, length);
    with_session(session, |session| {
        let (target, value) = wire::decode_push(&bytes)?;
        drop(bytes);
        session.push(target.as_deref(), value)?;
        Ok(session.run())
    })
}

/// Ends the input: every node flushes. Returns as [`rm_push`] does.
#[no_mangle]
pub extern "C" fn rm_end(session: u32) -> u32 {
    with_session(session, |session| Ok(session.end()))
}

/// The next event of a session as the address of a [`Slice`] over an envelope, or null when there is none.
#[no_mangle]
pub extern "C" fn rm_next(session: u32) -> *const Slice {
    DOOR.with_borrow_mut(|door| {
        let envelope = match door.failures.pop_front() {
            // Failures of a call come before the events that the session still holds.
            Some(error) => Some(wire::encode_failure(&error)),
            None => door.sessions.get_mut(&session).and_then(|session| {
                let event = session.next_event()?;
                Some(wire::encode_event(session, &event))
            }),
        };
        let Some(envelope) = envelope else { return std::ptr::null() };
        door.envelope = envelope;
        let slice = Slice { address: door.envelope.as_ptr(), length: door.envelope.len() };
        &**door.slice.insert(Box::new(slice))
    })
}

/// Cleans up and forgets a session. Returns as [`rm_push`] does; the failures are in `rm_next(0)`.
#[no_mangle]
pub extern "C" fn rm_close(session: u32) -> u32 {
    let Some(mut session) = DOOR.with_borrow_mut(|door| door.sessions.remove(&session)) else { return 0 };
    let failures = session.cleanup();
    drop(session);
    let failed = !failures.is_empty();
    DOOR.with_borrow_mut(|door| door.failures.extend(failures));
    u32::from(failed)
}

/// Calls with the session taken out of the table, so that a node's code may not reach it a second time.
fn with_session(number: u32, call: impl FnOnce(&mut Session) -> Result<bool, Error>) -> u32 {
    let Some(mut session) = DOOR.with_borrow_mut(|door| door.sessions.remove(&number)) else {
        let error = Error::new(ErrorKind::Protocol, format!("There is no session {number}"));
        DOOR.with_borrow_mut(|door| door.failures.push_back(error));
        return 1;
    };
    let result = call(&mut session);
    DOOR.with_borrow_mut(|door| {
        door.sessions.insert(number, session);
        match result {
            Ok(well) => u32::from(!well),
            Err(error) => {
                door.failures.push_back(error);
                1
            }
        }
    })
}
