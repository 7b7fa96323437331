// The snippets of the pages: in colour, built from nodes, and with a button that copies them.
const patterns = /(<!--.*?-->)|(&?<\/?[a-z][\w-]*|(?<!=)\/?>)|("[^"\n]*"|'[^'\n]*'|`[^`\n]*`)|\b(class|def|return|import|from|for|in|if|not|and|or|while|const|new|try|catch|async|await)\b/g;

/** Colours a snippet of HTML, Python or JavaScript. */
export function colour(code) {
  const text = code.textContent;
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(patterns)) {
    parts.push(text.slice(at, match.index));
    const span = document.createElement('span');
    span.className = match[2] ? 'tag' : match[3] ? 'string' : match[4] ? 'keyword' : 'comment';
    span.textContent = match[0];
    parts.push(span);
    at = match.index + match[0].length;
  }
  code.replaceChildren(...parts, text.slice(at));
}

/** A button that copies what `text()` gives and says so, or selects the code where the page may not write to the clipboard. */
export function copyButton(code, name) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy ${name}`);
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  said.className = 'said';
  button.addEventListener('click', async () => {
    let done = 'Copied';
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      done = 'Selected: copy it with Ctrl C';
    }
    said.textContent = done;
    setTimeout(() => (said.textContent = ''), 3000);
  });
  return [said, button];
}
