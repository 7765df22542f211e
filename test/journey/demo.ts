import assert from 'node:assert/strict';
import { parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { type Running, start } from './command.ts';

/** A demo that runs as a process of its own, and what it printed, by what it is. */
export interface RunningDemo {
  readonly process: Running;
  readonly console: string;
  readonly app: string;
  /** The newsroom's site as readers inside the country reach it. */
  readonly blocked: string;
  /** The same from outside, without a slash at its end. */
  readonly site: string;
  /** The six carriers, by name. */
  readonly carriers: ReadonlyMap<string, string>;
  /** Presses one of the censor's buttons. */
  censor(name: string, action: string): Promise<void>;
  /** Publishes, corrects or withdraws at the sample newsroom. */
  edit(action: 'publish' | 'correct' | 'withdraw', slug?: string): Promise<{ slug: string; headline: string }>;
  /** Stops it as Ctrl-C does, and fails unless it ends well. */
  stop(): Promise<void>;
}

/** Starts `tamizdat demo` in a home of its own and waits until it is ready. */
export async function startDemo(home: string, ...args: string[]): Promise<RunningDemo> {
  const process = start(['demo', ...args], { home });
  await process.seen(/Stop it with Ctrl-C/);
  const { out } = process.written();
  const find = (what: string): string => {
    const [, address] = new RegExp(`(http://127\\.0\\.0\\.1:\\d+/) .*${what}`).exec(out) ?? [];
    assert.ok(address, `the demo prints no address of ${what}:\n${out}`);
    return address;
  };
  const app = find('the reader app');
  const site = find('the same from outside').slice(0, -1);
  const console = find('the console');
  const card = (await (await fetch(`${app}newsroom.json`)).json()) as {
    carriers: { address: string; group: string }[];
  };
  return {
    process,
    console,
    app,
    blocked: find('as readers reach it'),
    site,
    carriers: new Map(card.carriers.map(({ address, group }) => [CARRIER_OF[group] ?? group, address])),
    async censor(name, action) {
      const answer = await fetch(`${console}censor/${name}`, {
        method: 'POST',
        body: new URLSearchParams({ action }),
        redirect: 'manual',
      });
      assert.equal(answer.status, 303, await answer.text());
    },
    async edit(action, slug) {
      const answer = await fetch(`${site}/control/${action}${slug === undefined ? '' : `?slug=${slug}`}`, {
        method: 'POST',
      });
      const done = (await answer.json()) as { done: boolean; slug: string; headline: string };
      assert.ok(done.done, JSON.stringify(done));
      return done;
    },
    async stop() {
      process.child.kill('SIGINT');
      const { exitCode, err } = await process.ended;
      assert.equal(exitCode, 0, err);
    },
  };
}

/** The demo gives each of its carriers a provider of its own. */
const CARRIER_OF: Readonly<Record<string, string>> = {
  'provider-a': 'albatross',
  'provider-b': 'buoy',
  'provider-c': 'cutter',
  'provider-d': 'dinghy',
  'provider-e': 'ebb',
  'provider-f': 'ferry',
};

/** Number of the edition at an address. */
export async function editionAt(address: string): Promise<number> {
  const answer = await fetch(`${address}head`);
  assert.equal(answer.status, 200);
  const { note } = parseHead(new Uint8Array(await answer.arrayBuffer()));
  return parseEdition(parseNote(note).text).number;
}
