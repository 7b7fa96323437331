"""Writes silero_vad.bin, the weights that SileroVAD reads, and what its tests expect.

    python -m venv venv && venv/bin/pip install numpy onnx onnxruntime soxr
    venv/bin/python silero_vad.py silero_vad_16k_op15.onnx

The weights are laid out as the runtime's loops want them (network.rs), each without the lowest byte: probabilities move
by less than 0.0001, while half precision would move them by up to 0.002 and save a third of the file. The Fourier basis
is checked to be the plain one under a Hann window, and not stored. The expected probabilities come from onnxruntime with
the original file.
"""

import json
import sys
import wave
from pathlib import Path

import numpy
import onnx
import onnxruntime
import soxr
from onnx import numpy_helper

HERE = Path(__file__).parent
SPEECH = HERE.parent.parent / "docs/media/speech.wav"
WINDOW, CONTEXT = 512, 64


def check_basis(basis: numpy.ndarray) -> None:
    n, k = numpy.arange(256), numpy.arange(129)[:, None]
    wave_of = numpy.exp(-2j * numpy.pi * k * n / 256) * (0.5 - 0.5 * numpy.cos(2 * numpy.pi * n / 256))
    wanted = numpy.concatenate([wave_of.real, wave_of.imag])
    assert numpy.abs(basis[:, 0] - wanted).max() < 1e-6, "the basis is not a Fourier transform under a Hann window"


def short(weights: numpy.ndarray) -> bytes:
    """The upper three of the four bytes, rounded."""
    bits = numpy.ascontiguousarray(weights, "<f4").view("<u4") + 0x80
    return bits.view("u1").reshape(-1, 4)[:, 1:].tobytes()


def packed(tensors: dict[str, numpy.ndarray]) -> bytes:
    check_basis(tensors["model.stft.forward_basis_buffer"])
    out = [b"RMSILERO"]
    # A window's four spectra become two frames, then one: those taps that only ever see the padding are left out.
    for layer, taps in enumerate([slice(0, 3), slice(0, 3), slice(1, 3), slice(1, 2)]):
        weights = tensors[f"model.encoder.{layer}.reparam_conv.weight"]
        out += [short(weights.transpose(2, 1, 0)[taps]), tensors[f"model.encoder.{layer}.reparam_conv.bias"].tobytes()]
    lstm = [tensors[f"model.decoder.rnn.weight_{side}"] for side in ("ih", "hh")]
    bias = tensors["model.decoder.rnn.bias_ih"] + tensors["model.decoder.rnn.bias_hh"]
    out += [short(numpy.concatenate(lstm, 1).T), bias.tobytes()]
    out += [short(tensors["model.decoder.decoder.2.weight"][0]), tensors["model.decoder.decoder.2.bias"].tobytes()]
    return b"".join(out)


def probabilities(model: str, audio: numpy.ndarray) -> list[float]:
    session = onnxruntime.InferenceSession(model)
    state, context, found = numpy.zeros((2, 1, 128), "f4"), numpy.zeros(CONTEXT, "f4"), []
    for at in range(0, len(audio) - WINDOW + 1, WINDOW):
        seen = numpy.concatenate([context, audio[at : at + WINDOW]])[None]
        output, state = session.run(None, {"input": seen, "state": state, "sr": numpy.array(16000)})
        context = seen[0, -CONTEXT:]
        found.append(round(float(output[0, 0]), 6))
    return found


def main(model: str) -> None:
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(model).graph.initializer}
    (HERE / "silero_vad.bin").write_bytes(packed(tensors))
    with wave.open(str(SPEECH)) as file:
        rate = file.getframerate()
        speech = numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype("f4") / 32768
    expected = {
        # The file's samples as if they were of 16 kHz: the same input to the last bit, whatever the resampler.
        "network": probabilities(model, speech[: 120 * WINDOW]),
        "resampled": probabilities(model, soxr.resample(speech, rate, 16000)),
    }
    (HERE / "silero_vad.expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
