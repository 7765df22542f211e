import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { EngineSettings } from '../../src/platform/config/index.ts';
import { type Engine, type EngineAnswer, type EngineParts, openEngine } from '../../src/translate/index.ts';

/** A request as the engine's server got it. */
export interface EngineCall {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How the servers of one kind of engine speak, as far as its documentation says. */
export interface EngineSubject {
  readonly kind: EngineSettings['kind'];
  /** `engine@version` on its answers. */
  readonly engine: string;
  /** What the address in the settings has behind the host. Default: nothing. */
  readonly base?: string;
  /** Path of the call that translates. */
  readonly path: string;
  /** Texts of such a call; throws when it is not one this kind of server accepts. */
  read(call: EngineCall): readonly string[];
  /** The JSON that answers it. */
  write(texts: readonly string[], call: EngineCall): unknown;
  /** The JSON of an error, with its message. */
  refuse(message: string): unknown;
  /** What other calls are answered; absent or null: 404. */
  aside?(call: EngineCall): unknown;
  /** Asked again, it may answer another thing: what came back broken is asked once more. */
  readonly isFickle: boolean;
}

/** What the server does with a call that translates: texts to answer with, or anything else done by hand. */
type Act = (texts: readonly string[], call: EngineCall, response: ServerResponse) => readonly string[] | null;

const KEY = 'key-4f9a-never-shown';

/** Upper case, with every tag, reference and placeholder as it was. */
export function shout(text: string): string {
  return text.replace(
    /(<[^>]*>|\{\/?\d+\/?\}|&[#\w]+;)|(\p{L}+)/gu,
    (_, mark?: string, word = '') => mark ?? word.toUpperCase(),
  );
}

const shoutAll: Act = (texts) => texts.map(shout);

/** A server of that kind on a free port. */
export async function openEngineServer(subject: EngineSubject, act: Act = shoutAll) {
  const calls: EngineCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const call = { method, path, headers, body: Buffer.concat(chunks).toString() };
      const isTranslation = path.split('?')[0] === subject.path;
      if (!isTranslation) {
        const json = subject.aside?.(call) ?? null;
        return json === null ? answer(response, 404, {}) : answer(response, 200, json);
      }
      calls.push(call);
      const texts = act(subject.read(call), call, response);
      if (texts !== null) answer(response, 200, subject.write(texts, call));
    });
  });
  const address = await listenOn(server);
  return { address, calls, close: () => closeServer(server) };
}

function answer(response: ServerResponse, status: number, json: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(json));
}

async function listenOn(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

/** Segments `s1`, `s2`, … */
function segmentsOf(...texts: string[]): { id: string; text: string }[] {
  return texts.map((text, index) => ({ id: `s${index + 1}`, text }));
}

/** What each segment got: its text, or its failure in round brackets. */
function told({ results }: EngineAnswer): string[] {
  return results.map((each) => ('text' in each ? each.text : `(${each.failure})`));
}

/** Asserts that every segment failed, with a sentence that says why and names the engine. */
function allFail(answered: EngineAnswer, count: number, why: RegExp): void {
  assert.equal(answered.results.length, count);
  for (const each of answered.results) {
    assert.ok('failure' in each, JSON.stringify(each));
    assert.match(each.failure, /^house: \S/);
    assert.match(each.failure, why);
  }
}

/** The contract of `Engine`, as tests; every kind of engine passes them against a server that speaks as its kind does. */
export function testEngine(subject: EngineSubject): void {
  interface Scene {
    readonly engine: Engine;
    readonly calls: EngineCall[];
    /** Pauses that were made between tries. */
    readonly pauses: number[];
    translate(...texts: string[]): Promise<EngineAnswer>;
  }
  const never = new AbortController().signal;

  const scene = async (
    act: Act,
    use: (scene: Scene) => Promise<void>,
    options: { readonly timeoutMs?: number; readonly parts?: Partial<EngineParts>; readonly address?: string } = {},
  ): Promise<void> => {
    const server = await openEngineServer(subject, act);
    const pauses: number[] = [];
    const engine = await openEngine(
      {
        name: 'house',
        kind: subject.kind,
        address: `${options.address ?? server.address}${subject.base ?? ''}`,
        key: 'env:ENGINE_KEY',
        ...(subject.kind === 'chat' ? { model: 'model-7' } : {}),
        timeoutMs: options.timeoutMs ?? 60_000,
      },
      {
        readSecret: async () => KEY,
        pause: async (ms) => {
          pauses.push(ms);
        },
        ...options.parts,
      },
    );
    const translate = (...texts: string[]): Promise<EngineAnswer> =>
      engine.translate({ from: 'en', to: 'es', segments: segmentsOf(...texts), terms: [] }, never);
    try {
      await use({ engine, calls: server.calls, pauses, translate });
    } finally {
      await server.close();
    }
  };
  const check = (title: string, body: () => Promise<void>): void => {
    test(`${subject.kind}: ${title}`, body);
  };

  check('answers every segment in order, with its stamp and what it cost', () =>
    scene(shoutAll, async ({ engine, translate, calls }) => {
      const answered = await translate('one', 'two words', 'three');
      assert.equal(engine.name, 'house');
      assert.equal(answered.engine, subject.engine);
      assert.deepEqual(answered.results, [
        { id: 's1', text: 'ONE' },
        { id: 's2', text: 'TWO WORDS' },
        { id: 's3', text: 'THREE' },
      ]);
      assert.equal(answered.characters, 'onetwo wordsthree'.length);
      assert.ok(calls.every(({ headers, body }) => JSON.stringify(headers).includes(KEY) || body.includes(KEY)));
    }),
  );

  check('gives back marks and every sign of a text', () =>
    scene(shoutAll, async ({ translate }) => {
      const texts = [
        'a {1}b {2}c{/2}{/1} d{3/} e',
        '5 < 6 & 7 > 4 &AMP; "q" \'r\' <B> <',
        'no\u00a0break — “so” … € 🗞 \u2067سلام\u2069 {not} {0} {1 2}',
        'back \\ slash [1] ^x$ @y #z *w',
      ];
      assert.deepEqual(told(await translate(...texts)), texts.map(shout));
    }),
  );

  check('takes marks in another order, and a line that was broken', () =>
    scene(
      (texts) => texts.map((text) => text.replace(/^(.*) and (.*)$/, ' $2 y\n $1 ')),
      async ({ translate }) => {
        assert.deepEqual(told(await translate('{1}x{/1} and {2}y{/2}{3/}')), ['{2}y{/2}{3/} y {1}x{/1}']);
      },
    ),
  );

  check('cuts many segments into requests and keeps their order', () =>
    scene(shoutAll, async ({ translate, calls }) => {
      const texts = Array.from({ length: 130 }, (_, index) => `text ${index} {1}m{/1}${' é'.repeat(index * 5)}`);
      const answered = await translate(...texts);
      for (const [index, text] of told(answered).entries()) assert.equal(text, shout(texts[index] ?? ''));
      assert.equal(calls.flatMap((call) => subject.read(call)).length, 130);
      assert.ok(calls.every(({ body }) => Buffer.byteLength(body) <= 128 * 1024));
    }),
  );

  check('asks nothing for no segments', () =>
    scene(shoutAll, async ({ translate, calls }) => {
      assert.deepEqual((await translate()).results, []);
      assert.equal(calls.length, 0);
    }),
  );

  check('fails a segment that no request can hold, and no other', () =>
    scene(shoutAll, async ({ translate }) => {
      const [long, short] = told(await translate('x '.repeat(70_000), 'short'));
      assert.match(long ?? '', /longer than it takes/);
      assert.equal(short, 'SHORT');
    }),
  );

  check('translates for several at once', () =>
    scene(shoutAll, async ({ translate }) => {
      const words = Array.from({ length: 8 }, (_, index) => `w${index}`);
      const answers = await Promise.all(words.map((word) => translate(word, `${word} again`)));
      assert.deepEqual(
        answers.map(told),
        words.map((word) => [word.toUpperCase(), `${word.toUpperCase()} AGAIN`]),
      );
    }),
  );

  check('costs nothing but failures when the server hangs', () =>
    scene(
      () => null,
      async ({ translate }) => allFail(await translate('a', 'b', 'c'), 3, /no answer within/),
      { timeoutMs: 150 },
    ),
  );

  check('finds the one text the server hangs on', () =>
    scene(
      (texts) => (texts.some((text) => text.includes('poison')) ? null : texts.map(shout)),
      async ({ translate }) => {
        const [first, second] = told(await translate('poison', 'fine'));
        assert.match(first ?? '', /no answer within/);
        assert.equal(second, 'FINE');
      },
      { timeoutMs: 3_000 },
    ),
  );

  check('finds the one text the server fails on', () =>
    scene(
      (texts, _, response) => {
        if (!texts.some((text) => text.includes('poison'))) return texts.map(shout);
        answer(response, 500, subject.refuse('out of memory'));
        return null;
      },
      async ({ translate }) => {
        const texts = Array.from({ length: 40 }, (_, index) => (index === 0 ? 'poison' : `text ${index}`));
        const [first, ...others] = told(await translate(...texts));
        assert.match(first ?? '', /it failed \(500\): out of memory/);
        assert.deepEqual(others, texts.slice(1).map(shout));
      },
    ),
  );

  check('gives up on a server that fails whatever it is asked', () =>
    scene(
      (_, __, response) => {
        answer(response, 500, subject.refuse('broken'));
        return null;
      },
      async ({ translate, calls, pauses }) => {
        const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
        allFail(await translate(...texts), 200, /broken/);
        assert.ok(calls.length <= 36, `${calls.length} calls`);
        assert.deepEqual(new Set(pauses), new Set([500, 1_000]));
      },
    ),
  );

  check('asks again after one failure, and when asked to wait, waits', () => {
    let seen = 0;
    return scene(
      (texts, _, response) => {
        seen += 1;
        if (seen > 2) return texts.map(shout);
        if (seen === 1) answer(response, 503, subject.refuse('busy'));
        else answer(response, 429, subject.refuse('slow down'), { 'retry-after': '7' });
        return null;
      },
      async ({ translate, pauses }) => {
        assert.deepEqual(told(await translate('a')), ['A']);
        assert.deepEqual(pauses, [500, 7_000]);
      },
    );
  });

  check('does not wait an hour', () =>
    scene(
      (_, __, response) => {
        answer(response, 429, subject.refuse('slow down'), { 'retry-after': '3600' });
        return null;
      },
      async ({ translate, pauses, calls }) => {
        allFail(await translate('a', 'b', 'c', 'd'), 4, /asked too often \(429\)/);
        assert.deepEqual(pauses, []);
        assert.ok(calls.length <= 2);
      },
    ),
  );

  for (const [status, why] of [
    [401, /does not accept the key/],
    [403, /does not accept the key/],
    [404, /no engine at its address/],
    [456, /quota/],
  ] as const) {
    check(`asks nothing more after a ${status}`, () =>
      scene(
        (_, __, response) => {
          answer(response, status, subject.refuse(`no, ${KEY}`));
          return null;
        },
        async ({ translate, calls }) => {
          const answered = await translate(...Array.from({ length: 99 }, (_, index) => `t${index}`));
          allFail(answered, 99, why);
          assert.ok(calls.length <= 2, `${calls.length} calls`);
          assert.doesNotMatch(JSON.stringify(answered), new RegExp(KEY));
        },
      ),
    );
  }

  check('shows what an engine says, but never the key in it', () =>
    scene(
      (_, __, response) => {
        answer(response, 400, subject.refuse(`bad\u0000 request by ${KEY}\u202e ${'x'.repeat(5_000)}`));
        return null;
      },
      async ({ translate }) => {
        const answered = await translate('a');
        allFail(answered, 1, /refused the request \(400\): bad {1,2}request by …/);
        assert.doesNotMatch(JSON.stringify(answered), new RegExp(`${KEY}|\u202e`));
        assert.ok((told(answered)[0]?.length ?? 0) < 300);
      },
    ),
  );

  for (const [name, type, body, why] of [
    [
      'JSON of another shape',
      'application/json',
      '{"hello":[1,2,3]}',
      /.(?:is not that of|is no chat completion|filter|not the JSON)/,
    ],
    ['a list', 'application/json', '[]', /.(?:is not that of|is no chat completion)/],
    ['null', 'application/json', 'null', /.(?:is not that of|is no chat completion)/],
    ['half of an answer', 'application/json', '{"translations":[{"te', /no JSON/],
    ['a page', 'text/html', '<!doctype html><title>Sign in</title>', /no JSON; is the address/],
    ['JSON under another name', 'text/plain', '{}', /no JSON; is the address/],
    ['nothing', 'application/json', '', /no JSON/],
    ['bytes', 'application/json', '\ud800\u0000\u0001', /no JSON/],
  ] as const) {
    check(`takes ${name} for no translation`, () =>
      scene(
        (_, __, response) => {
          response.writeHead(200, { 'content-type': type }).end(body);
          return null;
        },
        async ({ translate }) => allFail(await translate('a', 'b'), 2, why),
      ),
    );
  }

  check('never guesses which segments half of an answer belongs to', () =>
    scene(
      (texts) => texts.slice(0, Math.floor(texts.length / 2)).map(shout),
      async ({ translate }) => {
        for (const each of (await translate('a', 'b', 'c', 'd', 'e')).results) {
          const wanted = segmentsOf('a', 'b', 'c', 'd', 'e')
            .find(({ id }) => id === each.id)
            ?.text.toUpperCase();
          assert.ok('failure' in each || each.text === wanted, JSON.stringify(each));
        }
      },
    ),
  );

  check('refuses more texts than it asked for', () =>
    scene(
      (texts) => [...texts.map(shout), 'one more'],
      async ({ translate }) => {
        const answered = await translate('a', 'b', 'c');
        // One text a request has no place for a second one.
        if (subject.kind === 'apertium') assert.deepEqual(told(answered), ['A', 'B', 'C']);
        else allFail(answered, 3, /answered \d+ texts for \d+|made up segments/);
      },
    ),
  );

  for (const [name, spoil] of [
    ['dropped', (text: string) => text.replace(/<g id="2">|\{2\}/, '').replace(/<\/g>$|\{\/2\}/, '')],
    ['doubled', (text: string) => `${text} ${text}`],
    ['crossed', (text: string) => text.replace(/(<g id="1">|\{1\})(.*?)(<\/g>|\{\/1\})/, '$3$2$1')],
    ['half of a mark', (text: string) => text.replace(/<\/g>|\{\/1\}/, '')],
    ['invented', (text: string) => `${text}${text.includes('<g') ? '<x id="9"/>' : '{9/}'}`],
    ['emptied', (text: string) => text.replace(/(<g id="1">|\{1\}).*?(<\/g>|\{\/1\})/, '$1$2')],
  ] as const) {
    check(`fails a segment whose marks were ${name}, and no other`, () =>
      scene(
        (texts) => texts.map((text) => (text.includes('spoil') ? spoil(text) : shout(text))),
        async ({ translate, calls }) => {
          const [before, spoilt, after] = told(await translate('b {1}x{/1}', 'spoil {1}x{/1} {2}y{/2}', 'a {1/}'));
          assert.equal(before, 'B {1}X{/1}');
          assert.match(spoilt ?? '', /^\(house: it broke the marks of the text/);
          assert.equal(after, 'A {1/}');
          const asked = calls.flatMap((call) => subject.read(call)).filter((text) => text.includes('spoil'));
          assert.equal(asked.length, subject.isFickle ? 2 : 1);
        },
      ),
    );
  }

  check('fails a segment that comes back empty or endless', () =>
    scene(
      (texts) =>
        texts.map((text) => (text === 'empty' ? ' \n' : text === 'endless' ? 'more '.repeat(999) : shout(text))),
      async ({ translate }) => {
        const [first, second, third] = told(await translate('empty', 'endless', 'fine'));
        assert.match(first ?? '', /empty text/);
        assert.match(second ?? '', /many times as long/);
        assert.equal(third, 'FINE');
      },
    ),
  );

  check('lets no control characters and no broken letters into a draft', () =>
    scene(
      (texts) => texts.map((text) => `${text}\u0000\u0007\u0085\ud800 \t end`),
      async ({ translate }) => assert.deepEqual(told(await translate('a')), ['a \ufffd end']),
    ),
  );

  check('stops reading an answer of ten megabytes', () =>
    scene(
      (_, __, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.on('error', () => {});
        response.end(`"${'x'.repeat(10_000_000)}"`);
        return null;
      },
      async ({ translate }) => allFail(await translate('a'), 1, /larger than any translation/),
    ),
  );

  check('asks again when the connection was cut', () => {
    let seen = 0;
    return scene(
      (texts, _, response) => {
        seen += 1;
        if (seen > 2) return texts.map(shout);
        if (seen === 1) response.destroy();
        else {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"half":', () => response.destroy());
        }
        return null;
      },
      async ({ translate, pauses }) => {
        assert.deepEqual(told(await translate('a')), ['A']);
        assert.equal(pauses.length, 2);
      },
    );
  });

  check('says so when nothing listens at its address', async () => {
    const server = createServer();
    const address = await listenOn(server);
    await closeServer(server);
    await scene(
      shoutAll,
      async ({ translate }) => allFail(await translate('a', 'b'), 2, /nothing listens at its address/),
      { address },
    );
  });

  check('follows no redirect: neither text nor key goes elsewhere', async () => {
    let asked = 0;
    const elsewhere = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const address = await listenOn(elsewhere);
    try {
      for (const status of [301, 302, 307, 308]) {
        await scene(
          (_, __, response) => {
            response.writeHead(status, { location: `${address}${subject.path}` }).end();
            return null;
          },
          async ({ translate }) => allFail(await translate('a', 'b'), 2, /sends elsewhere/),
        );
      }
      assert.equal(asked, 0);
    } finally {
      await closeServer(elsewhere);
    }
  });

  check('ends when its whole time is over, and keeps what it has', () =>
    scene(
      (texts) => (texts.some((text) => text.includes('hang')) ? null : texts.map(shout)),
      async ({ translate }) => allFail(await translate('hang'), 1, /not done within/),
      { parts: { answerMs: 200 } },
    ),
  );

  check('stops at once when it is told to', async () => {
    const stop = new AbortController();
    await scene(
      () => {
        stop.abort(new Error('stopped'));
        return null;
      },
      async ({ engine }) => {
        const request = { from: 'en', to: 'es', segments: segmentsOf('a', 'b'), terms: [] };
        await assert.rejects(engine.translate(request, stop.signal), /stopped/);
        await assert.rejects(engine.translate(request, stop.signal), /stopped/);
      },
    );
  });

  check('stops between tries when it is told to', async () => {
    const stop = new AbortController();
    await scene(
      (_, __, response) => {
        answer(response, 503, subject.refuse('busy'));
        return null;
      },
      async ({ engine }) => {
        const request = { from: 'en', to: 'es', segments: segmentsOf('a'), terms: [] };
        await assert.rejects(engine.translate(request, stop.signal), /stopped/);
      },
      {
        parts: {
          pause: async (_, signal) => {
            stop.abort(new Error('stopped'));
            signal.throwIfAborted();
          },
        },
      },
    );
  });
}
