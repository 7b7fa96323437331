/** Sound from a clock that runs as fast as it is listened to, in place of a microphone. */
import { nextTask } from '../../runtime/next-task.js';
import { FrameSender } from '../frame-port.js';
import type { FrameFormat } from '../framer.js';

/** Samples that an audio thread gives at a time. */
export const quantum = 128;

/**
 * Sends a sound of a length over a port, a quantum at a time.
 * @param seconds of sound.
 * @param ahead frames that may be under way before it waits for their buffers; above the pool, frames are lost.
 * @returns when the last word is sent: samples of each channel at the input's rate that went in.
 */
export async function stream(port: MessagePort, inputRate: number, format: FrameFormat, { seconds, ahead = format.pool - 2, sample = () => 0 }: { seconds: number; ahead?: number; sample?: (index: number) => number }): Promise<number> {
  let back = 0;
  const sender = new FrameSender(port, inputRate, format);
  const giveBack = port.onmessage!;
  port.onmessage = (event) => {
    back += 1;
    giveBack.call(port, event);
  };
  const total = Math.round(seconds * inputRate);
  const block = new Float32Array(quantum);
  let taken = 0;
  while (taken < total && !sender.ended) {
    const length = Math.min(quantum, total - taken);
    for (let index = 0; index < length; index += 1) block[index] = sample(taken + index);
    sender.push([block.subarray(0, length)], length);
    taken += length;
    // Never waits for what was lost: no buffer comes back for it.
    while (Math.floor(sender.position / format.length) - sender.lost - back > ahead && !sender.ended) await nextTask();
  }
  sender.end();
  return taken;
}
