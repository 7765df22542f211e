import { connect as connectSocket } from 'node:net';
import type { AnyAuthMethod, Client, ConnectConfig, ParsedKey, ServerHostKeyAlgorithm, SFTPWrapper } from 'ssh2';
import { CarryError } from '../carrier.ts';
import type { SftpTarget } from '../target.ts';
import { inPlainCharacters, sftpUnreachable } from './sftp-faults.ts';
import { HOST_KEY_KINDS, type HostKey, isKeyNamed, kindsBeside, parseHostKey } from './sftp-host-key.ts';
import { SftpSession } from './sftp-session.ts';

/** Time limits of a carrier over SFTP. */
export interface SftpLimits {
  /** For connecting, proving and entering together. */
  readonly connectMs: number;
  /** How long a host may say nothing while an answer is due. */
  readonly silenceMs: number;
}

/** Generous: a small host may first have to wake its disk, a distant one to be reached over a poor line. */
export const SFTP_LIMITS: SftpLimits = { connectMs: 30_000, silenceMs: 30_000 };

/** Ready-made for one host: connects and enters, as often as it is called. */
export type SftpConnector = (signal?: AbortSignal) => Promise<SftpSession>;

/**
 * What connects with a host. The library is loaded here and not before: most newsrooms have no such carrier.
 * @throws CarryError `carrier-forbidden` for a private key that cannot be used
 */
export async function prepareSftp(name: string, target: SftpTarget, limits: SftpLimits): Promise<SftpConnector> {
  const { default: ssh2 } = await import('ssh2');
  const key = target.privateKey === undefined ? null : parsePrivateKey(ssh2.utils.parseKey, name, target);
  // Of the kinds of keys a host may have, only one is named. Which, is known once it was seen.
  let kinds = HOST_KEY_KINDS.flat();

  return async (signal) => {
    const seen: HostKey[] = [];
    const attempt = (serverHostKey: readonly string[]) =>
      connectOnce({ client: new ssh2.Client(), name, target, key, limits, signal, serverHostKey });
    const first = await attempt(kinds);
    if (first instanceof SftpSession) return first;
    if (first !== null) seen.push(first);
    for (const kind of first === null ? HOST_KEY_KINDS : kindsBeside(first)) {
      const next = await attempt(kind);
      if (next instanceof SftpSession) {
        kinds = [...kind];
        return next;
      }
      if (next !== null) seen.push(next);
    }
    throw seen.length === 0
      ? new CarryError('carrier-failed', `${name}: ${target.host} and this program know no common kind of host key`, {
          hint: 'ask the host for an SSH server that is kept up to date (Ed25519, ECDSA or RSA with SHA-2)',
        })
      : notProven(name, target, seen);
  };
}

interface Attempt {
  readonly client: Client;
  readonly name: string;
  readonly target: SftpTarget;
  readonly key: ParsedKey | null;
  readonly limits: SftpLimits;
  readonly signal: AbortSignal | undefined;
  readonly serverHostKey: readonly string[];
}

/**
 * One connection: a session, or the key that the host has instead of the named one (nothing but the key exchange was sent
 * then), or null when it has none of these kinds.
 */
async function connectOnce(attempt: Attempt): Promise<SftpSession | HostKey | null> {
  const { client, name, target, limits, signal, serverHostKey } = attempt;
  signal?.throwIfAborted();
  const socket = connectSocket({ host: target.host, port: target.port, noDelay: true, keepAlive: true });
  const { promise, resolve, reject } = Promise.withResolvers<SftpSession | HostKey | null>();
  let shown: HostKey | null = null;
  let isProven = false;
  let isEntered = false;
  const fail = (error: Error & { readonly level?: string }): void => {
    if (shown !== null && !isProven) resolve(shown);
    else if (/no matching host key/i.test(error.message)) resolve(null);
    else if (isEntered && error.level !== 'client-socket') reject(noSftp(name, target, error));
    else reject(explain(name, target, error));
  };
  const place = `${target.host}:${target.port}`;
  client
    .on('error', fail)
    .on('close', () => fail(Object.assign(new Error(`${place} closed the connection`), { level: 'client-socket' })))
    .on('change password', () => reject(forbidden(name, target, 'the host asks for a new password')))
    .on('ready', () => {
      isEntered = true;
      client.sftp((error: Error | undefined, sftp: SFTPWrapper) => {
        if (error !== undefined && error !== null) fail(error);
        else resolve(new SftpSession(client, sftp, socket, limits.silenceMs));
      });
    });
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    reject(sftpUnreachable(name, new Error(`${place} did not answer in ${Math.round(limits.connectMs / 1000)} s`)));
  }, limits.connectMs);
  try {
    client.connect({
      sock: socket,
      username: target.user,
      // Ours counts from the first packet to the last.
      readyTimeout: 0,
      algorithms: { serverHostKey: [...serverHostKey] as ServerHostKeyAlgorithm[] },
      hostVerifier: (blob: Buffer) => {
        shown = parseHostKey(blob);
        isProven = isKeyNamed(shown, target.hostKey);
        return isProven;
      },
      authHandler: waysIn(attempt),
    });
    const found = await promise;
    if (!(found instanceof SftpSession)) socket.destroy();
    return found;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Tries what we have and the host takes: the key, the password, the password typed at a prompt as many hosts have it. */
function waysIn({ target, key }: Attempt): NonNullable<ConnectConfig['authHandler']> {
  const username = target.user;
  const ways: AnyAuthMethod[] = [];
  const { password } = target;
  if (key !== null) ways.push({ type: 'publickey', username, key });
  if (password !== undefined) {
    let answered = false;
    ways.push(
      { type: 'password', username, password },
      {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _language, prompts, finish) => {
          // One hidden answer, once: a second question is about something that we do not have (a code of a telephone).
          const isPassword = prompts.length === 1 && prompts[0]?.echo !== true && !answered;
          answered = true;
          finish(isPassword ? [password] : []);
        },
      },
    );
  }
  return (accepted, _isPartial, next) => {
    let way = ways.shift();
    // `accepted` is null before the first try.
    while (way !== undefined && Array.isArray(accepted) && !accepted.includes(way.type)) way = ways.shift();
    // ssh2 takes false for "no more"; its types do not know it.
    next(way ?? (false as never));
  };
}

function parsePrivateKey(
  parse: (text: string, passphrase?: string) => ParsedKey | Error,
  name: string,
  target: SftpTarget,
): ParsedKey {
  const key = parse(target.privateKey ?? '', target.passphrase);
  if (!(key instanceof Error) && key.isPrivateKey()) return key;
  // What the library says of it could quote it.
  const what = !(key instanceof Error)
    ? 'is a public key'
    : target.passphrase === undefined
      ? 'cannot be read: it needs a passphrase, or is not a private key of OpenSSH'
      : 'cannot be read: the passphrase does not open it, or it is not a private key of OpenSSH';
  throw new CarryError('carrier-forbidden', `${name}: the private key for ${target.user}@${target.host} ${what}`, {
    hint: 'make one with ssh-keygen -t ed25519, give its public half to the host and name the file of the private one',
  });
}

function explain(name: string, target: SftpTarget, error: Error & { readonly level?: string }): CarryError {
  if (error.level === 'client-authentication') {
    const what = target.privateKey === undefined ? 'the password' : 'the key';
    return forbidden(name, target, `the host does not let this user in with ${what} it was given`, error);
  }
  if (error.level === 'handshake') {
    return new CarryError(
      'carrier-failed',
      `${name}: ${target.host}: no common way to encrypt: ${inPlainCharacters(error.message)}`,
      {
        hint: 'ask the host for an SSH server that is kept up to date',
        cause: error,
      },
    );
  }
  return sftpUnreachable(name, error);
}

function forbidden(name: string, target: SftpTarget, what: string, cause?: unknown): CarryError {
  return new CarryError('carrier-forbidden', `${name}: ${target.user}@${target.host}: ${what}`, {
    hint: 'check user and password or key; log in once with another SFTP program to see what the host says',
    cause,
  });
}

function noSftp(name: string, target: SftpTarget, cause: Error): CarryError {
  return new CarryError(
    'carrier-failed',
    `${name}: ${target.user}@${target.host}: the host offers no SFTP to this user`,
    {
      hint: 'ask the host to switch SFTP on for this user; start-up files of its shell must print nothing',
      cause,
    },
  );
}

function notProven(name: string, target: SftpTarget, seen: readonly HostKey[]): CarryError {
  const found = seen.map(({ type, fingerprint }) => `${fingerprint} (${type})`).join(', ');
  return new CarryError(
    'carrier-not-proven',
    `${name}: ${target.host}:${target.port} does not have the host key that was named; it shows ${found}`,
    {
      hint:
        'nothing was sent. Compare with what the host publishes, or run on the host itself: ' +
        'for key in /etc/ssh/ssh_host_*.pub; do ssh-keygen -lf $key; done. Name it only when it is the same; else somebody stands in between',
    },
  );
}
