/** A recording in frames of 20 ms through the nodes that tell speech from silence. */
import { PipelineSession, RmError, type AudioItem, type EngineOptions } from '../../index.js';
import { graph } from './manifests.js';

interface VadEvent {
  type: 'speech_start' | 'speech_end';
  /** Seconds of the recording. */
  time: number;
}

/** The events of a VAD over half a second of silence and then the recording. */
export async function speechIn(recording: AudioItem, nodeType: 'EnergyVAD' | 'SileroVAD', engine: EngineOptions): Promise<VadEvent[]> {
  if (recording.channels !== 1) throw new RmError('RM2307', 'The recording is mono.');
  const { sampleRate } = recording;
  const samples = new Float32Array(sampleRate / 2 + recording.samples.length);
  samples.set(recording.samples, sampleRate / 2);
  const session = await PipelineSession.open(graph([{ id: 'vad', node_type: nodeType }]), engine);
  const events: VadEvent[] = [];
  session.on('output', ({ item }) => events.push(item as unknown as VadEvent));
  const frame = sampleRate / 50;
  for (let at = 0; at < samples.length; at += frame) await session.push({ kind: 'audio', samples: samples.slice(at, at + frame), sampleRate, channels: 1 });
  await session.end();
  await session.close();
  return events;
}
