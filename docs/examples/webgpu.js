// A node that computes on the graphics processor where there is one, and in JavaScript where there is none. Any model that runs on
// WebGPU joins a pipeline like this: set up in initialize, one dispatch for each item in process, freed in cleanup.
import { registerNode } from '../../dist/remotemedia.js';

/** Soft clipping: loud parts are bent, not cut. The same formula twice, so that the result does not depend on the machine. */
const shader = /* wgsl */ `
  @group(0) @binding(0) var<storage, read_write> samples: array<f32>;
  @group(0) @binding(1) var<uniform> gain: f32;

  @compute @workgroup_size(64)
  fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if (id.x < arrayLength(&samples)) {
      let x = samples[id.x] * gain;
      samples[id.x] = x / (1.0 + abs(x));
    }
  }`;

function inJavaScript(samples, gain) {
  return samples.map((sample) => (sample * gain) / (1 + Math.abs(sample * gain)));
}

/** The graphics processor, ready for the shader; undefined where there is none. */
async function openGpu() {
  // A browser may know WebGPU and have no processor for it, or none that it trusts.
  const adapter = await navigator.gpu?.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!device) return undefined;
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module: device.createShaderModule({ code: shader }), entryPoint: 'main' } });

  async function run(samples, gain) {
    const size = samples.byteLength;
    const data = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
    const result = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const factor = device.createBuffer({ size: 4, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    try {
      device.queue.writeBuffer(data, 0, samples);
      device.queue.writeBuffer(factor, 0, new Float32Array([gain]));
      const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [data, factor].map((buffer, binding) => ({ binding, resource: { buffer } })) });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.ceil(samples.length / 64));
      pass.end();
      encoder.copyBufferToBuffer(data, 0, result, 0, size);
      device.queue.submit([encoder.finish()]);
      await result.mapAsync(GPUMapMode.READ);
      return new Float32Array(result.getMappedRange().slice(0));
    } finally {
      for (const buffer of [data, result, factor]) buffer.destroy();
    }
  }
  return { device, run };
}

// A function makes a node for each session: each has a device of its own.
registerNode('SoftClip', ({ params }) => {
  const gain = params?.gain ?? 1;
  let gpu;
  return {
    async initialize({ log }) {
      try {
        gpu = await openGpu();
      } catch (error) {
        log('warn', `WebGPU failed: ${error.message}`);
      }
      log('info', gpu ? 'Computes on WebGPU.' : 'No WebGPU here: computes in JavaScript.');
      // Drivers crash, laptops change processors: what comes then is computed in JavaScript.
      gpu?.device.lost.then(({ reason }) => {
        gpu = undefined;
        if (reason !== 'destroyed') log('warn', 'The graphics processor is gone: computes in JavaScript.');
      });
    },
    async process(audio) {
      if (audio?.kind !== 'audio') throw new TypeError('SoftClip takes audio.');
      if (audio.samples.length === 0) return audio;
      const samples = gpu ? await gpu.run(audio.samples, gain) : inJavaScript(audio.samples, gain);
      return { ...audio, samples };
    },
    cleanup: () => gpu?.device.destroy(),
  };
});
