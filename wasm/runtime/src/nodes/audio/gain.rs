//! Gain and Normalize: louder or softer.

use super::input::{audio_of, finite};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::{Audio, Value};
use std::sync::Arc;

/// Parameters: `gain_db` in decibels or `gain` as a factor (1; negative turns the phase), `clamp`: whether samples stay
/// within ±1 (true).
pub struct Gain {
    factor: f32,
    limit: f32,
}

impl Gain {
    pub fn new(params: &Params) -> Result<Self> {
        let decibels = params.number(&["gain_db"], -200.0..=200.0)?;
        let factor = params.number(&["gain"], -1e10..=1e10)?;
        if decibels.is_some() && factor.is_some() {
            return Err(Error::execution("Give gain_db or gain, not both"));
        }
        let factor = decibels.map(linear).or(factor).unwrap_or(1.0) as f32;
        // Not beyond what a float holds, also where louder than full scale is wanted.
        let limit = if params.flag(&["clamp"])?.unwrap_or(true) { 1.0 } else { f32::MAX };
        Ok(Gain { factor, limit })
    }
}

impl Node for Gain {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        out.push(amplified(audio_of(item, "Gain")?, self.factor, self.limit));
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Peak,
    Rms,
}

/// Brings each item to one level. Parameters: `mode` peak or rms (peak), `target_db` in dBFS, at most 0 (-1 for peak, -20
/// for rms). Samples stay within ±1; silence stays silence. Each item is measured by itself: for a whole recording at
/// once put AudioBuffer before it.
pub struct Normalize {
    mode: Mode,
    target: f64,
}

impl Normalize {
    pub fn new(params: &Params) -> Result<Self> {
        let mode = params.choice(&["mode"], &[("peak", Mode::Peak), ("rms", Mode::Rms)])?.unwrap_or(Mode::Peak);
        let default = if matches!(mode, Mode::Peak) { -1.0 } else { -20.0 };
        let target = linear(params.number(&["target_db"], -200.0..=0.0)?.unwrap_or(default));
        Ok(Normalize { mode, target })
    }
}

impl Node for Normalize {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let audio = audio_of(item, "Normalize")?;
        let samples = audio.samples.iter().map(|sample| f64::from(finite(*sample)));
        let level = match self.mode {
            Mode::Peak => samples.fold(0.0, |peak, sample| sample.abs().max(peak)),
            Mode::Rms => {
                (samples.map(|sample| sample * sample).sum::<f64>() / audio.samples.len().max(1) as f64).sqrt()
            }
        };
        let factor = if level > 0.0 { self.target / level } else { 1.0 };
        // As large as a float can be: infinity would make NaN of the silence beside what is hardly there.
        out.push(amplified(audio, factor.min(f64::from(f32::MAX)) as f32, 1.0));
        Ok(())
    }
}

fn linear(decibels: f64) -> f64 {
    10f64.powf(decibels / 20.0)
}

/// In place where nobody else holds the samples.
fn amplified(mut audio: Audio, factor: f32, limit: f32) -> Value {
    for sample in Arc::make_mut(&mut audio.samples) {
        *sample = (finite(*sample) * factor).clamp(-limit, limit);
    }
    Value::Audio(Audio { start: Some(audio.first()), ..audio })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{audio, heard, made, refusal, run};
    use super::*;
    use serde_json::json;

    fn gain(params: serde_json::Value, samples: &[f32]) -> Vec<f32> {
        let out = run(&mut made(Gain::new, params).unwrap(), [audio(samples.to_vec(), 8_000, 1, 3)]).unwrap();
        assert_eq!(heard(&out[0]).start, Some(3));
        heard(&out[0]).samples.to_vec()
    }

    fn normalize(params: serde_json::Value, samples: &[f32]) -> Vec<f32> {
        let out = run(&mut made(Normalize::new, params).unwrap(), [audio(samples.to_vec(), 8_000, 1, 3)]).unwrap();
        heard(&out[0]).samples.to_vec()
    }

    #[test]
    fn decibels_and_factors() {
        assert_eq!(gain(json!({}), &[0.5, -0.25]), [0.5, -0.25]);
        assert_eq!(gain(json!({"gain": -2}), &[0.25]), [-0.5]);
        assert!((gain(json!({"gain_db": -6.0206}), &[0.5])[0] - 0.25).abs() < 1e-5);
        assert_eq!(gain(json!({"gain": 4}), &[0.5, -0.5]), [1.0, -1.0]);
        assert_eq!(gain(json!({"gain": 4, "clamp": false}), &[0.5]), [2.0]);
    }

    #[test]
    fn nothing_becomes_infinite() {
        assert_eq!(
            gain(json!({"gain": 1e10, "clamp": false}), &[f32::MAX, f32::NAN, f32::INFINITY]),
            [f32::MAX, 0.0, 0.0]
        );
        assert_eq!(gain(json!({"gain_db": 200}), &[-1e-3]), [-1.0]);
        assert_eq!(normalize(json!({}), &[f32::NAN, f32::INFINITY, 0.5])[..2], [0.0, 0.0]);
        assert!(normalize(json!({}), &[f32::from_bits(1), 0.0]).iter().all(|sample| sample.abs() <= 1.0));
        assert!(normalize(json!({"mode": "rms"}), &[]).is_empty());
    }

    #[test]
    fn levels_are_met() {
        let peak = normalize(json!({}), &[0.1, -0.2]);
        assert!((peak[1] + 0.891_251).abs() < 1e-6, "{peak:?}");
        let rms = normalize(json!({"mode": "RMS", "target_db": -40}), &[0.3, -0.3, 0.3]);
        assert!((rms[0] - 0.01).abs() < 1e-6, "{rms:?}");
        assert_eq!(normalize(json!({}), &[0.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn wrong_parameters_are_named() {
        assert!(refusal(Gain::new, json!({"gain": 1, "gain_db": 0})).contains("not both"));
        assert!(refusal(Gain::new, json!({"gain": "loud"})).contains("'gain' is \"loud\""));
        assert!(refusal(Normalize::new, json!({"mode": "lufs"})).contains("one of peak, rms"));
        assert!(refusal(Normalize::new, json!({"target_db": 3})).contains("from -200 to 0"));
    }
}
