import { normalizePython } from '../../core/index.js';

/** Python code of an element. */
export interface PythonSource {
  /** As its author wrote it, from the line after the opening tag on: what places in errors count from. */
  raw: string;
  /** Without common indentation and the damage that HTML does. */
  text: string;
}

/** The line break after an opening tag is no line of the code, as in `<pre>`. */
export function readPython(raw: string): PythonSource {
  const code = raw.replace(/^[ \t]*\r?\n/, '').replace(/\s+$/, '\n');
  return { raw: code, text: normalizePython(code).source };
}

/** UTF-8 text from base64; throws a DOMException or TypeError when it is none. */
export function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/\s+/g, '')), (letter) => letter.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
