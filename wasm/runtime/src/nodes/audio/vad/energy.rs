use super::{Detector, Window};
use crate::error::Result;
use crate::nodes::audio::input::finite;
use crate::params::Params;

/// Loudness as the sign of speech: the root mean square of all channels in windows of `frame_duration_ms` (30).
pub struct Energy {
    window_ms: f64,
    /// Frames of a window.
    window: u64,
    channels: usize,
    /// Of the window that is not full yet.
    squares: f64,
    frames: u64,
    /// End of the last full window.
    position: u64,
}

impl Energy {
    pub fn new(params: &Params) -> Result<Self> {
        let window_ms = params.number(&["frame_duration_ms"], 1.0..=10_000.0)?.unwrap_or(30.0);
        Ok(Energy { window_ms, window: 1, channels: 1, squares: 0.0, frames: 0, position: 0 })
    }

    fn close(&mut self, windows: &mut Vec<Window>) {
        self.position += self.frames;
        let score = (self.squares / (self.frames * self.channels as u64) as f64).sqrt() as f32;
        windows.push(Window { end: self.position, score });
        (self.squares, self.frames) = (0.0, 0);
    }
}

impl Detector for Energy {
    const NAME: &'static str = "EnergyVAD";
    const SCORE: &'static str = "energy";

    fn begin(&mut self, sample_rate: u32, channels: u32) -> Result<()> {
        self.window = ((f64::from(sample_rate) * self.window_ms / 1_000.0).round() as u64).max(1);
        self.channels = channels as usize;
        (self.squares, self.frames, self.position) = (0.0, 0, 0);
        Ok(())
    }

    fn push(&mut self, samples: &[f32], windows: &mut Vec<Window>) -> Result<()> {
        for frame in samples.chunks_exact(self.channels) {
            self.squares += frame.iter().map(|sample| f64::from(finite(*sample)).powi(2)).sum::<f64>();
            self.frames += 1;
            if self.frames == self.window {
                self.close(windows);
            }
        }
        Ok(())
    }

    fn finish(&mut self, windows: &mut Vec<Window>) -> Result<()> {
        if self.frames > 0 {
            self.close(windows);
        }
        Ok(())
    }
}
