/**
 * The worker of the wasmer engine, and of the threads that the SDK starts in it. Self-contained, so that a blob can import it from
 * anywhere. Its address says what it is: `#sdk=` and the address of the SDK, or `#thread=` and that of the SDK's code for threads.
 */
import { serveWorker } from '../worker.js';
import { startSdk } from './start-sdk.js';
import { becomeThread, hostThreads } from './threads.js';
import { WasmerServer } from './wasmer-server.js';

const own = import.meta.url;
const { sdk, thread } = Object.fromEntries(new URLSearchParams(new URL(own).hash.slice(1)));
if (thread) void becomeThread(thread);
else {
  const threadFailed = hostThreads(own);
  serveWorker((context) => new WasmerServer(startSdk(sdk ?? '', threadFailed), threadFailed, context));
}
