import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { type EngineAnswer, openEngine } from '../../src/translate/index.ts';

/** The APy of Debian, with the pairs that its packages bring: a real machine, and one that is broken in earnest. */
let server: { readonly address: string; readonly child: ChildProcess; readonly folder: string } | undefined;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

before(async () => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-apertium-'));
  const child = spawn('apertium-apy', ['-p', String(port), '/usr/share/apertium/modes'], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server = { address: `http://127.0.0.1:${port}`, child, folder };
  const said: string[] = [];
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw new Error('apertium-apy does not start: apt-get install apertium-apy apertium-eng-spa apertium-rus-ukr', {
      cause: error,
    });
  });
  const listens = (async () => {
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      if (line.includes('Serving on')) return;
    }
    throw new Error(`apertium-apy ended: ${said.join(' / ')}`);
  })();
  await Promise.race([listens, failed]);
  // Its log would fill the pipe and stop it.
  child.stderr.resume();
});

after(async () => {
  if (server === undefined) return;
  const { child, folder } = server;
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
  await rm(folder, { recursive: true });
});

async function translate(from: string, to: string, texts: readonly string[]): Promise<EngineAnswer> {
  const engine = await openEngine(
    { name: 'house', kind: 'apertium', address: server?.address ?? '', timeoutMs: 60_000 },
    { readSecret: async () => '', pause: async () => {} },
  );
  const segments = texts.map((text, index) => ({ id: `b${index}`, text }));
  return engine.translate({ from, to, segments, terms: [] }, new AbortController().signal);
}

function textsOf({ results }: EngineAnswer): string[] {
  return results.map((each) => ('text' in each ? each.text : `(${each.failure})`));
}

test('Apertium really translates, and its stamp names the pair', async () => {
  const answered = await translate('en', 'es', [
    'The minister said on Monday that prices would rise by 12.5 percent.',
    'Headline without period',
  ]);
  assert.equal(answered.engine, 'apertium@en-es');
  assert.deepEqual(textsOf(answered), [
    'El ministro dijo el lunes que los precios ascenderían por 12.5 por ciento.',
    'Titular sin periodo',
  ]);
});

test('marks move with their words, and signs of the text come back', async () => {
  const [moved, signs] = textsOf(
    await translate('en', 'es', [
      'The {1}very old house{/1} of the {2}{3}prime{/3} minister{/2} was sold{4/} on Monday & Tuesday.',
      'He said: “No [comment] <here>, 5 < 6 & 7 > 4, {x} @y ^z$ \\ 3 * 4.”',
    ]),
  );
  assert.match(moved ?? '', /\{1\}casa muy vieja\{\/1\}.*\{2\}.*\{3\}.*\{\/3\}.*\{\/2\}.*\{4\/\}.*&/);
  for (const sign of ['[', ']', '<', '>', '5 < 6 & 7 > 4', '{x}', '@y', '^z$', '\\', '3 * 4', '“', '”'])
    assert.ok(signs?.includes(sign), `${sign} is not in ${signs}`);
  assert.doesNotMatch(signs ?? '', /#/);
});

test('every figure of a hundred sentences comes back, in order', async () => {
  const texts = Array.from(
    { length: 100 },
    (_, index) => `The city paid ${1_000 + index * 37} euros for house ${index}.`,
  );
  const answered = textsOf(await translate('en', 'es', texts));
  for (const [index, text] of answered.entries()) {
    assert.ok(text.includes(String(1_000 + index * 37)) && text.includes(`${index}.`), `${texts[index]} → ${text}`);
  }
});

test('a pair that is not installed fails with what the server says', async () => {
  for (const text of textsOf(await translate('en', 'fr', ['One.', 'Two.']))) {
    assert.match(text, /\(house: it refused the request \(400\): That pair is not installed\)/);
  }
});

test('a pair whose pipeline crashes costs the sentences it crashes on, and no other', async () => {
  const texts = [
    'Президент подписал закон.',
    'Министр заявил в понедельник, что цены вырастут.',
    'Это.',
    'Суд отложил заседание на неделю.',
    'Президент подписал закон.',
  ];
  const { results } = await translate('ru', 'uk', texts);
  assert.deepEqual(
    results.map(({ id }) => id),
    texts.map((_, index) => `b${index}`),
  );
  for (const each of results) {
    if ('failure' in each) assert.match(each.failure, /^house: it (?:failed|gave)/);
    else assert.match(each.text, /\p{Script=Cyrillic}/u);
  }
  // The simple ones get through whatever happens to the others.
  for (const index of [0, 2, 4]) assert.ok('text' in (results[index] ?? {}), JSON.stringify(results[index]));
});
