// The page that rm-embed shows: the pipeline of a manifest, between an input and an output.
//
//   embed.html?src=captions.json&input=file&label=A%20recording&format=text&lang=de
//
// The manifest must lie on this page's own origin: whoever makes the address must not be able to run what they like here.
import './dist/remotemedia.js';
import { tellEmbedder } from './dist/components/embed.js';

const inputs = { text: 'rm-text-input', file: 'rm-file-input', microphone: 'rm-mic-input' };
const parameters = new URLSearchParams(location.search);
const allow = document.querySelector('meta[name="rm-embed-allow"]')?.content.split(/\s+/).filter(Boolean) ?? [];

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  return made;
}

/** The address of the manifest; undefined where it is none of this origin. */
function manifestAddress(text) {
  if (!text || !URL.canParse(text, document.baseURI)) return undefined;
  const url = new URL(text, document.baseURI);
  return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

const lang = parameters.get('lang');
if (lang) document.documentElement.lang = lang;

tellEmbedder({ allow });

const src = manifestAddress(parameters.get('src'));
if (src) {
  const pipeline = element('rm-pipeline', { src });
  const input = inputs[parameters.get('input') ?? 'text'] ?? inputs.text;
  const label = parameters.get('label') || 'Input';
  pipeline.append(element(input, { label }), element('rm-output', { format: parameters.get('format') }));
  document.body.append(pipeline);
} else {
  const note = document.createElement('p');
  note.textContent = 'This page needs the address of a manifest on its own site: embed.html?src=pipeline.json';
  document.body.append(note);
}
