// `npm start`: builds what is missing, serves the demo on a free port near 8080, prints its address and stays up.
// PORT asks for a first port to try.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, root, run } from './lib.mjs';

const { code } = await run(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed', '--no-types']);
if (code !== 0) process.exit(code);

const port = await freePort(Number(process.env.PORT) || 8080);
const server = spawn(process.execPath, [join(root, 'cli/serve.mjs'), '--port', String(port)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
server.on('exit', (exit) => process.exit(exit ?? 1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));

// The address is printed once the server answers, so that whoever reads it can open it.
const url = `http://localhost:${port}/`;
for (let attempt = 0; attempt < 100; attempt += 1) {
  const answered = await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
  if (answered) {
    console.log(`\nRemoteMedia Elements demo: ${url}\nStop it with Ctrl+C.`);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
