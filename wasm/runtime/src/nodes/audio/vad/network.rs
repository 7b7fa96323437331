//! Silero VAD's network for 16 kHz: a spectrum, four convolutions, an LSTM cell, one number.
//!
//! The graph is that of Silero VAD 6 (`wasm/models/README.md`). Its Fourier basis is the plain one under a Hann window, so
//! an FFT stands in for it. Weights lie as `[tap][input][output]`: one input's weights for all outputs are neighbours,
//! and the inner loop runs over outputs, which compilers turn into vector instructions.

use realfft::{num_complex::Complex, RealFftPlanner, RealToComplex};
use std::f32::consts::TAU;
use std::sync::Arc;

/// Frames that a window brings, and that it sees again of the one before.
pub const WINDOW: usize = 512;
pub const CONTEXT: usize = 64;

/// First bytes of the weights' file.
const MAGIC: &[u8; 8] = b"RMSILERO";
const FFT: usize = 256;
const HOP: usize = 128;
const BINS: usize = FFT / 2 + 1;
const SPECTRA: usize = 4;
/// Size of the LSTM's state.
const CELLS: usize = 128;

/// A convolution, or with one tap a plain matrix.
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
    stride: usize,
    /// Frames before the middle one that the first tap looks back.
    back: usize,
}

pub struct Network {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    encoder: [Layer; 4],
    lstm: Layer,
    decoder: Layer,
    cell: [f32; CELLS],
    /// What the LSTM sees: the encoder's output, then its own last output.
    seen: [f32; 2 * CELLS],
    // Room to work in.
    audio: Vec<f32>,
    frame: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    features: [Vec<f32>; 4],
    gates: Vec<f32>,
}

impl Network {
    /// # Errors
    /// A sentence, when the bytes are not the weights that `wasm/models/silero_vad.py` writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Network, String> {
        let wrong = || "silero_vad.bin is not the file that belongs to this runtime".to_string();
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(wrong)?;
        let mut layer = |taps: usize, inputs: usize, outputs: usize, stride: usize, back: usize| {
            let (weights, bias) = (taps * inputs * outputs * 3, outputs * 4);
            if rest.len() < weights + bias {
                return Err(wrong());
            }
            let (own, others) = rest.split_at(weights + bias);
            rest = others;
            // Of a weight, the lowest byte is not in the file.
            let short = |bytes: &[u8]| f32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]);
            let whole = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            let bias = own[weights..].chunks_exact(4).map(whole).collect();
            Ok(Layer { weights: own[..weights].chunks_exact(3).map(short).collect(), bias, inputs, stride, back })
        };
        // The last two convolutions have one frame to look at, and nothing beside it: the taps that would are left out.
        let encoder =
            [layer(3, BINS, 128, 1, 1)?, layer(3, 128, 64, 2, 1)?, layer(2, 64, 64, 2, 0)?, layer(1, 64, CELLS, 1, 0)?];
        let (lstm, decoder) = (layer(1, 2 * CELLS, 4 * CELLS, 1, 0)?, layer(1, CELLS, 1, 1, 0)?);
        if !rest.is_empty() {
            return Err(wrong());
        }
        let fft = RealFftPlanner::new().plan_fft_forward(FFT);
        Ok(Network {
            hann: (0..FFT).map(|n| 0.5 - 0.5 * (TAU * n as f32 / FFT as f32).cos()).collect(),
            encoder,
            lstm,
            decoder,
            cell: [0.0; CELLS],
            seen: [0.0; 2 * CELLS],
            audio: vec![0.0; HOP * (SPECTRA + 1)],
            frame: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            features: [vec![0.0; SPECTRA * BINS], vec![0.0; 4 * 128], vec![0.0; 2 * 64], vec![0.0; 64]],
            gates: vec![0.0; 4 * CELLS],
            fft,
        })
    }

    /// Forgets what was heard.
    pub fn reset(&mut self) {
        self.cell.fill(0.0);
        self.seen.fill(0.0);
    }

    /// How likely it is that there is speech in the window; the first frames are the last window's end.
    pub fn probability(&mut self, audio: &[f32; CONTEXT + WINDOW]) -> f32 {
        self.take_spectra(audio);
        for index in 0..3 {
            let (done, rest) = self.features.split_at_mut(index + 1);
            self.encoder[index].convolve(&done[index], &mut rest[0]);
        }
        self.encoder[3].convolve(&self.features[3], &mut self.seen[..CELLS]);
        self.gates.copy_from_slice(&self.lstm.bias);
        multiply_add(&self.lstm.weights, &self.seen, &mut self.gates);
        let mut activation = self.decoder.bias[0];
        for n in 0..CELLS {
            let gate = |index: usize| self.gates[index * CELLS + n];
            let (input, forget, candidate, output) =
                (sigmoid(gate(0)), sigmoid(gate(1)), gate(2).tanh(), sigmoid(gate(3)));
            self.cell[n] = forget * self.cell[n] + input * candidate;
            let hidden = output * self.cell[n].tanh();
            self.seen[CELLS + n] = hidden;
            activation += hidden.max(0.0) * self.decoder.weights[n];
        }
        sigmoid(activation)
    }

    /// Magnitudes of four overlapping spectra. Behind the audio's end they see its mirror image.
    fn take_spectra(&mut self, audio: &[f32; CONTEXT + WINDOW]) {
        self.audio[..audio.len()].copy_from_slice(audio);
        let mirrored = audio[..audio.len() - 1].iter().rev();
        for (sample, mirrored) in self.audio[audio.len()..].iter_mut().zip(mirrored) {
            *sample = *mirrored;
        }
        for (index, magnitudes) in self.features[0].chunks_exact_mut(BINS).enumerate() {
            for ((sample, audio), weight) in self.frame.iter_mut().zip(&self.audio[index * HOP..]).zip(&self.hann) {
                *sample = audio * weight;
            }
            let done = self.fft.process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch);
            done.expect("buffers that the FFT made");
            for (magnitude, bin) in magnitudes.iter_mut().zip(&self.spectrum) {
                *magnitude = (bin.re * bin.re + bin.im * bin.im).sqrt();
            }
        }
    }
}

impl Layer {
    /// Frames of features to frames of features, rectified. Outside the frames there is silence.
    fn convolve(&self, input: &[f32], output: &mut [f32]) {
        let outputs = self.bias.len();
        for (index, out) in output.chunks_exact_mut(outputs).enumerate() {
            out.copy_from_slice(&self.bias);
            for (tap, weights) in self.weights.chunks_exact(self.inputs * outputs).enumerate() {
                let seen = (index * self.stride + tap).checked_sub(self.back);
                if let Some(frame) = seen.and_then(|seen| input.chunks_exact(self.inputs).nth(seen)) {
                    multiply_add(weights, frame, out);
                }
            }
            out.iter_mut().for_each(|sum| *sum = sum.max(0.0));
        }
    }
}

/// Adds to each output the inputs times its weights. Four inputs at a time, so that the sums are loaded and stored a
/// quarter as often.
fn multiply_add(weights: &[f32], input: &[f32], output: &mut [f32]) {
    let n = output.len();
    let (fours, ones) = (input.chunks_exact(4), input.chunks_exact(4).remainder());
    let (rows, rest) = weights.split_at((input.len() - ones.len()) * n);
    for (x, rows) in fours.zip(rows.chunks_exact(4 * n)) {
        let (a, b, c, d) = (&rows[..n], &rows[n..2 * n], &rows[2 * n..3 * n], &rows[3 * n..4 * n]);
        for (o, sum) in output.iter_mut().enumerate() {
            *sum += x[0] * a[o] + x[1] * b[o] + x[2] * c[o] + x[3] * d[o];
        }
    }
    for (x, row) in ones.iter().zip(rest.chunks_exact(n)) {
        for (sum, weight) in output.iter_mut().zip(row) {
            *sum += x * weight;
        }
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nodes::audio::vad::testing::{expected, speech, weights};

    #[test]
    fn probabilities_are_those_of_the_original() {
        let mut network = Network::from_bytes(&weights()).unwrap();
        let mut audio = vec![0.0; CONTEXT];
        audio.extend(speech().samples.iter());
        let expected = expected("network");
        let mut worst = 0f32;
        for (index, wanted) in expected.iter().enumerate() {
            let window = audio[index * WINDOW..][..CONTEXT + WINDOW].try_into().unwrap();
            worst = worst.max((network.probability(window) - wanted).abs());
        }
        assert!(expected.len() >= 100 && worst < 1e-4, "{worst} off in {} windows", expected.len());
    }

    #[test]
    fn what_is_not_the_weights_is_refused() {
        let bytes = weights();
        for wrong in [&b""[..], &bytes[..bytes.len() - 1], &bytes[1..], &[&bytes[..], &[0]].concat()] {
            assert!(Network::from_bytes(wrong).err().unwrap().contains("is not the file"));
        }
    }
}
