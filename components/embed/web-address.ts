/** The http or https address that a text means; undefined for what a frame would run instead of show, and for what is none. */
export function webAddress(text: string, base: string): URL | undefined {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}
