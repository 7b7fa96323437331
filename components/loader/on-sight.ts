/** Elements that few pages have: `remotemedia.js` fetches each when its tag is first in the page. */
import { RmError, loadTexts } from '../../core/index.js';
import { part } from '../internal/part.js';
import { TagLoader } from './tag-loader.js';

const modules: Record<string, () => Promise<unknown>> = {
  'rm-announcer': () => import('../announcer/announcer.js'),
  'rm-consent': () => import('../consent/consent.js'),
  'rm-device-select': () => import('../device-select/device-select.js'),
  'rm-editor': () => import('../editor/editor.js'),
  'rm-embed': () => import('../embed/embed.js'),
  'rm-export-button': () => import('../export-button/export-button.js'),
  'rm-graph': () => import('../graph/graph.js'),
  'rm-inspector': () => import('../inspector/inspector.js'),
  'rm-level-meter': () => import('../level-meter/level-meter.js'),
  'rm-log': () => import('../log/log.js'),
  'rm-mic-input': () => import('../mic-input/mic-input.js'),
  'rm-package-info': () => import('../package-info/package-info.js'),
  'rm-player': () => import('../player/player.js'),
  'rm-status': () => import('../status/status.js'),
  'rm-transcript': () => import('../transcript/transcript.js'),
  'rm-waveform': () => import('../waveform/waveform.js'),
};

/** The tags that are not defined from the start. */
export const late: ReadonlySet<string> = new Set(Object.keys(modules));

/** Watches the page for them. Once per copy of the kit. */
export function loadOnSight(): void {
  if (typeof document === 'undefined') return;
  new TagLoader({
    known: late,
    load: (tag) =>
      part(modules[tag]!).catch(async (error: unknown) => {
        await loadTexts();
        throw RmError.from(error);
      }),
  });
}
