//! AudioChunker and AudioBuffer: audio of any sizes into audio of one size.

use super::input::{audio_of, Place, MAX_FRAMES};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};

/// Gives frames on in chunks of one size.
///
/// A change of rate or layout, or a gap in the stream, ends what was collected as the end of the input does, so that no
/// chunk glues together what was apart.
pub struct AudioBuffer {
    name: &'static str,
    /// Frames of a chunk; without it, all there are.
    size: Option<usize>,
    /// Frames from the beginning of a chunk to that of the next.
    hop: usize,
    /// Whether the last chunk is filled up with silence.
    pad: bool,
    stream: Option<Stream>,
}

struct Stream {
    place: Place,
    /// Interleaved samples that still belong to a chunk to come.
    pending: Vec<f32>,
    /// How many of the pending frames were given out already, with the chunk before.
    given: usize,
}

impl AudioBuffer {
    /// AudioBuffer. Parameter: `buffer_size_samples` in frames, samples per channel (0: everything up to the end of the
    /// input).
    pub fn new(params: &Params) -> Result<Self> {
        let size = params.whole(&["buffer_size_samples", "buffer_size"], 0..=MAX_FRAMES)?.filter(|size| *size > 0);
        let size = size.map(|size| size as usize);
        Ok(AudioBuffer { name: "AudioBuffer", size, hop: size.unwrap_or_default(), pad: false, stream: None })
    }

    /// AudioChunker. Parameters: `chunk_size` in frames (512), `hop_size` in frames from one chunk's beginning to the
    /// next one's (the chunk's size; less makes chunks overlap), `pad`: whether the last chunk is filled up with silence
    /// (false: it is shorter).
    pub fn chunker(params: &Params) -> Result<Self> {
        let size = params.whole(&["chunk_size", "chunkSize"], 1..=MAX_FRAMES)?.unwrap_or(512);
        let hop = params.whole(&["hop_size", "hopSize"], 1..=MAX_FRAMES)?.unwrap_or(size);
        if hop > size {
            return Err(Error::execution(format!(
                "A hop_size of {hop} frames would skip audio between chunks of {size}"
            )));
        }
        let pad = params.flag(&["pad"])?.unwrap_or(false);
        Ok(AudioBuffer { name: "AudioChunker", size: Some(size as usize), hop: hop as usize, pad, stream: None })
    }
}

impl Node for AudioBuffer {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = audio_of(item, self.name)?;
        if self.stream.as_ref().is_some_and(|stream| !stream.place.continues(&audio)) {
            self.flush(out)?;
        }
        let stream =
            self.stream.get_or_insert_with(|| Stream { place: Place::of(&audio), pending: Vec::new(), given: 0 });
        stream.pending.extend_from_slice(&audio.samples);
        stream.place.advance(&audio);
        let Some(size) = self.size else { return Ok(()) };
        let mut frame = 0;
        while stream.frames() - frame >= size {
            out.push(stream.cut(frame, size));
            frame += self.hop;
            stream.given = size - self.hop;
        }
        stream.pending.drain(..frame * stream.place.channels as usize);
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        let frames = stream.frames();
        if frames > stream.given {
            // Cut first: silence moves the end of the stream, from which chunks are placed.
            let rest = stream.cut(0, frames);
            out.push(match (rest, self.size.filter(|_| self.pad)) {
                (Value::Audio(audio), Some(size)) => {
                    stream.pending.resize(size * audio.channels as usize, 0.0);
                    Value::Audio(Audio { samples: stream.pending.into(), ..audio })
                }
                (rest, _) => rest,
            });
        }
        Ok(())
    }
}

impl Stream {
    fn frames(&self) -> usize {
        self.pending.len() / self.place.channels as usize
    }

    /// `frames` of the pending frames from `frame` on, with their place in the stream.
    fn cut(&self, frame: usize, frames: usize) -> Value {
        let Place { sample_rate, channels, next } = self.place;
        let start = next.saturating_sub((self.frames() - frame) as u64);
        let samples = self.pending[frame * channels as usize..][..frames * channels as usize].to_vec();
        Value::Audio(Audio { start: Some(start), ..Audio::new(samples, sample_rate, channels) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{audio, cut, heard, joined, made, refusal, run};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn ramp(samples: usize) -> Vec<f32> {
        (0..samples).map(|n| n as f32).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_however_the_stream_is_cut(
            frames in 0usize..3_000, channels in 1u32..4, start in 0u64..1_000,
            sizes in prop::collection::vec(1usize..700, 1..6), size in 1u32..600,
        ) {
            let input = ramp(frames * channels as usize);
            let items = cut(&input, 8_000, channels, start, &sizes);
            let mut chunker = made(AudioBuffer::chunker, json!({"chunk_size": size})).unwrap();
            let chunks = run(&mut chunker, items.clone()).unwrap();
            prop_assert_eq!(&joined(&chunks, start), &input);
            let full = chunks.len().saturating_sub(1);
            prop_assert!(chunks[..full].iter().all(|chunk| heard(chunk).frames() == size as usize));
            let whole = run(&mut made(AudioBuffer::new, json!({})).unwrap(), items).unwrap();
            prop_assert_eq!(whole.len(), usize::from(frames > 0));
            prop_assert_eq!(&joined(&whole, start), &input);
        }

        #[test]
        fn overlapping_chunks_cover_the_stream_once_each_hop(
            frames in 1usize..2_000, sizes in prop::collection::vec(1usize..500, 1..5), size in 2u32..300, hop in 1u32..300,
        ) {
            prop_assume!(hop <= size);
            let items = cut(&ramp(frames), 8_000, 1, 7, &sizes);
            let mut chunker = made(AudioBuffer::chunker, json!({"chunk_size": size, "hop_size": hop})).unwrap();
            let chunks = run(&mut chunker, items).unwrap();
            for (index, chunk) in chunks.iter().map(heard).enumerate() {
                let first = index * hop as usize;
                prop_assert_eq!(chunk.start, Some(7 + first as u64));
                let wanted: Vec<f32> = (first..frames.min(first + size as usize)).map(|n| n as f32).collect();
                prop_assert_eq!(chunk.samples.as_ref(), &wanted);
            }
            let last = heard(chunks.last().unwrap());
            prop_assert_eq!(last.start.unwrap() + last.frames() as u64, 7 + frames as u64);
        }
    }

    #[test]
    fn the_last_chunk_may_be_filled_up() {
        let mut chunker = made(AudioBuffer::chunker, json!({"chunkSize": 4, "pad": true})).unwrap();
        let chunks = run(&mut chunker, [audio(ramp(6), 8_000, 1, 0)]).unwrap();
        assert_eq!(heard(&chunks[1]).samples.as_ref(), &[4.0, 5.0, 0.0, 0.0]);
        assert_eq!(heard(&chunks[1]).start, Some(4));
    }

    #[test]
    fn a_gap_or_another_rate_begins_a_new_chunk() {
        let mut buffer = made(AudioBuffer::new, json!({"buffer_size_samples": 0})).unwrap();
        let items = [(3, 8_000, 0), (3, 8_000, 4), (3, 8_000, 60), (3, 16_000, 63), (0, 16_000, 9)];
        let out = run(&mut buffer, items.map(|(frames, rate, start)| audio(ramp(frames), rate, 1, start))).unwrap();
        let starts: Vec<_> = out.iter().map(heard).map(|audio| (audio.start.unwrap(), audio.frames())).collect();
        // One frame too late is rounding, not a gap; an empty item says where the next stream begins, and gives nothing.
        assert_eq!(starts, [(0, 6), (60, 3), (63, 3)]);
    }

    #[test]
    fn wrong_sizes_are_named() {
        assert!(refusal(AudioBuffer::chunker, json!({"chunk_size": 0})).contains("'chunk_size' is 0"));
        assert!(refusal(AudioBuffer::chunker, json!({"chunk_size": 4, "hop_size": 5})).contains("would skip audio"));
        assert!(refusal(AudioBuffer::chunker, json!({"pad": "yes"})).contains("true or false"));
        assert!(refusal(AudioBuffer::new, json!({"buffer_size_samples": 1e12})).contains("a whole number from 0 to"));
    }
}
