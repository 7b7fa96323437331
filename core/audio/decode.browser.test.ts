import { expect } from '@open-wc/testing';
import { failure } from '../testing/failure.js';
import type { AudioItem } from '../wire/items.js';
import { decodeAudio } from './decode.js';
import { longWav, wavFile } from './testing/wav-file.js';

const fetchFile = async (name: string): Promise<Blob> => (await fetch(new URL(`./testing/${name}`, import.meta.url))).blob();

const seconds = ({ samples, channels, sampleRate }: AudioItem): number => samples.length / channels / sampleRate;

/** Strongest frequency of the first channel by zero crossings, Hz. */
function pitch({ samples, channels, sampleRate }: AudioItem): number {
  let crossings = 0;
  const frames = samples.length / channels;
  const [from, to] = [Math.floor(frames * 0.2), Math.floor(frames * 0.8)];
  for (let frame = from + 1; frame < to; frame += 1) if (samples[(frame - 1) * channels]! < 0 && samples[frame * channels]! >= 0) crossings += 1;
  return (crossings / (to - from)) * sampleRate;
}

describe('decoding in the browser', () => {
  for (const [name, rate, channels] of [['tone.mp3', 22_050, 1], ['tone.flac', 44_100, 2], ['tone.ogg', 22_050, 1], ['tone.opus', 48_000, 1]] as const) {
    it(`${name}: at its own rate, and at one that is asked for`, async () => {
      const file = await fetchFile(name);
      const own = await decodeAudio(file);
      expect([own.sampleRate, own.channels]).to.deep.equal([rate, channels]);
      const asked = await decodeAudio(file, { sampleRate: 16_000 });
      expect([asked.sampleRate, asked.channels]).to.deep.equal([16_000, channels]);
      for (const audio of [own, asked]) {
        expect(seconds(audio)).to.be.closeTo(0.5, 0.08);
        expect(pitch(audio)).to.be.closeTo(440, 8);
        expect(Math.max(...audio.samples)).to.be.closeTo(0.5, 0.1);
      }
    });
  }

  it('WAV: its own samples, and at another rate', async () => {
    const file = wavFile(Array.from({ length: 8000 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / 8000)), { sampleRate: 8000 });
    expect((await decodeAudio(file)).sampleRate).to.equal(8000);
    const asked = await decodeAudio(file, { sampleRate: 16_000 });
    expect(seconds(asked)).to.be.closeTo(1, 0.01);
    expect(pitch(asked)).to.be.closeTo(440, 8);
  });

  it('a recording of the browser itself, whose length nothing tells', async () => {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 440 });
    const destination = context.createMediaStreamDestination();
    tone.connect(destination);
    tone.start();
    const recorder = new MediaRecorder(destination.stream);
    const chunks: Blob[] = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.stop();
    await stopped;
    await context.close();
    const audio = await decodeAudio(new Blob(chunks));
    expect(audio.sampleRate).to.equal(48_000);
    expect(pitch(audio)).to.be.closeTo(440, 10);
  });
});

describe('files that are refused', () => {
  it('a picture, text, noise', async () => {
    const canvas = document.createElement('canvas');
    const png = await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob!)));
    expect((await failure(decodeAudio(new File([png], 'a.mp3', { type: 'audio/mpeg' })))).message).to.contain('PNG');
    expect((await failure(decodeAudio(new Blob(['hello, this is text'])))).code).to.equal('RM4202');
    const noise = crypto.getRandomValues(new Uint8Array(5000));
    noise[0] = 1;
    expect((await failure(decodeAudio(new Blob([noise])))).code).to.equal('RM4202');
  });

  it('files that begin well', async () => {
    expect((await failure(decodeAudio(new Blob(['OggS', new Uint8Array(3000)])))).code).to.equal('RM4204');
    const flac = await fetchFile('tone.flac');
    expect((await failure(decodeAudio(flac.slice(0, Math.floor(flac.size / 2))))).code).to.equal('RM4204');
  });

  it('three hours, without reading them', async function () {
    this.timeout(30_000);
    const file = longWav(3 * 3600, { sampleRate: 8000, bits: 8 });
    let read = 0;
    const native = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function arrayBuffer() {
      read += this.size;
      return native.call(this);
    };
    try {
      expect((await failure(decodeAudio(file))).code).to.equal('RM4203');
    } finally {
      Blob.prototype.arrayBuffer = native;
    }
    expect(read).to.be.lessThan(100_000);
  });

  it('cancelled while the browser decodes', async () => {
    const control = new AbortController();
    const decoding = failure(decodeAudio(await fetchFile('tone.mp3'), { signal: control.signal }));
    setTimeout(() => control.abort(), 1);
    expect((await decoding).code).to.equal('RM2304');
  });

  it('a rate no browser has', async () => {
    expect((await failure(decodeAudio(await fetchFile('tone.mp3'), { sampleRate: 10 }))).code).to.equal('RM4202');
  });
});
