/**
 * What the two classic scripts share: where the kit lies, importing its modules from there, and saying why that failed. Nothing of
 * the kit has arrived yet when this is needed, so it stands alone: no class, no table of errors, no Lit.
 */

/** Why a module did not come. */
export interface BootError {
  code: string;
  message: string;
  hint: string;
}

// Only while a classic script runs; in a module, and later on, there is none.
const running = typeof document === 'object' ? (document.currentScript as HTMLScriptElement | null) : null;

/**
 * The folder of the kit: `data-rm-base` on its script, `<meta name="rm-base">`, or the folder of the script itself, which is found by
 * its file name where it runs as a module.
 */
export function baseOf(file: string): URL | undefined {
  const script = running?.src ? running : document.querySelector<HTMLScriptElement>(`script[src*="${file}"]`);
  const declared =
    (script ?? document.querySelector('script[data-rm-base]'))?.getAttribute('data-rm-base') || document.querySelector<HTMLMetaElement>('meta[name="rm-base"]')?.content;
  if (declared) return new URL(declared.replace(/\/?$/, '/'), document.baseURI);
  return script?.src ? new URL('./', script.src) : undefined;
}

/** Imports a module of the kit. Rejects with a {@link BootError}. */
export async function bring<Module>(url: URL): Promise<Module> {
  const refused: string[] = [];
  const watch = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (effectiveDirective === 'trusted-types' || (effectiveDirective.startsWith('script-src') && url.href.startsWith(blockedURI))) refused.push(effectiveDirective);
  };
  document.addEventListener('securitypolicyviolation', watch);
  try {
    // The address is whole, because classic scripts of other origins have no base of their own.
    return (await import(url.href)) as Module;
  } catch (cause) {
    // The violation may be told in a task of its own.
    await new Promise((told) => setTimeout(told, 50));
    throw await reason(url, refused[0], cause as Error);
  } finally {
    document.removeEventListener('securitypolicyviolation', watch);
  }
}

/** A failed import does not say why; the circumstances, and asking again, do. */
async function reason(url: URL, refused: string | undefined, cause: Error): Promise<BootError> {
  const error = (code: string, what: string, hint: string): BootError => ({ code, message: `${url.href} ${what}`, hint });
  if (location.protocol === 'file:')
    return error('RM5006', 'cannot be loaded into a page that was opened as a file.', 'Serve the folder instead: "python3 -m http.server" or "npx serve" in it, then open the address it prints.');
  // Without Lit's policy no element can be defined.
  if (refused === 'trusted-types')
    return error('RM5004', "needs Lit's policy, which the page does not list.", 'Add the policies to the Content-Security-Policy: trusted-types rm-kit lit-html.');
  if (refused) return error('RM5008', `is refused by the page's policy (${refused}).`, `Add ${url.origin} to script-src of the Content-Security-Policy.`);
  if (!navigator.onLine) return error('RM1006', 'cannot be fetched while the browser is offline.', 'It is tried again once the connection is back.');
  try {
    const { ok, status } = await fetch(url);
    if (!ok) return error('RM1002', `answered ${status}.`, "Check that the kit was uploaded whole, and the script's address or data-rm-base.");
  } catch {
    return url.origin === origin
      ? error('RM1001', 'could not be fetched.', 'Check the connection and try again.')
      : error('RM1003', `could not be fetched from ${origin === 'null' ? 'a sandboxed page' : origin}.`, 'The other server must send "Access-Control-Allow-Origin: *" with its files.');
  }
  return error('RM1005', `could not be run: ${cause.message}`, 'Upload the kit again, all files of one version, as JavaScript.');
}

const told = new Set<string>();

/**
 * Says it in each element that waits, unless one around it says it already, by an `rm-error` event there, and once in the console.
 */
export function tell(error: BootError, who: string, waiting: readonly Element[]): void {
  const { code, message, hint } = error;
  const outermost = waiting.filter((element) => !element.parentElement?.closest('[data-rm-failed]') && !waiting.some((other) => other !== element && other.contains(element)));
  // Of several modules that fail for the same reason, the first stands for all.
  if (!told.has(code)) console.error(`${code} in ${who}: ${message} ${hint}`);
  told.add(code);
  for (const element of outermost) {
    element.setAttribute('data-rm-failed', code);
    const note = document.createElement('p');
    note.role = 'alert';
    note.textContent = `${code}: ${message} ${hint}`;
    notes.get(element)?.remove();
    element.append(note);
    notes.set(element, note);
    element.dispatchEvent(Object.assign(new Event('rm-error', { bubbles: true, composed: true }), { error }));
  }
}

const notes = new Map<Element, Element>();

/** Takes the notes away from elements that were upgraded after all. */
export function untell(): void {
  for (const [element, note] of notes) {
    if (!customElements.get(element.localName)) continue;
    element.removeAttribute('data-rm-failed');
    note.remove();
    notes.delete(element);
    told.clear();
  }
}
