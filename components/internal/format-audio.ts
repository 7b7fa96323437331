/** Times and rates of audio in a language; apart from the other formats, because nothing shows audio from the start. */

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

/** Seconds as a clock that counts: `0:07`, `1:02:03`, in the digits of the language. */
export function formatClock(seconds: number, locale?: string): string {
  const digits = (value: number, least: number): string => new Intl.NumberFormat(locale, { minimumIntegerDigits: least, useGrouping: false }).format(value);
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${hours ? `${digits(hours, 1)}:${digits(minutes, 2)}` : digits(minutes, 1)}:${digits(whole % 60, 2)}`;
}
