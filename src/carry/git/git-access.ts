import { constants } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeDurably } from '../../platform/home/index.ts';
import { CarryError } from '../carrier.ts';
import type { GitTarget } from '../target.ts';

/** How a host is entered. */
export interface GitAccess {
  /** Variables for git; without any secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** For taking them out of what hosts say. */
  readonly secrets: readonly string[];
  /** Takes secrets from the disk again. */
  close(): Promise<void>;
}

/** Given to `git` as the program that answers its questions: the user first, then the password. */
const ASKPASS = `#!/bin/sh
case $1 in
Username*) exec cat "\${0%/*}/user" ;;
*) exec cat "\${0%/*}/password" ;;
esac
`;

/**
 * Prepares how a host is entered: the command of ssh, or a program that reads user and password from files (0600, in
 * `folder`, which is taken away again by `close`). A secret is never in a parameter or variable, which others on this
 * machine may list. A key or password that is not there says so before any host is asked.
 * @throws CarryError `carrier-forbidden`, `carrier-failed`
 */
export async function openGitAccess(name: string, target: GitTarget, folder: string): Promise<GitAccess> {
  refuseOddTarget(name, target);
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder, 0o700);
  const close = () => rm(folder, { recursive: true, force: true }).catch(() => {});
  const { user, password, keyFile, hostKey } = target;
  if (keyFile !== undefined) await requireReadable(name, keyFile);
  if (hostKey !== undefined) await writeDurably(join(folder, 'known-hosts'), `${hostKey.trim()}\n`, { mode: 0o600 });
  const ssh = [
    'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ForwardAgent=no',
    '-o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=3',
    ...(keyFile === undefined ? [] : [`-o IdentitiesOnly=yes -i ${quoted(escaped(keyFile))}`]),
    ...(hostKey === undefined
      ? []
      : [
          `-o GlobalKnownHostsFile=/dev/null -o ${quoted(`UserKnownHostsFile="${escaped(join(folder, 'known-hosts'))}"`)}`,
        ]),
  ].join(' ');
  const environment: Record<string, string> = { GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'ssh' };
  if (password !== undefined) {
    await writeDurably(join(folder, 'user'), `${user ?? 'git'}\n`, { mode: 0o600 });
    await writeDurably(join(folder, 'password'), `${password}\n`, { mode: 0o600 });
    await writeDurably(join(folder, 'askpass'), ASKPASS, { mode: 0o700 });
    environment.GIT_ASKPASS = join(folder, 'askpass');
  }
  return { environment, secrets: password === undefined ? [] : [password], close };
}

/** What git or ssh would take for something else than an address and a branch. */
function refuseOddTarget(name: string, { remote, branch }: GitTarget): void {
  const refuse = (what: string, hint: string): never => {
    throw new CarryError('carrier-failed', `${name}: ${what}`, { hint });
  };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]*@/i.test(remote)) {
    refuse('a password stands in the address', 'write it into a file or the environment and name that in the settings');
  }
  if (remote.startsWith('-') || /[\0-\x20]/.test(remote)) {
    refuse('this is no address of a repository', 'write for example ssh://git@host.example/pages.git');
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(branch) || /\.\.|\/\/|\.lock$|[./]$/.test(branch)) {
    refuse('this is no name of a branch', 'write for example branch: pages');
  }
}

async function requireReadable(name: string, file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new CarryError('carrier-forbidden', `${name}: the private key ${file} cannot be read`, {
      hint: 'make one with ssh-keygen -t ed25519, give its public half to the host, and name its file in the settings',
      cause: error,
    });
  }
}

/** ssh replaces %-signs in the names of files. */
function escaped(path: string): string {
  return path.replaceAll('%', '%%');
}

/** git hands its command of ssh to a shell; in single quotes nothing means anything but the quote. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
