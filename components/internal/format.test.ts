import { expect, fixture, html } from '@open-wc/testing';
import { formatBytes } from './format.js';
import { localeOf } from './locale.js';
import { formatDuration, formatRate } from './format-audio.js';
import { atPointer } from './pointer.js';

describe('numbers for people', () => {
  it('writes bytes, seconds and rates', () => {
    expect([0, 999, 1500, 12_345_678, 2_500_000_000].map((bytes) => formatBytes(bytes, 'en'))).to.deep.equal(['0 bytes', '999 bytes', '1.5 kB', '12.3 MB', '2.5 GB']);
    expect([0.25, 9.96, 65, 3723].map((seconds) => formatDuration(seconds, 'en'))).to.deep.equal(['0.3s', '10s', '1:05', '1:02:03']);
    expect([8000, 22050, 44100].map((rate) => formatRate(rate, 'en'))).to.deep.equal(['8 kHz', '22.05 kHz', '44.1 kHz']);
  });

  it('finds the nearest language, across shadow roots, and survives a wrong one', async () => {
    const box = await fixture(html`<div lang="de"><span></span></div>`);
    const inner = document.createElement('b');
    box.querySelector('span')!.attachShadow({ mode: 'open' }).append(inner);
    expect(localeOf(inner)).to.equal('de');
    box.setAttribute('lang', 'not a language');
    expect(localeOf(inner)).to.equal(undefined);
  });
});

describe('JSON pointers', () => {
  it('follow RFC 6901', () => {
    const value = { a: [{ 'b/c': 1, 'd~e': 2 }], '': 3 };
    expect(atPointer(value, '/a/0/b~1c')).to.equal(1);
    expect(atPointer(value, '/a/0/d~0e')).to.equal(2);
    expect(atPointer(value, '/a/1/x')).to.equal(undefined);
    expect(atPointer(value, '/toString')).to.equal(undefined);
    expect(atPointer(value, '')).to.equal(value);
  });
});
