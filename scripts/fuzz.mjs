// `npm run fuzz -- [--seconds N] [--seed N]`: damaged inputs for every parser, N seconds each (60). CI runs the same
// tests for a few seconds. A failure prints the input and the seed that repeats it.
import { parseArgs } from 'node:util';
import { files, run } from './lib.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
for (const [name, text] of Object.entries(values)) {
  if (!/^\d+$/.test(text)) {
    console.error(`--${name} ${text}: a whole number, please`);
    process.exit(2);
  }
}
const variables = { RM_FUZZ_SECONDS: values.seconds, RM_FUZZ_SEED: values.seed };
console.log(`${values.seconds} s for each target, seed ${values.seed}`);

const tests = files(['core'], (path) => /fuzz\.test\.ts$/.test(path));
const node = await run(process.execPath, ['--no-warnings', '--import', 'tsx', '--test', '--test-reporter=spec', ...tests], { env: variables });
// The toolchain starts with an empty environment.
const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(' ');
const cargo = `cd wasm && ${settings} cargo test --locked --package remotemedia-runtime --test fuzz -- --nocapture`;
const rust = await run('bash', ['wasm/build/toolchain.sh', 'bash', '-c', cargo]);
process.exit(node.code || rust.code ? 1 : 0);
