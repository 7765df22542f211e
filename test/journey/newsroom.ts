import { join } from 'node:path';
import type { SyncReport } from '../../src/carry/index.ts';
import { createNewsroom, Newsroom, type RefusedArticle } from '../../src/newsroom/index.ts';
import type { SettingsValues } from '../../src/platform/config/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import type { Sample } from '../../src/sample/index.ts';

/** What one round of a newsroom came to. */
export interface Round {
  readonly edition: number;
  readonly changed: boolean;
  readonly added: number;
  readonly corrected: number;
  readonly withdrawn: number;
  readonly warnings: readonly string[];
  readonly refused: readonly RefusedArticle[];
  readonly reports: readonly SyncReport[];
}

/** A newsroom made for a test, open until `close`. */
export interface TestNewsroom {
  readonly newsroom: Newsroom;
  /** Where it carries to. */
  readonly carried: string;
  /** Polls every source, keeps, publishes and carries: what `run` does when a source is due. */
  round(): Promise<Round>;
  close(): Promise<void>;
}

/** Makes a newsroom in `folder` with these sources and one carrier, `public` below it. */
export async function makeNewsroom(
  folder: string,
  values: Partial<SettingsValues> & Pick<SettingsValues, 'languages' | 'sources'>,
  now = () => new Date(),
): Promise<TestNewsroom> {
  const ports = { now, ask: async () => null, log: openLog({ level: 'error' }) };
  const settings: SettingsValues = {
    newsroom: 'bote.example',
    title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger', ru: 'Ланмюндский вестник', fa: 'پیک لان‌مونده' },
    home: 'https://bote.example/',
    carriers: [{ name: 'local', directory: 'public' }],
    ...values,
  };
  await createNewsroom(folder, settings, ports);
  ports.log.close();
  return openNewsroom(folder, now);
}

/** Opens the newsroom in `folder`, as a later process does. */
export async function openNewsroom(folder: string, now = () => new Date()): Promise<TestNewsroom> {
  const ports = { now, ask: async () => null, log: openLog({ level: 'error' }) };
  const newsroom = await Newsroom.open(folder, ports);
  return {
    newsroom,
    carried: join(folder, 'public'),
    async round() {
      const kept = await newsroom.keep(await newsroom.fetch());
      const published = await newsroom.publish();
      const reports = await newsroom.carry();
      return { ...kept, ...published, reports };
    },
    async close() {
      await newsroom.close();
      ports.log.close();
    },
  };
}

/** The sample's feeds in all its languages, as sources of one newsroom. */
export function sampleSources({ address }: Sample): SettingsValues['sources'] {
  return ['', 'en/', 'ru/', 'fa/'].map((prefix) => ({ feed: `${address}/${prefix}feed.xml` }));
}
