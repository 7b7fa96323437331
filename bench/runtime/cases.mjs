// What is measured, as data: a new node is one line.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('nodes.py', import.meta.url), 'utf8');

/** A chain of nodes `[type, params?]`; ids are their positions. */
export const chain = (nodes) => ({
  version: 'v1',
  metadata: { name: 'bench' },
  nodes: nodes.map(([type, params], position) => ({ id: `n${position}`, node_type: type, ...(params && { params }) })),
  connections: nodes.slice(1).map((_, position) => ({ from: `n${position}`, to: `n${position + 1}` })),
  python: { modules: { bench: source } },
});

/** Items that cost no JSON: `count` of a kind that nodes.py makes, through the nodes, to nowhere. */
export const fed = (kind, count, nodes, size) => ({
  manifest: chain([['Feed', { kind, count, ...(size && { size }) }], ...nodes, ['Drop']]),
  input_data: [0],
  limits: { output_bytes: 2 ** 40 },
});

/**
 * Name, item, how many, nodes. The times are those of the nodes between the feed and the end, per item.
 * Arithmetic works on arrays, so that it is the arithmetic that is measured; PassThrough is what a step itself costs.
 */
export const rust = [
  ['PassThrough', 'number', 20_000, [['PassThrough']]],
  ['Echo', 'number', 10_000, [['Echo']]],
  ['CalculatorNode', 'number', 20_000, [['CalculatorNode', { operation: 'multiply', operand: 3 }]]],
  ['MultiplyNode, 1,000 numbers', 'numbers', 300, [['MultiplyNode', { factor: 1.5 }]], 1000],
  ['AddNode, 1,000 numbers', 'numbers', 300, [['AddNode', { addend: 0.5 }]], 1000],
  ['AudioResample 48 → 16 kHz', 'frame', 3_000, [['AudioResample', { target_sample_rate: 16_000 }]]],
  ['AudioFormatConverter', 'frame', 3_000, [['AudioFormatConverter', { format: 'I16' }]]],
  ['AudioChunker', 'frame', 3_000, [['AudioChunker']]],
  ['AudioBuffer', 'frame', 3_000, [['AudioBuffer']]],
  ['AudioMixer, 2 inputs', 'two frames', 3_000, [['AudioMixer']]],
  ['AudioChannelSplitter', 'stereo frame', 3_000, [['AudioChannelSplitter']]],
  ['Gain', 'frame', 3_000, [['Gain', { gain_db: -6 }]]],
  ['Normalize', 'frame', 3_000, [['Normalize']]],
  ['EnergyVAD', 'speech frame', 3_000, [['EnergyVAD']]],
  ['SileroVADNode', 'speech frame', 300, [['SileroVADNode']]],
  ['5 nodes on 1,000 numbers', 'numbers', 150, [['MultiplyNode', { factor: 1.5 }], ['AddNode', { addend: 0.5 }], ['MultiplyNode', { factor: 0.5 }], ['AddNode', { addend: 2 }], ['PassThrough']], 1000],
  ['5 nodes on a frame', 'frame', 3_000, [['Gain', { gain_db: -6 }], ['AudioResample', { target_sample_rate: 16_000 }], ['Normalize'], ['PassThrough'], ['EnergyVAD']]],
];

/** The same for Python. */
export const python = [
  ['numbers: a loop of 1,000', 'number', 400, [['Loop']]],
  ['text: 140 words', 'text', 600, [['Text']], 10],
  ['class with state: 100 calls', 'numbers', 400, [['State']], 100],
  ['sound: level of a 20 ms frame', 'frame', 400, [['Samples']]],
];

const megabyte = 2 ** 20;

/** Name, bytes, how many items a run passes. */
export const sizes = [
  ['1 KB', 1024, 4000],
  ['64 KB', 65_536, 2000],
  ['1 MB', megabyte, 300],
  ['16 MB', 16 * megabyte, 20],
];

/** Item and nodes of each way through Rust, Python and Rust. */
export const hops = {
  shared: (size, count) => fed('tensor', count, [['PassThrough'], ['Touch'], ['PassThrough']], size),
  renewed: (size, count) => fed('tensor', count, [['PassThrough'], ['Renew'], ['PassThrough']], size),
  bytes: (size, count) => fed('bytes', count, [['PassThrough'], ['Identity'], ['PassThrough']], size),
  envelope: (size, count) => fed('envelope', Math.max(1, Math.min(count, Math.round((4 * megabyte) / size))), [['PassThrough'], ['Envelope'], ['PassThrough']], size),
};

export const memcpy = (size) => ({ manifest: chain([['Memcpy', { size, count: Math.max(8, Math.round((128 * megabyte) / Math.max(size, 16_384))) }]]), input_data: [0] });

/** The round trip through a session's door: the same three hops, items from and to JavaScript. */
export const door = chain([['PassThrough'], ['Identity'], ['PassThrough']]);

/** The live pipeline; while there is no VAD, a node that passes the frame stands in its place. */
export const live = (vad) => chain([['AudioResample', { target_sample_rate: 16_000 }], vad, ['Peak'], ['Report']]);
export const vads = [['EnergyVAD', { output: 'annotate' }], ['Gain', { gain_db: 0 }], ['PassThrough']];

export const crash = { manifest: chain([['Crash']]), next: chain([['PassThrough'], ['Report']]), item: { time: 1, peak: 0.5, speech: true } };

/** What grows, and to which sizes. */
export const growth = {
  items: { sizes: [1_000, 10_000, 100_000], request: (count) => fed('number', count, [['PassThrough'], ['Identity'], ['PassThrough']]) },
  // Without Python: compiling its source would be most of the time of the short ones.
  nodes: { sizes: [1, 5, 25, 100], manifest: (count) => ({ ...chain(Array.from({ length: count }, () => ['PassThrough'])), python: {} }) },
  payload: { sizes: [1024, 16_384, 262_144, 4 * megabyte], manifest: door },
};
