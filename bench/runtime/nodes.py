"""The Python nodes of the runtime benchmark."""

import base64
import json
import math
import time
from array import array
from collections import Counter, deque

from remotemedia import Audio, Tensor


def _tone(frames, channels=1):
    return array("f", (0.5 * math.sin(math.tau * 5 * (i // channels) / frames) for i in range(frames * channels)))


class Feed:
    """Gives the same item `count` times for whatever it takes: inputs need no JSON, and their time is nobody's."""

    def __init__(self, kind, count, size=1):
        self.count = count
        if kind == "number":
            self.item = 21
        elif kind == "numbers":
            self.item = [float(i) for i in range(size)]
        elif kind == "text":
            self.item = "The quick brown fox jumps over the lazy dog; it was not the first time. " * size
        elif kind == "frame":
            self.item = Audio(_tone(960), 48_000)
        elif kind == "stereo frame":
            self.item = Audio(_tone(960, 2), 48_000, 2)
        elif kind == "two frames":
            self.item = [Audio(_tone(960), 48_000), Audio(_tone(960), 48_000)]
        elif kind == "speech frame":
            self.item = Audio(_tone(320), 16_000)
        elif kind == "tensor":
            self.item = Tensor(bytes(size), [size], "uint8")
        elif kind == "bytes":
            self.item = bytes(size)
        elif kind == "envelope":
            data = base64.b64encode(bytes(size)).decode()
            meta = {"dtype": "uint8", "shape": [size]}
            # As text: an object would be read into a tensor before a node sees it.
            self.item = json.dumps({"__numpy__": True, "array": {"data": data, "meta": meta}})
        else:
            raise ValueError(kind)

    def process(self, item):
        for _ in range(self.count):
            yield self.item


class Drop:
    """Takes everything: what came out need not become JSON."""

    def process(self, item):
        return None


# What is measured: three kinds of Python.


class Loop:
    """Numbers: 1,000 rounds of arithmetic and a branch."""

    def process(self, item):
        total, value = 0.0, float(item)
        for i in range(1000):
            value = value * 0.5 + i
            if i & 1:
                total += value
            else:
                total -= value
        return total


class Text:
    """Text: splits, cleans, counts and formats words."""

    def process(self, text):
        words = [word.strip(".,;").lower() for word in text.split()]
        common = Counter(words).most_common(3)
        return f"{len(words)} words: " + ", ".join(f"{word} ({count})" for word, count in common)


class State:
    """A class with state: a moving mean, extremes and a histogram over what came before."""

    def __init__(self):
        self.window = deque(maxlen=64)
        self.histogram = {}
        self.least = self.most = None
        self.seen = 0

    def process(self, numbers):
        for number in numbers:
            self.add(number)
        return {"mean": sum(self.window) / len(self.window), "least": self.least, "most": self.most, "seen": self.seen}

    def add(self, number):
        self.seen += 1
        self.window.append(number)
        bucket = int(number) // 10
        self.histogram[bucket] = self.histogram.get(bucket, 0) + 1
        if self.least is None or number < self.least:
            self.least = number
        if self.most is None or number > self.most:
            self.most = number


class Samples:
    """Sound: the level of a frame's samples."""

    def process(self, audio):
        samples = audio.samples
        return math.sqrt(sum([sample * sample for sample in samples]) / len(samples))


# Buffers through Python.


class Identity:
    def process(self, item):
        return item


class Touch:
    """Looks at a buffer without copying it."""

    def process(self, tensor):
        if tensor.data[0] == tensor.data[-1] == 0:
            return tensor


class Renew:
    """Makes a new buffer of the same size."""

    def process(self, tensor):
        return Tensor(bytearray(tensor.data), tensor.shape, tensor.dtype)


class Envelope:
    """What a buffer costs as the JSON envelope: out of base64 and back."""

    def process(self, text):
        array = json.loads(text)["array"]
        data = base64.b64decode(array["data"])
        array["data"] = base64.b64encode(data).decode()
        return json.dumps({"__numpy__": True, "array": array})


class Memcpy:
    """One memcpy of `size` bytes between buffers that exist: microseconds."""

    def __init__(self, size, count):
        self.count = count
        self.source, self.target = memoryview(bytes(size)), memoryview(bytearray(size))

    def process(self, item):
        source, target = self.source, self.target
        target[:] = source
        began = time.perf_counter()
        for _ in range(self.count):
            target[:] = source
        return (time.perf_counter() - began) / self.count * 1e6


# The live pipeline.


class Peak:
    """The peak of a frame, as such or with what a detector found in it."""

    def process(self, item):
        found = item if isinstance(item, dict) else {"audio": item}
        audio = found["audio"]
        return {"time": audio.time, "peak": max(max(audio.samples), -min(audio.samples)), "speech": found.get("is_speech")}


class Report:
    """A line of text about it."""

    def process(self, item):
        return {"text": f"{item['time']:.2f} s: {item['peak']:.3f}, {'speech' if item['speech'] else 'silence'}", **item}


class Crash:
    def process(self, item):
        import os

        os._exit(3)
