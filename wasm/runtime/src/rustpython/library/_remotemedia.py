"""Audio and tensors as Python sees them. Their numbers are copied on the way in and out."""

import array
import math


class Audio:
    """Interleaved float32 samples in [-1, 1]; ``samples`` is a read-only memoryview of them.

    Args:
        samples: a memoryview or array of floats or of 16 or 32 bit integers (scaled to ±1), or a sequence of numbers.
        sample_rate: Hz.
        channels: how many are interleaved.
        start: index of the first frame in its stream; None until the pipeline places it.
    """

    __module__ = "remotemedia"
    __slots__ = ("samples", "sample_rate", "channels", "start")

    def __init__(self, samples, sample_rate, channels=1, start=None):
        if sample_rate < 1:
            raise ValueError("sample_rate must be at least 1 Hz")
        numbers = _float32(samples)
        if channels < 1 or len(numbers) % channels:
            raise ValueError(f"{len(numbers)} samples cannot be {channels} interleaved channels")
        self.samples = memoryview(numbers).toreadonly()
        self.sample_rate, self.channels, self.start = sample_rate, channels, start

    @property
    def frames(self):
        """Samples per channel."""
        return len(self.samples) // self.channels

    @property
    def duration(self):
        """Seconds."""
        return self.frames / self.sample_rate

    @property
    def time(self):
        """When it begins, in seconds of its stream."""
        return (self.start or 0) / self.sample_rate

    @property
    def end_time(self):
        return self.time + self.duration

    def __repr__(self):
        return f"Audio(<{self.frames} frames>, sample_rate={self.sample_rate}, channels={self.channels})"


class Tensor:
    """Numbers in C order, named as NumPy names them; ``data`` is a read-only memoryview of bytes."""

    __module__ = "remotemedia"
    __slots__ = ("data", "shape", "dtype")

    def __init__(self, data, shape, dtype):
        self.data = memoryview(data.tobytes() if hasattr(data, "tobytes") else bytes(data))
        self.shape, self.dtype = tuple(shape), dtype
        size = (1 if dtype == "bool" else int(dtype.lstrip("abcdefghijklmnopqrstuvwxyz")) // 8) * math.prod(self.shape)
        if self.data.nbytes != size:
            raise ValueError(f"{self.data.nbytes} bytes are no {dtype} array of shape {list(self.shape)}")

    def __repr__(self):
        return f"Tensor(<{self.dtype}>, shape={list(self.shape)}, dtype={self.dtype!r})"


def _float32(samples):
    kind = getattr(samples, "format", getattr(samples, "typecode", None))
    if kind is None and isinstance(samples, (str, bytes, bytearray)) or not hasattr(samples, "__iter__"):
        raise TypeError(f"samples must be a buffer or sequence of numbers, not {type(samples).__name__}")
    scale = {"h": 32_768.0, "i": 2_147_483_648.0, "l": 2_147_483_648.0}.get(kind)
    return array.array("f", samples if scale is None else [sample / scale for sample in samples])


# What the runtime calls.


def make_audio(data, sample_rate, channels, start):
    samples = array.array("f")
    samples.frombytes(data)
    return Audio(samples, sample_rate, channels, start)


def audio_parts(audio):
    return audio.samples.tobytes(), audio.sample_rate, audio.channels, audio.start


def tensor_parts(tensor):
    return tensor.data.tobytes(), list(tensor.shape), tensor.dtype
