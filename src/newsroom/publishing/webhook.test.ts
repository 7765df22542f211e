import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { signWebhook, WebhookError, webhookHandler } from './webhook.ts';

interface Got {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const got: Got[] = [];
let server: Server;
let base: string;
before(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      got.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (path === '/moved') response.writeHead(307, { location: '/hook' }).end();
      else response.writeHead(path === '/broken' ? 500 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const AT = new Date('2026-11-23T08:00:00.900Z');
const { signal } = new AbortController();
const deliver = (path: string, known = path) =>
  webhookHandler({
    settings: () => ({ webhooks: [{ address: `${base}${known}`, secret: 'env:HOOK' }] }),
    folder: '/nowhere',
    env: { HOOK: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    now: () => AT,
  })({ address: `${base}${path}`, id: 'msg_1', body: '{"type":"edition.published"}' }, { signal });

test('a signature is that of the specification’s own example', () => {
  // https://github.com/standard-webhooks/standard-webhooks, libraries' tests.
  const signature = signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1_614_265_330,
    body: '{"test": 2432232314}',
  });
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a message arrives with its id, its time and a signature over all of it', async () => {
  await deliver('/hook');
  const [message] = got.splice(0);
  assert.equal(message?.body, '{"type":"edition.published"}');
  assert.equal(message?.headers['webhook-id'], 'msg_1');
  assert.equal(message?.headers['webhook-timestamp'], '1795420800');
  const signed = { id: 'msg_1', timestamp: 1_795_420_800, body: message?.body ?? '' };
  assert.equal(message?.headers['webhook-signature'], signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed));
});

test('a webhook that answers with a failure, leads elsewhere or not at all fails the job, without its path', async () => {
  for (const [path, code] of [
    ['/broken', 'webhook-refused'],
    ['/moved', 'webhook-refused'],
  ] as const) {
    await assert.rejects(deliver(path), (error: WebhookError) => {
      assert.ok(error instanceof WebhookError && error.code === code && error.retryable);
      assert.ok(!error.message.includes(path));
      return true;
    });
  }
  assert.deepEqual(
    got.splice(0).map(({ path }) => path),
    ['/broken', '/moved'],
  );
  const nowhere = webhookHandler({
    settings: () => ({ webhooks: [{ address: 'http://127.0.0.1:1/secret', secret: 'env:HOOK' }] }),
    folder: '/nowhere',
    env: { HOOK: 'x' },
    now: () => AT,
  });
  await assert.rejects(nowhere({ address: 'http://127.0.0.1:1/secret', id: 'm', body: '{}' }, { signal }), {
    code: 'webhook-unreachable',
    message: 'the webhook at http://127.0.0.1:1 does not answer',
  });
});

test('a message for a webhook that is in the settings no more is dropped', async () => {
  await deliver('/hook', '/other');
  assert.deepEqual(got.splice(0), []);
});
