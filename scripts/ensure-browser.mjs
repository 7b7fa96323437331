// Finds a Chromium for the tests, or installs Debian's where that is allowed.
// As a command it prints the path; exit code 1 and one line of advice when there is none.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) for (const folder of folders) if (executable(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Path of an installed Chromium, undefined when there is none. CHROMIUM_PATH wins. */
export function findBrowser() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return executable(asked) ? asked : undefined;
  return onPath(names);
}

/** Installs a Debian package when that is allowed: as root. */
function install(name) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.error(`Installing the package "${name}" with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 2, 2] };
  if (spawnSync('apt-get', ['update'], options).status === 0) spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options);
}

/** As findBrowser, but installs the `chromium` package with apt-get when run as root. Throws an Error with advice. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) throw new Error(`CHROMIUM_PATH=${process.env.CHROMIUM_PATH} is not an executable file.`);
  install('chromium');
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error('No Chromium found: install it ("sudo apt-get install chromium") or set CHROMIUM_PATH to a Chrome or Chromium executable.');
}

/** Path of an installed Firefox, or of the one it installs. FIREFOX_PATH wins. Throws an Error with advice. */
export function ensureFirefox() {
  const find = () => process.env.FIREFOX_PATH ?? onPath(['firefox-esr', 'firefox']);
  if (!find()) install('firefox-esr');
  const found = find();
  if (found && executable(found)) return found;
  throw new Error('No Firefox found: install it ("sudo apt-get install firefox-esr") or set FIREFOX_PATH to its executable.');
}

/** How every test starts it: no sandbox as root, no traffic of its own, a fake microphone. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(ensureBrowser());
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
