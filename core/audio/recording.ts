/** Keeps what a microphone gives as a file. For pages only. */
import { wavHeader } from './encode-wav.js';
import type { FrameMessage } from './frame-port.js';
import { endLimit, waitFor, type Capture } from './capture.js';

/**
 * `wav`: the samples that the pipeline gets, exactly, so that its times are places in the file. `compressed`: what the browser's
 * MediaRecorder makes of the stream, mostly Opus; far smaller,
 * for long takes and for sending.
 */
export type RecordingFormat = 'wav' | 'compressed';

export interface Recording {
  file: File;
  /** Seconds. */
  duration: number;
}

/** A recording in the making. */
export interface Recorder {
  pause(paused: boolean): void;
  /** Resolves once the capture has ended; undefined when it gave nothing. */
  finish(): Promise<Recording | undefined>;
}

/** What may be recorded compressed, best first. */
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** Begins now. Without a MediaRecorder for any type, a compressed one becomes a WAV file. */
export function record(capture: Capture, format: RecordingFormat): Recorder {
  const type = format === 'compressed' && typeof MediaRecorder === 'function' ? types.find((one) => MediaRecorder.isTypeSupported(one)) : undefined;
  return type ? recordCompressed(capture, type) : recordWav(capture);
}

/** Each second becomes a blob, which browsers may keep on disk: an hour takes no more of the page's memory than a minute. */
function recordWav(capture: Capture): Recorder {
  const { sampleRate, channels } = capture.options;
  const port = capture.listen(1000);
  const parts: Blob[] = [];
  let length = 0;
  const ended = new Promise<void>((resolve) => {
    port.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
      if (data.type === 'end') {
        resolve();
        return;
      }
      parts.push(new Blob([data.samples]));
      length += data.samples.byteLength;
      port.postMessage(data.samples, [data.samples.buffer]);
    };
  });
  return {
    // The audio thread sees to it.
    pause: () => {},
    async finish() {
      await capture.close();
      await waitFor(ended, endLimit);
      port.close();
      if (length === 0) return undefined;
      const file = new File([wavHeader(length, sampleRate, channels), ...parts], 'recording.wav', { type: 'audio/wav' });
      return { file, duration: length / 4 / channels / sampleRate };
    },
  };
}

function recordCompressed(capture: Capture, mimeType: string): Recorder {
  const recorder = new MediaRecorder(capture.copy(), { mimeType });
  const parts: Blob[] = [];
  let [running, since] = [0, performance.now()];
  const stopClock = (): void => {
    if (recorder.state === 'recording') running += performance.now() - since;
  };
  const ended = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
    recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data));
  });
  recorder.start(1000);
  return {
    pause(paused) {
      if (paused === (recorder.state === 'paused')) return;
      stopClock();
      if (paused) recorder.pause();
      else {
        since = performance.now();
        recorder.resume();
      }
    },
    async finish() {
      stopClock();
      if (recorder.state !== 'inactive') recorder.stop();
      await ended;
      if (parts.length === 0) return undefined;
      const type = recorder.mimeType.split(';')[0]!;
      const ending = type.endsWith('mp4') ? 'm4a' : type.slice(type.indexOf('/') + 1);
      return { file: new File(parts, `recording.${ending}`, { type }), duration: running / 1000 };
    },
  };
}
