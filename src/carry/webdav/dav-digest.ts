import { createHash } from 'node:crypto';
import type { DavChallenge } from './dav-challenge.ts';

/** Algorithms of RFC 7616 §6.1 and what the system calls them, the best first. */
const ALGORITHMS: readonly (readonly [name: string, hash: string])[] = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/** How good a digest challenge is: 0 the best, or null when it cannot be answered. */
export function rankOfDigest({ scheme, parameters }: DavChallenge): number | null {
  if (scheme !== 'digest' || !parameters.has('nonce') || !parameters.has('realm')) return null;
  // Only `auth-int`, which covers the body, is offered: nobody in use does.
  if (qopsOf(parameters)?.includes('auth') === false) return null;
  const rank = ALGORITHMS.findIndex(([name]) => name === algorithmOf(parameters).name);
  return rank < 0 ? null : rank;
}

/** What one request is authorised with. */
export interface DigestRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly uri: string;
  /** How many requests there were with this nonce, this one included. */
  readonly count: number;
  /** New for each request. */
  readonly clientNonce: string;
}

/**
 * The `Authorization` header that answers a digest challenge (RFC 7616 §3.4). The password is in it as a hash only, bound to
 * the request and the server's nonce. A server that names no `qop` gets the older form (RFC 2069).
 */
export function digestAuthorization(
  { parameters }: DavChallenge,
  user: string,
  password: string,
  { method, uri, count, clientNonce }: DigestRequest,
): string {
  const { name, hash, isSession } = algorithmOf(parameters);
  const of = (text: string): string => createHash(hash).update(text).digest('hex');
  const [realm, nonce] = [parameters.get('realm') ?? '', parameters.get('nonce') ?? ''];
  const secret = of(`${user}:${realm}:${password}`);
  const first = isSession ? of(`${secret}:${nonce}:${clientNonce}`) : secret;
  const second = of(`${method}:${uri}`);
  const nc = count.toString(16).padStart(8, '0');
  const hasQop = qopsOf(parameters) !== null;
  const response = hasQop
    ? of(`${first}:${nonce}:${nc}:${clientNonce}:auth:${second}`)
    : of(`${first}:${nonce}:${second}`);
  const isHashed = parameters.get('userhash')?.toLowerCase() === 'true';
  const parts = [
    ...(isHashed ? [`username="${of(`${user}:${realm}`)}"`, 'userhash=true'] : [nameOf(user)]),
    `realm="${escaped(realm)}"`,
    `nonce="${escaped(nonce)}"`,
    `uri="${uri}"`,
    `response="${response}"`,
  ];
  if (parameters.has('algorithm')) parts.push(`algorithm=${name}${isSession ? '-sess' : ''}`);
  if (parameters.has('opaque')) parts.push(`opaque="${escaped(parameters.get('opaque') ?? '')}"`);
  if (hasQop) parts.push('qop=auth', `nc=${nc}`, `cnonce="${clientNonce}"`);
  return `Digest ${parts.join(', ')}`;
}

function algorithmOf(parameters: ReadonlyMap<string, string>): { name: string; hash: string; isSession: boolean } {
  const told = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  const isSession = told.endsWith('-SESS');
  const name = isSession ? told.slice(0, -5) : told;
  return { name, hash: ALGORITHMS.find(([each]) => each === name)?.[1] ?? 'md5', isSession };
}

function qopsOf(parameters: ReadonlyMap<string, string>): string[] | null {
  const told = parameters.get('qop');
  return told === undefined ? null : told.toLowerCase().split(/[\s,]+/);
}

function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&');
}

/** A name that a header cannot hold goes in the form of RFC 8187. */
function nameOf(user: string): string {
  return /^[\x20-\x7e]*$/.test(user) ? `username="${escaped(user)}"` : `username*=UTF-8''${encodeURIComponent(user)}`;
}
