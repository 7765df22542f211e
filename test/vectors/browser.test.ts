import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { test } from 'node:test';
import { openChromium } from '../browser/chromium.ts';
import type { Expectation, StoredCase } from './case.ts';
import { cases } from './make.ts';

const root = join(import.meta.dirname, '..', '..');

/** Serves the repository, TypeScript with its types taken out: the room as it is, no bundler. */
function openServer() {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(root, path);
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>vectors</title>');
    } else if (!existsSync(file)) {
      response.writeHead(404).end();
    } else if (file.endsWith('.ts')) {
      const code = stripTypeScriptTypes(readFileSync(file, 'utf8'));
      response.setHeader('content-type', 'text/javascript').end(code);
    } else {
      response.end(readFileSync(file));
    }
  });
  return new Promise<{ address: string; close: () => void }>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ address: `http://127.0.0.1:${port}/`, close: () => server.close() });
    });
  });
}

/** Runs in the browser. */
async function verifyInPage({ stored, folder }: { stored: StoredCase; folder: string }): Promise<Expectation> {
  const door = '/src/proof/index.ts';
  const { verifyReport } = (await import(door)) as typeof import('../../src/proof/index.ts');
  const get = async (path: string): Promise<Uint8Array | null> => {
    const response = await fetch(`${folder}/${path}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  const page = stored.path === null ? null : await get('page.html');
  const { label, checks } = await verifyReport({
    fingerprint: stored.fingerprint,
    known: await get('known.bundle'),
    seen: stored.seen,
    read: stored.offline ? null : (path) => get(`carrier/${path}`),
    ...(page !== null && stored.path !== null && { page: { bytes: page, path: stored.path } }),
    now: new Date(stored.now),
  });
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  return { label: label.kind, failure: label.failure, check: failed?.check ?? null };
}

test('every vector gets the same verdict in a browser', async () => {
  const server = await openServer();
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.address);
    for (const { name, label, failure } of cases) {
      const stored = JSON.parse(readFileSync(join(import.meta.dirname, name, 'case.json'), 'utf8')) as StoredCase;
      const told = await page.evaluate(verifyInPage, { stored, folder: `/test/vectors/${name}` });
      assert.deepEqual({ label: told.label, failure: told.failure }, { label, failure }, name);
    }
  } finally {
    await browser.close();
    server.close();
  }
});
