//! AudioFormatConverter: audio to the integer samples that files and other libraries want, and back.

use super::input::{audio_of, check, MAX_RATE};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Tensor, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    F32,
    I16,
    I32,
}

impl Format {
    /// What a tensor of the format is called; audio is no tensor.
    fn dtype(self) -> &'static str {
        match self {
            Format::F32 => "",
            Format::I16 => "int16",
            Format::I32 => "int32",
        }
    }
}

/// Parameters: `format` F32, I16 or I32 (F32), `sample_rate` in Hz of what comes as a tensor, which does not say itself.
///
/// F32 gives audio; I16 and I32 give a tensor, int16 or int32, of shape `[frames]` (mono) or `[frames, channels]`. Takes
/// audio, and such tensors of int16, int32, float32 or float64. An integer is divided by 2¹⁵ or 2³¹; a float is
/// multiplied by one less than that, rounded and clamped, and NaN is 0.
pub struct AudioFormatConverter {
    format: Format,
    sample_rate: Option<u32>,
    /// Frames that came as tensors so far: the place of the next one.
    next: u64,
}

impl AudioFormatConverter {
    pub fn new(params: &Params) -> Result<Self> {
        let formats = [("F32", Format::F32), ("I16", Format::I16), ("I32", Format::I32)];
        let format = params.choice(&["format"], &formats)?.unwrap_or(Format::F32);
        Ok(AudioFormatConverter { format, sample_rate: params.whole(&["sample_rate"], 1..=MAX_RATE)?, next: 0 })
    }

    fn audio_from(&mut self, tensor: &Tensor) -> Result<Audio> {
        let channels = match tensor.shape[..] {
            [_] => 1,
            [_, channels] => u32::try_from(channels).unwrap_or(u32::MAX),
            _ => {
                return Err(Error::execution(format!(
                    "A tensor of shape {:?} is no audio: use [frames, channels]",
                    tensor.shape
                )))
            }
        };
        let samples = floats(tensor)?;
        let sample_rate = self.sample_rate.ok_or_else(|| {
            Error::execution(
                "A tensor does not say its sample rate: give AudioFormatConverter the parameter sample_rate",
            )
        })?;
        check(samples.len(), sample_rate, channels)?;
        let audio = Audio { start: Some(self.next), ..Audio::new(samples, sample_rate, channels) };
        self.next += audio.frames() as u64;
        Ok(audio)
    }
}

impl Node for AudioFormatConverter {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = match item {
            // Integers that are wanted as they are lose nothing on a way through floats.
            Value::Tensor(tensor) if self.format.dtype() == tensor.dtype => {
                out.push(Value::Tensor(tensor));
                return Ok(());
            }
            Value::Tensor(tensor) => self.audio_from(&tensor)?,
            other => audio_of(other, "AudioFormatConverter")?,
        };
        let samples = audio.samples.iter().map(|sample| f64::from(*sample));
        // `as` clamps, and makes 0 of NaN.
        let data: Vec<u8> = match self.format {
            Format::F32 => {
                out.push(Value::Audio(Audio { start: Some(audio.first()), ..audio }));
                return Ok(());
            }
            Format::I16 => samples.flat_map(|sample| ((sample * 32_767.0).round() as i16).to_le_bytes()).collect(),
            Format::I32 => {
                samples.flat_map(|sample| ((sample * 2_147_483_647.0).round() as i32).to_le_bytes()).collect()
            }
        };
        let (frames, channels) = (audio.frames() as u64, u64::from(audio.channels));
        let shape = if channels == 1 { vec![frames] } else { vec![frames, channels] };
        out.push(Value::Tensor(
            Tensor::new(data.into(), shape, self.format.dtype().to_string()).map_err(Error::execution)?,
        ));
        Ok(())
    }
}

fn floats(tensor: &Tensor) -> Result<Vec<f32>> {
    fn read<const N: usize>(data: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        data.chunks_exact(N).map(|bytes| number(bytes.try_into().expect("N bytes"))).collect()
    }
    let data = &tensor.data;
    Ok(match tensor.dtype.as_str() {
        "int16" => read(data, |bytes| f32::from(i16::from_le_bytes(bytes)) / 32_768.0),
        "int32" => read(data, |bytes| (f64::from(i32::from_le_bytes(bytes)) / 2_147_483_648.0) as f32),
        "float32" => read(data, f32::from_le_bytes),
        "float64" => read(data, |bytes| f64::from_le_bytes(bytes) as f32),
        other => {
            return Err(Error::execution(format!(
                "A tensor of {other} is no audio: use int16, int32, float32 or float64"
            )));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{audio, heard, made, refusal};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn convert(params: serde_json::Value, item: Value) -> Result<Value> {
        let mut out = Vec::new();
        made(AudioFormatConverter::new, params)?.process(item, &mut out)?;
        Ok(out.pop().unwrap())
    }

    fn tensor(dtype: &str, data: Vec<u8>, shape: &[u64]) -> Value {
        Value::Tensor(Tensor::new(data.into(), shape.to_vec(), dtype.into()).unwrap())
    }

    proptest! {
        #[test]
        fn a_round_trip_is_off_by_the_rounding_and_the_two_scales(samples in prop::collection::vec(-1f32..=1.0, 0..200)) {
            for (format, step) in [("I16", 1.5 / 32_768.0), ("i32", 1.0 / 16_777_216.0)] {
                let there = convert(json!({"format": format}), audio(samples.clone(), 8_000, 1, 0)).unwrap();
                let back = convert(json!({"sample_rate": 8_000}), there).unwrap();
                for (a, b) in samples.iter().zip(heard(&back).samples.iter()) {
                    prop_assert!((a - b).abs() <= step, "{format}: {a} became {b}");
                }
            }
        }

        #[test]
        fn integers_come_back_within_one(samples in prop::collection::vec(any::<i16>(), 0..200)) {
            let data = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            let there = convert(json!({"sample_rate": 8_000}), tensor("int16", data, &[samples.len() as u64])).unwrap();
            let Value::Tensor(back) = convert(json!({"format": "I16"}), there).unwrap() else { panic!() };
            for (a, b) in samples.iter().zip(back.data.chunks_exact(2)) {
                prop_assert!((i32::from(*a) - i32::from(i16::from_le_bytes([b[0], b[1]]))).abs() <= 1);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_clamped_and_nan_is_silence() {
        let input = || audio(vec![2.0, -2.0, f32::NAN, f32::INFINITY, 1.0, 0.0], 8_000, 2, 0);
        let Value::Tensor(i16s) = convert(json!({"format": "I16"}), input()).unwrap() else { panic!() };
        assert_eq!((i16s.dtype.as_str(), &i16s.shape[..]), ("int16", &[3, 2][..]));
        let numbers: Vec<_> = i16s.data.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        assert_eq!(numbers, [32_767, -32_768, 0, 32_767, 32_767, 0]);
        let Value::Tensor(i32s) = convert(json!({"format": "I32"}), input()).unwrap() else { panic!() };
        assert_eq!(i32s.data[..8], [i32::MAX.to_le_bytes(), i32::MIN.to_le_bytes()].concat());
    }

    #[test]
    fn tensors_follow_each_other_in_their_stream() {
        let mut node = made(AudioFormatConverter::new, json!({"sample_rate": 8_000})).unwrap();
        let mut out = Vec::new();
        node.process(tensor("float64", vec![0; 48], &[3, 2]), &mut out).unwrap();
        node.process(tensor("float32", vec![0; 16], &[2, 2]), &mut out).unwrap();
        let starts: Vec<_> = out.iter().map(heard).map(|audio| (audio.start, audio.frames(), audio.channels)).collect();
        assert_eq!(starts, [(Some(0), 3, 2), (Some(3), 2, 2)]);
    }

    #[test]
    fn wrong_input_is_named() {
        let fail = |params, item| convert(params, item).unwrap_err().message;
        let rate = json!({"sample_rate": 8_000});
        assert!(fail(json!({}), tensor("int16", vec![0; 4], &[2])).contains("the parameter sample_rate"));
        assert!(fail(rate.clone(), tensor("uint8", vec![0; 4], &[4])).contains("tensor of uint8 is no audio"));
        assert!(fail(rate.clone(), tensor("int16", vec![0; 2], &[1, 1, 1])).contains("use [frames, channels]"));
        assert!(fail(rate.clone(), tensor("int16", vec![0; 400], &[2, 100])).contains("100 interleaved channels"));
        assert!(fail(rate, tensor("int16", vec![], &[4, 0])).contains("0 interleaved channels"));
        assert!(fail(json!({}), Value::Int(1)).contains("AudioFormatConverter takes audio"));
        assert!(refusal(AudioFormatConverter::new, json!({"format": "U8"})).contains("one of F32, I16, I32"));
    }
}
