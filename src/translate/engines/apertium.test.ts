import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EngineSubject, openEngineServer, testEngine } from '../../../test/conformance/engine.ts';
import { openEngine } from './open-engine.ts';

/** As APy 0.11 speaks; `test/servers/apertium.test.ts` asks a real one. */
const subject: EngineSubject = {
  kind: 'apertium',
  engine: 'apertium@en-es',
  path: '/translate',
  isFickle: false,
  read({ method, headers, body }) {
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    const form = new URLSearchParams(body);
    assert.equal(form.get('markUnknown'), 'no');
    assert.equal(form.get('format'), 'html');
    assert.match(form.get('langpair') ?? '', /^[a-z]{2,3}\|[a-z]{2,3}$/);
    return [form.get('q') ?? ''];
  },
  write: ([translatedText = '']) => ({ responseData: { translatedText }, responseDetails: null, responseStatus: 200 }),
  refuse: (explanation) => ({ status: 'error', code: 500, message: 'Internal Server Error', explanation }),
};

testEngine(subject);

test('the signs with which Apertium marks words are taken out, those of the text are not', async () => {
  const answers = ['Un #grupo y @otro, *desconocido (#más)', 'Un #grupo y @otro: a*b, 3 * x'];
  const server = await openEngineServer(subject, () => [answers.shift() ?? '']);
  try {
    const engine = await openEngine(
      { name: 'house', kind: 'apertium', address: server.address, timeoutMs: 60_000 },
      { readSecret: async () => '' },
    );
    for (const [source, target] of [
      ['A group and another, unknown (more)', 'Un grupo y otro, desconocido (más)'],
      ['A #group and @another: a*b, 3 * x', 'Un #grupo y @otro: a*b, 3 * x'],
    ] as const) {
      const segments = [{ id: 'a', text: source }];
      const asked = await engine.translate({ from: 'en', to: 'es', segments, terms: [] }, new AbortController().signal);
      assert.deepEqual(asked.results, [{ id: 'a', text: target }]);
    }
  } finally {
    await server.close();
  }
});
