import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Client, type ClientOptions, type FetchOptions, openClient } from './client.ts';
import { HttpError, type HttpErrorCode, showAddress } from './http-error.ts';
import { isPrivateAddress } from './private-addresses.ts';

/** Runs a server and a client that may reach it; both are gone when the returned promise settles. */
async function withServer(
  listener: RequestListener,
  use: (at: string, client: Client, server: Server) => Promise<void>,
  options: ClientOptions = {},
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = openClient({ allowPrivate: (each) => each === host, ...options });
  try {
    await use(`http://${host}`, client, server);
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const answer =
  (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

function failsAs(code: HttpErrorCode, message: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof HttpError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  };
}

async function rejects(client: Client, address: string, code: HttpErrorCode, message: RegExp, options?: FetchOptions) {
  await assert.rejects(client.fetch(address, options), failsAs(code, message));
}

test('an answer comes with status, headers, bytes and the address it came from', async () => {
  let seen: IncomingMessage['headers'] = {};
  const listener: RequestListener = (request, response) => {
    seen = request.headers;
    response.writeHead(404, { etag: '"x"', 'X-Many': ['a', 'b'] });
    response.end('gone');
  };
  await withServer(listener, async (at, client) => {
    const got = await client.fetch(`${at}/a?b=c#d`, { headers: { 'if-none-match': '"x"' } });
    assert.equal(got.status, 404);
    assert.equal(got.headers.get('etag'), '"x"');
    assert.equal(got.headers.get('x-many'), 'a, b');
    assert.equal(Buffer.from(got.bytes).toString(), 'gone');
    assert.equal(got.movedPermanently, false);
    assert.equal(seen['if-none-match'], '"x"');
    assert.equal(seen.cookie, undefined);
    assert.equal(seen.referer, undefined);
    assert.equal(seen['user-agent'], 'tamizdat');
  });
});

for (const [name, encode] of [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const) {
  test(`a ${name} body is inflated, and the cap counts inflated bytes`, async () => {
    const bomb = encode(Buffer.alloc(5_000_000));
    assert.ok(bomb.byteLength < 50_000);
    await withServer(answer(bomb, { 'content-encoding': name }), async (at, client) => {
      assert.equal((await client.fetch(at, { maxBytes: 5_000_000 })).bytes.byteLength, 5_000_000);
      await rejects(client, at, 'too-large', /127\.0\.0\.1.*more than 4999999 bytes/, { maxBytes: 4_999_999 });
    });
  });
}

test('a damaged or unknown encoding is a bad answer', async () => {
  await withServer(answer('not gzip', { 'content-encoding': 'gzip' }), (at, client) =>
    rejects(client, at, 'bad-answer', /damaged/),
  );
  const cut = gzipSync(Buffer.from('a longer text that is cut in the middle of its bytes')).subarray(0, 30);
  await withServer(answer(cut, { 'content-encoding': 'gzip' }), (at, client) =>
    rejects(client, at, 'bad-answer', /damaged/),
  );
  await withServer(answer('x', { 'content-encoding': 'pack200' }), (at, client) =>
    rejects(client, at, 'bad-answer', /Content-Encoding "pack200"/),
  );
});

test('an endless body stops at the cap', async () => {
  const endless: RequestListener = (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  await withServer(endless, (at, client) => rejects(client, at, 'too-large', /more than/, { maxBytes: 1_000_000 }));
});

test('a 304 has no body, whatever the server sends', async () => {
  await withServer(answer('', { etag: '"new"' }, 304), async (at, client) => {
    const got = await client.fetch(at);
    assert.equal(got.status, 304);
    assert.equal(got.bytes.byteLength, 0);
    assert.equal(got.headers.get('etag'), '"new"');
  });
});

test('redirects are followed, and say whether the move is for good', async () => {
  const listener: RequestListener = (request, response) => {
    if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
    else if (request.url === '/away') response.writeHead(302, { location: 'old' }).end();
    else response.end('here');
  };
  await withServer(listener, async (at, client) => {
    const moved = await client.fetch(`${at}/old`);
    assert.equal(moved.address, `${at}/new`);
    assert.equal(moved.movedPermanently, true);
    assert.equal((await client.fetch(`${at}/away`)).movedPermanently, false);
  });
});

test('a redirect loop is named with its way', async () => {
  const listener: RequestListener = (request, response) =>
    response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end();
  await withServer(listener, (at, client) =>
    rejects(client, `${at}/a`, 'redirect-loop', /\/a → http:.*\/b → http:.*\/a$/),
  );
  let count = 0;
  const endless: RequestListener = (_request, response) => {
    count += 1;
    response.writeHead(302, { location: `/${count}` }).end();
  };
  await withServer(endless, async (at, client) => {
    await rejects(client, `${at}/0`, 'redirect-loop', /lead nowhere/);
    assert.equal(count, 6);
  });
});

test('only http and https addresses without user names are fetched, and no message repeats a password', async () => {
  const client = openClient({ allowPrivate: () => true });
  for (const address of ['file:///etc/passwd', 'ftp://a.example/', 'javascript:1', 'data:,x', 'x', '', '//a.example']) {
    await rejects(client, address, 'refused-address', /./);
  }
  await assert.rejects(client.fetch('https://editor:hunter2@courier.example/'), (error) => {
    failsAs('refused-address', /user name or password/)(error);
    assert.doesNotMatch(String(error), /hunter2|editor/);
    return true;
  });
  await client.close();
});

test('a private address is refused however it is written', async () => {
  const client = openClient();
  for (const host of [
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[fe80::1]',
    '[fd00::1]',
  ]) {
    await rejects(client, `http://${host}/`, 'refused-address', /private network/);
  }
  await client.close();
});

test('a name that leads to a private address is refused when it is connected', async () => {
  await withServer(
    answer('secret'),
    async (at, client) => {
      await rejects(client, at.replace('127.0.0.1', 'localhost'), 'refused-address', /private network/);
    },
    { allowPrivate: () => false },
  );
});

test('a redirect into the private network is refused, and says where it came from', async () => {
  let asked = 0;
  await withServer(
    (_request, response) => {
      asked += 1;
      response.end('secret');
    },
    async (inner) => {
      await withServer(
        (_request, response) => response.writeHead(302, { location: `${inner}/admin` }).end(),
        async (at, client) => {
          await rejects(client, at, 'refused-address', /admin \(redirected from http:/);
          assert.equal(asked, 0);
        },
      );
    },
  );
});

test('a server that never answers is a timeout', async () => {
  await withServer(
    () => {},
    (at, client) => rejects(client, at, 'timeout', /127\.0\.0\.1/, { firstByteMs: 50, totalMs: 2_000 }),
  );
});

test('a server that trickles is cut off by the total limit', async () => {
  const trickle: RequestListener = (_request, response: ServerResponse) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  };
  await withServer(trickle, async (at, client) => {
    const failure = await client.fetch(at, { totalMs: 300 }).catch((error: unknown) => error);
    failsAs('timeout', /not finished after/)(failure);
    assert.equal((failure as HttpError).retryable, true);
  });
});

test('a broken-off body is an error, never a shorter text', async () => {
  const broken: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  };
  await withServer(broken, (at, client) => rejects(client, at, 'unreachable', /broken off/));
});

test('a closed port and an unknown name are unreachable, and worth another try', async () => {
  const client = openClient({ allowPrivate: () => true });
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  const failure = await client.fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
  failsAs('unreachable', /connection refused/)(failure);
  assert.equal((failure as HttpError).retryable, true);
  await rejects(client, 'http://nowhere.invalid/', 'unreachable', /nowhere\.invalid/);
  await client.close();
});

test('something that is not HTTP, and plain HTTP where TLS is due, are told apart from silence', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    // Unread bytes would keep the connection open when the other side has gone.
    socket.resume();
    socket.end('SSH-2.0-what\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const client = openClient({ allowPrivate: () => true });
  await rejects(client, `http://127.0.0.1:${port}/`, 'bad-answer', /not HTTP/);
  await rejects(client, `https://127.0.0.1:${port}/`, 'tls', /no secure connection/);
  await client.close();
  await new Promise((done) => server.close(done));
});

test('a caller may stop a fetch', async () => {
  await withServer(
    () => {},
    async (at, client) => {
      const stop = new AbortController();
      const running = client.fetch(at, { signal: stop.signal });
      stop.abort();
      await assert.rejects(running, failsAs('aborted', /stopped/));
    },
  );
});

test('public addresses are public', () => {
  for (const ip of ['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1']) {
    assert.equal(isPrivateAddress(ip), false, ip);
  }
  for (const ip of ['', 'localhost', '::', '::1', '2002:7f00:1::', '2001:0:1::', 'ff02::1', '255.255.255.255']) {
    assert.equal(isPrivateAddress(ip), true, ip);
  }
});

test('a shown address has no secret, no control character and an end', () => {
  assert.equal(showAddress('https://a:b@courier.example/x'), 'https://courier.example/x');
  assert.equal(showAddress('not\u001b[2J an address'), 'not?[2J an address');
  assert.ok(showAddress(`https://courier.example/${'x'.repeat(1000)}`).length <= 200);
});
