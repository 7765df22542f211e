import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openConsole, type RunningConsole } from './console.ts';
import { memoryCensor } from './testing/memory-censor.ts';
import { CARRIER_NAMES, memoryNewsroom, NOW, specimen } from './testing/specimen.ts';

const opened: RunningConsole[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function open() {
  const newsroom = memoryNewsroom(specimen());
  const censor = memoryCensor(CARRIER_NAMES);
  const running = await openConsole({ newsroom, censor, now: () => NOW });
  opened.push(running);
  return { newsroom, censor, running, events: new URL('/events', running.address) };
}

/** Reads frames of a stream; a frame ends with its `news` event. */
async function* frames(answer: Response): AsyncGenerator<string> {
  let text = '';
  for await (const piece of (answer.body ?? new Blob().stream()).pipeThrough(new TextDecoderStream())) {
    text += piece;
    for (
      let end = text.search(/event: news\ndata: [^\n]*\n\n/);
      end >= 0;
      end = text.search(/event: news\ndata: [^\n]*\n\n/)
    ) {
      const next = text.indexOf('\n\n', end) + 2;
      yield text.slice(0, next);
      text = text.slice(next);
    }
  }
}

async function nextOf(stream: AsyncGenerator<string>): Promise<string> {
  const { done, value } = await stream.next();
  assert.ok(done !== true, 'the stream ended');
  return value;
}

test('a stream begins with how it stands and goes on with every change of newsroom and censor', async () => {
  const { newsroom, censor, events } = await open();
  const answer = await fetch(events);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/);
  const stream = frames(answer);
  assert.match(await nextOf(stream), /^event: main\ndata: <main id="main".*edition 12/);
  censor.set('lantern', { kind: 'alter' });
  assert.match(await nextOf(stream), /event: news\ndata: The censor at lantern: lies: alters pages\n\n$/);
  const [newest, ...rest] = specimen().editions;
  assert.ok(newest !== undefined);
  newsroom.show(specimen({ editions: [{ ...newest, number: 13 }, newest, ...rest] }));
  const third = await nextOf(stream);
  assert.match(third, /id="edition-13"/);
  assert.match(third, /data: Edition 13 is out/);
  await stream.return(undefined);
});

test('a hundred changes at once make one or two frames, of which the last shows them all', async () => {
  const { censor, events } = await open();
  const stream = frames(await fetch(events));
  await nextOf(stream);
  for (let each = 0; each < 50; each += 1) {
    censor.set('lantern', { kind: 'reset' });
    censor.set('lantern', { kind: 'old' });
  }
  assert.match(await nextOf(stream), /old copy/);
  censor.set('driftwood', { kind: 'reset' });
  let frame = await nextOf(stream);
  let count = 1;
  while (!frame.includes('data: The censor at driftwood')) {
    frame = await nextOf(stream);
    count += 1;
  }
  assert.ok(count <= 2, `${count} further frames`);
  await stream.return(undefined);
});

test('fifty pages may listen, the next is told why not, and one that leaves makes room', async () => {
  const { events } = await open();
  const leave = new AbortController();
  const first = await fetch(events, { signal: leave.signal });
  const streams = [first];
  for (let each = 1; each < 50; each += 1) streams.push(await fetch(events));
  for (const stream of streams) assert.equal(stream.status, 200);
  const refused = await fetch(events);
  assert.equal(refused.status, 503);
  assert.match(await refused.text(), /Too many pages/);
  leave.abort();
  let again = await fetch(events);
  while (again.status === 503) {
    await again.body?.cancel();
    again = await fetch(events);
  }
  assert.equal(again.status, 200);
});

test('a newsroom that cannot be drawn is told on the stream, which goes on', async () => {
  const { newsroom, events } = await open();
  const answer = await fetch(events);
  const stream = frames(answer);
  await nextOf(stream);
  newsroom.show(specimen({ provenAt: new Date(Number.NaN) }));
  assert.equal(
    await nextOf(stream),
    'event: news\ndata: How the newsroom stands could not be shown; the log says why\n\n',
  );
  newsroom.show(specimen());
  assert.match(await nextOf(stream), /^event: main/);
  await stream.return(undefined);
});

test('closing ends every stream and stops listening to the newsroom', async () => {
  const { newsroom, running, events } = await open();
  const stream = frames(await fetch(events));
  await nextOf(stream);
  assert.equal(newsroom.listening(), 1);
  const end = stream.next().catch(() => ({ done: true }));
  await Promise.all([running.close(), running.close()]);
  assert.equal((await end).done, true);
  assert.equal(newsroom.listening(), 0);
  await assert.rejects(fetch(running.address));
});

test('a port that is taken is an error that says what to do, and leaves nothing behind', async () => {
  const { running } = await open();
  const newsroom = memoryNewsroom(specimen());
  const port = Number(new URL(running.address).port);
  await assert.rejects(openConsole({ newsroom, port }), (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error && 'hint' in error);
    assert.deepEqual([error.name, error.code], ['ServeError', 'address-in-use']);
    assert.match(String(error.hint), /another port/);
    return true;
  });
  assert.equal(newsroom.listening(), 0);
});
