//! One error type for everything that can go wrong between a manifest and its outputs.

use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

/// What kind of failure it is; the hosts map it to the codes their users see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Not JSON, or not the shape of a manifest.
    Parse,
    /// A manifest whose graph cannot run.
    Manifest,
    UnknownNodeType,
    Execution,
    PythonSyntax,
    PythonException,
    PythonImport,
    Memory,
    /// A limit of the session: too many items or bytes, too deep a value, too much time.
    OutputLimit,
    Depth,
    Time,
    /// A host called the session door wrongly.
    Protocol,
}

/// What a node was doing when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Parse,
    Initialize,
    Process,
    Flush,
    Cleanup,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Phase::Parse => "parse",
            Phase::Initialize => "initialize",
            Phase::Process => "process",
            Phase::Flush => "flush",
            Phase::Cleanup => "cleanup",
        }
    }
}

/// A line of the author's own Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub module: String,
    pub function: String,
    pub line: u32,
    pub source: String,
}

/// What Python said: the exception, where it came from, and for a syntax error the place in the author's text. Of a host
/// node only the exception is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PythonDetail {
    pub exception: String,
    pub detail: String,
    /// Outermost first; the runtime's own frames are left out.
    pub frames: Vec<Frame>,
    pub module: String,
    /// From 1; 0 when unknown.
    pub line: u32,
    /// From 1; 0 when unknown.
    pub column: u32,
}

#[derive(Clone, Debug)]
pub struct Error {
    pub kind: ErrorKind,
    /// Without the prefix that `Display` puts before it.
    pub message: String,
    pub node_id: String,
    pub node_type: String,
    pub phase: Option<Phase>,
    /// Number of the pushed item that caused it, from 1; 0 when none did.
    pub sequence: u64,
    pub python: Option<Box<PythonDetail>>,
}

impl Error {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            node_id: String::new(),
            node_type: String::new(),
            phase: None,
            sequence: 0,
            python: None,
        }
    }

    pub fn manifest(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Manifest, message)
    }

    pub fn execution(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Execution, message)
    }

    /// Says which node failed and in which phase; what an inner layer said already is kept.
    pub fn at(mut self, node_id: &str, node_type: &str, phase: Phase) -> Self {
        if self.node_id.is_empty() {
            self.node_id = node_id.to_string();
            self.node_type = node_type.to_string();
        }
        self.phase.get_or_insert(phase);
        self
    }
}

impl fmt::Display for Error {
    /// The original's texts: a prefix by family, then the message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Parse | ErrorKind::Protocol => f.write_str(&self.message),
            ErrorKind::Manifest => write!(f, "Manifest error: {}", self.message),
            _ => write!(f, "Execution error: {}", self.message),
        }
    }
}

impl std::error::Error for Error {}
