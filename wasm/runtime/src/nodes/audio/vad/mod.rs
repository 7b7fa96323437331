//! Voice activity: a detector's verdicts about windows, made into events, segments or a gate by one segmenter.

mod energy;
mod network;
mod segmenter;
mod silero;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use super::input::{audio_of, Place};
use crate::error::Result;
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Map, Value};
use energy::Energy;
use segmenter::{Boundary, Rules, Segmenter};
use silero::Silero;

/// A detector's verdict about the frames from the last window's end to `end`, counted from the stream's beginning.
struct Window {
    end: u64,
    score: f32,
}

/// Listens to one stream at a time. It appends windows as they fill up; how the samples are cut makes no difference.
trait Detector {
    const NAME: &'static str;
    /// What its score is called in objects.
    const SCORE: &'static str;

    fn initialize(&mut self) -> Result<()> {
        Ok(())
    }
    fn begin(&mut self, sample_rate: u32, channels: u32) -> Result<()>;
    fn push(&mut self, samples: &[f32], windows: &mut Vec<Window>) -> Result<()>;
    /// The stream has ended; the last window may be shorter than the others.
    fn finish(&mut self, windows: &mut Vec<Window>) -> Result<()>;
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// `{"type": "speech_start", …}` and `{"type": "speech_end", …}`.
    Events,
    /// Each segment of speech, padding included, as one audio item.
    Segments,
    /// The same audio, as soon as it is known to be speech.
    Filter,
    /// Each item with what was found in it.
    Annotate,
    /// An object for each window.
    Frames,
}

/// Parameters with every detector: `output` events, segments, filter, annotate or frames (see [`Output`]), and in
/// milliseconds `min_speech_ms`, `min_silence_ms` (also `hangover_ms`) and `pad_ms` (see [`Rules`]).
///
/// A gap in the stream ends it: an open segment closes there, and what follows is heard afresh.
struct Vad<D> {
    detector: D,
    output: Output,
    /// With times in milliseconds.
    rules: Rules,
    stream: Option<Stream>,
    windows: Vec<Window>,
}

struct Stream {
    place: Place,
    /// Index of the stream's first frame; all frames below are counted from there.
    origin: u64,
    segmenter: Segmenter,
    /// Interleaved samples that may still be given on, from frame `kept_from` on.
    kept: Vec<f32>,
    kept_from: u64,
    /// Frames before this one were given on by [`Output::Filter`], or will not be.
    given: u64,
}

/// EnergyVAD: `energy_threshold` as root mean square of full scale 1 (0.02), `frame_duration_ms` (30), `min_speech_ms`
/// (100), `hangover_ms` (300), `pad_ms` (30).
///
/// # Errors
/// A parameter that cannot be.
pub fn energy(params: &Params, output: Output) -> Result<Box<dyn Node>> {
    let threshold = params.number(&["energy_threshold", "threshold"], 0.0..=1.0)?.unwrap_or(0.02) as f32;
    let rules = Rules { on: threshold, off: threshold, min_speech: 100, min_silence: 300, pad: 30 };
    Ok(Box::new(Vad::new(Energy::new(params)?, params, rules, output)?))
}

/// SileroVAD: `threshold` of probability (0.5), `neg_threshold` (0.15 less), `min_speech_ms` (250), `min_silence_ms` (100),
/// `pad_ms` (30).
///
/// # Errors
/// A parameter that cannot be.
pub fn silero(params: &Params) -> Result<Box<dyn Node>> {
    let on = params.number(&["threshold"], 0.0..=1.0)?.unwrap_or(0.5) as f32;
    let off = params.number(&["neg_threshold"], 0.0..=1.0)?.map_or((on - 0.15).max(0.01), |off| off as f32);
    let rules = Rules { on, off: off.min(on), min_speech: 250, min_silence: 100, pad: 30 };
    Ok(Box::new(Vad::new(Silero::new(params)?, params, rules, Output::Events)?))
}

impl<D: Detector> Vad<D> {
    fn new(detector: D, params: &Params, defaults: Rules, output: Output) -> Result<Self> {
        let outputs = [
            ("events", Output::Events),
            ("segments", Output::Segments),
            ("filter", Output::Filter),
            ("annotate", Output::Annotate),
            ("frames", Output::Frames),
        ];
        let output = params.choice(&["output"], &outputs)?.unwrap_or(output);
        let time = |names: &[&'static str], default: u64| -> Result<u64> {
            Ok(params.whole(names, 0..=600_000)?.map_or(default, u64::from))
        };
        let rules = Rules {
            min_speech: time(&["min_speech_ms", "min_speech_duration_ms"], defaults.min_speech)?,
            min_silence: time(&["min_silence_ms", "min_silence_duration_ms", "hangover_ms"], defaults.min_silence)?,
            pad: time(&["pad_ms", "speech_pad_ms"], defaults.pad)?,
            ..defaults
        };
        Ok(Vad { detector, output, rules, stream: None, windows: Vec::new() })
    }

    fn begin(&mut self, audio: &Audio) -> Result<Stream> {
        self.detector.begin(audio.sample_rate, audio.channels)?;
        let frames = |milliseconds: u64| milliseconds * u64::from(audio.sample_rate) / 1_000;
        let Rules { min_speech, min_silence, pad, .. } = self.rules;
        let rules =
            Rules { min_speech: frames(min_speech), min_silence: frames(min_silence), pad: frames(pad), ..self.rules };
        Ok(Stream {
            place: Place::of(audio),
            origin: audio.first(),
            segmenter: Segmenter::new(rules),
            kept: Vec::new(),
            kept_from: 0,
            given: 0,
        })
    }

    fn gives_audio(&self) -> bool {
        matches!(self.output, Output::Segments | Output::Filter)
    }

    /// Takes the detector's windows to the segmenter and tells what comes of it.
    fn follow(&self, stream: &mut Stream, out: &mut Vec<Value>) {
        for window in &self.windows {
            let boundary = stream.segmenter.push(window.score, window.end);
            stream.tell(self.output, boundary, out);
            if self.output == Output::Frames {
                out.push(Value::object([
                    ("has_speech", Value::Bool(window.score >= self.rules.on)),
                    (D::SCORE, Value::Float(f64::from(window.score))),
                    ("is_speech_start", Value::Bool(matches!(boundary, Some(Boundary::Start(_))))),
                    ("is_speech_end", Value::Bool(matches!(boundary, Some(Boundary::End(..))))),
                    ("time", Value::Float(stream.seconds(window.end))),
                ]));
            }
        }
        if self.output == Output::Filter {
            if let Some((_, end)) = stream.segmenter.speech() {
                stream.give(end, out);
            }
        }
    }

    /// The item, with the verdicts about the windows that ended in it.
    fn annotated(&self, item: Item) -> Value {
        let mut map = match item {
            Item::Json(map) => map,
            Item::Audio(audio) => Map::from([("audio".to_string(), Value::Audio(audio))]),
        };
        let speech = |window: &Window| window.score >= self.rules.on;
        let loudest = self.windows.iter().map(|window| f64::from(window.score)).reduce(f64::max);
        let results = self.windows.iter().map(|window| Value::Bool(speech(window))).collect();
        map.insert("vad_results".to_string(), Value::Array(results));
        map.insert("is_speech".to_string(), Value::Bool(self.windows.iter().any(speech)));
        map.insert(D::SCORE.to_string(), loudest.map_or(Value::Null, Value::Float));
        Value::Object(map)
    }
}

/// An item as it came, for [`Output::Annotate`]: JSON is given back as JSON, with more fields.
enum Item {
    Json(Map),
    Audio(Audio),
}

impl<D: Detector> Node for Vad<D> {
    fn initialize(&mut self) -> Result<()> {
        self.detector.initialize()
    }

    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let json = match &item {
            Value::Object(map) if self.output == Output::Annotate => Some(map.clone()),
            _ => None,
        };
        let audio = audio_of(item, D::NAME)?;
        if self.stream.as_ref().is_some_and(|stream| !stream.place.continues(&audio)) {
            self.flush(out)?;
        }
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.begin(&audio)?,
        };
        stream.place.advance(&audio);
        if self.gives_audio() {
            stream.kept.extend_from_slice(&audio.samples);
        }
        self.windows.clear();
        self.detector.push(&audio.samples, &mut self.windows)?;
        self.follow(&mut stream, out);
        if self.output == Output::Annotate {
            let placed = Audio { start: Some(audio.first()), ..audio };
            out.push(self.annotated(json.map_or(Item::Audio(placed), Item::Json)));
        }
        if self.gives_audio() {
            stream.forget();
        }
        self.stream = Some(stream);
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<Value>) -> Result<()> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        self.windows.clear();
        self.detector.finish(&mut self.windows)?;
        self.follow(&mut stream, out);
        let boundary = stream.segmenter.finish();
        stream.tell(self.output, boundary, out);
        Ok(())
    }
}

impl Stream {
    fn seconds(&self, frame: u64) -> f64 {
        self.origin.saturating_add(frame) as f64 / f64::from(self.place.sample_rate)
    }

    fn tell(&mut self, output: Output, boundary: Option<Boundary>, out: &mut Vec<Value>) {
        let event = |name: &str, at: u64| {
            let mut event = Map::new();
            event.insert("type".to_string(), Value::from(name));
            event.insert("time".to_string(), Value::Float(self.seconds(at)));
            event.insert("frame".to_string(), Value::Int(self.origin.saturating_add(at) as i64));
            event
        };
        match (output, boundary) {
            (Output::Events, Some(Boundary::Start(start))) => out.push(Value::Object(event("speech_start", start))),
            (Output::Events, Some(Boundary::End(start, end))) => {
                let mut event = event("speech_end", end);
                event.insert("start".to_string(), Value::Float(self.seconds(start)));
                let duration = (end - start) as f64 / f64::from(self.place.sample_rate);
                event.insert("duration".to_string(), Value::Float(duration));
                out.push(Value::Object(event));
            }
            (Output::Filter, Some(Boundary::Start(start))) => self.given = start,
            (Output::Filter, Some(Boundary::End(_, end))) => self.give(end, out),
            (Output::Segments, Some(Boundary::End(start, end))) => {
                self.given = start;
                self.give(end, out);
            }
            _ => {}
        }
    }

    /// Gives on what was not given yet of the audio before `end`.
    fn give(&mut self, end: u64, out: &mut Vec<Value>) {
        if end > self.given {
            let sample = |frame: u64| (frame - self.kept_from) as usize * self.place.channels as usize;
            let samples = self.kept[sample(self.given)..sample(end)].to_vec();
            let start = Some(self.origin.saturating_add(self.given));
            out.push(Value::Audio(Audio { start, ..Audio::new(samples, self.place.sample_rate, self.place.channels) }));
            self.given = end;
        }
    }

    /// Lets go of the audio that no segment will hold.
    fn forget(&mut self) {
        let needed = self.segmenter.needed().max(self.given);
        self.kept.drain(..(needed - self.kept_from) as usize * self.place.channels as usize);
        self.kept_from = needed;
    }
}
