import type { RmFileInput } from './file-input.js';

export interface DropHandlers {
  /** Takes nothing now. */
  off(): boolean;
  /** Files are being dragged over the area, or no longer. */
  over(over: boolean): void;
  take(files: FileList): void;
}

/** Takes files that are dropped on the element (or anywhere, with `drop="page"`) or pasted, until the signal ends it. */
export function watchDrops(element: RmFileInput, signal: AbortSignal, handlers: DropHandlers): void {
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
    document.addEventListener(type, (event) => drag(event, element, handlers), { signal });
  }
  document.addEventListener('paste', (event) => paste(event, element, handlers), { signal });
}

function drag(event: DragEvent, element: RmFileInput, { off, over, take }: DropHandlers): void {
  if (off() || !event.dataTransfer?.types.includes('Files')) return;
  if (element.drop !== 'page' && !event.composedPath().includes(element)) {
    over(false);
    return;
  }
  if (event.type === 'dragleave') {
    // Leaving for a descendant is not leaving.
    const to = event.relatedTarget;
    if (!(to instanceof Node) || (element.drop === 'self' && !element.contains(to))) over(false);
    return;
  }
  event.preventDefault();
  over(event.type !== 'drop');
  if (event.type === 'drop') take(event.dataTransfer.files);
  else event.dataTransfer.dropEffect = 'copy';
}

/** Pasted files count while the focus is in the element, or nowhere in particular and this is the only file input. */
function paste(event: ClipboardEvent, element: RmFileInput, { off, take }: DropHandlers): void {
  const files = event.clipboardData?.files;
  if (off() || !files?.length || event.defaultPrevented) return;
  const path = event.composedPath();
  const target = path[0];
  const elsewhere = target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea)$/.test(target.localName));
  const alone = !elsewhere && document.querySelectorAll('rm-file-input').length === 1;
  if (!path.includes(element) && !alone) return;
  event.preventDefault();
  take(files);
}
