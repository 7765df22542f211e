import { readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createNewsroom, Newsroom, placesOf, runNewsroom } from '../newsroom/index.ts';
import { openLock, writeDurably } from '../platform/home/index.ts';
import { openLog } from '../platform/telemetry/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { openSample, SAMPLE_LANGUAGES, type Sample, SampleError } from '../sample/index.ts';
import { CliError } from './error.ts';
import { trustOwn } from './init.ts';
import type { Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';

/** Says that a folder is a demo's, and may be emptied by the next one. */
const MARKER = 'this-is-a-demo';
const EDITION_PORT = 4480;
const SITE_PORT = 4481;

/**
 * The whole journey on the sample newsroom: its site, and the edition carried from it, until stopped. Every start begins
 * anew, because the sample site does too.
 */
export async function demo(
  options: { readonly port?: number },
  context: {
    readonly home: string;
    readonly store: TrustStore;
    readonly terminal: Terminal;
    readonly now: () => Date;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { terminal, now, signal, store } = context;
  const folder = join(context.home, 'demo');
  await clear(folder, store);
  const editionPort = options.port ?? EDITION_PORT;
  const sample = await openSampleSite(options.port === undefined ? SITE_PORT : options.port + 1);
  try {
    await writeDurably(join(folder, MARKER), 'Made by "tamizdat demo"; the next demo empties this folder.\n');
    const created = await createNewsroom(
      folder,
      {
        newsroom: 'bote.example',
        title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger', ru: 'Ланмюндский вестник', fa: 'پیک لان‌مونده' },
        home: 'https://bote.example/',
        languages: [...SAMPLE_LANGUAGES],
        sources: SAMPLE_LANGUAGES.map((language) => ({
          feed: `${sample.address}/${language === 'de' ? '' : `${language}/`}feed.xml`,
          every: '10s',
        })),
        carriers: [{ name: 'local', directory: 'public' }],
        serve: { carrier: 'local', host: '127.0.0.1', port: await freePort(editionPort) },
        heartbeat: '10m',
      },
      // Nobody is asked: the keys of a newsroom that does not exist protect nothing.
      { now, ask: async () => null },
    );
    await trustOwn(store, placesOf(folder).edition, created.fingerprint, now());
    const log = openLog({ level: 'info' });
    const newsroom = await Newsroom.open(folder, { now, log, ask: async () => null });
    try {
      await runNewsroom(newsroom, {
        log,
        signal,
        onReady: ({ address }) => {
          terminal.print();
          terminal.print('The sample newsroom is carried. Open:');
          terminal.print(`  ${address}  the signed edition, as readers get it`);
          terminal.print(`  ${sample.address}/  the original site, as if it were blocked`);
          terminal.print(
            `  ${sample.address}/control  publish, correct or withdraw an article there and watch the edition follow`,
          );
          terminal.print();
          terminal.print(`Check it:  npx tamizdat verify ${address}`);
          terminal.print(`           fingerprint ${formatFingerprint(newsroom.fingerprint)}`);
          terminal.print(`Its folder: ${folder}`);
          terminal.print('Stop it with Ctrl-C.');
          terminal.print();
        },
      });
    } finally {
      await newsroom.close();
      log.close();
    }
  } finally {
    await sample.close();
  }
  return 0;
}

/** Takes away the folder of an earlier demo; a folder that is not one is left alone. */
async function clear(folder: string, store: TrustStore): Promise<void> {
  const aside = `${folder}-old`;
  await rm(aside, { recursive: true, force: true });
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  const isDemo = await readFile(join(folder, MARKER)).then(
    () => true,
    () => false,
  );
  if (!isDemo) {
    throw new CliError('misuse', `${folder} is not the folder of a demo`, {
      hint: 'move it away, or set TAMIZDAT_HOME to another folder',
    });
  }
  // Refuses while another demo runs on it.
  await (await openLock(placesOf(folder).data, 'the demo')).close();
  // Aside first: a removal that is interrupted may take the marker and leave the rest, which nobody would know then.
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
  for (const trusted of await store.list())
    if (trusted.identity?.newsroom === 'bote.example') await store.remove(trusted);
}

/** The sample site on its usual port, or on any free one when that is taken. */
async function openSampleSite(port: number): Promise<Sample> {
  try {
    return await openSample({ port });
  } catch (error) {
    if (error instanceof SampleError && error.code === 'cannot-listen') return openSample({ port: 0 });
    throw error;
  }
}

/** The port when it is free, else 0: any. */
function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}
