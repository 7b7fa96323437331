import type { SegmentInput, Word } from './segment.js';

/** What is known of an item beside itself. */
export interface ReadContext {
  /** Seconds of the stream at which the sound it was made from began, and ended. */
  start?: number | undefined;
  end?: number | undefined;
}

export interface ReadResult {
  segments: SegmentInput[];
  /** How many parts were no segment: empty, malformed, or of another kind. */
  skipped: number;
  /** Seconds of sound the item covers, when it says so (`audio_duration`). */
  duration?: number;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
const isListLike = (value: unknown): value is ArrayLike<unknown> => typeof value === 'object' && value !== null && Number.isSafeInteger((value as ArrayLike<unknown>).length);
const time = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined);
const share = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined);
const name = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() ? value.trim() : typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined);

/** A Web Speech list is no longer than its session; more is a made-up `length`. */
const mostResults = 10_000;

/**
 * Reads what a recogniser gave, in any of its usual forms: a string, a segment (`{text, …}`), a list of these, Whisper's
 * `{text, segments, language, audio_duration}`, or the `SpeechRecognitionEvent` of the Web Speech API. Never throws: what is no
 * text is counted as skipped.
 */
export function readItem(item: unknown, context: ReadContext = {}): ReadResult {
  const result: ReadResult = { segments: [], skipped: 0 };
  try {
    read(item, context, result);
  } catch {
    // A getter or proxy of the page's own that throws.
    result.skipped += 1;
  }
  return result;
}

function read(item: unknown, context: ReadContext, into: ReadResult): void {
  if (typeof item === 'string') add({ text: item }, context, into);
  else if (Array.isArray(item)) for (const one of item) readOne(one, context, into);
  else if (isFields(item) && isListLike(item.results)) readSpeech(item.results, item.resultIndex, context, into);
  else if (isFields(item) && Array.isArray(item.segments)) readWhisper(item, item.segments, context, into);
  else readOne(item, context, into);
}

function readOne(item: unknown, context: ReadContext, into: ReadResult): void {
  if (typeof item === 'string') add({ text: item }, context, into);
  else if (isFields(item)) add(item, context, into);
  else into.skipped += 1;
}

/** Times in it count from the beginning of the sound it was made from. */
function readWhisper(item: Fields, segments: readonly unknown[], context: ReadContext, into: ReadResult): void {
  const offset = context.start ?? 0;
  const duration = time(item.audio_duration);
  if (duration !== undefined) into.duration = duration;
  const common = { language: item.language, speaker: item.speaker, final: item.final };
  for (const segment of segments) {
    if (isFields(segment)) add({ ...common, ...segment }, {}, into, offset);
    else into.skipped += 1;
  }
  // A model that found text but did not divide it.
  if (segments.length === 0) add({ ...common, text: item.text }, { start: context.start, end: context.end ?? (duration === undefined ? undefined : offset + duration) }, into);
}

/** What is not final yet is one interim text, as the browser means it. */
function readSpeech(results: ArrayLike<unknown>, from: unknown, context: ReadContext, into: ReadResult): void {
  let interim = '';
  const first = Number.isSafeInteger(from) && (from as number) >= 0 ? (from as number) : 0;
  for (let index = first; index < Math.min(results.length, mostResults); index += 1) {
    const result = results[index] as (ArrayLike<unknown> & { isFinal?: unknown; final?: unknown }) | undefined;
    const best = isListLike(result) ? result[0] : (result as { alternatives?: unknown[] } | undefined)?.alternatives?.[0];
    const text = (best as Fields | undefined)?.transcript;
    if (typeof text !== 'string') into.skipped += 1;
    else if (result!.isFinal === true || result!.final === true) add({ text, confidence: (best as Fields).confidence }, context, into);
    else interim += text;
  }
  if (interim.trim()) add({ text: interim, final: false }, context, into);
}

/** @param offset is added to the times of the segment and its words; seconds. */
function add(given: Fields, context: ReadContext, into: ReadResult, offset = 0): void {
  const words = readWords(given.words, offset);
  const text = typeof given.text === 'string' ? given.text.trim() : typeof given.transcript === 'string' ? given.transcript.trim() : undefined;
  if (!text) {
    into.skipped += 1;
    return;
  }
  const [own, ownEnd] = [time(given.start), time(given.end)];
  const start = own === undefined ? (words[0]?.start ?? context.start) : own + offset;
  const end = ownEnd === undefined ? (words.at(-1)?.end ?? (own === undefined ? context.end : undefined)) : ownEnd + offset;
  const segment: Record<string, unknown> = { text, final: isFinal(given) };
  if (start !== undefined) segment.start = start;
  if (end !== undefined) segment.end = Math.max(end, start ?? 0);
  if (words.length) segment.words = words;
  const optional = { id: name(given.id), speaker: name(given.speaker), language: name(given.language), confidence: share(given.confidence) };
  for (const [key, value] of Object.entries(optional)) if (value !== undefined) segment[key] = value;
  into.segments.push(segment as unknown as SegmentInput);
}

/** Under the names recognisers use for it. */
const isFinal = ({ final, is_final: snake, isFinal: camel, interim, partial }: Fields): boolean =>
  !(final === false || snake === false || camel === false || interim === true || partial === true);

function readWords(words: unknown, offset: number): Word[] {
  if (!Array.isArray(words)) return [];
  const read: Word[] = [];
  for (const given of words as unknown[]) {
    if (!isFields(given)) continue;
    const text = typeof given.text === 'string' ? given.text : given.word;
    const start = time(given.start);
    if (typeof text !== 'string' || !text.trim() || start === undefined) continue;
    const confidence = share(given.confidence ?? given.probability);
    read.push({ text: text.trim(), start: start + offset, end: Math.max(start, time(given.end) ?? start) + offset, ...(confidence !== undefined && { confidence }) });
  }
  return read;
}

/** A span of a hyperaudio page: `<span data-m="1200" data-d="300">word </span>`; times in ms. */
export interface TimedSpan {
  text: string;
  start: number;
  duration: number;
  /** Names who speaks, and is not spoken. */
  speaker: boolean;
  /** Number of the paragraph it stands in. */
  paragraph: number;
}

/** `[Ada]:` names Ada. */
function speakerIn(text: string): string | undefined {
  let end = text.length;
  // A pattern that ends at `$` takes quadratic time on many blanks.
  while (end > 0 && /[\s:[\]]/.test(text[end - 1]!)) end -= 1;
  return text.slice(0, end).replace(/^[\s[]+/, '') || undefined;
}

/** Segments of the words of a hyperaudio page: one per paragraph, and one more where another speaker is named. */
export function readTimedSpans(spans: Iterable<TimedSpan>): ReadResult {
  const result: ReadResult = { segments: [], skipped: 0 };
  let words: Word[] = [];
  let text = '';
  let speaker: string | undefined;
  let paragraph: number | undefined;
  const finish = (): void => {
    if (words.length) add({ text: text.replace(/\s+/g, ' '), words, speaker }, {}, result);
    words = [];
    text = '';
  };
  for (const span of spans) {
    if (paragraph !== undefined && span.paragraph !== paragraph) finish();
    paragraph = span.paragraph;
    if (span.speaker) {
      finish();
      speaker = speakerIn(span.text);
      continue;
    }
    const start = time(span.start);
    if (start === undefined || !span.text.trim()) {
      result.skipped += 1;
      continue;
    }
    words.push({ text: span.text.trim(), start: start / 1000, end: (start + (time(span.duration) ?? 0)) / 1000 });
    text += span.text;
  }
  finish();
  return result;
}
