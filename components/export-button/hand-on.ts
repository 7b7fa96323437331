/** What the export button needs once it is pressed: fetched then. */
import { RmError } from '../../core/index.js';
import type { TranscriptFormat } from '../../core/transcript/export.js';
import { announce } from '../internal/announce.js';
import { copyText } from '../internal/copy.js';
import type { PipelineContext } from '../internal/context.js';
import { RmExportEvent } from './events.js';
import type { Exportable, RmExportButton } from './export-button.js';
import type { texts } from './texts.js';

interface HandOn {
  element: RmExportButton;
  source: HTMLElement | undefined;
  format: TranscriptFormat;
  pipeline: PipelineContext | undefined;
  words: typeof texts;
}

/**
 * Makes the file and saves, copies or shares it, unless a listener of `rm-export` does that in its place.
 *
 * @throws RmError RM1105 when there is nothing to export, RM4305 for a format there is not, RM4301 when the clipboard is closed, RM4304
 *   when the browser cannot share.
 */
export async function handOn({ element, source, format, pipeline, words }: HandOn): Promise<void> {
  if (!source || !('export' in source)) {
    const message = element.for ? `There is nothing to export with the id "${element.for}".` : 'This button has nothing to export.';
    throw new RmError('RM1105', message, { hint: 'Name an rm-transcript with for="id".' });
  }
  const exported = await (source as Exportable).export(format);
  if (!exported) throw new RmError('RM4305', `There is no format “${format}”.`);
  if (!element.isConnected) return;
  const { action } = element;
  const file = new File([exported.text], `${safeName(element.filename)}.${format}`, { type: exported.type });
  if (!element.dispatchEvent(new RmExportEvent(action, format, file))) return;
  if (action === 'copy') {
    if (!(await copyText(exported.text))) throw new RmError('RM4301', 'The browser does not let this page copy.');
  } else if (action === 'share') await share(file);
  else save(file);
  // The dialog of sharing speaks for itself.
  if (action !== 'share') announce(pipeline, action === 'copy' ? words.copied : words.downloaded(file.name));
}

/** No part of a path, and nothing a file system refuses. */
const safeName = (name: string): string => name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]/g, '_').replace(/^[. ]+|[. ]+$/g, '').slice(0, 120) || 'transcript';

async function share(file: File): Promise<void> {
  // Few browsers share files of every type; all that share anything share plain text.
  const candidates = [file, new File([file], `${file.name}.txt`, { type: 'text/plain' })];
  const shared = candidates.find((one) => navigator.canShare?.({ files: [one] }));
  if (!shared) throw new RmError('RM4304', 'This browser cannot share files.');
  try {
    await navigator.share({ files: [shared], title: file.name });
  } catch (cause) {
    // The visitor chose nobody to share it with.
    if ((cause as Error).name !== 'AbortError') throw new RmError('RM4304', `The file could not be shared: ${(cause as Error).message}`, { cause });
  }
}

function save(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The browser has opened it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
