//! The session door: what a live page calls. Values are the envelopes of `wasm/wire/wire.proto`.
//!
//! A buffer from [`rm_alloc`] goes back to the module with the call it is passed to. Addresses that [`rm_next`] gives
//! are good until the next call into the module.

use prost::bytes::Bytes;
use remotemedia_runtime::manifest::Request;
use remotemedia_runtime::{wire, Error, ErrorKind, Session, Wait};
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
    /// Envelopes that belong to no session (any more), failures of calls into the module above all: read with session 0.
    told: VecDeque<Vec<u8>>,
    /// What `rm_next` gave last.
    envelope: Vec<u8>,
    slice: Option<Box<Slice>>,
}

impl Door {
    fn fail(&mut self, error: &Error) {
        self.told.push_back(wire::encode_failure(error));
    }

    fn give(&mut self, envelope: Vec<u8>) -> *const Slice {
        self.envelope = envelope;
        let slice = Slice { address: self.envelope.as_ptr(), length: self.envelope.len() };
        &**self.slice.insert(Box::new(slice))
    }
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

/// Opens a session from JSON (UTF-8): a manifest, or `{"manifest": …, "limits": …, "steps": …, "host": …}`. Returns its
/// number, or 0 when it is refused, with the failure in `rm_next(0)`.
///
/// # Safety
/// See [`take`].
#[no_mangle]
pub unsafe extern "C" fn rm_open(address: *mut u8, length: usize) -> u32 {
    crate::wake();
    let text = take(address, length);
    let opened = Request::parse(&text).and_then(|request| {
        crate::memory::limit(request.limits.memory_bytes);
        Session::live(request)
    });
    DOOR.with_borrow_mut(|door| match opened {
        Ok(session) => {
            door.last += 1;
            door.sessions.insert(door.last, session);
            door.last
        }
        Err(error) => {
            door.fail(&error);
            0
        }
    })
}

/// Queues an item; [`rm_run`] then moves it through the graph. Returns the number of the push, or 0 when it is refused,
/// with the failure in `rm_next(0)`.
///
/// # Safety
/// See [`take`].
#[no_mangle]
pub unsafe extern "C" fn rm_push(session: u32, address: *mut u8, length: usize) -> u32 {
    let bytes = Bytes::from(take(address, length));
    with_session(session, |session| {
        let (target, value) = wire::push_of(wire::decode(bytes)?)?;
        session.push(target.as_deref(), value).map(|sequence| sequence as u32)
    })
    .unwrap_or(0)
}

/// Takes what the host says to a call of a node that it implements; [`rm_run`] then moves on what it gave. Returns 0 when the
/// envelope is no answer, with the failure in `rm_next(0)`. A call that nobody waits for any more is not heard.
///
/// # Safety
/// See [`take`].
#[no_mangle]
pub unsafe extern "C" fn rm_answer(session: u32, address: *mut u8, length: usize) -> u32 {
    let bytes = Bytes::from(take(address, length));
    let taken = with_session(session, |session| {
        let (call, answer) = wire::answer_of(wire::decode(bytes)?)?;
        session.answer(call, answer);
        Ok(())
    });
    u32::from(taken.is_some())
}

/// Ends the input: [`rm_run`] then flushes every node.
#[no_mangle]
pub extern "C" fn rm_end(session: u32) {
    with_session(session, |session| {
        session.end();
        Ok(())
    });
}

/// Lets the nodes work. Returns how many milliseconds later it wants to be called again, or -1: not before the next push,
/// answer or end. Events are taken before the next call.
#[no_mangle]
pub extern "C" fn rm_run(session: u32) -> i32 {
    let wait = with_session(session, |session| Ok(session.run()));
    match wait.unwrap_or(Wait::Idle) {
        Wait::Idle => -1,
        Wait::Now => 0,
        // At least 1: 0 would be busy waiting for a timer that is nearly due.
        Wait::Time(time) => i32::try_from(time.as_micros().div_ceil(1000).max(1)).unwrap_or(i32::MAX),
    }
}

/// Puts the session's metrics among its events.
#[no_mangle]
pub extern "C" fn rm_metrics(session: u32) {
    with_session(session, |session| {
        session.tell_metrics();
        Ok(())
    });
}

/// The next event of a session as the address of a [`Slice`] over an envelope, or null when there is none.
#[no_mangle]
pub extern "C" fn rm_next(session: u32) -> *const Slice {
    DOOR.with_borrow_mut(|door| {
        let envelope = match door.told.pop_front() {
            // Failures of a call come before the events that the session still holds.
            Some(envelope) => Some(envelope),
            None => door.sessions.get_mut(&session).and_then(|session| {
                let event = session.next_event()?;
                Some(wire::encode_event(session, &event))
            }),
        };
        envelope.map_or(std::ptr::null(), |envelope| door.give(envelope))
    })
}

/// After a trap: the node that ran and its push, as the address of a [`Slice`] over an envelope without a body.
#[no_mangle]
pub extern "C" fn rm_running() -> *const Slice {
    DOOR.with_borrow_mut(|door| door.give(wire::encode_running()))
}

/// Cleans up and forgets a session. Returns 1 when something failed, which is in `rm_next(0)` behind the calls that were
/// abandoned.
#[no_mangle]
pub extern "C" fn rm_close(session: u32) -> u32 {
    let Some(mut session) = DOOR.with_borrow_mut(|door| door.sessions.remove(&session)) else { return 0 };
    // What it did not tell while it was open nobody waits for.
    while session.next_event().is_some() {}
    let failures = session.cleanup();
    let mut abandoned = Vec::new();
    while let Some(event) = session.next_event() {
        abandoned.push(wire::encode_event(&session, &event));
    }
    drop(session);
    DOOR.with_borrow_mut(|door| {
        door.told.extend(abandoned);
        failures.iter().for_each(|error| door.fail(error));
    });
    u32::from(!failures.is_empty())
}

/// Calls with the session taken out of the table, so that a node's code may not reach it a second time.
fn with_session<T>(number: u32, call: impl FnOnce(&mut Session) -> Result<T, Error>) -> Option<T> {
    let result = match DOOR.with_borrow_mut(|door| door.sessions.remove(&number)) {
        Some(mut session) => {
            let result = call(&mut session);
            DOOR.with_borrow_mut(|door| door.sessions.insert(number, session));
            result
        }
        None => Err(Error::new(ErrorKind::Protocol, format!("There is no session {number}"))),
    };
    result.map_err(|error| DOOR.with_borrow_mut(|door| door.fail(&error))).ok()
}
