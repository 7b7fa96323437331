/** Seconds as `1:02:03.045`, the hours only where there are some. */
export function clock(seconds: number, decimals = 0): string {
  const scale = 10 ** decimals;
  const all = Math.round(Math.max(0, seconds) * scale);
  const whole = Math.floor(all / scale);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = decimals ? `.${String(all % scale).padStart(decimals, '0')}` : '';
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}${rest}`;
}
