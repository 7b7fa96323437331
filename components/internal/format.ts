/** Numbers, sizes and times in the element's own language. */

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
