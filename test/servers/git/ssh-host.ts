import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { GitTarget } from '../../../src/carry/index.ts';

/** A host of repositories as newsrooms have them: Debian's sshd, which lets a key in to git-shell and nothing else. */
export interface SshHost {
  readonly folder: string;
  /** Makes an empty bare repository, and the target that leads to its branch `pages`. */
  makeRepository(name: string): Promise<GitTarget>;
  /** Runs git in a repository. */
  git(name: string, ...parameters: readonly string[]): string;
  /** A port that leads to the host until so many bytes went there; then silence, or the end, as `how` says. */
  relay(maxBytes: number, how: 'cut' | 'freeze'): Promise<{ readonly port: number; close(): Promise<void> }>;
  /** Another key, which the host does not know. */
  readonly strangersKey: string;
  /** The `known_hosts` line of a host that is not this one. */
  readonly otherHostKey: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Why there can be no such host here, in a sentence; null when there can. Installs what is missing when it may. */
export function whyNoSshHost(): string | null {
  if (process.getuid?.() !== 0) return 'no host of repositories: only root can start sshd for another login';
  if (existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/git-shell')) return null;
  if (!existsSync('/usr/bin/apt-get')) return 'no host of repositories: there is no sshd, and no apt-get to install it';
  // A package starts its service when it is installed, on all addresses; this forbids it.
  const script = `set -eu
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then printf '#!/bin/sh\\nexit 101\\n' >$policy; chmod 755 $policy; trap "rm -f $policy" EXIT; fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends openssh-server openssh-client git </dev/null`;
  const { status } = spawnSync('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  return status === 0 ? null : 'no host of repositories: openssh-server could not be installed';
}

/** Starts sshd on a free port of this machine, in a temporary folder. */
export async function startSshHost(): Promise<SshHost> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-git-host-'));
  // sshd gives up its rights in this folder, as Debian's service would make it.
  await mkdir('/run/sshd', { recursive: true });
  for (const name of ['host', 'other-host', 'key', 'stranger']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, name)]);
  }
  const publicKey = await readFile(join(folder, 'key.pub'), 'utf8');
  const only = 'restrict,command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\""';
  await writeFile(join(folder, 'authorized'), `${only} ${publicKey}`);
  await chmod(join(folder, 'authorized'), 0o600);
  const port = await freePort();
  const settings = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin forced-commands-only',
  ];
  await writeFile(join(folder, 'sshd_config'), `${settings.join('\n')}\n`);
  let server: ChildProcess | null = null;
  const kill = (): void => void server?.kill('SIGKILL');
  process.on('exit', kill);

  async function start(): Promise<void> {
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    while (!/Server listening/.test(said)) {
      if (child.exitCode !== null) throw new Error(`sshd does not start: ${said}`);
      await pause(20);
    }
  }

  async function stop(): Promise<void> {
    const child = server;
    server = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  const keyLine = async (name: string): Promise<string> => {
    const text = await readFile(join(folder, `${name}.pub`), 'utf8');
    return `* ${text.trim()}`;
  };
  await start();
  const otherHostKey = await keyLine('other-host');
  return {
    folder,
    strangersKey: join(folder, 'stranger'),
    otherHostKey,
    async makeRepository(name) {
      const repository = join(folder, `${name}.git`);
      execFileSync('git', ['init', '--quiet', '--bare', repository]);
      return {
        kind: 'git',
        remote: `ssh://root@127.0.0.1:${port}${repository}`,
        branch: 'pages',
        keyFile: join(folder, 'key'),
        hostKey: await keyLine('host'),
        workFolder: join(folder, `work of ${name}`),
      };
    },
    git: (name, ...parameters) =>
      execFileSync('git', ['-C', join(folder, `${name}.git`), ...parameters], { encoding: 'utf8' }).trim(),
    relay: (maxBytes, how) => openRelay(port, maxBytes, how),
    start,
    stop,
    async close() {
      await stop();
      process.off('exit', kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openRelay(port: number, maxBytes: number, how: 'cut' | 'freeze') {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const host = connect(port, '127.0.0.1');
    let sent = 0;
    for (const socket of [client, host]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      if (sent <= maxBytes) host.write(chunk);
      else if (how === 'cut') for (const socket of [client, host]) socket.destroy();
      else client.pause();
    });
    host.on('data', (chunk: Buffer) => client.write(chunk));
    client.on('end', () => host.end());
    host.on('end', () => client.end());
  });
  const own = await listen(server);
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: own, close };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}
