import { RmError, currentBase } from '../../core/index.js';
import { localeOf } from '../internal/locale.js';
import type { RmEmbed } from './embed.js';
import { webAddress } from './web-address.js';

/**
 * The address of `embed.html` with all that it needs to know, by default of the one beside the kit's files. Fetched when an `rm-embed` has a
 * manifest.
 *
 * @throws {RmError} RM1111 for an address that is none, RM1112 for a pipeline that `embed.html` would refuse.
 */
export function embedAddress(element: RmEmbed): URL {
  const { src, manifest, input, format, label, sandbox, baseURI } = element;
  const page = src ? address(src, baseURI) : new URL('embed.html', currentBase() ?? new URL('../../dist/', import.meta.url));
  const pipeline = address(manifest, baseURI);
  if (pipeline.origin !== page.origin) throw new RmError('RM1112', `"${manifest}" is not on ${page.origin}, where embed.html is.`);
  if (sandbox !== undefined && !/(^|\s)allow-scripts(\s|$)/i.test(sandbox)) throw new RmError('RM1112', `sandbox="${sandbox}" lets no script of the frame run.`);
  const { direction, colorScheme } = getComputedStyle(element);
  const known = { src: pipeline.href, input, format, label, lang: localeOf(element), dir: direction, scheme: colorScheme === 'normal' ? 'light' : colorScheme };
  for (const [name, value] of Object.entries(known)) if (value) page.searchParams.set(name, value);
  return page;
}

function address(text: string, base: string): URL {
  const url = webAddress(text, base);
  if (!url) throw new RmError('RM1111', `"${text}" is no address of the web.`);
  return url;
}
