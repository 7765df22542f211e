import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * The floors of the house, lowest first. A room may import rooms of lower floors, through their `index.ts` only;
 * never a room of its own floor, never one above. `docs/design/rooms.md` says why each room stands where it stands.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['errors'],
  ['article', 'proof'],
  ['platform/home', 'platform/s3'],
  [
    'platform/config',
    'platform/store',
    'platform/blobs',
    'platform/telemetry',
    'platform/http',
    'platform/media',
    'platform/assets',
  ],
  ['platform/jobs', 'tables'],
  ['sample', 'censor'],
  ['source', 'translate', 'compose', 'edition', 'carry', 'partner', 'reach', 'monitor', 'witness', 'accounts'],
  ['editing'],
  ['newsroom'],
  ['console', 'reader'],
  ['cli'],
  ['main'],
];

/** Rooms that also run in a browser: no `node:` module, no npm package. */
const BROWSER = ['errors', 'article', 'proof', 'reader'];
/** The packages that a browser file may bring along, by file. */
const BROWSER_PACKAGES: Readonly<Record<string, string>> = { 'reader/old-browser.ts': '@noble/ed25519' };
/** Rooms above the core that may enter fewer rooms than their floor allows. */
const ONLY: Readonly<Record<string, readonly string[]>> = { reader: ['proof', 'article', 'errors'] };

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

/** The room a file of `src/` (path with forward slashes) belongs to. */
function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts.length === 1) return 'main';
  return parts[0] === 'platform' ? `platform/${parts[1]}` : (parts[0] ?? '');
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(path: string, text: string): Import[] {
  const found = text.matchAll(
    /(?:^|[\s;])(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => ({ from: path, to: match[1] ?? match[2] ?? match[3] ?? '' }));
}

/** What is wrong with one import, or null. Pure, so that the rules themselves are tested below. */
function fault({ from, to }: Import): string | null {
  const room = roomOf(from);
  const isTest = /\.test\.tsx?$/.test(from);
  if (!to.startsWith('.')) {
    const isSeam = BROWSER_PACKAGES[from] === to;
    if (BROWSER.includes(room) && !isTest && !isSeam)
      return `${from} imports ${to}, but ${room} also runs in a browser`;
    return null;
  }
  const target = normalize(join(dirname(from), to))
    .split(sep)
    .join('/');
  if (target.startsWith('..')) return isTest ? null : `${from} imports ${to}, outside src/`;
  const other = roomOf(target);
  if (floorOf(other) < 0) return `${from} imports ${to}, which is in no room of the table`;
  if (other === room) return null;
  if (target !== `${other}/index.ts`) return `${from} imports ${to}, past the door of ${other} (its index.ts)`;
  if (floorOf(other) >= floorOf(room)) return `${from} imports ${to}: ${room} may only import lower floors`;
  const only = ONLY[room];
  if (only !== undefined && !only.includes(other))
    return `${from} imports ${to}: ${room} may only import ${only.join(', ')}`;
  return null;
}

const files = globSync('**/*.{ts,tsx}', { cwd: source }).map((path) => path.split(sep).join('/'));

test('every file is in a room of the table, and every room has a door', () => {
  assert.ok(files.length > 5);
  for (const path of files) assert.notEqual(floorOf(roomOf(path)), -1, `src/${path} is in no room of the table`);
  for (const room of new Set(files.map(roomOf))) {
    if (room !== 'main') assert.ok(existsSync(join(source, room, 'index.ts')), `src/${room} has no index.ts`);
  }
});

test('imports go down the table, never up, never sideways, and only through the door', () => {
  const faults = files.flatMap((path) => importsOf(path, readFileSync(join(source, path), 'utf8')).map(fault));
  assert.deepEqual(
    faults.filter((each) => each !== null),
    [],
  );
});

test('the doors only re-export', () => {
  for (const path of files.filter((each) => each.endsWith('index.ts') && each !== 'errors/index.ts')) {
    const code = readFileSync(join(source, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const rest = code.replace(/export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\s*['"][^'"]+['"];?/g, '');
    assert.equal(rest.trim(), '', `src/${path} holds more than re-exports`);
  }
});

test('the rules refuse what they are there to refuse', () => {
  for (const [from, to] of [
    ['proof/note.ts', 'node:fs'],
    ['proof/note.ts', '../article/index.ts'],
    ['compose/page.ts', '../edition/index.ts'],
    ['source/feed.ts', '../newsroom/index.ts'],
    ['compose/page.ts', '../proof/note.ts'],
    ['article/model.ts', '../../scripts/x.ts'],
    ['helpers/x.ts', '../proof/index.ts'],
    ['reader/app.ts', '../platform/http/index.ts'],
  ] as const) {
    assert.notEqual(fault({ from, to }), null, `${from} → ${to}`);
  }
  assert.equal(fault({ from: 'compose/page.ts', to: '../proof/index.ts' }), null);
});
