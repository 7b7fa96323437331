/** Numbers, sizes and times in the element's own language. */

/** The nearest `lang`, across shadow roots; undefined (the visitor's default) when there is none that Intl knows. */
export function localeOf(element: Element): string | undefined {
  for (let at: Element | null = element; at; ) {
    const lang = at.closest('[lang]')?.getAttribute('lang');
    if (lang) {
      try {
        return Intl.getCanonicalLocales(lang)[0];
      } catch {
        return undefined;
      }
    }
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}

/** A byte count in the unit a person would use: `3.4 MB`. */
export function formatBytes(bytes: number, locale?: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const digits = step > 0 && value < 100 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    minimumFractionDigits: step > 1 ? digits : 0,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A number with the separators of the language. */
export const formatNumber = (value: number, locale?: string): string => new Intl.NumberFormat(locale).format(value);

/** Seconds as `0:07` or `1:02:03`; below ten seconds with tenths. */
export function formatDuration(seconds: number, locale?: string): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) {
    return new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: 1 }).format(seconds);
  }
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Hz as `16 kHz`, `44.1 kHz`. */
export function formatRate(hertz: number, locale?: string): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(hertz / 1000)} kHz`;
}

/** A size as an author writes it (`10MB`, `512 kB`, `2048`) in bytes; undefined when it is none. */
export function parseSize(text: string | null | undefined): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(k|m|g)?(i)?b?\s*$/i.exec(text ?? '');
  if (!match) return undefined;
  const base = match[3] ? 1024 : 1000;
  const power = { k: 1, m: 2, g: 3 }[(match[2] ?? '').toLowerCase()] ?? 0;
  return Math.floor(Number(match[1]) * base ** power);
}
