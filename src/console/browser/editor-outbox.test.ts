import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, type Keeping, Outbox, PAUSE_MS, type SegmentAct } from './editor-outbox.ts';

/** A page around an outbox: a memory, a clock moved by hand, a server that answers when it is told to. */
function page(stored: Record<string, string> = {}) {
  const memory = new Map(Object.entries(stored));
  const told: [string, Keeping][] = [];
  const sent: {
    key: string;
    target: string;
    edit: number;
    act: SegmentAct;
    answer(with_: Answer | null): Promise<void>;
  }[] = [];
  let timers: { ms: number; work: () => void }[] = [];
  const outbox = new Outbox({
    memory: {
      getItem: (name) => memory.get(name) ?? null,
      setItem: (name, text) => void memory.set(name, text),
      removeItem: (name) => void memory.delete(name),
    },
    name: 'texts',
    send: (key, { target, edit }, act) => {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const answer = async (given: Answer | null): Promise<void> => {
        if (given === null) reject(new TypeError('no connection'));
        else resolve(given);
        await new Promise(setImmediate);
      };
      sent.push({ key, target, edit, act, answer });
      return promise;
    },
    tell: (key, keeping) => void told.push([key, keeping]),
    after: (ms, work) => {
      const timer = { ms, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  /** Lets the time pass for which everything waits; says how long that was. */
  const wait = (): number => {
    const [first] = timers.splice(0, 1);
    assert.ok(first !== undefined, 'nothing waits');
    first.work();
    return first.ms;
  };
  const last = () => sent.at(-1) ?? assert.fail('nothing was sent');
  return { outbox, memory, told, sent, wait, last, waiting: () => timers.length };
}

const saved = (edit: number): Answer => ({ outcome: 'saved', edit });

test('a text is sent after a pause, with the edit that was seen, and leaves the memory when it is kept', async () => {
  const { outbox, memory, told, sent, wait, last } = page();
  outbox.saw('b1', 4);
  outbox.write('b1', 'a');
  outbox.write('b1', 'ab');
  assert.equal(sent.length, 0);
  assert.deepEqual(JSON.parse(memory.get('texts') ?? ''), { b1: { target: 'ab', edit: 4 } });
  assert.equal(wait(), PAUSE_MS);
  assert.deepEqual([last().target, last().edit, last().act], ['ab', 4, 'save']);
  await last().answer(saved(5));
  assert.equal(memory.size, 0);
  assert.deepEqual([outbox.editOf('b1'), outbox.pending], [5, []]);
  assert.deepEqual(told.at(-1), ['b1', 'kept']);
});

test('what is typed while a text is on its way is sent after it, with the edit of its answer', async () => {
  const { outbox, sent, wait, last } = page();
  outbox.saw('b1', 1);
  outbox.write('b1', 'a');
  wait();
  outbox.write('b1', 'ab');
  await last().answer(saved(2));
  assert.deepEqual(
    sent.map(({ target, edit }) => [target, edit]),
    [
      ['a', 1],
      ['ab', 2],
    ],
  );
  await last().answer(saved(3));
  assert.deepEqual(outbox.pending, []);
});

test('without an answer it is tried again and again, ever less often, and nothing is forgotten', async () => {
  const { outbox, memory, told, wait, last } = page();
  outbox.write('b1', 'a');
  wait();
  const waits: number[] = [];
  for (let each = 0; each < 7; each += 1) {
    await last().answer(null);
    assert.deepEqual(told.at(-1), ['b1', 'lost']);
    assert.ok(memory.has('texts'));
    waits.push(wait());
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  await last().answer(saved(1));
  assert.equal(memory.size, 0);
});

test('a session that is over is waited for, and its texts are sent when it is back', async () => {
  const { outbox, told, wait, last } = page();
  outbox.write('b1', 'a');
  wait();
  await last().answer({ outcome: 'shut-out' });
  assert.deepEqual(told.at(-1), ['b1', 'shut-out']);
  wait();
  await last().answer(saved(1));
  assert.deepEqual(outbox.pending, []);
});

test('after a conflict nothing is sent until a person chooses; then it names the edit of the other text', async () => {
  const { outbox, memory, sent, wait, last, waiting } = page();
  outbox.saw('b1', 1);
  outbox.write('b1', 'mine');
  wait();
  await last().answer({ outcome: 'conflict', edit: 7 });
  outbox.write('b1', 'mine, longer');
  await outbox.flushAll();
  assert.deepEqual([sent.length, waiting()], [1, 0]);
  assert.deepEqual(JSON.parse(memory.get('texts') ?? ''), { b1: { target: 'mine, longer', edit: 1 } });
  void outbox.flush('b1', 'mine, longer', 'save');
  assert.deepEqual([last().target, last().edit], ['mine, longer', 7]);
  await last().answer(saved(8));
  assert.equal(memory.size, 0);
});

test('who takes the other text has none of their own to send', async () => {
  const { outbox, memory, sent, wait, last } = page();
  outbox.write('b1', 'mine');
  wait();
  await last().answer({ outcome: 'conflict', edit: 7 });
  outbox.drop('b1');
  await outbox.flushAll();
  assert.deepEqual([sent.length, memory.size, outbox.editOf('b1')], [1, 0, 7]);
});

test('confirming waits for the saving that is on its way, and says the text that stands there then', async () => {
  const { outbox, sent, wait, last } = page();
  outbox.write('b1', 'a');
  wait();
  void outbox.flush('b1', 'ab', 'confirm');
  assert.equal(sent.length, 1);
  await last().answer(saved(2));
  assert.deepEqual([last().target, last().act, last().edit], ['ab', 'confirm', 2]);
  // Who goes on typing has not confirmed that.
  outbox.write('b1', 'abc');
  await last().answer(saved(3));
  assert.deepEqual([last().target, last().act], ['abc', 'save']);
  await last().answer(saved(4));
  assert.deepEqual(outbox.pending, []);
});

test('a text that nobody changed is confirmed, and not saved for nothing', () => {
  const { outbox, sent, last } = page();
  void outbox.flush('b1', 'as it is', 'save');
  assert.equal(sent.length, 0);
  void outbox.flush('b1', 'as it is', 'confirm');
  assert.equal(last().act, 'confirm');
});

test('a segment that is gone keeps its text where its writer can copy it', async () => {
  const { outbox, told, memory, wait, last, waiting } = page();
  outbox.write('b1', 'mine');
  wait();
  await last().answer({ outcome: 'gone' });
  assert.deepEqual(told.at(-1), ['b1', 'gone']);
  assert.ok(memory.has('texts'));
  assert.equal(waiting(), 0);
});

test('the next page of the tab finds what the one before could not send; nonsense in the memory is nothing', () => {
  const { outbox } = page({ texts: JSON.stringify({ b1: { target: 'mine', edit: 3 }, b2: { target: 5 }, b3: null }) });
  assert.deepEqual([...outbox.restore()], [['b1', { target: 'mine', edit: 3 }]]);
  for (const nonsense of ['{', 'null', '[]', '"x"', '7'])
    assert.equal(page({ texts: nonsense }).outbox.restore().size, 0);
});
