// Run after changing dependencies: adds to package-lock.json the optional packages of other platforms that npm left out because
// the registry at hand does not have them. Without them "npm ci" refuses the lock file, here and on those platforms.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el'];
const spellings = { armv7: 'arm', 'arm-eabi': 'arm', 'arm-gnueabihf': 'arm', 'arm-musleabihf': 'arm', armv7l: 'arm' };

/** What npm compares with the machine, read from a name such as rollup-linux-arm64-musl; undefined for packages of no platform. */
function platform(name) {
  const words = name.split('/').at(-1).split('-');
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor)) ?? Object.entries(spellings).find(([spelling]) => name.includes(`-${spelling}`))?.[1];
  if (!os || !cpu) return name.endsWith('wasm32') || name.includes('-wasm32-') ? { cpu: ['wasm32'] } : undefined;
  const libc = words.at(-1).startsWith('musl') ? ['musl'] : words.at(-1).startsWith('gnu') ? ['glibc'] : undefined;
  return { cpu: [cpu], ...(libc && { libc }), os: [os] };
}

/** Where npm looks for a dependency of the package at this place: beside it, then further up. */
function found(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules') - 1))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

let added = 0;
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (found(place, name)) continue;
    const fits = platform(name);
    if (!fits || !/^\d+\.\d+\.\d+/.test(version)) {
      console.warn(`left out: ${name}@${version} of ${place}`);
      continue;
    }
    // At the top unless another version is there already.
    const top = `node_modules/${name}`;
    const free = !lock.packages[top] || lock.packages[top].version === version;
    lock.packages[free ? top : `${place}/${top}`] = { version, cpu: fits.cpu, ...(dev && { dev }), ...(fits.libc && { libc: fits.libc }), optional: true, ...(fits.os && { os: fits.os }) };
    added += 1;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(sorted);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
