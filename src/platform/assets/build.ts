/**
 * How the files for browsers are made from the sources. Runs in a clone and when the package is packed, never in an
 * installation: esbuild comes with the development dependencies.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import type { AssetFile, Assets } from './assets.ts';
import { leanErrorsPlugin } from './lean-errors.ts';
import { shrink } from './shrink.ts';

const source = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What both sets are built with: small files for browsers of the last three years. */
const COMMON = {
  bundle: true,
  write: false,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  // Whose work is in a file stays said in it.
  legalComments: 'eof',
  logLevel: 'silent',
} as const;

/** Makes a set. Fails with what esbuild says is wrong with the sources. */
export function buildAssets(name: Assets): Promise<AssetFile[]> {
  return name === 'reader' ? buildReader() : buildConsole();
}

/** Scripts of the console's pages, by their names in `console/browser/`; each page names those that it loads. */
const CONSOLE_SCRIPTS = ['live', 'pages', 'articles', 'editor', 'passkeys'] as const;

/** The console's style and its scripts. */
async function buildConsole(): Promise<AssetFile[]> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [
      ...CONSOLE_SCRIPTS.map((name) => source(`console/browser/${name}.ts`)),
      source('console/console.css'),
    ],
    outdir: source('.'),
    entryNames: '[name]-[hash]',
  });
  return outputFiles.map(({ path, contents }) => ({ path: path.slice(source('.').length), bytes: contents }));
}

/**
 * Where the app is cut, lowest first: each layer is what its files import and no layer below has. Cut so that each is
 * one small response; `build.test.ts` holds them to it.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['proof/trust.ts', 'proof/note.ts', 'proof/carriers.ts'],
  ['proof/index.ts', 'article/markup.ts'],
  ['article/block-html.ts', 'article/check.ts', 'article/listing.ts'],
  ['reader/follow.ts'],
  ['reader/app.ts'],
];

/** The seams as modules that import their files and nothing more. */
const seamsPlugin: Plugin = {
  name: 'seams',
  setup(build) {
    build.onResolve({ filter: /^seam:/ }, ({ path }) => ({ path: path.slice('seam:'.length), namespace: 'seam' }));
    build.onLoad({ filter: /.*/, namespace: 'seam' }, ({ path }) => ({
      contents: LAYERS.slice(0, Number(path) + 1)
        .flat()
        .map((each) => `import './${each}';`)
        .join(''),
      resolveDir: source('.'),
    }));
  },
};

/**
 * What is loaded later stands on the whole of the first view, whatever of it a file uses: otherwise all that it shares
 * with the first view would be cut out into files of its own. Words, and Ed25519, stand on nothing.
 */
const laterPlugin: Plugin = {
  name: 'later',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/[a-z/-]+\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || resolveDir.endsWith('words') || path.endsWith('old-browser.ts'))
        return undefined;
      return { path: join(resolveDir, path), namespace: 'later' };
    });
    build.onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
      contents: `import 'seam:${LAYERS.length - 1}'; export * from ${JSON.stringify(path)};`,
      resolveDir: source('.'),
    }));
  },
};

/**
 * The door of `proof` without what only whoever checks a whole log uses: what a door names stands in the first view, used
 * or not. Whoever comes to use it in the app is told by the build.
 */
const doorPlugin: Plugin = {
  name: 'door',
  setup(build) {
    build.onLoad({ filter: /[\\/]proof[\\/]index\.ts$/ }, async ({ path }) => {
      const door = await readFile(path, 'utf8');
      const contents = door.replaceAll(/export \{[^}]*\} from '\.\/(?:merkle-tree|tiles)\.ts';/g, '');
      return { contents, loader: 'ts' };
    });
  },
};

/** The whole reader app: see `docs/design/reader.md` for why it is cut as it is. */
async function buildReader(): Promise<AssetFile[]> {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: [
      { in: source('reader/style.css'), out: 'style' },
      ...LAYERS.map((_, at) => ({ in: `seam:${at}`, out: `seam-${at}` })),
    ],
    outdir: source('.'),
    splitting: true,
    metafile: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    plugins: [seamsPlugin, doorPlugin, laterPlugin, leanErrorsPlugin],
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const names = [...outputs.keys()];
  const isApp = (inputs: object) => Object.keys(inputs).some((path) => path.endsWith('reader/app.ts'));
  const app = names.find((name) => isApp(outputs.get(name)?.inputs ?? {})) ?? '';
  const style = names.find((name) => name.startsWith('style-')) ?? '';
  const reached = reachedFrom(app, outputs);
  const files = await Promise.all(
    outputFiles
      .map(({ path, contents }) => ({ path: basename(path), bytes: contents }))
      // What is left are the seams themselves, which nobody loads.
      .filter(({ path }) => path === style || reached.has(path))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(async (file) => (file.path.endsWith('.js') ? { ...file, bytes: await shrink(file.bytes) } : file)),
  );
  const template = await readFile(source('reader/index.html'), 'utf8');
  const page = { path: 'index.html', bytes: new TextEncoder().encode(writeHtml(template, app, style, outputs)) };
  return [...files, page, await buildWorker([...files, page])];
}

type Outputs = ReadonlyMap<string, Metafile['outputs'][string]>;

/** The files that one loads, itself among them: at once, or (`isLater`) whenever they are wanted. */
function reachedFrom(name: string, outputs: Outputs, isLater = true): ReadonlySet<string> {
  const reached = new Set([name]);
  // A set goes on to what is added to it on the way.
  for (const each of reached) {
    for (const { path, kind } of outputs.get(each)?.imports ?? []) {
      if (kind === 'import-statement' || isLater) reached.add(basename(path));
    }
  }
  return reached;
}

/** The page with its files: everything the first view needs is asked for at once, not file by file. */
function writeHtml(template: string, app: string, style: string, outputs: Outputs): string {
  const chunks = [...reachedFrom(app, outputs, false)].filter((name) => name !== app).sort();
  const links = [
    '<link rel="preload" as="fetch" href="newsroom.json" crossorigin>',
    ...chunks.map((name) => `<link rel="modulepreload" href="${name}">`),
    `<script type="module" src="${app}"></script>`,
  ];
  // Behind what the page says while it loads: a stylesheet in the head would hold that back on a slow line.
  const sheet = `<link rel="stylesheet" href="${style}">`;
  return template.replace('<!--files-->', links.join('\n')).replace('<!--style-->', sheet);
}

/** The service worker, last: it knows every other file by name, and its version is theirs. */
async function buildWorker(files: readonly AssetFile[]): Promise<AssetFile> {
  const version = createHash('sha256');
  for (const { path, bytes } of files) version.update(`${path} ${bytes.length}\n`).update(bytes);
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [source('reader/service-worker.ts')],
    outdir: source('.'),
    format: 'iife',
    define: {
      APP_FILES: JSON.stringify(files.map(({ path }) => path)),
      APP_VERSION: JSON.stringify(version.digest('hex').slice(0, 12)),
    },
  });
  const [worker] = outputFiles;
  if (worker === undefined) throw new TypeError('esbuild wrote no service worker');
  return { path: 'service-worker.js', bytes: worker.contents };
}
