use super::network::{Network, CONTEXT, WINDOW};
use super::{Detector, Window};
use crate::error::{Error, Result};
use crate::models;
use crate::nodes::audio::input::finite;
use crate::nodes::audio::resample::{scaled, Resampler, MEDIUM};
use crate::params::Params;

/// Hz: what the network was trained on. Other rates are resampled to it.
const RATE: u32 = 16_000;

/// The probability of speech that Silero's network gives windows of 512 frames at 16 kHz, of the average of the channels.
pub struct Silero {
    network: Option<Network>,
    sample_rate: u32,
    channels: usize,
    resampler: Option<Resampler>,
    mono: Vec<f32>,
    /// The last window's end, which the network sees again, and what follows it.
    pending: Vec<f32>,
    frames: u64,
    windows: u64,
}

impl Silero {
    /// `sampling_rate` is the original's parameter; there is a network for one rate.
    pub fn new(params: &Params) -> Result<Self> {
        match params.whole(&["sampling_rate"], 1..=u32::MAX)? {
            None | Some(RATE) => {}
            Some(rate) => {
                let text =
                    "The network listens at 16000 Hz and any audio is resampled to that: leave sampling_rate away";
                return Err(Error::execution(format!("{text} (it is {rate})")));
            }
        }
        Ok(Silero {
            network: None,
            sample_rate: RATE,
            channels: 1,
            resampler: None,
            mono: Vec::new(),
            pending: Vec::new(),
            frames: 0,
            windows: 0,
        })
    }

    fn network(&mut self) -> Result<&mut Network> {
        match &mut self.network {
            Some(network) => Ok(network),
            none => {
                let bytes = models::read("silero_vad.bin").map_err(|error| Error::execution(error.to_string()))?;
                Ok(none.insert(Network::from_bytes(&bytes).map_err(Error::execution)?))
            }
        }
    }

    fn run(&mut self, windows: &mut Vec<Window>) -> Result<()> {
        let Some(network) = &mut self.network else { return Err(Error::execution("SileroVAD was not initialized")) };
        let mut at = 0;
        while self.pending.len() - at >= CONTEXT + WINDOW {
            let score =
                network.probability(self.pending[at..][..CONTEXT + WINDOW].try_into().expect("as long as that"));
            at += WINDOW;
            self.windows += 1;
            // Rounding may put it behind the last frame there is.
            let end = scaled(self.windows * WINDOW as u64, RATE, self.sample_rate).min(self.frames);
            windows.push(Window { end, score });
        }
        self.pending.drain(..at);
        Ok(())
    }
}

impl Detector for Silero {
    const NAME: &'static str = "SileroVAD";
    const SCORE: &'static str = "speech_probability";

    fn initialize(&mut self) -> Result<()> {
        self.network().map(|_| ())
    }

    fn begin(&mut self, sample_rate: u32, channels: u32) -> Result<()> {
        self.network()?.reset();
        (self.sample_rate, self.channels) = (sample_rate, channels as usize);
        self.resampler = if sample_rate == RATE { None } else { Some(Resampler::new(sample_rate, RATE, 1, MEDIUM)?) };
        self.pending.clear();
        self.pending.resize(CONTEXT, 0.0);
        (self.frames, self.windows) = (0, 0);
        Ok(())
    }

    fn push(&mut self, samples: &[f32], windows: &mut Vec<Window>) -> Result<()> {
        let average = |frame: &[f32]| frame.iter().map(|sample| finite(*sample)).sum::<f32>() / frame.len() as f32;
        self.mono.clear();
        // What is finite one by one may still overflow in the network.
        self.mono.extend(samples.chunks_exact(self.channels).map(|frame| average(frame).clamp(-8.0, 8.0)));
        self.frames += self.mono.len() as u64;
        match &mut self.resampler {
            Some(resampler) => {
                resampler.push(&self.mono)?;
                self.pending.extend(resampler.take());
            }
            None => self.pending.extend_from_slice(&self.mono),
        }
        self.run(windows)
    }

    /// The last window is filled up with silence.
    fn finish(&mut self, windows: &mut Vec<Window>) -> Result<()> {
        if let Some(mut resampler) = self.resampler.take() {
            resampler.finish()?;
            self.pending.extend(resampler.take());
        }
        self.run(windows)?;
        if self.pending.len() > CONTEXT {
            self.pending.resize(CONTEXT + WINDOW, 0.0);
            self.run(windows)?;
            windows.iter_mut().last().expect("just filled").end = self.frames;
        }
        Ok(())
    }
}
