import { join } from 'node:path';
import { openConsole } from '../console/index.ts';
import { createNewsroom, loadEditions, Newsroom, placesOf, runNewsroom } from '../newsroom/index.ts';
import { openAssets } from '../platform/assets/index.ts';
import { SETTINGS_FILE, type SettingsValues, settingsTemplate } from '../platform/config/index.ts';
import { writeDurably } from '../platform/home/index.ts';
import { openAppServer } from '../platform/http/index.ts';
import { type Log, openLog } from '../platform/telemetry/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { openSample, openStory, SAMPLE_LANGUAGES, type Sample } from '../sample/index.ts';
import { DEMO_NEWSROOM, prepareDemoFolder } from './demo-folder.ts';
import { type DemoNetwork, openDemoNetwork } from './demo-network.ts';
import { onPort } from './demo-port.ts';
import { trustOwn } from './init.ts';
import type { Terminal } from './terminal.ts';
import type { TrustStore } from './trust-store.ts';

/** The first of the ten ports: console, the newsroom's site, reader app, six carriers, the site as it is reached inside. */
const PORT = 4480;

/** How fast the story goes: how often something is published, and how often the newsroom looks. */
const PACES = {
  usual: { publishMs: 60_000, every: '5s', heartbeat: '10m' },
  fast: { publishMs: 4_000, every: '1s', heartbeat: '1m' },
} as const;

export interface DemoOptions {
  /** The first of ten ports. */
  readonly port?: number;
  /** Fifteen times as fast. */
  readonly fast?: boolean;
  /** Empties the demo's folder first. */
  readonly anew?: boolean;
}

/** What the demo needs from whoever starts it. */
export interface DemoContext {
  readonly home: string;
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/**
 * The whole journey on a sample newsroom, until stopped: its site, which is blocked; six carriers, each behind a relay of
 * the censor; the console that moves the censor; the reader app. Goes on where it was stopped.
 */
export async function demo(options: DemoOptions, context: DemoContext): Promise<number> {
  const { store, now, home } = context;
  const folder = join(home, 'demo');
  const port = options.port ?? PORT;
  const exists = await prepareDemoFolder(folder, { anew: options.anew === true, store });
  const closing: (() => void | Promise<void>)[] = [];
  try {
    const memory = join(folder, 'site.journal');
    const sample = await onPort(port + 1, (each) => openSample({ port: each, memory }));
    closing.push(() => sample.close());
    const network = await openDemoNetwork(folder, Number(new URL(sample.address).port), port + 3);
    closing.push(() => network.close());
    // Its address has to be in the settings before the newsroom opens, which the card comes from.
    let card = async (): Promise<Uint8Array> => {
      throw new TypeError('the newsroom is not open yet');
    };
    const files = await openAssets('reader');
    const app = await onPort(port + 2, (each) => openAppServer({ files, card: () => card(), port: each }));
    closing.push(() => app.close());

    const values = settingsOf({ sample, network, app: app.address, fast: options.fast === true });
    // An earlier start may have been on other ports.
    if (exists) await writeDurably(join(folder, SETTINGS_FILE), settingsTemplate(values));
    // Nobody is asked: the keys of a newsroom that does not exist protect nothing.
    else await createNewsroom(folder, values, { now, ask: async () => null });
    const log = openLog({ level: 'info' });
    closing.push(() => log.close());
    const newsroom = await Newsroom.open(folder, { now, log, ask: async () => null });
    closing.push(() => newsroom.close());
    await trustOwn(store, placesOf(folder).edition, newsroom.fingerprint, now());
    card = () => newsroom.appCard();
    await runDemo({ newsroom, sample, network, app: app.address, log, port, options, context });
  } finally {
    await closeAll(closing);
  }
  return 0;
}

/** The settings of the demo's newsroom. Its addresses are those of this start: another port may have been asked for. */
function settingsOf(parts: {
  readonly sample: Sample;
  readonly network: DemoNetwork;
  readonly app: string;
  readonly fast: boolean;
}): SettingsValues {
  const { sample, network, app, fast } = parts;
  const { every, heartbeat } = PACES[fast ? 'fast' : 'usual'];
  return {
    newsroom: DEMO_NEWSROOM,
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger', ru: 'Ланмюндский вестник', fa: 'پیک لان‌مونده' },
    home: 'https://bote.example/',
    languages: [...SAMPLE_LANGUAGES],
    sources: SAMPLE_LANGUAGES.map((language) => ({
      feed: `${sample.address}/${language === 'de' ? '' : `${language}/`}feed.xml`,
      every,
    })),
    carriers: network.carriers.map(({ name, group, directory, address }) => ({
      name,
      group,
      directory,
      address,
      abilities: ['cors' as const],
    })),
    app,
    // Some articles exist in German only: they go through the hands of a translator, who is whoever looks at the demo.
    engines: [{ name: 'phrase-book', kind: 'libretranslate', address: `${sample.address}/phrase-book/` }],
    translations: [{ from: 'de', to: 'ru', engine: 'phrase-book' }],
    heartbeat,
  };
}

/** Everything runs: opens the console, starts the story once the first edition is carried, and goes on until stopped. */
async function runDemo(parts: {
  readonly newsroom: Newsroom;
  readonly sample: Sample;
  readonly network: DemoNetwork;
  readonly app: string;
  readonly log: Log;
  readonly port: number;
  readonly options: DemoOptions;
  readonly context: DemoContext;
}): Promise<void> {
  const { newsroom, sample, network, app, log, port, options, context } = parts;
  const { signal, terminal } = context;
  const links = { site: `${sample.address}/`, control: `${sample.address}/control`, app };
  const console = await onPort(port, (each) =>
    openConsole({
      newsroom,
      censor: network.censor,
      desk: {
        editing: newsroom.editing,
        lexicon: newsroom.lexicon,
        pushes: newsroom.workplace.desk.pushes,
        settings: () => newsroom.settings,
        access: { kind: 'everyone', name: 'Visitor' },
        places: newsroom.places,
        carriers: newsroom.workplace.carrierDesk(null),
        partners: newsroom.workplace.partners,
        jobs: newsroom.jobs,
        editions: (query) => loadEditions(newsroom.workplace.store.db, query),
        steps: () => newsroom.steps(),
        wake: () => newsroom.workplace.wake(),
      },
      links,
      port: each,
      onFailure: (error) => log.error('the console could not be drawn', { error }),
    }),
  );
  const { publishMs } = PACES[options.fast === true ? 'fast' : 'usual'];
  let story: { close(): Promise<void> } | undefined;
  try {
    await runNewsroom(newsroom, {
      log,
      signal,
      onReady: async () => {
        await network.keepOldCopy();
        story = openStory(sample, {
          everyMs: publishMs,
          onFailure: (error) => log.warn('the sample newsroom could not go on; it tries again', { error }),
        });
        tell(terminal, { newsroom, sample, network, app, console: console.address });
      },
    });
  } finally {
    await closeAll([() => console.close(), () => story?.close()]);
  }
}

function tell(
  terminal: Terminal,
  parts: {
    readonly newsroom: Newsroom;
    readonly sample: Sample;
    readonly network: DemoNetwork;
    readonly app: string;
    readonly console: string;
  },
): void {
  const { newsroom, sample, network, app } = parts;
  const [first, last] = [network.carriers[0]?.address ?? '', network.carriers.at(-1)?.address ?? ''];
  terminal.print();
  terminal.print('A newsroom whose site is blocked, six carriers, a censor and a reader. Open:');
  terminal.print(`  ${parts.console}  the console: what happens, and the censor's buttons`);
  terminal.print(`  ${app}  the reader app: block what you like, it goes on reading`);
  terminal.print();
  terminal.print(`  ${network.siteAddress}  the newsroom's site as readers reach it: blocked`);
  terminal.print(`  ${sample.address}/  the same from outside; /control there publishes, corrects, withdraws`);
  terminal.print(`  ${first} to ${last}  the carriers`);
  terminal.print();
  terminal.print(`Check one:  npx tamizdat verify ${first}`);
  terminal.print(`            fingerprint ${formatFingerprint(newsroom.fingerprint)}`);
  terminal.print(`Its folder: ${newsroom.places.folder}`);
  terminal.print('Stop it with Ctrl-C; the next start goes on from here, with --anew it begins again.');
  terminal.print();
}

/** Closes what was opened, the last first; what fails keeps nothing else open. */
async function closeAll(closing: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing.toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
