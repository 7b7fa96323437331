use super::input::{audio_of, MAX_CHANNELS};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};

/// Audio into mono audio: one item for each channel, in their order, all of the same place in the stream.
///
/// Parameter: `channel`, from 0: only that one. A node that follows a stream (a chunker, a VAD) wants one channel; give
/// each branch a splitter of its own.
pub struct AudioChannelSplitter {
    channel: Option<u32>,
}

impl AudioChannelSplitter {
    pub fn new(params: &Params) -> Result<Self> {
        Ok(AudioChannelSplitter { channel: params.whole(&["channel"], 0..=MAX_CHANNELS - 1)? })
    }
}

impl Node for AudioChannelSplitter {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = audio_of(item, "AudioChannelSplitter")?;
        let channels = match self.channel {
            None => 0..audio.channels,
            Some(channel) if channel < audio.channels => channel..channel + 1,
            Some(channel) => {
                let text = format!("There is no channel {channel} in audio of {}: they count from 0", audio.channels);
                return Err(Error::execution(text));
            }
        };
        if audio.channels == 1 {
            out.push(Value::Audio(Audio { start: Some(audio.first()), ..audio }));
            return Ok(());
        }
        for channel in channels {
            let samples =
                audio.samples.iter().skip(channel as usize).step_by(audio.channels as usize).copied().collect();
            out.push(Value::Audio(Audio { start: Some(audio.first()), ..Audio::new(samples, audio.sample_rate, 1) }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{audio, heard, made, refusal, run};
    use super::*;
    use serde_json::json;

    #[test]
    fn each_channel_is_an_item_of_the_same_place() {
        let mut node = made(AudioChannelSplitter::new, json!({})).unwrap();
        let out = run(&mut node, [audio(vec![1.0, 2.0, 3.0, 4.0], 8_000, 2, 9)]).unwrap();
        assert_eq!(out.len(), 2);
        assert_eq!(heard(&out[0]).samples.as_ref(), &[1.0, 3.0]);
        assert_eq!(heard(&out[1]).samples.as_ref(), &[2.0, 4.0]);
        assert!(out.iter().map(heard).all(|audio| audio.start == Some(9) && audio.channels == 1));
        let wide = run(&mut node, [audio(vec![0.0; 128], 8_000, 64, 0), audio(vec![], 8_000, 2, 0)]).unwrap();
        assert_eq!(wide.len(), 66);
    }

    #[test]
    fn one_channel_alone() {
        let mut node = made(AudioChannelSplitter::new, json!({"channel": 1})).unwrap();
        let out = run(&mut node, [audio(vec![1.0, 2.0, 3.0, 4.0], 8_000, 2, 0)]).unwrap();
        assert_eq!((out.len(), heard(&out[0]).samples.as_slice()), (1, &[2.0, 4.0][..]));
        let error = run(&mut node, [audio(vec![1.0], 8_000, 1, 0)]).unwrap_err();
        assert!(error.message.contains("no channel 1 in audio of 1"));
        assert!(refusal(AudioChannelSplitter::new, json!({"channel": -1})).contains("from 0 to 63"));
    }
}
