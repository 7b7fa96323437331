/** The SDK never returns from a `poll_oneoff` whose time is zero: `time.sleep(0)`, `select.select(…, 0)`, `poll(0)`. */

/** Of a subscription; bytes. */
const [size, tagAt, timeoutAt] = [48, 8, 24];
const clockTag = 0;

type Poll = (subscriptions: number, events: number, count: number, told: number) => unknown;

/**
 * From now on, programs of this thread that wait no time wait a nanosecond.
 * @param onProgram is told of each.
 */
export function mendPolling(onProgram: (program: WebAssembly.Instance) => void): void {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, [module, imports = {}]: [WebAssembly.Module, WebAssembly.Imports?], made) {
      const program: { memory?: unknown } = {};
      const mended = Object.entries(imports).map(([name, functions]) => {
        const poll = functions['poll_oneoff'];
        if (typeof poll !== 'function') return [name, functions];
        const longer: Poll = (subscriptions, events, count, told) => {
          if (program.memory instanceof WebAssembly.Memory) lengthen(program.memory.buffer, subscriptions, count);
          return (poll as Poll)(subscriptions, events, count, told);
        };
        return [name, { ...functions, poll_oneoff: longer }];
      });
      const instance = Reflect.construct(target, [module, Object.fromEntries(mended)], made) as WebAssembly.Instance;
      // Programs with threads import theirs.
      program.memory = instance.exports['memory'] ?? imports['env']?.['memory'];
      onProgram(instance);
      return instance;
    },
  });
}

/** Makes times of zero one nanosecond. */
function lengthen(buffer: ArrayBufferLike, subscriptions: number, count: number): void {
  const view = new DataView(buffer);
  for (let index = 0, at = subscriptions >>> 0; index < count && at + size <= buffer.byteLength; index += 1, at += size) {
    if (view.getUint8(at + tagAt) === clockTag && view.getBigUint64(at + timeoutAt, true) === 0n) view.setBigUint64(at + timeoutAt, 1n, true);
  }
}
