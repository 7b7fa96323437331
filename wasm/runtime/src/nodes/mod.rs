//! Node types: those that the host implements, those written in Rust, and behind them the Python classes.

mod arithmetic;
mod audio;
mod host;
mod pass_through;

use crate::error::Result;
use crate::manifest::NodeSpec;
use crate::node::Node;
use crate::params::Params;
use crate::python::{Context, PythonNode};

/// Makes the node a manifest asks for: one of the `host`, else a Rust node of that name, else a Python class.
///
/// # Errors
/// [`crate::ErrorKind::UnknownNodeType`], or what the node's constructor raised.
pub fn create(spec: &NodeSpec, context: &Context, host: &[String]) -> Result<Box<dyn Node>> {
    let (node, node_type) = (spec.id.as_str(), &spec.node_type);
    let built_in = rust_node(node_type);
    if host.contains(node_type) {
        if built_in.is_some() {
            tracing::warn!(node, "the host's {node_type} is used, not the built-in of that name");
        } else if context.provides(spec) {
            tracing::warn!(node, "the host's {node_type} is used, not the Python class of that name");
        }
        return Ok(Box::new(host::HostNode::new(node_type)));
    }
    let Some(make) = built_in else { return Ok(Box::new(PythonNode::create(spec, context)?)) };
    if context.defines(node_type) {
        tracing::warn!(node, "the built-in {node_type} is used, not the Python class of that name");
    }
    let params = Params::of(spec);
    make(&params).inspect_err(|_| params.keep_silent())
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
            |params| Ok(Box::new(audio::resample::AudioResample::new(params)?))
        }
        "AudioFormatConverter" | "AudioFormatConverterNode" | "RustFormatConverterNode" => {
            |params| Ok(Box::new(audio::format_converter::AudioFormatConverter::new(params)?))
        }
        "AudioChunker" | "AudioChunkerNode" => |params| Ok(Box::new(audio::buffer::AudioBuffer::chunker(params)?)),
        "AudioBuffer" | "AudioBufferNode" | "AudioBufferAccumulatorNode" => {
            |params| Ok(Box::new(audio::buffer::AudioBuffer::new(params)?))
        }
        "AudioMixer" | "AudioMixerNode" => |params| Ok(Box::new(audio::mixer::AudioMixer::new(params)?)),
        "AudioChannelSplitter" | "AudioChannelSplitterNode" => {
            |params| Ok(Box::new(audio::channel_splitter::AudioChannelSplitter::new(params)?))
        }
        "Gain" | "GainNode" | "AudioGain" => |params| Ok(Box::new(audio::gain::Gain::new(params)?)),
        "Normalize" | "NormalizeNode" | "AudioNormalize" => |params| Ok(Box::new(audio::gain::Normalize::new(params)?)),
        "EnergyVAD" | "EnergyVADNode" | "VADNode" => |params| audio::vad::energy(params, audio::vad::Output::Events),
        // The original gave each item back with its verdicts.
        "RustVADNode" => |params| audio::vad::energy(params, audio::vad::Output::Annotate),
        "SileroVAD" | "SileroVADNode" => audio::vad::silero,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_audio_node_has_its_names_and_defaults() {
        let names = "AudioResample AudioResampleNode RustResampleNode AudioFormatConverter AudioFormatConverterNode \
            RustFormatConverterNode AudioChunker AudioChunkerNode AudioBuffer AudioBufferNode AudioBufferAccumulatorNode \
            AudioMixer AudioMixerNode AudioChannelSplitter AudioChannelSplitterNode Gain GainNode AudioGain Normalize \
            NormalizeNode AudioNormalize EnergyVAD EnergyVADNode VADNode RustVADNode SileroVAD SileroVADNode";
        for name in names.split_whitespace() {
            let spec: NodeSpec = serde_json::from_value(serde_json::json!({"id": "n", "node_type": name})).unwrap();
            let make = rust_node(name).unwrap_or_else(|| panic!("{name} is not known"));
            assert!(make(&Params::of(&spec)).is_ok(), "{name}");
        }
    }
}
