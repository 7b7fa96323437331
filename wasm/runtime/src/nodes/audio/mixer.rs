use super::input::{audio_of, finite, MAX_CHANNELS};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};

/// The sum of several audio items, which come as one array: with `"join": "zip"` on the node, one from each connection.
///
/// They have one rate; mono is spread over the channels of the others, and what is shorter, or null, is silence. The sum
/// stands where the first of them stood. One audio item alone is mixed by itself, to its own gain and channels.
///
/// Parameters: `gains`, a factor for each input in the order of the connections (1), `normalize`: whether the sum is
/// divided by the sum of the gains, so that it cannot clip (false), `channels` of the output (those of the widest input; 1
/// is the average of the channels).
pub struct AudioMixer {
    gains: Vec<f32>,
    normalize: bool,
    channels: Option<u32>,
}

impl AudioMixer {
    pub fn new(params: &Params) -> Result<Self> {
        let wrong = || Error::execution("Parameter 'gains' has to be an array of numbers");
        let gains = match params.given(&["gains"]) {
            None => Vec::new(),
            Some((_, Value::Array(gains))) => {
                let number = |gain: &Value| gain.as_f64().map(|gain| gain as f32).filter(|gain| gain.abs() <= 1e10);
                gains.iter().map(|gain| number(gain).ok_or_else(wrong)).collect::<Result<_>>()?
            }
            Some(_) => return Err(wrong()),
        };
        let normalize = params.flag(&["normalize"])?.unwrap_or(false);
        Ok(AudioMixer { gains, normalize, channels: params.whole(&["channels"], 1..=MAX_CHANNELS)? })
    }
}

impl Node for AudioMixer {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let items = match item {
            Value::Array(items) => items,
            one => vec![one],
        };
        let mut inputs = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            if !matches!(item, Value::Null) {
                inputs.push((audio_of(item, "AudioMixer")?, self.gains.get(index).copied().unwrap_or(1.0)));
            }
        }
        let Some((first, _)) = inputs.first() else { return Ok(()) };
        let (sample_rate, start) = (first.sample_rate, first.first());
        if let Some((other, _)) = inputs.iter().find(|(audio, _)| audio.sample_rate != sample_rate) {
            let text = format!("Audio of {sample_rate} Hz cannot be mixed with audio of {} Hz", other.sample_rate);
            return Err(Error::execution(format!("{text}: put AudioResample before AudioMixer")));
        }
        let widest = inputs.iter().map(|(audio, _)| audio.channels).max().unwrap_or(1);
        let channels = self.channels.unwrap_or(widest);
        let frames = inputs.iter().map(|(audio, _)| audio.frames()).max().unwrap_or(0);
        let total: f32 = inputs.iter().map(|(_, gain)| gain.abs()).sum();
        let scale = if self.normalize && total > 0.0 { 1.0 / total } else { 1.0 };
        let mut sum = vec![0.0; frames * channels as usize];
        for (audio, gain) in &inputs {
            add(&mut sum, channels, audio, gain * scale)?;
        }
        // Sums of the largest numbers may be none.
        sum.iter_mut().for_each(|sample| *sample = finite(*sample));
        out.push(Value::Audio(Audio { start: Some(start), ..Audio::new(sum, sample_rate, channels) }));
        Ok(())
    }
}

/// Adds audio to interleaved samples of so many channels.
fn add(sum: &mut [f32], channels: u32, audio: &Audio, gain: f32) -> Result<()> {
    let (to, from) = (channels as usize, audio.channels as usize);
    if from == to {
        for (sum, sample) in sum.iter_mut().zip(audio.samples.iter()) {
            *sum += finite(*sample) * gain;
        }
    } else if from == 1 || to == 1 {
        // One side is mono, so the average of a frame is all that it holds, or all that is wanted of it.
        for (sum, frame) in sum.chunks_exact_mut(to).zip(audio.samples.chunks_exact(from)) {
            let mono = frame.iter().map(|sample| finite(*sample)).sum::<f32>() * gain / from as f32;
            sum.iter_mut().for_each(|sum| *sum += mono);
        }
    } else {
        let text = format!("{from} channels cannot be mixed into {to}");
        return Err(Error::execution(format!("{text}: mono can be spread, and any number averaged to 1")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::channel_splitter::AudioChannelSplitter;
    use super::super::testing::{audio, heard, made, refusal, run};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn mix(params: serde_json::Value, item: Value) -> Result<Value> {
        run(&mut made(AudioMixer::new, params)?, [item]).map(|mut out| out.pop().unwrap_or_default())
    }

    proptest! {
        #[test]
        fn the_mean_of_the_split_channels_is_the_down_mix(channels in 1u32..=64, frames in 0usize..40, seed in any::<u32>()) {
            let sample = |n: usize| ((n as u32).wrapping_mul(2_654_435_761) ^ seed) as f32 / u32::MAX as f32 - 0.5;
            let input = || audio((0..frames * channels as usize).map(sample).collect(), 8_000, channels, 5);
            let split = run(&mut made(AudioChannelSplitter::new, json!({})).unwrap(), [input()]).unwrap();
            let mean = mix(json!({"normalize": true}), Value::Array(split)).unwrap();
            let down = mix(json!({"channels": 1}), input()).unwrap();
            let (mean, down) = (heard(&mean), heard(&down));
            prop_assert_eq!((mean.start, mean.channels, mean.frames()), (Some(5), 1, frames));
            for (a, b) in mean.samples.iter().zip(down.samples.iter()) {
                prop_assert!((a - b).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn inputs_of_other_lengths_and_layouts_are_added() {
        let items = vec![
            audio(vec![0.5, 0.25], 8_000, 1, 7),
            audio(vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 8_000, 2, 7),
            Value::Null,
        ];
        let sum = mix(json!({"gains": [2]}), Value::Array(items)).unwrap();
        let sum = heard(&sum);
        assert_eq!((sum.start, sum.channels), (Some(7), 2));
        assert_eq!(sum.samples.as_ref(), &[1.1, 1.2, 0.8, 0.9, 0.5, 0.6]);
    }

    #[test]
    fn one_item_alone_passes_or_changes_its_channels() {
        let input = || audio(vec![0.5, -0.5, f32::NAN, f32::INFINITY], 8_000, 2, 0);
        assert_eq!(heard(&mix(json!({}), input()).unwrap()).samples.as_ref(), &[0.5, -0.5, 0.0, 0.0]);
        assert_eq!(heard(&mix(json!({"channels": 1}), input()).unwrap()).samples.as_ref(), &[0.0, 0.0]);
        let spread = mix(json!({"channels": 3, "gains": [0.5]}), audio(vec![1.0], 8_000, 1, 0)).unwrap();
        assert_eq!(heard(&spread).samples.as_ref(), &[0.5, 0.5, 0.5]);
        assert!(matches!(mix(json!({}), Value::Array(vec![])).unwrap(), Value::Null));
    }

    #[test]
    fn what_cannot_be_mixed_is_named() {
        let rates = Value::Array(vec![audio(vec![0.0], 8_000, 1, 0), audio(vec![0.0], 16_000, 1, 0)]);
        assert!(mix(json!({}), rates).unwrap_err().message.contains("put AudioResample before"));
        let layouts = Value::Array(vec![audio(vec![0.0; 2], 8_000, 2, 0), audio(vec![0.0; 3], 8_000, 3, 0)]);
        assert!(mix(json!({}), layouts).unwrap_err().message.contains("2 channels cannot be mixed into 3"));
        let loud = Value::Array(vec![audio(vec![f32::MAX], 8_000, 1, 0), audio(vec![f32::MAX], 8_000, 1, 0)]);
        assert_eq!(heard(&mix(json!({"gains": [1e10, -1e10]}), loud).unwrap()).samples.as_ref(), &[0.0]);
        assert!(refusal(AudioMixer::new, json!({"gains": [1e300]})).contains("array of numbers"));
        assert!(mix(json!({}), Value::Array(vec![Value::Int(1)])).unwrap_err().message.contains("takes audio"));
        assert!(refusal(AudioMixer::new, json!({"gains": 2})).contains("array of numbers"));
        assert!(refusal(AudioMixer::new, json!({"gains": [1, null]})).contains("array of numbers"));
    }
}
