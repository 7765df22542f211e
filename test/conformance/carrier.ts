import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Carrier, CarryError } from '../../src/carry/index.ts';

/** What a carrier's test hands to the suite. */
export interface CarrierSubject {
  /** A new, empty carrier; `close` takes away what it left behind. */
  open(): Promise<{ readonly carrier: Carrier; close(): Promise<void> }>;
  /** What this kind of carrier cannot promise, each with its reason. */
  readonly optOuts?: {
    /** Files cannot be listed (`canList` is false). */
    readonly listing?: string;
    /** The list does not tell how long some files are (`sizeBytes` is null). */
    readonly sizes?: string;
  };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function listed(carrier: Carrier): Promise<[string, number | null][]> {
  const files: [string, number | null][] = [];
  for await (const file of carrier.list()) files.push([file.path, file.sizeBytes]);
  return files.sort(([a], [b]) => (a < b ? -1 : 1));
}

const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

/** The contract of `Carrier`, as tests; every kind of carrier passes them. */
export function testCarrier(kind: string, subject: CarrierSubject): void {
  const check = (title: string, body: (carrier: Carrier) => Promise<void>): void => {
    test(`${kind}: ${title}`, async () => {
      const { carrier, close } = await subject.open();
      try {
        await body(carrier);
      } finally {
        await close();
      }
    });
  };

  check('has a name and can make at least one call at a time', async (carrier) => {
    assert.notEqual(carrier.name, '');
    assert.ok(carrier.capabilities.callsAtOnce >= 1);
    assert.equal(carrier.capabilities.canList, subject.optOuts?.listing === undefined);
  });

  check('gives back what was written, byte for byte', async (carrier) => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    await carrier.write('m/ab/bytes.webp', all);
    await carrier.write('empty', new Uint8Array());
    assert.deepEqual(new Uint8Array((await carrier.read('m/ab/bytes.webp', 256)) ?? []), all);
    assert.equal((await carrier.read('empty', 0))?.length, 0);
  });

  check('keeps its own copy of what was written and read', async (carrier) => {
    const bytes = bytesOf('first');
    await carrier.write('head', bytes);
    bytes.fill(0);
    (await carrier.read('head', 100))?.fill(0);
    assert.deepEqual(await carrier.read('head', 100).then((read) => new TextDecoder().decode(read ?? bytes)), 'first');
  });

  check('replaces a file with a longer and with a shorter one', async (carrier) => {
    for (const text of ['one', 'a longer one', 'x']) {
      await carrier.write('ru/index.html', bytesOf(text));
      assert.equal(new TextDecoder().decode((await carrier.read('ru/index.html', 100)) ?? bytesOf('')), text);
    }
  });

  check('answers null for what is absent, beside files and in folders that are not there', async (carrier) => {
    await carrier.write('head', bytesOf('x'));
    assert.equal(await carrier.read('ru/2026/11/22/none.html', 10), null);
    assert.equal(await carrier.read('absent', 10), null);
  });

  check('refuses to read a file longer than the caller accepts', async (carrier) => {
    await carrier.write('head', bytesOf('12345'));
    assert.equal((await carrier.read('head', 5))?.length, 5);
    await assert.rejects(carrier.read('head', 4), isCode('file-too-large'));
  });

  check('removes a file, and only that', async (carrier) => {
    await carrier.write('ru/a.html', bytesOf('a'));
    await carrier.write('ru/a.html.gz', bytesOf('z'));
    await carrier.remove('ru/a.html.gz');
    assert.equal(await carrier.read('ru/a.html.gz', 10), null);
    assert.equal((await carrier.read('ru/a.html', 10))?.length, 1);
  });

  check('finds nothing wrong with removing what is absent', async (carrier) => {
    await carrier.remove('ru/none.html');
    await carrier.write('ru/a.html', bytesOf('a'));
    await carrier.remove('ru/a.html');
    await carrier.remove('ru/a.html');
  });

  check('takes a file again after it was removed with its folder', async (carrier) => {
    await carrier.write('ru/2026/11/22/a.html', bytesOf('a'));
    await carrier.remove('ru/2026/11/22/a.html');
    await carrier.write('ru/2026/11/22/a.html', bytesOf('b'));
    assert.equal((await carrier.read('ru/2026/11/22/a.html', 10))?.length, 1);
  });

  check('refuses every path that is not one of an edition', async (carrier) => {
    for (const path of [
      '',
      '/head',
      '../head',
      'ru/../head',
      'ru\\x',
      '.head',
      'ru/.x',
      'a\0',
      'a//b',
      'ru/',
      'a\nb',
    ]) {
      await assert.rejects(carrier.write(path, bytesOf('x')), isCode('path-refused'), JSON.stringify(path));
      await assert.rejects(carrier.read(path, 10), isCode('path-refused'), JSON.stringify(path));
      await assert.rejects(carrier.remove(path), isCode('path-refused'), JSON.stringify(path));
    }
  });

  check('makes as many calls at once as it says', async (carrier) => {
    const paths = Array.from({ length: carrier.capabilities.callsAtOnce * 3 }, (_, index) => `o/${index % 3}/${index}`);
    for (let at = 0; at < paths.length; at += carrier.capabilities.callsAtOnce) {
      const some = paths.slice(at, at + carrier.capabilities.callsAtOnce);
      await Promise.all(some.map((path) => carrier.write(path, bytesOf(path))));
      const read = await Promise.all(some.map((path) => carrier.read(path, 100)));
      assert.deepEqual(
        read.map((bytes) => new TextDecoder().decode(bytes ?? bytesOf(''))),
        some,
      );
    }
  });

  check('does nothing once the signal is aborted', async (carrier) => {
    const signal = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(carrier.write('head', bytesOf('x'), signal), /stopped/);
    await assert.rejects(carrier.read('head', 1, signal), /stopped/);
    await assert.rejects(carrier.remove('head', signal), /stopped/);
    assert.equal(await carrier.read('head', 1), null);
  });

  if (subject.optOuts?.listing !== undefined) return;

  check('lists every file with its size, and nothing that was removed', async (carrier) => {
    assert.deepEqual(await listed(carrier), []);
    await carrier.write('head', bytesOf('four'));
    await carrier.write('ru/2026/11/22/a.html', bytesOf('ab'));
    await carrier.write('ru/b.html', bytesOf(''));
    await carrier.write('ru/c.html', bytesOf('c'));
    await carrier.remove('ru/c.html');
    const found = await listed(carrier);
    const isSilent = (at: number): boolean => subject.optOuts?.sizes !== undefined && found[at]?.[1] === null;
    assert.deepEqual(found, [
      ['head', isSilent(0) ? null : 4],
      ['ru/2026/11/22/a.html', isSilent(1) ? null : 2],
      ['ru/b.html', isSilent(2) ? null : 0],
    ]);
  });
}
