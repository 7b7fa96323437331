import { expect } from '@open-wc/testing';
import { fillTemplate } from './fill-template.js';

/** Parsed as in a page. */
function template(markup: string): HTMLTemplateElement {
  const page = new DOMParser().parseFromString(`<template>${markup}</template>`, 'text/html');
  return document.adoptNode(page.querySelector('template')!);
}

/** What a template becomes, as markup. */
function filled(markup: string, value: unknown): string {
  const box = document.createElement('div');
  box.append(fillTemplate(template(markup), value));
  return box.innerHTML;
}

const hostile = [
  '<img src=x onerror="window.filled = true">',
  '"><script>window.filled = true</script>',
  '</p></template><script>window.filled = true</script>',
  '{{.}}',
  '&lt;b&gt;',
  "' onmouseover='window.filled = true",
];

describe('fillTemplate()', () => {
  it('fills names, JSON pointers and the value itself', () => {
    const value = { text: 'Hello', words: [{ 'a/b': 1 }], 'two words': true };
    expect(filled('<p><b>{{text}}</b> {{ /words/0/a~1b }} {{words/0/a~1b}} {{two words}}</p>', value)).to.equal('<p><b>Hello</b> 1 1 true</p>');
    expect(filled('<p>{{.}}, {{.}}</p>', 'so')).to.equal('<p>so, so</p>');
    expect(filled('<p>{{0}}{{1}}{{2}}</p>', [false, 0, null])).to.equal('<p>false0</p>');
  });

  it('leaves nothing where there is nothing', () => {
    expect(filled('<p>[{{no}}{{/no/where}}{{toString}}{{/__proto__/x}}]</p>', {})).to.equal('<p>[]</p>');
    for (const value of [undefined, null, 5, 'text', new Uint8Array(4)]) expect(filled('<p>[{{name}}]</p>', value)).to.equal('<p>[]</p>');
    expect(filled('', { a: 1 })).to.equal('');
  });

  it('writes lists and objects as JSON, and no bytes', () => {
    expect(filled('{{.}}', { a: [1, { b: null }] })).to.equal('{"a":[1,{"b":null}]}');
    expect(filled('{{.}}|{{bytes}}', { a: 1, bytes: new Uint8Array(3) })).to.equal('{"a":1}|');
    const round: Record<string, unknown> = {};
    round.self = round;
    expect(filled('[{{.}}{{self}}]', round)).to.equal('[]');
  });

  it('leaves braces that are no placeholder', () => {
    expect(filled('<p title="{{}}">{{}} { {a} } {{ }} {{a</p>', { a: 1 })).to.equal('<p title="{{}}">{{}} { {a} } {{ }} {{a</p>');
  });

  it('does not change the template, and fills it again with something else', () => {
    const one = template('<p>{{.}}</p>');
    expect([1, 2].map((value) => fillTemplate(one, value).textContent)).to.deep.equal(['1', '2']);
    expect(one.innerHTML).to.equal('<p>{{.}}</p>');
    const copy = fillTemplate(one, 3);
    expect(copy.ownerDocument).to.equal(document);
  });

  for (const text of hostile) {
    it(`only ever writes text: ${text}`, () => {
      const box = document.createElement('div');
      document.body.append(box);
      box.append(fillTemplate(template('<p title="{{.}}">{{.}}</p><template><i>{{.}}</i></template>'), text));
      const p = box.querySelector('p')!;
      expect(p.textContent).to.equal(text);
      expect(p.title).to.equal(text);
      expect(p.attributes).to.have.length(1);
      expect(box.children).to.have.length(2);
      expect(window).not.to.have.property('filled');
      box.remove();
    });
  }

  it('fills the attributes that start nothing, where HTML has them', () => {
    const value = { url: 'https://example.org/a?b=1', n: 3, at: '2026-11-29' };
    expect(filled('<a href="{{url}}" title="to {{url}}">x</a>', value)).to.equal('<a href="https://example.org/a?b=1" title="to https://example.org/a?b=1">x</a>');
    expect(filled('<meter value="{{n}}" max="5"></meter><time datetime="{{at}}"></time><rm-player src="{{url}}"></rm-player>', value)).to.equal(
      '<meter value="3" max="5"></meter><time datetime="2026-11-29"></time><rm-player src="https://example.org/a?b=1"></rm-player>',
    );
  });

  it('leaves out every other attribute with a placeholder', () => {
    const value = { x: 'window.filled = true' };
    const markup = [
      '<p onclick="{{x}}" style="{{x}}" id="{{x}}" class="{{x}}" slot="{{x}}"></p>',
      '<iframe src="{{x}}" srcdoc="{{x}}"></iframe>',
      '<embed src="{{x}}"><object data="{{x}}"></object>',
      '<link href="{{x}}"><base href="{{x}}">',
      '<form action="{{x}}"><button formaction="{{x}}"></button></form>',
      '<rm-python src="{{x}}"></rm-python><rm-embed src="{{x}}"></rm-embed>',
      '<p href="{{x}}" src="{{x}}"></p>',
    ].join('');
    const bare = markup.replace(/ [\w-]+="[^"]*"/g, '');
    expect(filled(markup, value)).to.equal(bare);
    expect(filled('<svg><a href="{{x}}"><set to="{{x}}"></set></a><use href="{{x}}"></use></svg>', value)).to.equal('<svg><a><set></set></a><use></use></svg>');
  });

  for (const address of ['javascript:alert(1)', ' JavaScript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', 'data:text/html,<script>1</script>', 'vbscript:x', 'file:///etc/passwd', 'https://[', '', ' ']) {
    it(`does not lead to ${JSON.stringify(address)}`, () => {
      expect(filled('<a href="{{.}}">x</a><img src="{{.}}">', address)).to.equal('<a>x</a><img>');
    });
  }

  it('leads to addresses, relative ones too, and to mail', () => {
    for (const address of ['https://example.org', 'mailto:a@example.org', 'sub/page.html?x=1#y', '#part', 'blob:https://example.org/1']) {
      expect((fillTemplate(template('<a href="{{.}}">x</a>'), address).firstChild as Element).getAttribute('href')).to.equal(address);
    }
    expect(filled('<a href="java{{.}}">x</a>', 'script:alert(1)')).to.equal('<a>x</a>');
  });

  it('runs no script of the template and puts nothing into a style', () => {
    expect(filled('<script>window.filled = "{{.}}"</script><style>a { color: {{.}} }</style><svg><script>window.filled = 1</script><style>{{.}}</style></svg>', 'red')).to.equal(
      '<style>a { color: {{.}} }</style><svg><style>{{.}}</style></svg>',
    );
  });
});
