import { expect, fixture, html } from '@open-wc/testing';
import type { Item, TensorItem } from '../../core/index.js';
import { until } from '../internal/testing.js';
import { imageType, isPixels, looksLikePixels } from './image-kinds.js';
import type { RmOutput } from './output.js';
import './output.js';

const all = <Found extends Element = Element>(element: RmOutput, selector: string): Found[] => [...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
const notes = (element: RmOutput): (string | undefined)[] => all(element, '.note').map(({ textContent }) => textContent?.trim());

/** A picture of the left half red and the right half blue. */
async function picture(type: string, width = 40, height = 20): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#f00';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#00f';
  context.fillRect(width / 2, 0, width / 2, height);
  const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made!), type, 1));
  expect(blob.type).to.equal(type);
  return new Uint8Array(await blob.arrayBuffer());
}

/** 2 × 1 pixels, red and blue. */
const gif = Uint8Array.from(atob('R0lGODlhAgABAIEAAP8AAAAA/wAAAAAAACwAAAAAAgABAAACAkQKADs='), (character) => character.charCodeAt(0));

const tensor = (shape: number[], value = 200, dtype = 'uint8'): TensorItem => ({ kind: 'tensor', dtype, shape, data: new Uint8Array(shape.reduce((product, side) => product * side, 1)).fill(value) });

async function show(items: Item[], template = html`<rm-output lang="en"></rm-output>`): Promise<RmOutput> {
  const element = await fixture<RmOutput>(template);
  element.items = items;
  await element.updateComplete;
  return element;
}

async function drawn(element: RmOutput, count = 1): Promise<HTMLCanvasElement[]> {
  await until(() => all(element, 'canvas[aria-label*="×"]').length === count, `${count} images`);
  return all<HTMLCanvasElement>(element, 'canvas');
}

const pixel = (canvas: HTMLCanvasElement, x: number, y: number): number[] => [...canvas.getContext('2d')!.getImageData(x, y, 1, 1).data];

describe('rm-output: images', () => {
  for (const type of ['image/png', 'image/jpeg', 'image/webp']) {
    it(`draws bytes that are ${type}`, async () => {
      const bytes = await picture(type);
      const element = await show([bytes]);
      const [canvas] = await drawn(element);
      expect([canvas!.width, canvas!.height]).to.deep.equal([40, 20]);
      const [left, right] = [pixel(canvas!, 5, 10), pixel(canvas!, 35, 10)];
      expect(left[0]! > 200 && left[2]! < 60, `left ${left.join()}`).to.equal(true);
      expect(right[2]! > 200 && right[0]! < 60, `right ${right.join()}`).to.equal(true);
      expect(notes(element)[0]).to.match(new RegExp(`^40 × 20 · ${type.slice(6).toUpperCase()} · [\\d.]+ (bytes|kB)$`));
      expect(canvas!.getAttribute('aria-label')).to.equal('Results, image, 40 × 20');
      expect(element.matches(':state(image)')).to.equal(true);
      await expect(element).to.be.accessible();
    });
  }

  it('draws a GIF, asked for by format too', async () => {
    const element = await show([gif], html`<rm-output format="image"></rm-output>`);
    const [canvas] = await drawn(element);
    expect([pixel(canvas!, 0, 0), pixel(canvas!, 1, 0)]).to.deep.equal([[255, 0, 0, 255], [0, 0, 255, 255]]);
  });

  it('knows images by their first bytes, and SVG is none of them', () => {
    const of = (text: string): string | undefined => imageType(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    expect(of('\0\0\0\x20ftypavif\0')).to.equal('image/avif');
    expect(of('GIF87a')).to.equal('image/gif');
    expect(of('RIFF\0\0\0\0WEBPVP8 ')).to.equal('image/webp');
    for (const text of ['', 'G', 'RIFF\0\0\0\0WAVE', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '<?xml version="1.0"?><svg/>', '\xff\xd8', '\0\0\0\x20ftypisom', 'BM\0\0']) expect(of(text), text).to.equal(undefined);
  });

  it('shows an SVG as the bytes it is', async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"><script>window.hacked=1</script></svg>');
    for (const format of ['auto', 'image'] as const) {
      const element = await show([svg], html`<rm-output lang="en" format=${format}></rm-output>`);
      expect(all(element, 'canvas, img, svg, script')).to.deep.equal([]);
      expect(notes(element)[0]).to.equal(format === 'auto' ? 'Binary data, 103 bytes' : 'A result that cannot be shown as image.');
    }
    expect(window).not.to.have.property('hacked');
  });

  it('says so of an image that is damaged', async () => {
    const element = await show([(await picture('image/png')).slice(0, 30)]);
    await until(() => notes(element)[0] === 'A result that cannot be shown as image.', 'the note');
    expect(all(element, 'canvas')).to.deep.equal([]);
  });

  it('draws large ones smaller', async () => {
    const element = await show([await picture('image/png', 5000, 100)]);
    const [canvas] = await drawn(element);
    expect([canvas!.width, canvas!.height]).to.deep.equal([4096, 82]);
    expect(canvas!.getAttribute('aria-label')).to.contain('5000 × 100');
    expect(canvas!.getBoundingClientRect().width).to.be.at.most(element.getBoundingClientRect().width);
  });

  it('draws each once, the same twice, and only the last of many', async () => {
    const bytes = await picture('image/png', 2, 2);
    const element = await show([bytes, bytes]);
    const first = await drawn(element, 2);
    element.add(await picture('image/png', 4, 4));
    await drawn(element, 3);
    expect(all(element, 'canvas').slice(0, 2)).to.deep.equal(first);
    expect(all(element, 'canvas').map((canvas) => canvas.getAttribute('aria-label'))).to.deep.equal(['Results, 1, image, 2 × 2', 'Results, 2, image, 2 × 2', 'Results, 3, image, 4 × 4']);
    element.items = Array.from({ length: 30 }, () => bytes.slice());
    await drawn(element, 24);
    expect(notes(element).at(-1)).to.equal('The last 24 of 30 results');
    await expect(element).to.be.accessible();
  });

  it('draws them again when it comes back into the page', async () => {
    const element = await show([await picture('image/png')]);
    await drawn(element);
    const parent = element.parentElement!;
    element.remove();
    parent.append(element);
    await element.updateComplete;
    await drawn(element);
  });

  it('draws tensors of pixels', async () => {
    const data = new Uint8Array(8 * 8 * 3);
    data.set([10, 20, 30]);
    const element = await show([{ kind: 'tensor', dtype: 'uint8', shape: [8, 8, 3], data }]);
    const [canvas] = await drawn(element);
    expect(pixel(canvas!, 0, 0)).to.deep.equal([10, 20, 30, 255]);
    expect(notes(element)).to.deep.equal(['uint8, shape 8 × 8 × 3']);
    const grey = await show([tensor([2, 3]), tensor([2, 3, 1]), tensor([2, 3, 4], 255)], html`<rm-output format="image"></rm-output>`);
    expect((await drawn(grey, 3)).map((one) => [one.width, one.height, ...pixel(one, 0, 0)])).to.deep.equal([[3, 2, 200, 200, 200, 255], [3, 2, 200, 200, 200, 255], [3, 2, 255, 255, 255, 255]]);
  });

  it('takes no other tensor for an image', async () => {
    expect(looksLikePixels(tensor([8, 8, 3]))).to.equal(true);
    for (const one of [tensor([8, 8]), tensor([4, 100, 3]), tensor([8, 8, 2]), tensor([8, 8, 1]), tensor([3, 8, 8]), tensor([8, 8, 3], 1, 'int8'), tensor([1, 8, 8, 3])]) expect(looksLikePixels(one), one.shape.join()).to.equal(false);
    for (const one of [tensor([]), tensor([5]), tensor([0, 5]), { ...tensor([8, 8, 3]), data: new Uint8Array(5) }, { ...tensor([2, 2]), shape: [100_000, 100_000] }]) expect(isPixels(one), one.shape.join()).to.equal(false);
    const element = await show([tensor([8, 8])]);
    expect(notes(element)).to.deep.equal(['Binary data, uint8, shape 8 × 8']);
  });

  it('finds bytes inside of a result', async () => {
    const data = btoa(String.fromCharCode(...(await picture('image/png', 6, 3))));
    const element = await show([], html`<rm-output path="/shot"></rm-output>`);
    element.add({ label: 'cat', shot: { __bytes__: true, data } });
    const [canvas] = await drawn(element);
    expect([canvas!.width, canvas!.height]).to.deep.equal([6, 3]);
    const broken = await show([{ __bytes__: true, data: '*' }]);
    expect(broken.matches(':state(json)')).to.equal(true);
  });
});
