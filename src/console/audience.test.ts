import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Audience, encodeFrame } from './audience.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const open = (limit = 3) => new Audience({ limit, heartbeatMs: 3_600_000 });

/** As a browser reads a stream of events. */
function parseEvents(text: string): { event: string; data: string }[] {
  const blocks = text.split(/(?:\r\n|\r|\n){2}/).filter((block) => block !== '');
  return blocks.map((block) => {
    const lines = block.split(/\r\n|\r|\n/);
    const values = (name: string) =>
      lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
    return { event: values('event').join('\n'), data: values('data').join('\n') };
  });
}

test('no text can start an event of its own', () => {
  const line = fc.constantFrom(
    'event: news',
    'data: forged',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ': x',
    'id: 1',
    'retry: 1',
    '',
  );
  const text = fc.oneof(
    fc.array(line).map((lines) => lines.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, text, (main, news) => {
      const frame = encodeFrame([
        { event: 'main', data: main },
        { event: 'news', data: news },
      ]);
      const same = (data: string) => data.replaceAll(/\r\n|\r/g, '\n');
      assert.deepEqual(parseEvents(new TextDecoder().decode(frame)), [
        { event: 'main', data: same(main) },
        { event: 'news', data: same(news) },
      ]);
    }),
  );
});

/** The next piece of a stream as text, or null at its end. */
async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const { done, value } = await reader.read();
  return done ? null : new TextDecoder().decode(value);
}

test('who joins gets the first frame at once and each that follows', async () => {
  const audience = open();
  const reader = audience.join(bytes('first'))?.getReader();
  assert.ok(reader !== undefined);
  assert.equal(await next(reader), 'first');
  const second = next(reader);
  audience.send(bytes('second'));
  assert.equal(await second, 'second');
  audience.close();
});

test('who does not read gets the newest frame only, however many were sent', async () => {
  const audience = open();
  const reader = audience.join(bytes('first'))?.getReader();
  assert.ok(reader !== undefined);
  for (let each = 1; each <= 1_000; each += 1) audience.send(bytes(`frame ${each}`));
  assert.equal(await next(reader), 'frame 1000');
  const after = next(reader);
  audience.send(bytes('after'));
  assert.equal(await after, 'after');
  audience.close();
});

test('a sign of life goes to those who wait, and takes no place of a frame', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const audience = new Audience({ limit: 1, heartbeatMs: 15_000 });
  const reader = audience.join(bytes('first'))?.getReader();
  assert.ok(reader !== undefined);
  context.mock.timers.tick(15_000);
  assert.equal(await next(reader), 'first');
  const second = next(reader);
  await new Promise((done) => setImmediate(done));
  context.mock.timers.tick(15_000);
  assert.equal(await second, ': still here\n\n');
  audience.close();
});

test('there is room for so many, and room again when one leaves', async () => {
  const audience = open(2);
  const first = audience.join(bytes('x'));
  assert.ok(first !== null && audience.join(bytes('x')) !== null);
  assert.equal(audience.join(bytes('x')), null);
  await first.cancel();
  assert.equal(audience.size, 1);
  assert.ok(audience.join(bytes('x')) !== null);
  audience.close();
});

test('closing ends every stream, and nobody joins any more', async () => {
  const audience = open();
  const reader = audience.join(bytes('first'))?.getReader();
  assert.ok(reader !== undefined);
  assert.equal(await next(reader), 'first');
  const end = next(reader);
  audience.close();
  assert.equal(await end, null);
  assert.equal(audience.join(bytes('x')), null);
  assert.equal(audience.size, 0);
});
