/**
 * `embed.js`, the script of `embed.html`: the pipeline of a manifest, between an input and an output.
 *
 *     embed.html?src=captions.json&input=file&label=A%20recording&format=text&lang=de
 *
 * The manifest must lie on this page's own origin: whoever makes the address must not be able to run what they like here.
 *
 * A classic script: it comes also where modules are refused, as in a sandbox without an origin of its own, and can say why.
 */
import type * as Kit from '../index.js';
import { baseOf, bring, tell, type BootError } from '../loader/boot.js';
import type * as Embed from './embed.js';
import { webAddress } from './web-address.js';

const inputs = new Map([
  ['text', 'rm-text-input'],
  ['file', 'rm-file-input'],
  ['microphone', 'rm-mic-input'],
]);
const base = baseOf('embed.js');
const asked = new URLSearchParams(location.search);
const ask = (name: string): string => asked.get(name) ?? '';

function element(tag: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  return made;
}

/** The look of the page around the frame. */
function follow(): void {
  const { documentElement: html } = document;
  if (ask('lang')) html.lang = ask('lang');
  if (ask('dir')) html.dir = ask('dir');
  html.style.colorScheme = ask('scheme');
  if (ask('label')) document.title = ask('label');
}

/** Why there is nothing to show; undefined when there is. */
function problem(): string | undefined {
  const src = ask('src');
  if (!src) return 'The address of this page names no manifest: embed.html?src=pipeline.json';
  // In a sandbox the page has no origin; its address has.
  if (webAddress(src, document.baseURI)?.origin !== location.origin) return `"${src.slice(0, 500)}" is no address on ${location.origin}.`;
  if (!inputs.has(ask('input') || 'text')) return `input=${ask('input').slice(0, 100)} is none of ${[...inputs.keys()].join(', ')}.`;
  return undefined;
}

function show({ RmError, RmErrorEvent }: typeof Kit): void {
  const wrong = problem();
  if (!wrong) {
    const pipeline = element('rm-pipeline', { src: new URL(ask('src'), document.baseURI).href });
    pipeline.append(element(inputs.get(ask('input') || 'text')!, { label: ask('label') }), element('rm-output', { format: ask('format') }));
    document.body.append(pipeline);
    return;
  }
  const error = new RmError('RM1112', wrong);
  console.error(`${error.code} in embed.html: ${wrong}`);
  const card = document.createElement('rm-error');
  card.error = error;
  document.body.append(card);
  card.dispatchEvent(new RmErrorEvent(error));
}

async function start(): Promise<void> {
  let kit: typeof Kit;
  let embed: typeof Embed;
  try {
    kit = await bring<typeof Kit>(new URL('remotemedia.js', base));
    embed = await bring<typeof Embed>(new URL('components/embed.js', base));
  } catch (error) {
    const place = document.body.appendChild(document.createElement('div'));
    tell(error as BootError, 'embed.html', [place]);
    addEventListener('online', () => (place.remove(), void start()), { once: true });
    return;
  }
  const allow = document.querySelector<HTMLMetaElement>('meta[name="rm-embed-allow"]')?.content.split(/\s+/).filter(Boolean);
  embed.tellEmbedder({ allow: allow ?? [] });
  show(kit);
}

follow();
void start();
