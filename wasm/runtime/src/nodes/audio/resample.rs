//! AudioResample: any rate to any rate, streaming, without clicks at block edges.
//!
//! rubato's synchronous FFT resampler works on blocks of a fixed size; this cuts the stream into them, takes the
//! filter's delay off the beginning and gives the tail at the end, so that N input frames become
//! round(N × target ÷ source) output frames that stand where the input stood.

use super::input::{audio_of, Place, MAX_RATE};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};
use rubato::{FftFixedInOut, Resampler as _};

/// Frames of a block at medium quality.
pub(super) const MEDIUM: usize = 256;

/// Parameters: `target_sample_rate` in Hz (16000), `quality` low | medium | high: the anti-aliasing filter's length,
/// and with it the delay before the first output (8, 16 or 32 ms from 48 to 16 kHz).
pub struct AudioResample {
    target: u32,
    /// Frames of a block at the lower of the two rates.
    block: usize,
    stream: Option<Stream>,
}

/// A stream of one rate and layout, and where it stands.
struct Stream {
    place: Place,
    resampler: Resampler,
    /// Index of the next output frame, at the target rate.
    next: u64,
}

impl AudioResample {
    pub fn new(params: &Params) -> Result<Self> {
        let target = params.whole(&["target_sample_rate", "target_rate"], 1..=MAX_RATE)?.unwrap_or(16_000);
        let block = params.choice(&["quality"], &[("low", 128), ("medium", MEDIUM), ("high", 512)])?.unwrap_or(MEDIUM);
        Ok(AudioResample { target, block, stream: None })
    }
}

impl Stream {
    fn take(&mut self, target: u32, out: &mut Vec<Value>) {
        let samples = self.resampler.take();
        if !samples.is_empty() {
            let audio = Audio::new(samples, target, self.place.channels);
            let start = Some(self.next);
            self.next = self.next.saturating_add(audio.frames() as u64);
            out.push(Value::Audio(Audio { start, ..audio }));
        }
    }
}

impl Node for AudioResample {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = audio_of(item, "AudioResample")?;
        // Another rate or layout, or a gap, begins a new stream; the old one's tail comes first.
        if self.stream.as_ref().is_some_and(|stream| !stream.place.continues(&audio)) {
            self.flush(out)?;
        }
        if audio.sample_rate == self.target {
            out.push(Value::Audio(Audio { start: Some(audio.first()), ..audio }));
            return Ok(());
        }
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => none.insert(Stream {
                place: Place::of(&audio),
                resampler: Resampler::new(audio.sample_rate, self.target, audio.channels as usize, self.block)?,
                next: scaled(audio.first(), audio.sample_rate, self.target),
            }),
        };
        stream.place.advance(&audio);
        stream.resampler.push(&audio.samples)?;
        stream.take(self.target, out);
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        if let Some(mut stream) = self.stream.take() {
            stream.resampler.finish()?;
            stream.take(self.target, out);
        }
        Ok(())
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
pub(super) fn scaled(frames: u64, source: u32, target: u32) -> u64 {
    ((u128::from(frames) * u128::from(target) + u128::from(source) / 2) / u128::from(source)) as u64
}

/// Resamples one stream: push what comes, take what is ready.
pub(super) struct Resampler {
    fft: FftFixedInOut<f32>,
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
}

impl Resampler {
    /// `block` in frames at the lower of the two rates.
    pub fn new(source: u32, target: u32, channels: usize, block: usize) -> Result<Resampler> {
        // The block is counted at the lower rate, where the filter's sharpness is decided.
        let wanted = (block as u64 * u64::from(source)).div_ceil(u64::from(source.min(target))) as usize;
        // rubato works on multiples of source ÷ gcd. An even number of them makes the filter's delay, half a block, a
        // whole number of frames at both rates.
        let unit = (source / gcd(source, target)) as usize;
        let block_in = wanted.div_ceil(unit).next_multiple_of(2) * unit;
        let fft = FftFixedInOut::new(source as usize, target as usize, block_in, channels)
            .map_err(|error| Error::execution(format!("Cannot resample {source} Hz to {target} Hz: {error}")))?;
        Ok(Resampler {
            source,
            target,
            channels,
            pending: vec![Vec::new(); channels],
            block_out: fft.output_buffer_allocate(true),
            ready: Vec::new(),
            skip: fft.output_delay(),
            frames_in: 0,
            frames_out: 0,
            fft,
        })
    }

    pub fn push(&mut self, samples: &[f32]) -> Result<()> {
        for (channel, pending) in self.pending.iter_mut().enumerate() {
            pending.extend(samples.iter().skip(channel).step_by(self.channels));
        }
        self.frames_in += (samples.len() / self.channels) as u64;
        self.run_blocks()
    }

    /// Runs silence through until every input frame has come out.
    pub fn finish(&mut self) -> Result<()> {
        let due = scaled(self.frames_in, self.source, self.target);
        while self.frames_out < due {
            let block = self.fft.input_frames_next();
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
        let block = self.fft.input_frames_next();
        let mut start = 0;
        while self.pending[0].len() - start >= block {
            let input: Vec<&[f32]> = self.pending.iter().map(|channel| &channel[start..start + block]).collect();
            let (_, frames) = self
                .fft
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

    pub fn take(&mut self) -> Vec<f32> {
        std::mem::take(&mut self.ready)
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
        for (rate, target) in [(48_000, 16_000), (44_100, 16_000), (8_000, 48_000), (22_050, 44_100), (16_001, 16_000)]
        {
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
    fn a_gap_is_not_filtered_over() {
        let mut node = AudioResample { target: 16_000, block: 256, stream: None };
        let part = |start| Value::Audio(Audio { start: Some(start), ..Audio::new(vec![0.5; 4_800], 48_000, 1) });
        let mut out = Vec::new();
        for start in [0, 4_801, 96_000] {
            node.process(part(start), &mut out).unwrap();
        }
        node.flush(&mut out).unwrap();
        let (mut before, mut behind) = (0..3_200, 32_000..33_600);
        for item in &out {
            let Value::Audio(audio) = item else { panic!("not audio: {item:?}") };
            let stretch = if audio.first() < 32_000 { &mut before } else { &mut behind };
            assert_eq!(audio.first(), stretch.start);
            stretch.start += audio.frames() as u64;
        }
        assert!(before.is_empty() && behind.is_empty(), "{before:?} {behind:?}");
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
