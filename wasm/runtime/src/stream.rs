//! A live session over two pipes, in the frames that the head of `wasm/wire/wire.proto` describes.
//!
//! When the session is open its metrics are told, so that a host knows; they come again as the last event, and whenever an
//! envelope asks for them by its `metrics_json`. Every push is counted, also one that is refused, so that a host may count
//! along.

use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::manifest::Request;
use crate::session::{Session, Wait};
use crate::wire::{self, envelope::Body, Envelope};
use prost::bytes::{Buf, Bytes, BytesMut};
use std::io;
use std::time::{Duration, Instant};

/// Bytes of the longest frame that is taken.
pub const MAX_FRAME: usize = 256 << 20;
/// Bytes that are read at once, at most.
const CHUNK: usize = 64 << 10;
/// Nodes that work without a pause are interrupted after this time to look for input: it may be what stops them.
const PATIENCE: Duration = Duration::from_millis(20);
/// The shortest wait: hosts do not agree on what none at all means.
const MOMENT: Duration = Duration::from_millis(1);

/// Where frames come from and go to.
pub trait Pipes {
    /// Waits for input and reads what there is of it. 0: it has ended.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Waits until [`Pipes::read`] would not have to, or for this time. Returns whether it would not have to; `None` when
    /// nobody can tell and nothing was waited for.
    fn wait(&mut self, time: Duration) -> Option<bool>;
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Opens the session that the first frame asks for and serves it until it is over: its input has ended, and so has every
/// node. `open` is told its limits before.
///
/// Returns whether the session opened and all input could be read; failures of items are events as others are.
///
/// # Errors
/// The output cannot be written.
pub fn serve(pipes: &mut impl Pipes, open: impl FnOnce(&Limits)) -> io::Result<bool> {
    let (input, output, looked) = (BytesMut::new(), Vec::new(), Instant::now());
    let mut stream = Stream { pipes, input, output, ended: false, well: true, looked };
    let opened = stream.request().and_then(|text| Request::parse(&text)).and_then(|request| {
        open(&request.limits);
        Session::live(request)
    });
    let mut session = match opened {
        Ok(session) => session,
        Err(error) => {
            stream.put(&wire::encode_failure(&error));
            stream.send()?;
            return Ok(false);
        }
    };
    session.tell_metrics();
    loop {
        let wait = session.run();
        stream.tell(&mut session)?;
        if session.over() {
            break;
        }
        stream.listen(&mut session, wait);
    }
    session.tell_metrics();
    stream.tell(&mut session)?;
    for failure in session.cleanup() {
        stream.put(&wire::encode_failure(&failure));
    }
    stream.send()?;
    Ok(stream.well)
}

struct Stream<'a, P> {
    pipes: &'a mut P,
    /// What was read and is not used yet.
    input: BytesMut,
    /// Frames to be written.
    output: Vec<u8>,
    /// There is no more input.
    ended: bool,
    /// All input could be read so far.
    well: bool,
    /// When it last looked for input.
    looked: Instant,
}

impl<P: Pipes> Stream<'_, P> {
    /// The first frame.
    fn request(&mut self) -> Result<Bytes> {
        loop {
            match self.frame()? {
                Some(frame) if !frame.is_empty() => return Ok(frame),
                None if !self.ended => self.read()?,
                _ => return Err(protocol("The input ended before its first frame, the request")),
            }
        }
    }

    /// The next frame, when all of it was read.
    fn frame(&mut self) -> Result<Option<Bytes>> {
        let Some(head) = self.input.first_chunk() else { return Ok(None) };
        let length = u32::from_le_bytes(*head) as usize;
        if length > MAX_FRAME {
            return Err(protocol(format!("A frame of {length} bytes is longer than {MAX_FRAME}")));
        }
        if self.input.len() - 4 < length {
            return Ok(None);
        }
        self.input.advance(4);
        Ok(Some(self.input.split_to(length).freeze()))
    }

    /// Reads what there is.
    fn read(&mut self) -> Result<()> {
        let filled = self.input.len();
        self.input.resize(filled + CHUNK, 0);
        let read = self.pipes.read(&mut self.input[filled..]);
        self.input.truncate(filled + read.as_ref().map_or(0, |&count| count));
        match read {
            Ok(0) if filled > 0 => Err(protocol(format!("The input ended within a frame, after {filled} of its bytes"))),
            Ok(0) => {
                self.ended = true;
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(protocol(format!("Failed to read the input: {error}"))),
        }
    }

    /// Waits until the session can go on: for input, time or nothing.
    fn listen(&mut self, session: &mut Session, wait: Wait) {
        if wait == Wait::Now && (self.ended || self.looked.elapsed() < PATIENCE) {
            return;
        }
        if let Err(error) = self.hear(session, wait) {
            // Where the next frame would begin nobody knows.
            (self.ended, self.well) = (true, false);
            self.input.clear();
            session.hang_up();
            self.put(&wire::encode_failure(&error));
        }
        self.looked = Instant::now();
    }

    /// Takes one frame, or waits for input as long as the session does.
    fn hear(&mut self, session: &mut Session, wait: Wait) -> Result<()> {
        loop {
            if let Some(frame) = self.frame()? {
                self.take(session, frame);
                return Ok(());
            }
            let there = match wait {
                Wait::Idle => true,
                Wait::Now => self.pipes.wait(MOMENT).unwrap_or(false),
                Wait::Time(time) => self.wait(session, time.max(MOMENT)),
            };
            if !there {
                return Ok(());
            }
            self.read()?;
            if self.ended {
                session.hang_up();
            }
            // What comes in many pieces must not hold up what is due.
            if self.ended || wait != Wait::Idle {
                return Ok(());
            }
        }
    }

    /// Waits for input, or until this time has passed. Returns whether to read.
    fn wait(&mut self, session: &Session, time: Duration) -> bool {
        let there = if self.ended { None } else { self.pipes.wait(time) };
        there.unwrap_or_else(|| {
            // One of both has to do: an answer that a node waits for comes as input, all else in time.
            let answers = !self.ended && session.waits_for_host();
            if !answers {
                std::thread::sleep(time);
            }
            answers
        })
    }

    fn take(&mut self, session: &mut Session, frame: Bytes) {
        if frame.is_empty() {
            return session.end();
        }
        let refused = match wire::decode(frame) {
            Ok(Envelope { body: Some(Body::MetricsJson(_)), call: 0, .. }) => return session.tell_metrics(),
            Ok(envelope) if envelope.call > 0 => wire::answer_of(envelope).map(|(call, answer)| session.answer(call, answer)),
            Ok(envelope) => {
                let pushed = wire::push_of(envelope).and_then(|(target, value)| session.push(target.as_deref(), value));
                return pushed.map_or_else(|error| session.refuse(error), drop);
            }
            Err(error) => Err(error),
        };
        if let Err(error) = refused {
            self.put(&wire::encode_failure(&error));
        }
    }

    /// Writes all that the session has to tell.
    fn tell(&mut self, session: &mut Session) -> io::Result<()> {
        while let Some(event) = session.next_event() {
            let envelope = wire::encode_event(session, &event);
            self.put(&envelope);
        }
        self.send()
    }

    fn put(&mut self, envelope: &[u8]) {
        self.output.extend_from_slice(&(envelope.len() as u32).to_le_bytes());
        self.output.extend_from_slice(envelope);
    }

    fn send(&mut self) -> io::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        let sent = self.pipes.write(&self.output);
        self.output.clear();
        sent
    }
}

fn protocol(text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Protocol, text)
}
