//! Manifest v1: the JSON that names nodes and connections. Unknown fields are ignored at every level.

use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::value::{Map, Value};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    pub version: String,
    pub metadata: Metadata,
    pub nodes: Vec<NodeSpec>,
    pub connections: Vec<Connection>,
    #[serde(default)]
    pub python: PythonSpec,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    pub name: String,
    pub description: Option<String>,
    pub created_at: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct NodeSpec {
    pub id: String,
    pub node_type: String,
    #[serde(default)]
    pub params: Value,
    #[serde(default)]
    pub is_streaming: bool,
    #[serde(default)]
    pub join: Join,
    pub capabilities: Option<Capabilities>,
    pub host: Option<String>,
    pub runtime_hint: Option<RuntimeHint>,
    pub execution: Option<Execution>,
}

/// This kit's addition: how items that come over several connections become the node's inputs.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Join {
    /// One after the other.
    #[default]
    Concat,
    /// As arrays of one item per connection, in the manifest's order.
    Zip,
}

/// What a node would like to run on: parsed for its shape's sake, not acted on here.
#[derive(Clone, Debug, Deserialize)]
pub struct Capabilities {
    pub gpu: Option<Gpu>,
    pub cpu: Option<Cpu>,
    pub memory_gb: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Gpu {
    #[serde(rename = "type")]
    pub gpu_type: String,
    pub min_memory_gb: Option<f64>,
    #[serde(default = "yes")]
    pub required: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Cpu {
    pub cores: Option<u32>,
    pub arch: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum RuntimeHint {
    RustPython,
    // serde's snake_case would make `c_python` of it.
    #[serde(rename = "cpython")]
    CPython,
    #[serde(rename = "cpython_wasm")]
    CPythonWasm,
    Auto,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Execution {
    #[serde(default)]
    pub placement: String,
    pub reason: Option<String>,
    pub fallback: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Connection {
    pub from: String,
    pub to: String,
}

/// This kit's addition: Python source carried by the manifest; the public classes become node types.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PythonSpec {
    #[serde(default)]
    pub modules: IndexMap<String, String>,
}

/// What the command door reads from stdin, and the session door when it opens a session.
pub struct Request {
    pub manifest: Manifest,
    pub input_data: Vec<Value>,
    pub limits: Limits,
    /// Whether each step of a node is told to the host of a live session.
    pub steps: bool,
    /// Node types that the host of a live session implements.
    pub host: Vec<String>,
}

impl Manifest {
    /// Reads a manifest from parsed JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Parse`] with serde's own words, as the original had them: "missing field `connections`".
    pub fn from_json(json: serde_json::Value) -> Result<Manifest> {
        serde_json::from_value(json).map_err(|error| Error::new(ErrorKind::Parse, format!("Failed to parse manifest: {error}")))
    }

    /// Reads a manifest from JSON text, bare or wrapped as `{"manifest": …}`.
    pub fn parse(text: &[u8]) -> Result<Manifest> {
        Request::parse(text).map(|request| request.manifest)
    }
}

impl Request {
    /// One JSON value: `{"manifest": …, "input_data": […], "limits": {…}, "steps": false, "host": […]}`, or the manifest
    /// itself. `input_data` that is missing or no array counts as empty.
    pub fn parse(text: &[u8]) -> Result<Request> {
        let unreadable = |error| Error::new(ErrorKind::Parse, format!("Failed to parse input: {error}"));
        let mut json: serde_json::Value = serde_json::from_slice(text).map_err(unreadable)?;
        let input_data = match json.get_mut("input_data").map(serde_json::Value::take) {
            Some(items @ serde_json::Value::Array(_)) => serde_json::from_value(items).map_err(unreadable)?,
            _ => Vec::new(),
        };
        let Some(manifest) = json.get_mut("manifest").map(serde_json::Value::take) else {
            let (limits, host) = (Limits::default(), Vec::new());
            return Ok(Request { manifest: Manifest::from_json(json)?, input_data: Vec::new(), limits, steps: false, host });
        };
        let (limits, host) = (part(&mut json, "limits")?, part(&mut json, "host")?);
        let steps = json.get("steps").and_then(serde_json::Value::as_bool).unwrap_or(false);
        Ok(Request { manifest: Manifest::from_json(manifest)?, input_data, limits, steps, host })
    }
}

/// Takes what stands beside the manifest under this name.
fn part<T: DeserializeOwned + Default>(request: &mut serde_json::Value, name: &str) -> Result<T> {
    let Some(part) = request.get_mut(name).map(serde_json::Value::take) else { return Ok(T::default()) };
    serde_json::from_value(part).map_err(|error| Error::new(ErrorKind::Parse, format!("Failed to parse {name}: {error}")))
}

impl NodeSpec {
    /// The parameters, when they are an object; anything else means none.
    pub fn params_object(&self) -> Option<&Map> {
        match &self.params {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }
}
