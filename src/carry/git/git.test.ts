import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { testCarrier } from '../../../test/conformance/carrier.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import type { GitTarget } from '../target.ts';
import { parseBranchTree } from './branch-tree.ts';
import { openGitCarrier } from './git.ts';
import { gitFault } from './git-faults.ts';
import { gitEnvironment, runGit } from './git-program.ts';

const newsroom = 'courier.example';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

/** A repository of this machine with its own way of being asked, and the target that leads to it. */
class Host {
  readonly folder: string;
  readonly repository: string;
  readonly target: GitTarget;

  private constructor(folder: string) {
    this.folder = folder;
    this.repository = join(folder, 'pages.git');
    this.target = {
      kind: 'git',
      remote: pathToFileURL(this.repository).href,
      branch: 'pages',
      workFolder: join(folder, 'work'),
    };
  }

  static async make(): Promise<Host> {
    const host = new Host(await mkdtemp(join(tmpdir(), 'tamizdat-git-')));
    execFileSync('git', ['init', '--quiet', '--bare', host.repository]);
    return host;
  }

  git(...parameters: string[]): string {
    return execFileSync('git', ['-C', this.repository, ...parameters], { encoding: 'utf8' }).trim();
  }

  /** Puts a commit with these files on the branch, on top of what is there, as somebody else would. */
  async push(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): Promise<void> {
    const clone = join(this.folder, `clone-${Math.random().toString(36).slice(2)}`);
    const run = (...parameters: string[]) =>
      execFileSync('git', ['-C', clone, '-c', 'user.name=x', '-c', 'user.email=x@x.example', ...parameters], {
        stdio: 'pipe',
      });
    execFileSync('git', ['clone', '--quiet', this.repository, clone], { stdio: 'pipe' });
    if (this.git('for-each-ref', 'refs/heads/pages') !== '') run('checkout', '--quiet', 'pages');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(clone, path, '..'), { recursive: true });
      await writeFile(join(clone, path), text);
    }
    for (const [path, to] of Object.entries(links)) await symlink(to, join(clone, path));
    run('add', '--all');
    run('commit', '--quiet', '-m', 'x');
    run('push', '--quiet', 'origin', 'HEAD:refs/heads/pages');
  }

  open(
    more: { adopt?: boolean; known?: boolean; newsroom?: string; target?: Partial<GitTarget> } = {},
  ): Promise<Carrier> {
    const { target, ...opening } = more;
    return openGitCarrier({ ...this.target, ...target }, { name: 'pages', newsroom, ...opening });
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

async function newHost(context: TestContext): Promise<Host> {
  const host = await Host.make();
  context.after(() => host.close());
  return host;
}

/** False for one that ended and was not reaped yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

async function paths(carrier: Carrier): Promise<string[]> {
  const found: string[] = [];
  for await (const file of carrier.list()) found.push(file.path);
  return found.sort();
}

testCarrier('git', {
  open: async () => {
    const host = await Host.make();
    const carrier = await host.open();
    const close = async () => {
      await carrier.close();
      await host.close();
    };
    return { carrier, close };
  },
});

test('nothing shows before it is settled, then all of it, in one commit without a parent, a name or a zone', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  const head = `tamizdat.edition/v1\nnewsroom ${newsroom}\nlog x\nnumber 1\ntime 2026-11-22T10:15:07Z\n`;
  await carrier.write('ru/a.html', bytesOf('a'));
  await carrier.write('head', bytesOf(head));
  assert.equal(host.git('for-each-ref'), '');
  await carrier.settle();
  await carrier.write('ru/b.html', bytesOf('b'));
  await carrier.remove('ru/a.html');
  await carrier.settle();
  await carrier.close();
  assert.equal(host.git('rev-list', '--count', 'pages'), '1');
  assert.deepEqual(host.git('ls-tree', '-r', '--name-only', 'pages').split('\n').sort(), [
    '.nojekyll',
    '.tamizdat-carrier',
    'head',
    'ru/b.html',
  ]);
  assert.equal(
    host.git('cat-file', '-p', 'pages').replace(/^tree .*\n/, ''),
    'author edition <> 1795342507 +0000\ncommitter edition <> 1795342507 +0000',
  );
});

test('what was withdrawn cannot be fetched by its history', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  await carrier.write('ru/a.html', bytesOf('the name of a source'));
  await carrier.settle();
  await carrier.remove('ru/a.html');
  await carrier.settle();
  await carrier.close();
  assert.doesNotMatch(host.git('rev-list', '--objects', '--all'), /a\.html/);
});

test('only what changed is sent, though no commit is related to another', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  for (let index = 0; index < 300; index += 1) {
    await carrier.write(`o/${index % 10}/${index}`, bytesOf(`${index} ${'x'.repeat(index)}`));
  }
  await carrier.settle();
  const countOf = (): number => Number(/^in-pack: (\d+)$/m.exec(host.git('count-objects', '-v'))?.[1]);
  host.git('gc', '--quiet', '--prune=now');
  host.git('config', 'receive.unpackLimit', '1');
  const before = countOf();
  await carrier.write('o/3/3', bytesOf('another'));
  await carrier.settle();
  await carrier.close();
  // The file, two folders, the tree, the commit; git completes what it was sent by what that is based on.
  assert.ok(countOf() - before <= 12, `${countOf() - before} objects were sent`);
  const again = await host.open({ known: true, target: { workFolder: join(host.folder, 'other-machine') } });
  await again.write('head', bytesOf('x'));
  await again.settle();
  await again.close();
  assert.ok(countOf() - before <= 24, `${countOf() - before} objects were sent`);
});

test('our own repository does not grow with the number of editions', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  for (let edition = 0; edition < 25; edition += 1) {
    // More than git unpacks into single files: a pack each time.
    for (let file = 0; file < 101; file += 1) await carrier.write(`o/${file}`, bytesOf(`${edition} ${file}`));
    await carrier.settle();
  }
  await carrier.close();
  const packs = await readdir(join(host.target.workFolder, 'repository.git/objects/pack'));
  assert.ok(packs.filter((name) => name.endsWith('.pack')).length <= 21, packs.join(' '));
});

test('settling what is there already changes nothing', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  await carrier.write('ru/a.html', bytesOf('a'));
  await carrier.settle();
  const before = host.git('rev-parse', 'pages');
  await carrier.write('ru/a.html', bytesOf('a'));
  await carrier.settle();
  await carrier.settle();
  await carrier.close();
  assert.equal(host.git('rev-parse', 'pages'), before);
});

test('what is not settled is lost, and what is settled is found by whoever opens next, on another machine too', async (context) => {
  const host = await newHost(context);
  const first = await host.open();
  await first.write('ru/a.html', bytesOf('a'));
  await first.settle();
  await first.write('ru/b.html', bytesOf('b'));
  await first.close();
  for (const workFolder of [host.target.workFolder, join(host.folder, 'another')]) {
    const next = await host.open({ known: true, target: { workFolder } });
    assert.deepEqual(await paths(next), ['ru/a.html']);
    assert.equal(new TextDecoder().decode((await next.read('ru/a.html', 10)) ?? undefined), 'a');
    await next.close();
  }
  // git notes what it fetched: nothing, where it was already.
  const isFetched = (await readdir(join(host.target.workFolder, 'repository.git'))).includes('FETCH_HEAD');
  assert.equal(isFetched, false);
});

test('a process that was killed while it pushed keeps nobody from going on', async (context) => {
  const host = await newHost(context);
  const first = await host.open();
  await first.write('ru/a.html', bytesOf('a'));
  await first.settle();
  await first.close();
  const work = join(host.target.workFolder, 'repository.git');
  for (const name of ['shallow.lock', 'config.lock', 'packed-refs.lock', 'refs/tamizdat/seen.lock', 'gc.pid']) {
    await writeFile(join(work, name), '');
  }
  await writeFile(join(work, 'objects/pack/tmp_pack_x'), 'x');
  const next = await host.open({ known: true });
  await next.write('ru/b.html', bytesOf('b'));
  await next.settle();
  assert.deepEqual(await paths(next), ['ru/a.html', 'ru/b.html']);
  await next.close();
  assert.deepEqual(
    (await readdir(join(work, 'objects/pack'))).filter((name) => name.startsWith('tmp')),
    [],
  );
});

test('a damaged repository of our own is made anew', async (context) => {
  const host = await newHost(context);
  const first = await host.open();
  await first.write('ru/a.html', bytesOf('a'));
  await first.settle();
  await first.close();
  await rm(join(host.target.workFolder, 'repository.git/objects'), { recursive: true });
  await mkdir(join(host.target.workFolder, 'repository.git/objects'));
  const next = await host.open({ known: true });
  assert.equal((await next.read('ru/a.html', 10))?.length, 1);
  await next.close();
});

test('files of others stay: dot files, a domain, links, whatever lies on the branch', async (context) => {
  const host = await newHost(context);
  await host.push({ CNAME: 'read.example\n', 'README.md': '# pages', '.github/x.yml': 'x' });
  const carrier = await host.open();
  assert.deepEqual(await paths(carrier), []);
  await carrier.write('index.html', bytesOf('i'));
  await carrier.settle();
  await carrier.close();
  assert.deepEqual(host.git('ls-tree', '-r', '--name-only', 'pages').split('\n').sort(), [
    '.github/x.yml',
    '.nojekyll',
    '.tamizdat-carrier',
    'CNAME',
    'README.md',
    'index.html',
  ]);
});

test('a branch with a site of somebody else, or the edition of another newsroom, is refused and left as it is', async (context) => {
  const host = await newHost(context);
  await host.push({ 'index.html': 'somebody else' });
  const before = host.git('rev-parse', 'pages');
  await assert.rejects(host.open(), isCode('target-foreign'));
  const adopted = await host.open({ adopt: true });
  await adopted.write('index.html', bytesOf('ours'));
  await adopted.settle();
  await adopted.close();
  assert.notEqual(host.git('rev-parse', 'pages'), before);
  await assert.rejects(host.open({ newsroom: 'other.example' }), isCode('target-foreign'));
});

test('a branch that was carried to and is gone is not filled again', async (context) => {
  const host = await newHost(context);
  await assert.rejects(host.open({ known: true }), isCode('carrier-unreachable'));
});

test('what somebody else pushes meanwhile is not overwritten, and found at the next opening', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  await carrier.write('ru/a.html', bytesOf('a'));
  await carrier.settle();
  await host.push({ 'ru/theirs.html': 'x' });
  await carrier.write('ru/b.html', bytesOf('b'));
  await assert.rejects(carrier.settle(), (error) => {
    assert.ok(isCode('carrier-failed')(error));
    assert.match((error as CarryError).message, /somebody else changed the branch/);
    return true;
  });
  await carrier.close();
  const next = await host.open({ known: true });
  assert.deepEqual(await paths(next), ['ru/a.html', 'ru/theirs.html']);
  await next.close();
});

test('a file in the way of a folder, a folder in the way of a file, and a link are refused', async (context) => {
  const host = await newHost(context);
  await host.push({ 'ru/a.html': 'a', de: 'x' }, { link: '/etc/passwd' });
  const carrier = await host.open({ adopt: true });
  await assert.rejects(carrier.write('ru', bytesOf('x')), isCode('path-refused'));
  await assert.rejects(carrier.remove('ru'), isCode('path-refused'));
  await assert.rejects(carrier.write('de/a.html', bytesOf('x')), isCode('path-refused'));
  assert.equal(await carrier.read('ru', 10), null);
  await assert.rejects(carrier.read('link', 10_000), isCode('path-refused'));
  await assert.rejects(carrier.remove('link'), isCode('path-refused'));
  assert.deepEqual(await paths(carrier), ['de', 'ru/a.html']);
  await carrier.close();
});

test('refusals of a host become what a person can act on', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  const hook = join(host.repository, 'hooks/pre-receive');
  for (const [said, code] of [
    ['error: GH001: Large files detected.', 'carrier-full'],
    ['error: GH006: Protected branch update failed for refs/heads/pages.', 'carrier-forbidden'],
    ['fatal: No space left on device', 'carrier-full'],
    ['This repository was archived so it is read-only.', 'carrier-read-only'],
    ['no files like these, please', 'carrier-forbidden'],
  ] as const) {
    await mkdir(join(host.repository, 'hooks'), { recursive: true });
    await writeFile(hook, `#!/bin/sh\necho '${said}' >&2\nexit 1\n`);
    await chmod(hook, 0o755);
    await carrier.write('head', bytesOf(said));
    await assert.rejects(carrier.settle(), (error) => {
      assert.ok(error instanceof CarryError);
      assert.equal(error.code, code, error.message);
      assert.ok(error.message.includes(said.slice(-12)), error.message);
      assert.ok(error.hint !== undefined);
      return true;
    });
  }
  await rm(hook);
  await carrier.settle();
  await carrier.close();
  assert.equal(host.git('rev-list', '--count', 'pages'), '1');
});

test('a host that lies about success is seen', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  await carrier.write('head', bytesOf('one'));
  await carrier.settle();
  const before = host.git('rev-parse', 'pages');
  const hook = join(host.repository, 'hooks/post-receive');
  await mkdir(join(host.repository, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\ngit update-ref refs/heads/pages ${before}\n`);
  await chmod(hook, 0o755);
  await carrier.write('head', bytesOf('two'));
  await assert.rejects(carrier.settle(), /shows another state/);
  await carrier.close();
});

test('a repository that is not there, an address with a password, and odd addresses and branches are told', async (context) => {
  const host = await newHost(context);
  const refused = async (target: Partial<GitTarget>, message: RegExp) => {
    await assert.rejects(host.open({ target }), (error) => {
      assert.ok(error instanceof CarryError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  };
  await refused({ remote: `${host.target.remote}-not` }, /no such repository/);
  await refused({ remote: 'https://me:hunter2@host.example/pages.git' }, /password stands in the address/);
  await refused({ remote: '--upload-pack=touch /tmp/x' }, /no address/);
  await refused({ remote: 'ext::sh -c date' }, /no address/);
  await refused({ remote: 'ext::date' }, /only ssh, https and folders/);
  await refused({ remote: 'http://host.example/pages.git' }, /only ssh, https and folders/);
  await refused({ branch: 'a:b' }, /no name of a branch/);
  await refused({ branch: '../x' }, /no name of a branch/);
  await refused({ keyFile: join(host.folder, 'absent') }, /cannot be read/);
});

test('a work folder is held by one carrier at a time, and let go', async (context) => {
  const host = await newHost(context);
  const first = await host.open();
  await assert.rejects(host.open(), isCode('carrier-unreachable'));
  await first.close();
  await first.close();
  await (await host.open()).close();
});

test('a password is in a file for us alone as long as the carrier is open, and nowhere else', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open({ target: { user: 'me', password: 'hunter2' } });
  const access = join(host.target.workFolder, 'access');
  assert.equal((await stat(join(access, 'password'))).mode & 0o777, 0o600);
  const askpass = join(access, 'askpass');
  assert.equal(execFileSync(askpass, ["Username for 'https://host.example': "], { encoding: 'utf8' }), 'me\n');
  assert.equal(execFileSync(askpass, ["Password for 'https://me@host.example': "], { encoding: 'utf8' }), 'hunter2\n');
  assert.doesNotMatch(await readFile(askpass, 'utf8'), /hunter2/);
  await carrier.close();
  await assert.rejects(stat(access));
});

test('without git on this machine the error says what to install', async (context) => {
  const host = await newHost(context);
  const path = process.env.PATH;
  process.env.PATH = host.folder;
  try {
    await assert.rejects(host.open(), isCode('program-missing'));
  } finally {
    process.env.PATH = path;
  }
});

test('a host that says nothing is given up, and what git started with it', async (context) => {
  const host = await newHost(context);
  const silent = join(host.folder, 'silent');
  await writeFile(silent, `#!/bin/sh\necho $$ >${host.folder}/pid\nexec sleep 1000\n`, { mode: 0o755 });
  const environment = gitEnvironment({ GIT_SSH: silent });
  const parameters = ['ls-remote', 'ssh://host.example/pages.git'];
  const end = await runGit({ folder: host.repository, environment }, parameters, { silenceMs: 1_000 });
  assert.equal(end.ending, 'silence');
  const fault = gitFault('pages', end, []);
  assert.equal(fault.code, 'carrier-unreachable');
  assert.equal(fault.retryable, true);
  const pid = Number(await readFile(join(host.folder, 'pid'), 'utf8'));
  assert.ok(pid > 1);
  // Killed with the group; a zombie at most until it is reaped by whoever inherits it.
  await until(() => !isRunning(pid));
});

test('what a host said comes without what steers a terminal and without the password', () => {
  const end = { status: 1, ending: 'itself', stdout: Buffer.alloc(0) } as const;
  const stderr = 'remote: error: \u001b[2Jhunter2 is wrong at https://me:x@host.example/p.git\n';
  const { message } = gitFault('pages', { ...end, stderr }, ['hunter2']);
  assert.equal(message, 'pages: git answered 1 (remote: error:  [2J… is wrong at https://host.example/p.git)');
});

test('what git and hosts say has a meaning each', () => {
  for (const [said, code, retryable] of [
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'carrier-not-proven', false],
    ["fatal: unable to access 'x': server certificate verification failed. CAfile: none", 'carrier-not-proven', false],
    ['git@host.example: Permission denied (publickey).\nfatal: Could not read from remote', 'carrier-forbidden', false],
    ["fatal: Authentication failed for 'https://host.example/p.git/'", 'carrier-forbidden', false],
    ['WARNING: UNPROTECTED PRIVATE KEY FILE!\nPermission denied (publickey).', 'carrier-forbidden', false],
    ['error: failed to push some refs\n ! [rejected] a -> pages (stale info)', 'carrier-failed', false],
    ['remote: GitLab: You are not allowed to force push code to a protected branch', 'carrier-forbidden', false],
    ['ssh: Could not resolve hostname host.example: Name or service not known', 'carrier-unreachable', true],
    ['ssh: connect to host host.example port 22: Connection refused', 'carrier-unreachable', true],
    ['fatal: the remote end hung up unexpectedly', 'carrier-unreachable', true],
    ["fatal: unable to access 'x': The requested URL returned error: 503", 'carrier-unreachable', true],
    ["fatal: unable to access 'x': The requested URL returned error: 301", 'carrier-failed', false],
    ['ERROR: Repository not found.', 'carrier-failed', false],
    ['fatal: something new', 'carrier-failed', false],
  ] as const) {
    const fault = gitFault('pages', { status: 128, ending: 'itself', stdout: Buffer.alloc(0), stderr: said }, []);
    assert.deepEqual([fault.code, fault.retryable], [code, retryable], said);
    assert.ok(fault.hint !== undefined);
  }
});

test('a listing of something else than files is told apart', () => {
  const name = 'a'.repeat(40);
  const tree = parseBranchTree(Buffer.from(`100644 blob ${name}      12\tru/a.html\0`));
  assert.deepEqual(tree?.get('ru/a.html'), { blob: name, sizeBytes: 12, isPlain: true });
  assert.equal(parseBranchTree(Buffer.from(`100644 blob ${name}      12\tru/a.html`)), null);
  assert.equal(parseBranchTree(Buffer.from('fatal: not a tree\0')), null);
});

test('a listing and a settling that are stopped end with the reason', async (context) => {
  const host = await newHost(context);
  const carrier = await host.open();
  await carrier.write('head', bytesOf('x'));
  await assert.rejects(carrier.settle(AbortSignal.abort(new Error('stopped'))), /stopped/);
  assert.equal(host.git('for-each-ref'), '');
  await carrier.close();
});
