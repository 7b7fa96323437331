//! AudioResample: any rate to any rate, streaming, without clicks at block edges.
//!
//! rubato's synchronous FFT resampler works on blocks of a fixed size; this cuts the stream into them, takes the
//! filter's delay off the beginning and gives the tail at the end, so that N input frames become
//! round(N × target ÷ source) output frames that stand where the input stood.

use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};
use rubato::{FftFixedInOut, Resampler};

/// Hz. Above any audio interface; keeps a hostile rate from asking for gigabytes of filter.
const MAX_RATE: u32 = 768_000;
const MAX_CHANNELS: u32 = 64;

/// Parameters: `target_sample_rate` in Hz (16000), `quality` low | medium | high: the anti-aliasing filter's length,
/// and with it the delay before the first output (8, 16 or 32 ms from 48 to 16 kHz).
pub struct AudioResample {
    target: u32,
    /// Frames of a block at the lower of the two rates.
    block: usize,
    stream: Option<Stream>,
}

impl AudioResample {
    pub fn new(params: &Params) -> Result<Self> {
        let target = params.count("target_sample_rate").or(params.count("target_rate")).unwrap_or(16_000);
        check_rate(target)?;
        let block = match params.str("quality").unwrap_or("medium").to_ascii_lowercase().as_str() {
            "low" => 128,
            "medium" => 256,
            "high" => 512,
            other => return Err(Error::execution(format!("Unknown quality '{other}': use low, medium or high"))),
        };
        Ok(AudioResample { target, block, stream: None })
    }
}

impl Node for AudioResample {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = audio_of(item)?;
        check_rate(audio.sample_rate)?;
        if audio.channels == 0 || audio.channels > MAX_CHANNELS || audio.samples.len() % audio.channels as usize != 0 {
            let (samples, channels) = (audio.samples.len(), audio.channels);
            return Err(Error::execution(format!("{samples} samples cannot be {channels} interleaved channels")));
        }
        // A source that changes its rate or layout begins a new stream; the old one's tail comes first.
        if self.stream.as_ref().is_some_and(|stream| !stream.fits(&audio)) {
            self.flush(out)?;
        }
        if audio.sample_rate == self.target {
            out.push(Value::Audio(audio));
            return Ok(());
        }
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(Stream::new(&audio, self.target, self.block)?),
        };
        stream.push(&audio)?;
        out.extend(stream.take());
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        if let Some(mut stream) = self.stream.take() {
            stream.finish()?;
            out.extend(stream.take());
        }
        Ok(())
    }
}

fn check_rate(rate: u32) -> Result<()> {
    match rate {
        1..=MAX_RATE => Ok(()),
        _ => Err(Error::execution(format!("A sample rate of {rate} Hz is not between 1 and {MAX_RATE}"))),
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        gcd(b, a % b)
    }
}

/// A number of frames at another rate, rounded.
fn scaled(frames: u64, source: u32, target: u32) -> u64 {
    ((u128::from(frames) * u128::from(target) + u128::from(source) / 2) / u128::from(source)) as u64
}

/// Audio as such, or the JSON form `{"data": […], "sample_rate": …, "channels": 1}`.
fn audio_of(item: Value) -> Result<Audio> {
    let map = match item {
        Value::Audio(audio) => return Ok(audio),
        Value::Object(map) => map,
        _ => return Err(Error::execution("Missing audio data array: AudioResample takes audio")),
    };
    let whole = |name: &str| map.get(name).and_then(Value::as_f64).map(|number| number as u32);
    let Some(Value::Array(data)) = map.get("data").or(map.get("samples")) else {
        return Err(Error::execution("Missing audio data array"));
    };
    let sample_rate = whole("sample_rate").ok_or_else(|| Error::execution("Missing sample_rate"))?;
    let sample = |value: &Value| value.as_f64().map(|number| number as f32);
    let samples = data.iter().map(sample).collect::<Option<Vec<f32>>>();
    let samples = samples.ok_or_else(|| Error::execution("The audio data array holds something that is no number"))?;
    Ok(Audio::new(samples, sample_rate, whole("channels").unwrap_or(1)))
}

/// One stream of one rate and layout.
struct Stream {
    resampler: FftFixedInOut<f32>,
    source: u32,
    target: u32,
    channels: usize,
    /// Per channel what does not fill a block yet.
    pending: Vec<Vec<f32>>,
    block_out: Vec<Vec<f32>>,
    /// Interleaved output that nobody has taken yet.
    ready: Vec<f32>,
    /// Output frames still to be dropped: the filter's delay.
    skip: usize,
    frames_in: u64,
    frames_out: u64,
    /// Index of the next output frame, at the target rate.
    position: u64,
}

impl Stream {
    fn new(audio: &Audio, target: u32, block: usize) -> Result<Stream> {
        let (source, channels) = (audio.sample_rate, audio.channels as usize);
        // The block is counted at the lower rate, where the filter's sharpness is decided.
        let wanted = (block as u64 * u64::from(source)).div_ceil(u64::from(source.min(target))) as usize;
        // rubato works on multiples of source ÷ gcd. An even number of them makes the filter's delay, half a block, a
        // whole number of frames at both rates.
        let unit = (source / gcd(source, target)) as usize;
        let block_in = wanted.div_ceil(unit).next_multiple_of(2) * unit;
        let resampler = FftFixedInOut::new(source as usize, target as usize, block_in, channels)
            .map_err(|error| Error::execution(format!("Cannot resample {source} Hz to {target} Hz: {error}")))?;
        Ok(Stream {
            source,
            target,
            channels,
            pending: vec![Vec::new(); channels],
            block_out: resampler.output_buffer_allocate(true),
            ready: Vec::new(),
            skip: resampler.output_delay(),
            frames_in: 0,
            frames_out: 0,
            position: scaled(audio.first(), source, target),
            resampler,
        })
    }

    fn fits(&self, audio: &Audio) -> bool {
        audio.sample_rate == self.source && audio.channels as usize == self.channels
    }

    fn push(&mut self, audio: &Audio) -> Result<()> {
        for (channel, pending) in self.pending.iter_mut().enumerate() {
            pending.extend(audio.samples.iter().skip(channel).step_by(self.channels));
        }
        self.frames_in += audio.frames() as u64;
        self.run_blocks()
    }

    /// Runs silence through until every input frame has come out.
    fn finish(&mut self) -> Result<()> {
        let due = scaled(self.frames_in, self.source, self.target);
        while self.frames_out < due {
            let block = self.resampler.input_frames_next();
            for pending in &mut self.pending {
                pending.resize(block.max(pending.len()), 0.0);
            }
            self.run_blocks()?;
        }
        let surplus = (self.frames_out - due) as usize * self.channels;
        self.ready.truncate(self.ready.len() - surplus.min(self.ready.len()));
        Ok(())
    }

    fn run_blocks(&mut self) -> Result<()> {
        let block = self.resampler.input_frames_next();
        let mut start = 0;
        while self.pending[0].len() - start >= block {
            let input: Vec<&[f32]> = self.pending.iter().map(|channel| &channel[start..start + block]).collect();
            let (_, frames) = self
                .resampler
                .process_into_buffer(&input, &mut self.block_out, None)
                .map_err(|error| Error::execution(format!("Resampling failed: {error}")))?;
            start += block;
            let skipped = self.skip.min(frames);
            self.skip -= skipped;
            self.frames_out += (frames - skipped) as u64;
            for frame in skipped..frames {
                self.ready.extend(self.block_out.iter().map(|channel| channel[frame]));
            }
        }
        for pending in &mut self.pending {
            pending.drain(..start);
        }
        Ok(())
    }

    fn take(&mut self) -> Option<Value> {
        if self.ready.is_empty() {
            return None;
        }
        let audio = Audio::new(std::mem::take(&mut self.ready), self.target, self.channels as u32);
        let start = Some(self.position);
        self.position += audio.frames() as u64;
        Some(Value::Audio(Audio { start, ..audio }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// A sine of `hz` on the first channel and its negative on the others.
    fn tone(hz: f64, rate: u32, channels: u32, frames: usize) -> Vec<f32> {
        let at = |frame: usize| (TAU * hz * frame as f64 / f64::from(rate)).sin() as f32;
        (0..frames).flat_map(|frame| (0..channels).map(move |c| if c == 0 { at(frame) } else { -at(frame) })).collect()
    }

    fn resample(input: &[f32], rate: u32, channels: u32, target: u32, block: usize) -> Vec<f32> {
        let mut node = AudioResample { target, block: 256, stream: None };
        let mut out = Vec::new();
        for samples in input.chunks(block * channels as usize) {
            node.process(Value::Audio(Audio::new(samples.to_vec(), rate, channels)), &mut out).unwrap();
        }
        node.flush(&mut out).unwrap();
        let samples = |value: &Value| match value {
            Value::Audio(audio) => {
                assert_eq!((audio.sample_rate, audio.channels), (target, channels));
                audio.samples.to_vec()
            }
            other => panic!("not audio: {other:?}"),
        };
        out.iter().flat_map(samples).collect()
    }

    /// Largest difference from the tone that should have come out, away from the two ends.
    fn error_of(out: &[f32], hz: f64, rate: u32, channels: u32) -> f32 {
        let frames = out.len() / channels as usize;
        let ideal = tone(hz, rate, channels, frames);
        let edge = 600 * channels as usize;
        (edge..out.len() - edge).map(|i| (out[i] - ideal[i]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn length_and_position_are_exact_for_any_rate() {
        for (rate, target) in [(48_000, 16_000), (44_100, 16_000), (8_000, 48_000), (22_050, 44_100), (16_001, 16_000)] {
            let frames = rate as usize;
            let out = resample(&tone(440.0, rate, 1, frames), rate, 1, target, 960);
            assert_eq!(out.len(), target as usize, "{rate} to {target}");
            let error = error_of(&out, 440.0, target, 1);
            assert!(error < 2e-3, "{rate} to {target}: {error}");
        }
    }

    #[test]
    fn block_edges_leave_no_trace() {
        let input = tone(997.0, 44_100, 2, 30_000);
        let whole = resample(&input, 44_100, 2, 16_000, 30_000);
        for block in [1, 7, 128, 441, 1_024] {
            assert_eq!(resample(&input, 44_100, 2, 16_000, block), whole, "blocks of {block}");
        }
        assert!(error_of(&whole, 997.0, 16_000, 2) < 2e-3);
    }

    #[test]
    fn what_the_target_rate_cannot_hold_is_filtered_out() {
        let out = resample(&tone(10_000.0, 48_000, 1, 48_000), 48_000, 1, 16_000, 960);
        let loudest = out[600..out.len() - 600].iter().fold(0f32, |a, b| a.max(b.abs()));
        assert!(loudest < 1e-3, "{loudest}");
    }

    #[test]
    fn bad_input_is_named() {
        let mut node = AudioResample { target: 16_000, block: 256, stream: None };
        let mut fail = |item| node.process(item, &mut Vec::new()).unwrap_err().message;
        assert!(fail(Value::Int(1)).contains("takes audio"));
        assert_eq!(fail(Value::object([("data", Value::Array(vec![]))])), "Missing sample_rate");
        let odd = Audio::new(vec![0.0; 3], 48_000, 2);
        assert!(fail(Value::Audio(odd)).contains("3 samples cannot be 2"));
        let rate = Audio::new(vec![0.0; 3], u32::MAX, 1);
        assert!(fail(Value::Audio(rate)).contains("Hz is not between"));
    }

    #[test]
    fn audio_may_come_as_json() {
        let json = serde_json::json!({"data": vec![0.5; 4_800], "sample_rate": 48_000});
        let mut node = AudioResample { target: 16_000, block: 256, stream: None };
        let mut out = Vec::new();
        node.process(serde_json::from_value(json).unwrap(), &mut out).unwrap();
        node.flush(&mut out).unwrap();
        let frames: usize = out.iter().map(|v| if let Value::Audio(a) = v { a.frames() } else { 0 }).sum();
        assert_eq!(frames, 1_600);
    }
}
