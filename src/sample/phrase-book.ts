import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { SampleError } from './fault.ts';

const MAX_REQUEST_BYTES = 256 * 1024;

const question = z.object({
  q: z.union([z.string(), z.array(z.string()).max(1_000)]),
  source: z.string(),
  target: z.string(),
});

/** German texts and what the phrase book has for them; with `{1}…{/1}` where the German has something to carry along. */
function readPhrases(): ReadonlyMap<string, string> {
  const parsed = z
    .record(z.string(), z.string())
    .safeParse(JSON.parse(readFileSync(new URL('./phrases/ru.json', import.meta.url), 'utf8')));
  if (!parsed.success) throw new SampleError('content-broken', `phrases/ru.json: ${z.prettifyError(parsed.error)}`);
  return new Map(Object.entries(parsed.data));
}

/**
 * A translating service that speaks LibreTranslate's protocol and knows some of the sample newsroom's German texts in
 * Russian, by heart: what a machine is to a newsroom, on a machine that has none. As machines do, it gets a number wrong
 * here and there, and of what it does not know it answers nothing.
 *
 * | path | what |
 * | --- | --- |
 * | `POST /translate` | `q`, a text or a list, from `de` to `ru` |
 * | `GET /languages`, `GET /spec` | what it translates, and what it is |
 */
export function phraseBook(): Hono {
  const phrases = readPhrases();
  const app = new Hono();
  app.get('/languages', (c) =>
    c.json([
      { code: 'de', name: 'German', targets: ['ru'] },
      { code: 'ru', name: 'Russian', targets: [] },
    ]),
  );
  app.get('/spec', (c) => c.json({ info: { title: 'Phrase book', version: '1' } }));
  app.use('/translate', bodyLimit({ maxSize: MAX_REQUEST_BYTES }));
  app.post('/translate', async (c) => {
    const asked = question.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: 'q, source and target are needed' }, 400);
    const { q, source, target } = asked.data;
    if (source !== 'de' || target !== 'ru') return c.json({ error: `${source} into ${target}: not in this book` }, 400);
    const find = (text: string): string => phrases.get(text) ?? '';
    return c.json({ translatedText: typeof q === 'string' ? find(q) : q.map(find) });
  });
  return app;
}
