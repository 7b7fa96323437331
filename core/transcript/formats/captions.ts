import type { Segment, SegmentInput } from '../segment.js';
import { withTimes } from '../timing.js';
import { oneLine } from './text.js';

/** `01:02:03,045` (SRT) or `01:02:03.045` (VTT). */
function stamp(seconds: number, separator: ',' | '.'): string {
  const all = Math.round(seconds * 1000);
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${part(Math.floor(all / 3_600_000), 2)}:${part(Math.floor(all / 60_000) % 60, 2)}:${part(Math.floor(all / 1000) % 60, 2)}${separator}${part(all % 1000, 3)}`;
}

/** SubRip. It has no escapes: an arrow in the text, which would be read as a time, becomes a typographic one. */
export function toSRT(segments: readonly Segment[]): string {
  return withTimes(segments)
    .map(({ text, start, end, speaker }, index) => {
      const line = `${speaker ? `${oneLine(speaker)}: ` : ''}${oneLine(text)}`;
      return `${index + 1}\n${stamp(start, ',')} --> ${stamp(end, ',')}\n${line.replace(/-+>?/g, (run) => (run.endsWith('>') ? '→' : run))}\n`;
    })
    .join('\n');
}

/** WebVTT, with the speakers as voices. */
export function toVTT(segments: readonly Segment[]): string {
  const cues = withTimes(segments).map(({ text, start, end, speaker }) => {
    const spoken = escapeText(oneLine(text));
    return `${stamp(start, '.')} --> ${stamp(end, '.')}\n${speaker ? `<v ${escapeText(oneLine(speaker))}>${spoken}</v>` : spoken}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeText = (text: string): string => text.replace(/[&<>]/g, (letter) => escapes[letter]!);

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' };
const unescapeText = (text: string): string => text.replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, entity: string) => entities[entity]!);

const time = String.raw`(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`;
const timing = new RegExp(`^\\s*${time}\\s*-->\\s*${time}(?:\\s|$)`);

/** Reads SubRip and WebVTT. A block that is no cue (headers, notes, styles, damage) is passed over and counted. */
export function parseCaptions(file: string): { segments: SegmentInput[]; skipped: number } {
  const text = file.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const vtt = /^WEBVTT(?:[ \t\n]|$)/.test(text);
  const segments: SegmentInput[] = [];
  let skipped = 0;
  for (const [index, block] of text.split(/\n{2,}/).entries()) {
    const lines = block.split('\n').filter((line) => line.trim() !== '');
    // Before the times there may be a number or a name.
    const at = lines.findIndex((line, number) => number < 2 && timing.test(line));
    const spoken = at < 0 ? undefined : readCue(lines.slice(at + 1).join('\n'), vtt);
    if (!spoken?.text) {
      if (lines.length > 0 && !(vtt && (index === 0 || /^(?:NOTE|STYLE|REGION)\b/.test(lines[0]!)))) skipped += 1;
      continue;
    }
    const [, ...parts] = timing.exec(lines[at]!)!;
    const start = seconds(parts.slice(0, 4));
    segments.push({ ...spoken, start, end: Math.max(start, seconds(parts.slice(4))) });
  }
  return { segments, skipped };
}

const seconds = ([hours = '0', minutes, whole, rest = '']: (string | undefined)[]): number =>
  // One division, so that the milliseconds are exact.
  ((Number(hours) * 3600 + Number(minutes) * 60 + Number(whole)) * 1000 + Number(rest.padEnd(3, '0'))) / 1000;

function readCue(cue: string, vtt: boolean): { text: string; speaker?: string } {
  // After the last `>` no tag ends. To look for one there takes quadratic time on a line that is full of `<`.
  const end = cue.lastIndexOf('>') + 1;
  const [tagged, rest] = [cue.slice(0, end), cue.slice(end)];
  if (!vtt) return { text: oneLine(tagged.replace(/<\/?[biu]>|<\/?font[^>]*>/g, '') + rest) };
  const voice = /<v(?:\.[^\s<>]*)?[ \t\n]+([^>]*)>/.exec(tagged)?.[1];
  const speaker = voice === undefined ? '' : oneLine(unescapeText(voice));
  return { text: oneLine(unescapeText(tagged.replace(/<[^>]*>/g, '') + rest)), ...(speaker && { speaker }) };
}
