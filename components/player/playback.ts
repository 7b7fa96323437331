/** How sound is to be played. */
export interface PlaybackSettings {
  rate: number;
  /** 0 to 1. */
  volume: number;
  muted: boolean;
  loop: boolean;
}

/** What a playback tells its player. */
export interface PlaybackListener {
  /** The duration, or whether it plays, has changed. */
  changed(): void;
  ended(): void;
  failed(error: unknown): void;
}

/** Something that plays: a file, or sound that arrives. Times in seconds. */
export interface Playback {
  readonly currentTime: number;
  /** Where the sound that can be played begins. */
  readonly start: number;
  /** NaN while it is not known. */
  readonly duration: number;
  readonly paused: boolean;
  /** @throws RmError RM4303 when the browser holds sound back, RM4302 when it cannot play it. */
  play(): Promise<void>;
  pause(): void;
  seek(time: number): void;
  apply(settings: PlaybackSettings): void;
  /** What a waveform looks at; undefined where the browser does not let the page hear the sound. */
  analyser(): AnalyserNode | undefined;
  /** Ends it and lets go of everything. */
  close(): void;
}

/** An analyser as all of the kit use it. */
export function makeAnalyser(context: AudioContext): AnalyserNode {
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  analyser.smoothingTimeConstant = 0.6;
  return analyser;
}
