import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EngineSubject, openEngineServer, testEngine } from '../../../test/conformance/engine.ts';
import { openEngine } from './open-engine.ts';

const languages = [
  { code: 'en', name: 'English', targets: ['es', 'pt-BR', 'en'] },
  { code: 'es', name: 'Spanish', targets: ['en', 'es'] },
  { code: 'pt-BR', name: 'Portuguese', targets: ['en'] },
];

/** As its own description of its interface has it (`/spec`). */
const subject: EngineSubject = {
  kind: 'libretranslate',
  engine: 'libretranslate@1.6.2',
  path: '/translate',
  isFickle: false,
  read({ method, headers, body }) {
    assert.equal(method, 'POST');
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    const { q, source, target, format, api_key: key, ...rest } = JSON.parse(body);
    assert.deepEqual(rest, {});
    assert.equal(format, 'text');
    assert.equal(typeof key, 'string');
    assert.ok(typeof source === 'string' && typeof target === 'string');
    return q;
  },
  write: (translatedText) => ({ translatedText }),
  refuse: (error) => ({ error }),
  aside({ path }) {
    if (path === '/languages') return languages;
    return path === '/spec' ? { swagger: '2.0', info: { title: 'LibreTranslate', version: '1.6.2' } } : null;
  },
};

testEngine(subject);

async function ask(address: string, from: string, to: string) {
  const engine = await openEngine(
    { name: 'house', kind: 'libretranslate', address, key: 'env:X', timeoutMs: 60_000 },
    { readSecret: async () => 'k', pause: async () => {} },
  );
  return engine.translate({ from, to, segments: [{ id: 'a', text: 'one' }], terms: [] }, new AbortController().signal);
}

test('LibreTranslate is asked in its own codes of languages', async () => {
  const server = await openEngineServer(subject);
  try {
    await ask(server.address, 'en-GB', 'pt-br');
    await ask(`${server.address}/`, 'en', 'es-MX');
    await ask(`${server.address}/translate`, 'en', 'es');
    assert.deepEqual(
      server.calls.map(({ body }) => JSON.parse(body)).map(({ source, target }) => `${source} ${target}`),
      ['en pt-BR', 'en es', 'en es'],
    );
  } finally {
    await server.close();
  }
});

test('a pair that LibreTranslate does not have is not asked for', async () => {
  const server = await openEngineServer(subject);
  try {
    for (const [from, to] of [
      ['es', 'pt-BR'],
      ['de', 'es'],
    ] as const) {
      const { results, engine } = await ask(server.address, from, to);
      assert.deepEqual(results, [{ id: 'a', failure: `house: it does not translate ${from} into ${to}` }]);
      assert.equal(engine, 'libretranslate@unknown');
    }
    assert.equal(server.calls.length, 0);
  } finally {
    await server.close();
  }
});

test('a LibreTranslate that says nothing of itself translates all the same', async () => {
  const server = await openEngineServer({ ...subject, aside: () => null });
  try {
    const { results, engine } = await ask(server.address, 'en', 'es');
    assert.deepEqual(results, [{ id: 'a', text: 'ONE' }]);
    assert.equal(engine, 'libretranslate@unknown');
  } finally {
    await server.close();
  }
});
