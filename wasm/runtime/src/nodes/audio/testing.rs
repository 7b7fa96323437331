//! What the audio nodes' tests share.

use crate::error::Result;
use crate::manifest::NodeSpec;
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};

/// A node made from JSON parameters, as a manifest makes it.
pub fn made<N>(new: impl Fn(&Params) -> Result<N>, params: serde_json::Value) -> Result<N> {
    let spec: NodeSpec =
        serde_json::from_value(serde_json::json!({"id": "n", "node_type": "T", "params": params})).unwrap();
    let params = Params::of(&spec);
    new(&params)
}

/// The sentence with which parameters are refused.
pub fn refusal<N>(new: impl Fn(&Params) -> Result<N>, params: serde_json::Value) -> String {
    made(new, params).err().expect("these parameters are wrong").message
}

/// Everything a node gives for these items and at the end of the input.
pub fn run(node: &mut impl Node, items: impl IntoIterator<Item = Value>) -> Result<Vec<Value>> {
    let mut out = Vec::new();
    for item in items {
        node.process(item, &mut out)?;
    }
    node.flush(&mut out)?;
    Ok(out)
}

pub fn audio(samples: Vec<f32>, sample_rate: u32, channels: u32, start: u64) -> Value {
    Value::Audio(Audio { start: Some(start), ..Audio::new(samples, sample_rate, channels) })
}

pub fn heard(value: &Value) -> &Audio {
    match value {
        Value::Audio(audio) => audio,
        other => panic!("not audio: {other:?}"),
    }
}

/// A stream cut into items of these numbers of frames, again and again, each placed from `start` on.
pub fn cut(samples: &[f32], sample_rate: u32, channels: u32, start: u64, sizes: &[usize]) -> Vec<Value> {
    let (mut items, mut at) = (Vec::new(), 0);
    for size in sizes.iter().cycle() {
        let end = (at + size * channels as usize).min(samples.len());
        items.push(audio(samples[at..end].to_vec(), sample_rate, channels, start + (at / channels as usize) as u64));
        at = end;
        if at == samples.len() {
            return items;
        }
    }
    items
}

/// The samples of items that must follow each other without a gap from frame `start` on.
pub fn joined(items: &[Value], start: u64) -> Vec<f32> {
    let mut next = start;
    let mut samples = Vec::new();
    for audio in items.iter().map(heard) {
        assert_eq!(audio.start, Some(next), "the items follow each other");
        next += audio.frames() as u64;
        samples.extend_from_slice(&audio.samples);
    }
    samples
}
