//! Log lines on stderr, one format for Rust ([`tracing`]) and Python: `LEVEL node: message`.

use std::cell::RefCell;
use std::fmt::{Debug, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};
use tracing::field::{Field, Visit};
use tracing::{span, Event, Level, Metadata, Subscriber};

thread_local! {
    /// The node whose code runs, and the push that it works on.
    static RUNNING: RefCell<Option<(Rc<str>, u64)>> = const { RefCell::new(None) };
}

/// Runs a node's code: what it prints carries its id, and a host that sees it trap can ask which node it was.
pub fn within<T>(node: Rc<str>, sequence: u64, call: impl FnOnce() -> T) -> T {
    let outer = RUNNING.replace(Some((node, sequence)));
    let result = call();
    RUNNING.set(outer);
    result
}

/// The node whose code runs and its push; empty and 0 outside of nodes.
pub fn running() -> (String, u64) {
    RUNNING.with_borrow(|running| running.as_ref().map(|(node, sequence)| (node.to_string(), *sequence)).unwrap_or_default())
}

/// Writes a line; without a node it is that of the node that runs now, and outside of nodes the runtime's.
pub fn line(level: &str, node: &str, text: &str) {
    RUNNING.with_borrow(|running| {
        let current = running.as_ref().map_or("", |(node, _)| node);
        let node = [node, current, "runtime"].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        eprintln!("{level} {node}: {text}");
    });
}

/// Sends `tracing` events of this level and above to stderr, for the life of the process.
///
/// `level` is error, warn, info, debug or trace, in any case; anything else means info.
pub fn start(level: &str) {
    let level: Level = level.parse().unwrap_or(Level::INFO);
    SHOWN.store(rank(&level), Ordering::Relaxed);
    // Set once; what a snapshot holds is set already.
    let _ = tracing::subscriber::set_global_default(Lines);
    tracing::callsite::rebuild_interest_cache();
}

static SHOWN: AtomicU8 = AtomicU8::new(3);

fn rank(level: &Level) -> u8 {
    match *level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        Level::TRACE => 5,
    }
}

struct Lines;

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && rank(metadata.level()) <= SHOWN.load(Ordering::Relaxed)
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let level = match *event.metadata().level() {
            Level::WARN => "WARNING",
            Level::TRACE => "DEBUG",
            ref other => other.as_str(),
        };
        line(level, &fields.node, &fields.message);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// The message with the other fields behind it, and the field `node`.
#[derive(Default)]
struct Fields {
    node: String,
    message: String,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, text: &str) {
        match field.name() {
            "node" => self.node = text.to_string(),
            _ => self.record_debug(field, &text),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let written = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            "node" => write!(self.node, "{value:?}"),
            name => write!(self.message, " {name}={value:?}"),
        };
        debug_assert!(written.is_ok());
    }
}
