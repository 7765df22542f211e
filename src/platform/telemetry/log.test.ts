import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { TamizdatError } from '../../errors/index.ts';
import { type Log, type LogOptions, openLog } from './index.ts';

function collecting(options: Partial<LogOptions> = {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = openLog({
    level: 'debug',
    pretty: false,
    destination: { write: (text) => lines.push(text) },
    ...options,
  });
  return { log, lines };
}

test('a line is a JSON object with time, level, message and fields', () => {
  const { log, lines } = collecting();
  log.info('published an edition', { number: 7, took: 12n });
  const { time, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual(rest, { level: 'info', msg: 'published an edition', number: 7, took: '12' });
  assert.match(lines[0] ?? '', /\}\n$/);
});

test('a log writes its own level and those after it', () => {
  const { log, lines } = collecting({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['c', 'd'],
  );
});

test('a log with fields puts them on every line', () => {
  const { log, lines } = collecting();
  log.with({ source: 'feed', password: 'x' }).with({ item: 3 }).info('new', { level: 'mine' });
  const { time: _, ...rest } = JSON.parse(lines[0] ?? '');
  assert.deepEqual(rest, { level: 'info', msg: 'new', source: 'feed', password: '[removed]', item: 3, level_: 'mine' });
});

test('nothing about a reader is written, at whatever depth', () => {
  const { log, lines } = collecting();
  const reader = '203.0.113.77';
  for (const fields of [
    { ip: reader },
    { remoteAddress: reader },
    { a: { b: [{ clientIp: reader }] } },
    { headers: { 'user-agent': reader } },
    { 'user-agent': reader },
    { userAgent: reader },
    { 'x-forwarded-for': reader },
    { referer: reader },
    { req: { socket: reader } },
    { reader },
    { error: Object.assign(new Error('reset'), { address: reader, remoteAddress: reader }) },
    new Map([['a', 1]]) && { m: new Map([['ip', reader]]) },
  ]) {
    log.error('a request failed', fields);
    assert.doesNotMatch(lines.at(-1) ?? '', /203\.0/, JSON.stringify(fields));
  }
});

test('no key, passphrase or token is written, in fields, messages or errors', () => {
  const { log, lines } = collecting();
  const secret = 'h0rse-battery';
  const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`;
  for (const fields of [
    { passphrase: secret },
    { key: secret },
    { deskKey: secret },
    { keys: [secret] },
    { apiKey: secret },
    { settings: { token: secret, Authorization: secret, cookie: secret, PASSWORD: secret } },
    { address: `https://user:${secret}@courier.example/` },
    { text: pem },
    { text: `PRIVATE+KEY+log+1+${secret}` },
    { error: new Error(`could not fetch https://x:${secret}@courier.example/`) },
    { error: new TamizdatError('x', pem, { hint: pem, cause: new Error(pem) }) },
    { bytes: new TextEncoder().encode(secret) },
  ]) {
    log.error('something', fields);
    assert.doesNotMatch(lines.at(-1) ?? '', /h0rse/, Object.keys(fields).join());
  }
  log.error(`fetching ftp://a:${secret}@courier.example/ failed`);
  assert.doesNotMatch(lines.at(-1) ?? '', /h0rse/);
  assert.match(lines.at(-1) ?? '', /courier\.example/);
});

test('what a person needs is still written', () => {
  const { log, lines } = collecting();
  log.info('serving', { address: 'http://127.0.0.1:8080/', keyName: 'courier.example/log/1', readers: 0 });
  const { address, keyName, readers } = JSON.parse(lines[0] ?? '');
  assert.deepEqual([address, keyName, readers], ['http://127.0.0.1:8080/', 'courier.example/log/1', 0]);
});

test('an error thrown on purpose has code and hint and no stack; any other has a stack', () => {
  const { log, lines } = collecting();
  log.error('a', {
    error: new TamizdatError('feed-not-xml', 'not XML', { hint: 'try another', cause: new RangeError('deep') }),
  });
  const { error } = JSON.parse(lines[0] ?? '');
  assert.deepEqual(
    { ...error, cause: error.cause.message },
    {
      name: 'TamizdatError',
      code: 'feed-not-xml',
      message: 'not XML',
      hint: 'try another',
      cause: 'deep',
    },
  );
  assert.match(error.cause.stack, /RangeError: deep\n/);
});

test('a line for people is short, and a hostile headline cannot steer the terminal', () => {
  const { log, lines } = collecting({ pretty: true, colour: false });
  log.warn('skipped an item', { item: 'a\u001b]0;owned\u0007\u202eb', count: 2, source: 'feed' });
  log.error('failed', { error: new TamizdatError('x-y', 'the feed is gone', { hint: 'look' }) });
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d warn {2}skipped an item item=a\\u001b\]0;owned\\u0007\\u202eb count=2 source=feed\n$/,
  );
  assert.match(
    lines[1] ?? '',
    /^\d\d:\d\d:\d\d error failed\n {4}TamizdatError \(x-y\): the feed is gone\n {4}hint: look\n$/,
  );
});

test('a file is appended to and belongs to its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    const path = join(folder, 'logs', 'tamizdat.log');
    for (const message of ['one', 'two']) {
      const log = openLog({ level: 'info', destination: path });
      log.info(message);
      log.close();
    }
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).msg),
      ['one', 'two'],
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('whatever is logged, nothing is thrown and each line is one line of JSON', () => {
  const { log, lines } = collecting();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  log.info('circle', circle);
  fc.assert(
    fc.property(
      fc.string(),
      fc.dictionary(fc.string(), fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true })),
      (message, fields) => {
        const before = lines.length;
        log.info(message, fields);
        assert.equal(lines.length, before + 1);
        const line = lines.at(-1) ?? '';
        assert.equal(line.indexOf('\n'), line.length - 1);
        JSON.parse(line);
      },
    ),
  );
});
