import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openAccountConsole } from '../testing/account-console.ts';
import { deskInMemory } from '../testing/desk-in-memory.ts';
import { ROUTES } from './routes.ts';

const PAGE = new URL('../../../docs/operate/api.md', import.meta.url);

/** The words of a shell command: quotes, variables, lines that go on. As much of a shell as the examples use. */
function wordsOf(command: string, variables: Readonly<Record<string, string>>): string[] {
  const known = (text: string) =>
    text.replaceAll(/\$([A-Z]+)/g, (_, name: string) => variables[name] ?? assert.fail(`$${name} is not set`));
  const words = command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g);
  return [...words].map(([, single, double, bare]) => single ?? known(double ?? bare ?? ''));
}

/** A `curl` command as the request that it makes. */
function requestOf(words: readonly string[]): Request {
  const [program, ...rest] = words;
  assert.equal(program, 'curl');
  const headers = new Headers();
  let method: string | undefined;
  let body: string | undefined;
  let address = '';
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (!word.startsWith('-')) {
      address = word;
      continue;
    }
    at += 1;
    const value = rest[at] ?? assert.fail(`${word} has no value`);
    if (word === '-X') method = value;
    else if (word === '-d') body = value;
    else if (word === '-H') headers.set(value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1).trim());
    else assert.fail(`the examples use no ${word}`);
  }
  headers.set('host', new URL(address).host);
  return new Request(address, { method: method ?? 'GET', headers, ...(body === undefined ? {} : { body }) });
}

test('every example of the page about the API works', async () => {
  const opened = await openAccountConsole({ editing: deskInMemory() });
  try {
    await opened.join('Anna Keller', 'operator');
    const anna = (await opened.accounts.people.findByName('Anna Keller')) ?? assert.fail();
    const scopes = ['read', 'push', 'edit', 'publish'] as const;
    const made = await opened.accounts.tokens.make(anna, { name: 'cms', scopes, expiresAt: null });
    const TOKEN = made.outcome === 'done' ? made.secret : assert.fail(made.outcome);
    const page = await readFile(PAGE, 'utf8');
    const examples = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, command = '']) => command.trim());
    assert.ok(examples.length >= 7);
    for (const example of examples) {
      const answer = await opened.fetch(requestOf(wordsOf(example, { TOKEN, CONSOLE: 'http://127.0.0.1:4470' })));
      assert.ok(answer.ok, `${example}\n${answer.status} ${await answer.text()}`);
    }
  } finally {
    await opened.close();
  }
});

test('the page names every scope', async () => {
  const page = await readFile(PAGE, 'utf8');
  for (const scope of ['read', 'push', 'edit', 'publish']) assert.match(page, new RegExp(`^\\| \`${scope}\` \\|`, 'm'));
  assert.ok(
    ROUTES.every(({ needs }) => ['read', 'push', 'edit', 'publish', 'correct', 'withdraw', 'embargo'].includes(needs)),
  );
});
