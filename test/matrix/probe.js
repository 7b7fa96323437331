// Runs in every frame before the page's own scripts: notes what happens there, and tells what can be seen.
(() => {
  const seen = { events: [], lines: [], violations: [], exceptions: [], progress: 0 };
  const on = (type, note) => globalThis.addEventListener(type, note, true);
  on('rm-error', (event) => seen.events.push(event.error.code));
  on('rm-progress', (event) => {
    if (event.total && event.loaded < event.total) seen.progress += 1;
  });
  on('securitypolicyviolation', (event) => seen.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
  // Of a script or image that does not load, the target says nothing; of an exception, it is the window.
  on('error', (event) => event.target === globalThis && seen.exceptions.push(event.message));
  on('unhandledrejection', (event) => seen.exceptions.push(String(event.reason)));
  for (const level of ['error', 'warn']) {
    const write = console[level];
    console[level] = (...words) => {
      seen.lines.push(words.join(' '));
      write.apply(console, words);
    };
  }

  /** Every element, through open shadow roots. */
  function* all(root) {
    for (const element of root.querySelectorAll('*')) {
      yield element;
      if (element.shadowRoot) yield* all(element.shadowRoot);
    }
  }
  const text = (element) => element.textContent.replace(/\s+/g, ' ').trim();
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  function look() {
    const elements = document.documentElement ? [...all(document)] : [];
    const results = elements.filter((element) => element.localName === 'rm-output' && element.shadowRoot && visible(element));
    const errors = elements.filter((element) => element.localName === 'rm-error' && element.shadowRoot?.querySelector('[part=code]') && visible(element));
    const notes = elements.filter((element) => element.matches('[data-rm-failed] > [role=alert]') && visible(element));
    return {
      ...seen,
      results: results.map((output) => [...output.shadowRoot.querySelectorAll('[part=text], [part=scalars]')].map(text).join(' ')),
      errors: [
        ...errors.map((error) => ({ code: text(error.shadowRoot.querySelector('[part=code]')), text: text(error.shadowRoot) })),
        // Where the elements themselves did not come.
        ...notes.map((note) => ({ code: text(note).slice(0, 6), text: text(note) })),
      ],
      page: document.body ? document.body.innerText : '',
    };
  }
  Object.defineProperty(globalThis, 'rmMatrix', { value: { look } });
})();
