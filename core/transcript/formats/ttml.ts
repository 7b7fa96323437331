import type { SegmentInput, Word } from '../segment.js';
import { oneLine } from './text.js';
import { readXml, textOf, type XmlElement } from './xml.js';

/** What a `ttp:` attribute of the root says about the times. */
interface Rates {
  /** Frames per second, as they are counted and as they pass. */
  frames: number;
  effective: number;
  subFrames: number;
  ticks: number;
  /** Clock times count frames; and whether numbers are left out, as at 29.97 frames per second. */
  smpte: boolean;
  dropping: boolean;
}

/** What an element hands on to those in it. */
interface Scope {
  /** Seconds from the beginning of the file. Times of elements count from the beginning of what they are in. */
  begin: number;
  end: number;
  /** Times were given at all. */
  timed: boolean;
  speaker: string | undefined;
  language: string | undefined;
  /** White space is kept. */
  preserve: boolean;
}

/** What one speaker says in a paragraph. */
interface Run {
  speaker: string | undefined;
  text: string;
  words: Word[];
}

/** Letters. Many elements may name the same speakers: a small file must not become a huge text. */
const longestName = 1000;

/** Also of the drafts of TTML, which old files have. */
const namespaces: readonly (readonly [RegExp, string])[] = [
  [/^http:\/\/www\.w3\.org\/(?:ns\/ttml|20\d\d\/\d\d\/ttaf1)$/, ''],
  [/^http:\/\/www\.w3\.org\/(?:ns\/ttml|20\d\d\/\d\d\/ttaf1)#metadata$/, 'ttm'],
  [/^http:\/\/www\.w3\.org\/(?:ns\/ttml|20\d\d\/\d\d\/ttaf1)#parameter$/, 'ttp'],
  [/^http:\/\/www\.w3\.org\/XML\/1998\/namespace$/, 'xml'],
];

/**
 * Reads TTML: a segment for each `p`, or for each speaker in it; spans that have times are words. Understands clock times, offsets,
 * frames and ticks, times that are nested or follow one another, and agents as speakers. A `p` without text is passed over and counted.
 *
 * @returns undefined for XML that is no TTML.
 * @throws {RmError} RM4205 for damaged XML.
 */
export function parseTTML(file: string): { segments: SegmentInput[]; skipped: number } | undefined {
  const root = readXml(file, (namespace) => namespaces.find(([pattern]) => pattern.test(namespace))?.[1]);
  if (root.name !== 'tt') return undefined;
  const reader = new Reader(root);
  reader.container(root, { begin: 0, end: Infinity, timed: false, speaker: undefined, language: undefined, preserve: false });
  return { segments: reader.segments, skipped: reader.skipped };
}

class Reader {
  readonly segments: SegmentInput[] = [];
  skipped = 0;
  readonly #rates: Rates;
  readonly #agents = new Map<string, string>();

  constructor(root: XmlElement) {
    this.#rates = ratesOf(root.attributes);
    this.#findAgents(root);
  }

  /** The root, the body or a `div`. */
  container(element: XmlElement, around: Scope): Scope {
    const scope = this.#enter(element, around);
    // Else they begin together.
    const inTurn = element.attributes.get('timeContainer') === 'seq';
    let next = scope.begin;
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      const inner = { ...scope, begin: next };
      let done: Scope | undefined;
      if (child.name === 'p') done = this.#paragraph(child, inner);
      else if (child.name === 'body' || child.name === 'div') done = this.container(child, inner);
      if (inTurn && done) next = Number.isFinite(done.end) ? done.end : done.begin;
    }
    return scope;
  }

  #paragraph(element: XmlElement, around: Scope): Scope {
    const scope = this.#enter(element, around);
    const runs: Run[] = [];
    this.#inline(element, scope, false, runs);
    const clean = (text: string): string => oneLine(scope.preserve ? text : text.replace(/[ \t\r\n]+/g, ' '));
    const spoken = runs.map(({ text, words, speaker }) => ({ text: clean(text), words: words.map((word) => ({ ...word, text: clean(word.text) })), speaker })).filter(({ text }) => text);
    if (spoken.length === 0) this.skipped += 1;
    for (const { text, words, speaker } of spoken) {
      // Of several who speak in one paragraph each has the time of their own words, if there is one.
      const own = spoken.length > 1 && words.length > 0;
      const start = own ? words[0]!.start : scope.timed ? scope.begin : words[0]?.start;
      const last = own ? words.at(-1)!.end : Number.isFinite(scope.end) ? scope.end : words.at(-1)?.end;
      this.segments.push({
        text,
        ...(start !== undefined && { start }),
        ...(start !== undefined && last !== undefined && { end: Math.max(start, last) }),
        ...(speaker && { speaker }),
        ...(scope.language && { language: scope.language }),
        ...(words.length && { words }),
      });
    }
    return scope;
  }

  /** @param timed a span around has a time: its text is a word. */
  #inline(element: XmlElement, scope: Scope, timed: boolean, runs: Run[]): void {
    let next = scope.begin;
    const inTurn = element.attributes.get('timeContainer') === 'seq';
    for (const child of element.children) {
      if (typeof child === 'string') this.#say(child, scope, timed, runs);
      else if (child.name === 'br') this.#say('\n', scope, false, runs);
      else if (child.name === 'span') {
        const inner = this.#enter(child, { ...scope, begin: next });
        this.#inline(child, inner, timed || ['begin', 'end', 'dur'].some((name) => child.attributes.has(name)), runs);
        if (inTurn) next = Number.isFinite(inner.end) ? inner.end : inner.begin;
      }
    }
  }

  #say(text: string, { begin, end, speaker }: Scope, timed: boolean, runs: Run[]): void {
    const blank = text.trim() === '';
    let run = runs.at(-1);
    // Blanks between two who speak belong to neither.
    if (!run || (!blank && run.speaker !== speaker && run.text.trim() !== '')) runs.push((run = { speaker, text: '', words: [] }));
    if (!blank) run.speaker = speaker;
    run.text += text;
    if (timed && !blank) run.words.push({ text, start: begin, end: Number.isFinite(end) ? Math.max(begin, end) : begin });
  }

  #enter({ attributes }: XmlElement, around: Scope): Scope {
    const time = (name: string): number | undefined => readTime(attributes.get(name) ?? '', this.#rates);
    const [begin, end, duration] = [time('begin'), time('end'), time('dur')];
    const start = round(around.begin + (begin ?? 0));
    const agents = attributes.get('ttm:agent')?.split(/\s+/).filter(Boolean);
    const space = attributes.get('xml:space');
    return {
      begin: start,
      end: Math.min(end === undefined ? Infinity : round(around.begin + end), duration === undefined ? Infinity : round(start + duration), around.end),
      timed: around.timed || begin !== undefined || end !== undefined || duration !== undefined,
      speaker: agents?.length ? [...new Set(agents)].map((id) => this.#agents.get(id) ?? id).join(', ') : around.speaker,
      language: attributes.get('xml:lang') ?? around.language,
      preserve: space === undefined ? around.preserve : space === 'preserve',
    };
  }

  #findAgents(element: XmlElement): void {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      const id = child.name === 'ttm:agent' ? child.attributes.get('xml:id') : undefined;
      const name = child.children.find((inner): inner is XmlElement => typeof inner !== 'string' && inner.name === 'ttm:name');
      if (id !== undefined && name) this.#agents.set(id, oneLine(textOf(name)).slice(0, longestName).trim());
      else this.#findAgents(child);
    }
  }
}

function ratesOf(attributes: XmlElement['attributes']): Rates {
  const positive = (name: string): number | undefined => {
    const value = Number(attributes.get(`ttp:${name}`));
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const given = positive('frameRate');
  const frames = given ?? 30;
  // Drafts wrote 1000:1001.
  const [, over, under] = /^(\d{1,9})[\s:]+(\d{1,9})$/.exec(attributes.get('ttp:frameRateMultiplier')?.trim() ?? '') ?? [];
  const effective = Number(over) > 0 && Number(under) > 0 ? (frames * Number(over)) / Number(under) : frames;
  const subFrames = positive('subFrameRate') ?? 1;
  return {
    frames,
    effective,
    subFrames,
    ticks: positive('tickRate') ?? (given === undefined ? 1 : frames * subFrames),
    smpte: attributes.get('ttp:timeBase') === 'smpte',
    dropping: attributes.get('ttp:dropMode') === 'dropNTSC',
  };
}

const clockTime = /^(\d{2,4}):(\d{2}):(\d{2})(?:(\.\d{1,20})|:(\d{2,3})(?:\.(\d{1,3}))?)?$/;
const offsetTime = /^(\d{1,12}(?:\.\d{1,20})?)(h|ms|m|s|f|t)$/;

/** A time expression in seconds; undefined when it is none. */
function readTime(text: string, { frames, effective, subFrames, ticks, smpte, dropping }: Rates): number | undefined {
  const offset = offsetTime.exec(text.trim());
  if (offset) {
    const units: Record<string, number> = { h: 1 / 3600, m: 1 / 60, s: 1, ms: 1000, f: effective, t: ticks };
    return Number(offset[1]) / units[offset[2]!]!;
  }
  const found = clockTime.exec(text.trim());
  if (!found) return undefined;
  const [, hours, minutes, seconds, fraction = '0', frame = '0', subFrame = '0'] = found;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const part = Number(frame) + Number(subFrame) / subFrames;
  if (!smpte) return whole + Number(fraction) + part / effective;
  // Two numbers are left out each minute, but for every tenth.
  const dropped = dropping ? 2 * (Number(hours) * 54 + Number(minutes) - Math.floor(Number(minutes) / 10)) : 0;
  return (whole * frames + part - dropped) / effective + Number(fraction);
}

/** Sums of decimal fractions, to a microsecond. */
const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
