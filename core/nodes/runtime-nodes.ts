/** Made by `npm run generate:nodes` from wasm/runtime/src/nodes/mod.rs. */

/** Names of the nodes that are written in Rust: these the runtime takes before a Python class of the same name. */
export const runtimeNodes: ReadonlySet<string> = new Set(
  `
PassThrough PassThroughNode Echo CalculatorNode MultiplyNode AddNode AudioResample AudioResampleNode RustResampleNode
AudioFormatConverter AudioFormatConverterNode RustFormatConverterNode AudioChunker AudioChunkerNode AudioBuffer
AudioBufferNode AudioBufferAccumulatorNode AudioMixer AudioMixerNode AudioChannelSplitter AudioChannelSplitterNode Gain
GainNode AudioGain Normalize NormalizeNode AudioNormalize EnergyVAD EnergyVADNode VADNode RustVADNode SileroVAD
SileroVADNode
`
    .trim()
    .split(/\s+/),
);
