// What the demo page adds to the elements: editing parameters and code, and the drawing of the loudness.
import { colour } from './code.js';

const byId = (id) => document.getElementById(id);

// Numbers: the inputs inside the cards set the nodes' parameters. The pipeline watches its markup and runs again.
for (const input of document.querySelectorAll('[data-param]')) {
  input.addEventListener('input', () => {
    const node = input.closest('rm-node');
    if (input.value.trim() !== '' && Number.isFinite(input.valueAsNumber)) node.params = { [input.dataset.param]: input.valueAsNumber };
  });
}

// Text: the code stands in the page; the editor shows it and gives it back.
await customElements.whenDefined('rm-python');
for (const area of document.querySelectorAll('textarea[data-edits]')) {
  const python = byId(area.dataset.edits);
  const pipeline = python.closest('rm-pipeline');
  const input = pipeline.querySelector('rm-text-input');
  const original = python.source;
  area.value = original.trimEnd();

  const run = () => {
    if (area.value !== python.source.trimEnd()) python.source = area.value;
    void input.submit();
  };
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  document.querySelector(`[data-run="${pipeline.id}"]`).addEventListener('click', run);
  document.querySelector(`[data-reset="${area.id}"]`).addEventListener('click', () => {
    area.value = original.trimEnd();
    run();
  });
}

// Recording: one bar per 100 ms, from the same rows that fill the table.
const svgNamespace = 'http://www.w3.org/2000/svg';

function shape(name, attributes, parent) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent?.append(element);
  return element;
}

const figure = byId('drawing');
const plot = figure.querySelector('.plot');
const caption = figure.querySelector('figcaption');
const quietest = -60;
let rows = [];

function draw() {
  const width = Math.max(280, plot.clientWidth || figure.clientWidth);
  const height = Math.max(128, Math.min(192, width * 0.24));
  const left = 40;
  const bottom = height - 22;
  const top = 8;
  const seconds = Math.max(0.1, rows.length / 10);
  const x = (time) => left + ((width - left) * time) / seconds;
  const y = (level) => top + (bottom - top) * (1 - Math.max(0, (level - quietest) / -quietest));

  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' });
  const loudest = rows.reduce((best, row) => (row['loudness (dB)'] > best['loudness (dB)'] ? row : best), rows[0]);
  const summary = `Loudness over ${seconds.toFixed(1)} s; loudest ${loudest['loudness (dB)']} dB at ${loudest['time (s)']} s`;
  svg.setAttribute('aria-label', summary);
  caption.textContent = summary;

  for (const level of [0, -20, -40, -60]) {
    shape('line', { class: 'grid', x1: left, x2: width, y1: y(level), y2: y(level) }, svg);
    shape('text', { x: left - 8, y: y(level) + 4, 'text-anchor': 'end' }, svg).textContent = level === 0 ? '0 dB' : String(level);
  }
  const step = [0.5, 1, 2, 5, 10, 30, 60, 300].find((size) => (seconds / size) * 44 < width - left) ?? 600;
  for (let time = 0; time <= seconds; time += step) {
    shape('text', { x: x(time), y: height - 4, 'text-anchor': time === 0 ? 'start' : 'middle' }, svg).textContent = `${time} s`;
  }
  const bars = shape('g', { class: 'bars' }, svg);
  const each = (width - left) / rows.length;
  rows.forEach((row, index) => {
    const level = row['loudness (dB)'];
    const rounded = Math.min(2, each / 3);
    const bar = shape('rect', { x: left + index * each + each * 0.12, width: Math.max(0.5, each * 0.76), y: y(level), height: Math.max(1, bottom - y(level)), rx: rounded }, bars);
    bar.addEventListener('pointerenter', () => {
      bar.classList.add('now');
      caption.textContent = `${row['time (s)']} s: ${level} dB, peak ${row.peak}`;
    });
    bar.addEventListener('pointerleave', () => {
      bar.classList.remove('now');
      caption.textContent = summary;
    });
  });
  plot.replaceChildren(svg);
}

const audio = byId('audio');
audio.addEventListener('rm-status', (event) => {
  if (event.status === 'running') rows = [];
});
audio.addEventListener('rm-result', (event) => {
  byId('heard').hidden = false;
  if (!Array.isArray(event.item)) return;
  rows = [...rows, ...event.item];
  figure.hidden = false;
  draw();
});
new ResizeObserver(() => {
  if (rows.length) draw();
}).observe(figure);

for (const code of document.querySelectorAll('pre[data-language] code')) colour(code);
