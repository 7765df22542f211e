// Runs before `npm start` and `npm test`. Plain JavaScript for any Node >= 18, because it runs before anything is
// installed: the machine's own Node may be old, the pinned one arrives with `npm ci`.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const forTests = process.argv.includes('--tests');

function fail(message, hint) {
  console.error(`error: ${message}\nhint: ${hint}`);
  process.exit(1);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.log('setting up: npm ci (once)');
  // Nothing here needs a script of a package; the one of ssh2 would look for a compiler.
  // npm prints a page of engine warnings when the machine's Node is older than the pinned one that it installs.
  if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])) {
    fail('npm ci did not finish', 'read its message above; it needs npm 10 or later and the npm registry');
  }
  // A checkout can leave the lock file newer than what npm wrote; without this the next start installs again.
  const now = new Date();
  utimesSync(installed, now, now);
}

/** The Node this project runs on: the pinned package where there is one, else the user's own. */
function pinnedNode() {
  const require = createRequire(import.meta.url);
  try {
    return join(require.resolve(`node-${process.platform}-${process.arch}/package.json`), '..', 'bin', 'node');
  } catch {
    return process.execPath;
  }
}

const [major, minor] = spawnSync(pinnedNode(), ['-p', 'process.versions.node'], { encoding: 'utf8' })
  .stdout.trim()
  .split('.')
  .map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  fail(
    `Node ${major}.${minor} is too old and no pinned Node exists for ${process.platform}-${process.arch}`,
    'install Node 22.18 or later',
  );
}

// The empty database that a first start unpacks; building it later would be waited for.
if (!run(pinnedNode(), ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'snapshot.mjs'), '--cache'])) {
  fail(
    'the database snapshot could not be built',
    'read the message above; "npm ci" again may mend an incomplete install',
  );
}

function onPath(names) {
  return names.some((name) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0);
}

if (forTests) {
  const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const isRoot = process.getuid?.() === 0;
  if (!process.env.TAMIZDAT_CHROMIUM && !onPath(browsers)) {
    console.log('setting up: a Chromium for the browser tests (once)');
    const quiet = {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    const debian =
      isRoot &&
      onPath(['apt-get']) &&
      run('apt-get', ['update', '-qq'], quiet) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], quiet);
    if (!debian && !run(process.execPath, [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'])) {
      fail('no Chromium for the browser tests', 'install Chromium and put it on PATH, or name it in TAMIZDAT_CHROMIUM');
    }
  }
}
