import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { SettingsValues } from '../../platform/config/index.ts';
import { openStore } from '../../platform/store/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { openSample, type Sample } from '../../sample/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { createNewsroom } from '../create.ts';
import { Newsroom } from '../newsroom.ts';
import type { NewsroomPorts } from '../open-folder.ts';
import type { Overview } from '../overview.ts';
import { placesOf } from '../places.ts';

/** A newsroom of two languages and two carriers that follows the sample site, with its clock and its log. */
export class TwoCarriers {
  /** The newsroom's folder; the carriers are `first` and `second` in it. */
  readonly folder: string;
  /** A test that closes it puts another in its place. */
  sample: Sample;
  newsroom: Newsroom;
  readonly #ports: NewsroomPorts;
  readonly #clock: { now: Date };
  /** What was logged, warnings and worse, line by line. */
  readonly told: string[];

  private constructor(parts: {
    folder: string;
    sample: Sample;
    newsroom: Newsroom;
    ports: NewsroomPorts;
    clock: { now: Date };
    told: string[];
  }) {
    this.folder = parts.folder;
    this.sample = parts.sample;
    this.newsroom = parts.newsroom;
    this.#ports = parts.ports;
    this.#clock = parts.clock;
    this.told = parts.told;
  }

  /** Makes the newsroom in a new folder and opens it. It is ten o'clock, and nothing was fetched yet. */
  static async open(): Promise<TwoCarriers> {
    const folder = await mkdtemp(join(tmpdir(), 'tamizdat-two-carriers-'));
    const clock = { now: new Date('2026-11-22T10:00:00.250Z') };
    const told: string[] = [];
    const log = openLog({ level: 'warn', destination: { write: (line) => void told.push(line) } });
    const ports = { now: () => clock.now, log, ask: async () => null };
    const sample = await openSample(ports);
    const values: SettingsValues = {
      newsroom: 'bote.example',
      title: { de: 'Lanmünder Bote', en: 'Lanmünde Messenger' },
      home: 'https://bote.example/',
      languages: ['de', 'en'],
      sources: [{ feed: `${sample.address}/feed.xml` }, { feed: `${sample.address}/en/feed.xml` }],
      carriers: [
        { name: 'first', directory: 'first', address: 'https://a.example/', group: 'provider-a', abilities: ['cors'] },
        { name: 'second', directory: 'second', address: 'https://b.example/', hints: ['ru'] },
      ],
    };
    await createNewsroom(folder, values, ports);
    const newsroom = await Newsroom.open(folder, ports);
    return new TwoCarriers({ folder, sample, newsroom, ports, clock, told });
  }

  get now(): Date {
    return this.#clock.now;
  }

  /** Moves the clock on. */
  later(minutes: number): void {
    this.#clock.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  /** Closes the newsroom, does something to its folder and opens it again. */
  async reopen(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.newsroom.close();
    await meanwhile();
    this.newsroom = await Newsroom.open(this.folder, this.#ports);
  }

  /** Works in the database while the newsroom is closed. */
  async inDatabase(work: (db: Kysely<Tables>) => Promise<unknown>): Promise<void> {
    const store = await openStore<Tables>(placesOf(this.folder).database, { migrations });
    try {
      await work(store.db);
    } finally {
      await store.close();
    }
  }

  /** Puts another sample site in the place of one that was closed. */
  async openSampleAgain(): Promise<void> {
    const { port } = new URL(this.sample.address);
    this.sample = await openSample({ ...this.#ports, port: Number(port) });
  }

  async keep(): Promise<void> {
    await this.newsroom.keep(await this.newsroom.fetch());
  }

  /** Keeps what came, publishes and carries it. */
  async round(): Promise<Overview> {
    await this.keep();
    await this.newsroom.publish();
    await this.newsroom.carry();
    return this.newsroom.overview();
  }

  async close(): Promise<void> {
    await this.newsroom.close();
    await this.sample.close();
    this.#ports.log.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
