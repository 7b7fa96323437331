import { readItem, type ReadContext } from './read.js';
import { placeWords, type Segment, type SegmentInput } from './segment.js';

/** What was added, replaced (its id stays or its interim forerunner goes) or removed. */
export interface Added {
  segments: Segment[];
  skipped: number;
}

/**
 * The segments of a transcript in the order in which they came. Interim text is replaced by what follows it; a segment with an id
 * that is known replaces that one.
 */
export class Transcript {
  /** How many segments are kept; the oldest final ones go. */
  limit = Infinity;
  /** Parts of items that were no segment. */
  skipped = 0;

  #segments: Segment[] = [];
  #ids = new Set<string>();
  #count = 0;
  /** Seconds of sound that items without a place of their own have told of so far. */
  #elapsed = 0;

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Adds what a recogniser gave; see {@link readItem}. */
  add(item: unknown, context: ReadContext = {}): Added {
    const { segments, skipped, duration } = readItem(item, context);
    // Without a place in the stream, each sound follows on the one before.
    const offset = context.start === undefined ? this.#elapsed : 0;
    if (context.start === undefined) this.#elapsed += duration ?? 0;
    this.skipped += skipped;
    return { segments: segments.map((segment) => this.put(offset ? shift(segment, offset) : segment)), skipped };
  }

  /** Adds one segment, in place of the one with its id or of the interim text of its speaker. */
  put(given: SegmentInput): Segment {
    const interim = this.#interimOf(given);
    const before = given.id !== undefined && this.#ids.has(given.id) ? this.#segments.findIndex(({ id }) => id === given.id) : interim;
    const segment: Segment = { ...given, id: given.id ?? this.#segments[before]?.id ?? this.#newId(), final: given.final ?? true };
    if (before >= 0) {
      this.#ids.delete(this.#segments[before]!.id);
      this.#segments[before] = segment;
    } else this.#segments.push(segment);
    this.#ids.add(segment.id);
    this.#trim();
    return segment;
  }

  /**
   * The segment with another text. Words whose place in the sound is still known keep it.
   *
   * @returns the new segment; undefined when there is none of that id, or the text is empty.
   */
  edit(id: string, text: string, speaker?: string): Segment | undefined {
    const at = this.#segments.findIndex((segment) => segment.id === id);
    const old = this.#segments[at];
    const trimmed = text.trim();
    if (!old || !trimmed) return undefined;
    const { words, ...rest } = old;
    const kept = placeWords(trimmed, words).map(({ word }) => word);
    const segment = { ...rest, text: trimmed, ...(kept.length && { words: kept }), ...(speaker !== undefined && { speaker }) };
    this.#segments[at] = segment;
    return segment;
  }

  /** Replaces everything. */
  set(segments: Iterable<unknown>): void {
    this.clear();
    this.add([...segments]);
  }

  clear(): void {
    this.#segments = [];
    this.#ids.clear();
    this.#elapsed = 0;
    this.skipped = 0;
  }

  /** Makes final what will not be changed any more, at the end of a run. */
  settle(): void {
    this.#segments = this.#segments.map((segment) => (segment.final ? segment : { ...segment, final: true }));
  }

  /** The segment that is spoken at a time, or was last before it; -1 before the first. Segments without a time are passed over. */
  at(seconds: number): number {
    let found = -1;
    for (const [index, { start }] of this.#segments.entries()) if (start !== undefined && start <= seconds) found = index;
    return found;
  }

  /** Interim text is at the end, one per speaker. Who speaks may only be known once it is final. */
  #interimOf({ speaker, id, final }: SegmentInput): number {
    if (id !== undefined) return -1;
    let nameless = -1;
    for (let index = this.#segments.length - 1; index >= 0 && !this.#segments[index]!.final; index -= 1) {
      const { speaker: other } = this.#segments[index]!;
      if (other === speaker) return index;
      if (other === undefined && final !== false) nameless = index;
    }
    return nameless;
  }

  #newId(): string {
    let id: string;
    do id = `s${(this.#count += 1)}`;
    while (this.#ids.has(id));
    return id;
  }

  #trim(): void {
    const surplus = this.#segments.length - Math.max(1, this.limit);
    if (surplus <= 0) return;
    for (const { id } of this.#segments.splice(0, surplus)) this.#ids.delete(id);
  }
}

function shift(segment: SegmentInput, offset: number): SegmentInput {
  const { start, end, words } = segment;
  return {
    ...segment,
    ...(start !== undefined && { start: start + offset }),
    ...(end !== undefined && { end: end + offset }),
    ...(words && { words: words.map((word) => ({ ...word, start: word.start + offset, end: word.end + offset })) }),
  };
}
