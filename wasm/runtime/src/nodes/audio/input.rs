//! What every audio node does first: see that an item is audio, and whether it goes on where the last one ended.

use crate::error::{Error, Result};
use crate::value::{Audio, Value};

/// Hz. Above any audio interface; keeps a hostile rate from asking for gigabytes of filter.
pub const MAX_RATE: u32 = 768_000;
pub const MAX_CHANNELS: u32 = 64;
/// Frames: six minutes at 48 kHz. Bounds what a parameter can make a node set aside at once.
pub const MAX_FRAMES: u32 = 1 << 24;

/// Audio as such, or the JSON form `{"data": […], "sample_rate": …, "channels": 1}`, that `node` takes.
///
/// # Errors
/// No audio, or audio whose rate, channels and samples do not fit each other.
pub fn audio_of(item: Value, node: &str) -> Result<Audio> {
    let audio = match item {
        Value::Audio(audio) => audio,
        Value::Object(map) => {
            let whole = |name: &str| map.get(name).and_then(Value::as_f64).map(|number| number as u32);
            let Some(Value::Array(data)) = map.get("data").or(map.get("samples")) else {
                return Err(Error::execution("Missing audio data array"));
            };
            let sample_rate = whole("sample_rate").ok_or_else(|| Error::execution("Missing sample_rate"))?;
            let sample = |value: &Value| value.as_f64().map(|number| number as f32);
            let samples = data.iter().map(sample).collect::<Option<Vec<f32>>>();
            let samples =
                samples.ok_or_else(|| Error::execution("The audio data array holds something that is no number"))?;
            Audio::new(samples, sample_rate, whole("channels").unwrap_or(1))
        }
        _ => return Err(Error::execution(format!("Missing audio data array: {node} takes audio"))),
    };
    check(audio.samples.len(), audio.sample_rate, audio.channels)?;
    Ok(audio)
}

/// # Errors
/// A rate, a number of channels or a number of samples that cannot be.
pub fn check(samples: usize, sample_rate: u32, channels: u32) -> Result<()> {
    if sample_rate == 0 || sample_rate > MAX_RATE {
        return Err(Error::execution(format!("A sample rate of {sample_rate} Hz is not between 1 and {MAX_RATE}")));
    }
    if channels == 0 || channels > MAX_CHANNELS || samples % channels as usize != 0 {
        return Err(Error::execution(format!("{samples} samples cannot be {channels} interleaved channels")));
    }
    Ok(())
}

/// A sample that arithmetic can go on with: NaN and infinities are silence.
pub fn finite(sample: f32) -> f32 {
    if sample.is_finite() {
        sample
    } else {
        0.0
    }
}

/// Where a stream stands: its rate, its layout and the frame that comes next.
pub struct Place {
    pub sample_rate: u32,
    pub channels: u32,
    pub next: u64,
}

impl Place {
    /// The place where a stream stands whose first item this is.
    pub fn of(audio: &Audio) -> Place {
        Place { sample_rate: audio.sample_rate, channels: audio.channels, next: audio.first() }
    }

    /// Whether the item goes on where the stream stands. One frame of difference is rounding (of a resampled or clocked
    /// stream); more is a gap or a jump, behind which a new stream begins.
    pub fn continues(&self, audio: &Audio) -> bool {
        let (rate, channels) = (audio.sample_rate, audio.channels);
        rate == self.sample_rate
            && channels == self.channels
            && audio.start.is_none_or(|start| start.abs_diff(self.next) <= 1)
    }

    pub fn advance(&mut self, audio: &Audio) {
        self.next = self.next.saturating_add(audio.frames() as u64);
    }
}
