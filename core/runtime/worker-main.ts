/** The worker of the kit: one runtime. Self-contained, so that a blob can import it from anywhere. */
import { lazyFiles } from './fetch-sync.js';
import { RuntimeServer } from './runtime-server.js';
import { serveWorker } from './worker.js';

serveWorker((options) => new RuntimeServer({ ...options, files: () => lazyFiles(options.files()), promising: true }));
