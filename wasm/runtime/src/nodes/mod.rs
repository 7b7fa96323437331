//! Node types: those written in Rust, and behind them the Python classes.

mod arithmetic;
mod audio_resample;
mod pass_through;

use crate::error::Result;
use crate::manifest::NodeSpec;
use crate::node::Node;
use crate::params::Params;
use crate::python::{Context, PythonNode};

/// Makes the node a manifest asks for: a Rust node of that name, else a Python class.
///
/// # Errors
/// [`crate::ErrorKind::UnknownNodeType`], or what the node's constructor raised.
pub fn create(spec: &NodeSpec, context: &Context) -> Result<Box<dyn Node>> {
    let Some(make) = rust_node(&spec.node_type) else { return Ok(Box::new(PythonNode::create(spec, context)?)) };
    if context.defines(&spec.node_type) {
        let (node, node_type) = (spec.id.as_str(), &spec.node_type);
        tracing::warn!(node, "the built-in {node_type} is used, not the Python class of that name");
    }
    make(&Params::of(spec))
}

/// How the Rust node of this name is made from its parameters.
fn rust_node(node_type: &str) -> Option<fn(&Params) -> Result<Box<dyn Node>>> {
    Some(match node_type {
        "PassThrough" | "PassThroughNode" => |_| Ok(Box::new(pass_through::PassThrough)),
        "Echo" => |_| Ok(Box::new(pass_through::Echo::default())),
        "CalculatorNode" => |params| Ok(Box::new(arithmetic::Calculator::new(params))),
        "MultiplyNode" => |params| Ok(Box::new(arithmetic::Multiply::new(params))),
        "AddNode" => |params| Ok(Box::new(arithmetic::Add::new(params))),
        "AudioResample" | "AudioResampleNode" | "RustResampleNode" => {
            |params| Ok(Box::new(audio_resample::AudioResample::new(params)?))
        }
        _ => return None,
    })
}
