#!/usr/bin/env node
// Plain JavaScript, because the Node that starts it may be old: it hands over to the pinned Node where there is one,
// then loads the sources in a clone and the built files when installed (Node refuses TypeScript below node_modules).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    const node = join(dirname(manifest), 'bin', 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

const [major, minor] = process.versions.node.split('.').map(Number);
const recent = major > 22 || (major === 22 && minor >= 18);
const node = pinnedNode();
if (node !== undefined && node !== process.execPath && process.env.TAMIZDAT_NODE !== 'own') {
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  // A terminal sends Ctrl-C to both; a service manager sends SIGTERM to this one only. The child decides when to end.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`error: could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    // As a shell tells it: 128 and the number of the signal.
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
} else if (!recent) {
  console.error(`error: Node ${process.versions.node} is too old for tamizdat`);
  console.error('hint: run "npm ci" (it brings a Node of its own on Linux) or install Node 22.18 or later');
  process.exitCode = 1;
} else {
  const source = join(root, 'src', 'main.ts');
  const built = join(root, 'dist', 'main.js');
  const isClone = existsSync(source);
  if (isClone) await import('../scripts/tsx.mjs');
  const { main } = await import(isClone ? source : built);
  process.exitCode = await main(process.argv.slice(2));
}
