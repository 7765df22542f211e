import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EngineSubject, openEngineServer, testEngine } from '../../../test/conformance/engine.ts';
import type { EngineRequest } from '../engine.ts';
import { openEngine } from './open-engine.ts';

/** As the reference of `POST /v2/translate` has it; with v2 of the tag handling, XML that is none is refused. */
const subject: EngineSubject = {
  kind: 'deepl',
  engine: 'deepl@v2',
  path: '/v2/translate',
  isFickle: false,
  read({ method, headers, body }) {
    assert.equal(method, 'POST');
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    assert.match(headers.authorization ?? '', /^DeepL-Auth-Key \S+$/);
    const { text, source_lang: source, target_lang: target, ...rest } = JSON.parse(body);
    assert.equal(rest.tag_handling, 'xml');
    assert.equal(rest.tag_handling_version, 'v2');
    assert.match(source, /^[A-Z]{2,3}$/);
    assert.match(target, /^[A-Z]{2,3}(?:-[A-Z]{2,4})?$/);
    assert.ok(text.length <= 50, 'more than 50 texts');
    for (const each of text) assert.doesNotMatch(each, /&(?!(?:amp|lt|gt);)|<(?!\/?[gx][ >])/, 'no XML');
    return text;
  },
  write: (texts) => ({ translations: texts.map((text) => ({ detected_source_language: 'EN', text })) }),
  refuse: (message) => ({ message }),
};

testEngine(subject);

async function bodyOf(request: Partial<EngineRequest>, path = ''): Promise<Record<string, unknown>> {
  const server = await openEngineServer(subject);
  try {
    const engine = await openEngine(
      { name: 'house', kind: 'deepl', address: `${server.address}${path}`, key: 'env:X', timeoutMs: 60_000 },
      { readSecret: async () => 'k' },
    );
    const segments = [{ id: 'a', text: 'x {1}<y>{/1} & {2/}' }];
    await engine.translate({ from: 'de', to: 'ru', segments, terms: [], ...request }, new AbortController().signal);
    return JSON.parse(server.calls[0]?.body ?? '{}');
  } finally {
    await server.close();
  }
}

test('DeepL gets marks as XML, the headline as context, and no tag that cuts a sentence', async () => {
  const body = await bodyOf({ context: 'A headline' });
  assert.deepEqual(body.text, ['x <g id="1">&lt;y&gt;</g> &amp; <x id="2"/>']);
  assert.equal(body.context, 'A headline');
  assert.deepEqual(body.non_splitting_tags, ['g', 'x']);
  assert.equal(body.outline_detection, false);
  assert.equal('context' in (await bodyOf({}, '/v2/translate')), false);
});

test('DeepL is asked for a variety where it has several', async () => {
  const found: Record<string, unknown> = {};
  for (const to of ['ru', 'en', 'en-US', 'pt', 'pt-BR', 'zh', 'zh-Hant', 'fr-CA']) {
    found[to] = (await bodyOf({ from: 'de-AT', to })).target_lang;
  }
  assert.deepEqual(found, {
    ru: 'RU',
    en: 'EN-GB',
    'en-US': 'EN-US',
    pt: 'PT-PT',
    'pt-BR': 'PT-BR',
    zh: 'ZH-HANS',
    'zh-Hant': 'ZH-HANT',
    'fr-CA': 'FR',
  });
});
