import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFromOwnPage, isFromThisMachine, ownOrigin } from './local-only.ts';

const request = (headers: Record<string, string>) => new Request('http://127.0.0.1:4000/', { headers });

test('a request to this machine from a page of this machine, or from no page, is let in', () => {
  for (const host of ['localhost', 'localhost:4000', '127.0.0.1:4000', '[::1]:4000', '[::1]']) {
    assert.ok(isFromThisMachine(request({ host })), host);
    assert.ok(isFromThisMachine(request({ host, origin: `http://${host}` })), host);
  }
});

test('a request under a name that merely leads here is refused', () => {
  const hosts = ['courier.example', 'localhost.courier.example:4000', '127.0.0.1.courier.example', '192.0.2.1', ''];
  for (const host of hosts) assert.ok(!isFromThisMachine(request({ host })), host);
  assert.ok(!isFromThisMachine(request({})));
  assert.ok(!isFromThisMachine(request({ host: 'courier.example@evil.example' })));
});

test('a request that a page elsewhere made is refused, and so is one whose page hides where it is from', () => {
  for (const origin of ['https://elsewhere.example', 'null', '', 'http://localhost.elsewhere.example']) {
    assert.ok(!isFromThisMachine(request({ host: '127.0.0.1:4000', origin })), origin);
  }
});

test('only its own page, or no page, may steer a server: another port of this machine is another party', () => {
  const host = '127.0.0.1:4000';
  for (const headers of [
    {},
    { origin: `http://${host}` },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]) {
    assert.ok(isFromOwnPage(request({ host, ...headers })), JSON.stringify(headers));
  }
  for (const headers of [
    { origin: 'http://127.0.0.1:4001' },
    { origin: 'null' },
    { origin: `https://${host}` },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: `http://${host}`, 'sec-fetch-site': 'same-site' },
  ]) {
    assert.ok(!isFromOwnPage(request({ host, ...headers })), JSON.stringify(headers));
  }
});

test('behind a web server its name counts too, with its scheme, and no other name does', () => {
  const address = 'https://desk.courier.example/';
  const host = 'desk.courier.example';
  const origin = 'https://desk.courier.example';
  assert.ok(isFromThisMachine(request({ host, origin }), address));
  assert.ok(isFromThisMachine(request({ host }), address));
  assert.ok(isFromOwnPage(request({ host, origin, 'sec-fetch-site': 'same-origin' }), address));
  assert.equal(ownOrigin(request({ host }), address), origin);
  assert.equal(ownOrigin(request({ host: 'localhost:4470' }), address), 'http://localhost:4470');
  assert.ok(isFromThisMachine(request({ host: 'localhost:4470' }), address), 'this machine goes on being let in');
  for (const other of ['http://desk.courier.example', 'https://courier.example', 'http://localhost:4470', 'null']) {
    assert.ok(!isFromThisMachine(request({ host, origin: other }), address), other);
    assert.ok(!isFromOwnPage(request({ host, origin: other }), address), other);
  }
  for (const other of ['courier.example', 'desk.courier.example:8443', 'desk.courier.example.evil.example'])
    assert.ok(!isFromThisMachine(request({ host: other }), address), other);
  assert.ok(!isFromThisMachine(request({ host, origin })), 'only when it is set');
});
