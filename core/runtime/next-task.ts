type Immediate = (task: () => void) => void;

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/** Lets the thread do what else it has to do: events, timers, messages. Timers would wait 4 ms each time. */
export function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: Immediate };
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => waiting.shift()?.();
    }
    waiting.push(resolve);
    channel.port2.postMessage(undefined);
  });
}
