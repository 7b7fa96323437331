//! Stdin and stdout as the pipes of a stream, and as nobody else's while it runs.

use remotemedia_runtime::stream::Pipes;
use std::ffi::{c_int, c_short, c_void};
use std::fs::File;
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether frames go over stdin and stdout.
static STREAMING: AtomicBool = AtomicBool::new(false);

/// Between two attempts where nothing tells when the next one is due.
const BLINK: Duration = Duration::from_millis(1);

/// The command's own stdin and stdout, unbuffered: what is read is what is there, what is written leaves.
pub struct Stdio {
    stdin: ManuallyDrop<File>,
    stdout: ManuallyDrop<File>,
    /// The host does not say when there is input.
    deaf: bool,
}

impl Stdio {
    pub fn claim() -> Stdio {
        STREAMING.store(true, Ordering::Relaxed);
        // SAFETY: both are open, and are not closed by these.
        let file = |descriptor| ManuallyDrop::new(unsafe { File::from_raw_fd(descriptor) });
        Stdio { stdin: file(0), stdout: file(1), deaf: false }
    }
}

/// libc's own, made of `poll_oneoff`.
#[repr(C)]
struct PollFd {
    descriptor: c_int,
    events: c_short,
    returned: c_short,
}

/// wasi-libc's numbers.
const POLLRDNORM: c_short = 1;
const POLLHUP: c_short = 0x2000;

/// libc's `struct iovec`.
#[repr(C)]
struct Part {
    address: *mut c_void,
    length: usize,
}

extern "C" {
    fn poll(descriptors: *mut PollFd, count: usize, milliseconds: c_int) -> c_int;
    fn readv(descriptor: c_int, parts: *const Part, count: c_int) -> isize;
    fn writev(descriptor: c_int, parts: *const Part, count: c_int) -> isize;
}

impl Pipes for Stdio {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.stdin.read(buffer) {
                // node:wasi lets nobody wait in a read any more once it was asked whether there is input.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.wait(Duration::from_secs(1)).is_none() {
                        std::thread::sleep(BLINK);
                    }
                }
                read => return read,
            }
        }
    }

    fn wait(&mut self, time: Duration) -> Option<bool> {
        if self.deaf {
            return None;
        }
        let milliseconds = c_int::try_from(time.as_micros().div_ceil(1000)).unwrap_or(c_int::MAX);
        let mut stdin = PollFd { descriptor: 0, events: POLLRDNORM, returned: 0 };
        // SAFETY: one descriptor, which outlives the call.
        let count = unsafe { poll(&mut stdin, 1, milliseconds) };
        self.deaf = count < 0 || (count > 0 && stdin.returned & (POLLRDNORM | POLLHUP) == 0);
        (!self.deaf).then_some(count > 0)
    }

    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.stdout.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => bytes = &bytes[count..],
                // A terminal is one and the same for stdin and stdout, also in this.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::sleep(BLINK),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// libc's, for C and with it Python: in the midst of frames, what a node writes to descriptor 1 goes to stderr. Rust's own
/// streams do not use it. The linker takes this one.
///
/// # Safety
/// As libc's.
#[no_mangle]
pub unsafe extern "C" fn write(descriptor: c_int, address: *mut c_void, length: usize) -> isize {
    let descriptor = if descriptor == 1 && STREAMING.load(Ordering::Relaxed) { 2 } else { descriptor };
    writev(descriptor, &Part { address, length }, 1)
}

/// libc's, for C and with it Python: frames are not for nodes to read, for them stdin has ended.
///
/// # Safety
/// As libc's.
#[no_mangle]
pub unsafe extern "C" fn read(descriptor: c_int, address: *mut c_void, length: usize) -> isize {
    if descriptor == 0 && STREAMING.load(Ordering::Relaxed) {
        return 0;
    }
    readv(descriptor, &Part { address, length }, 1)
}
