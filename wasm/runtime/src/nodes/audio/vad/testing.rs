//! Real speech, the network's weights, and what the original made of the one with the other.

use crate::models;
use crate::value::Audio;
use std::path::PathBuf;

fn repository() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", ".."].iter().collect()
}

/// The demo page's recording: 8.3 s of a man reading, 22,050 Hz, with a pause after 3 s.
pub fn speech() -> Audio {
    let file = std::fs::read(repository().join("docs/media/speech.wav")).unwrap();
    assert_eq!(&file[36..40], b"data");
    let sample = |bytes: &[u8]| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0;
    Audio::new(file[44..].chunks_exact(2).map(sample).collect(), 22_050, 1)
}

pub fn weights() -> Vec<u8> {
    models::set_folder(repository().join("wasm/models"));
    models::read("silero_vad.bin").unwrap()
}

/// Probabilities that onnxruntime found with the original network.
pub fn expected(name: &str) -> Vec<f32> {
    let file = std::fs::read(repository().join("wasm/models/silero_vad.expected.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&file).unwrap();
    serde_json::from_value(json[name].clone()).unwrap()
}
