import type { S3Answer } from './answer.ts';
import { S3Error, type S3ErrorCode } from './error.ts';
import { parseXml, textOf } from './xml.ts';

/** What an answer is held against: where it came from, and what the request said. */
export interface Asked {
  /** The bucket and the service, for messages. */
  readonly where: string;
  readonly region: string;
  /** When the request was signed. */
  readonly signedAt: Date;
}

/** Services refuse what was signed more than 15 minutes away from their own time. */
const SKEW_MS = 14 * 60_000;

const CODES: Readonly<Record<string, S3ErrorCode>> = {
  NoSuchBucket: 's3-no-bucket',
  InvalidAccessKeyId: 's3-key-refused',
  SignatureDoesNotMatch: 's3-key-refused',
  InvalidToken: 's3-key-refused',
  ExpiredToken: 's3-key-refused',
  RequestTimeTooSkewed: 's3-clock-skewed',
  QuotaExceeded: 's3-full',
  // Of a quota, where Swift speaks S3; nothing that is sent in one piece here is too large by itself.
  EntityTooLarge: 's3-full',
  InsufficientCapacity: 's3-full',
  StorageFull: 's3-full',
  XMinioStorageFull: 's3-full',
  SlowDown: 's3-unreachable',
  RequestTimeout: 's3-unreachable',
  OperationAborted: 's3-unreachable',
};

const HINTS: Readonly<Record<Exclude<S3ErrorCode, 's3-wrong-region' | 's3-clock-skewed'>, string>> = {
  's3-unreachable': 'see that the service runs and can be reached from here; what waits for it is tried again',
  's3-not-proven': 'name the service as its certificate does, with https; nothing was sent to it',
  's3-key-refused': 'give the key of the service again, both parts of it, and see that it has not expired',
  's3-forbidden': 'give the key the right to read, write, list and delete in this bucket',
  's3-no-bucket': 'create the bucket in the console of the service, or correct its name',
  's3-full': 'free space in the bucket or raise its quota, then go on; what is there stays valid',
  's3-refused':
    'see that the bucket exists, that the region is right and the key may read, write, list and delete there',
};

/** What the service calls the failure: letters and digits only, because the answer is not ours. */
export function serviceCodeOf(answer: S3Answer): string {
  const code = textOf(rootOf(answer), 'Code');
  return /^[A-Za-z0-9.]{1,60}$/.test(code) ? code : '';
}

/** The error that an answer of another status than was hoped for stands for. */
export function failureOf(answer: S3Answer, asked: Asked): S3Error {
  const serviceCode = serviceCodeOf(answer);
  const says = `answers ${answer.status}${serviceCode === '' ? '' : ` (${serviceCode})`}`;
  const fault = (code: S3ErrorCode, more: string, hint: string): S3Error =>
    new S3Error(code, asked.where, says + more, { hint });

  const skew = skewOf(answer, asked.signedAt);
  if (serviceCode === 'RequestTimeTooSkewed' || (answer.status === 403 && Math.abs(skew.ms) > SKEW_MS)) {
    return fault('s3-clock-skewed', `: ${skew.says}`, 'set the clock of this machine, then go on');
  }
  const region = regionOf(answer);
  if (region !== null && region !== asked.region && [301, 307, 400, 403].includes(answer.status)) {
    const more = `: it is in the region ${region}, not in ${asked.region}`;
    return fault('s3-wrong-region', more, `write region: ${region}, and the address of the service there`);
  }
  const code = CODES[serviceCode] ?? codeOf(answer.status);
  if (code === 's3-wrong-region' || code === 's3-clock-skewed') return fault('s3-refused', '', HINTS['s3-refused']);
  return fault(code, '', HINTS[code]);
}

/** The error for an exchange that broke off. */
export function brokenOff(where: string, cause: unknown): S3Error {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = (inner as NodeJS.ErrnoException | null)?.code ?? '';
  const reason = inner instanceof Error ? inner.message || code || inner.name : String(inner);
  const isProof = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code);
  const kind = isProof ? 's3-not-proven' : 's3-unreachable';
  const says = isProof ? `is not proven: ${reason}` : `cannot be reached: ${reason}`;
  return new S3Error(kind, where, says, { hint: HINTS[kind], cause });
}

/** The error for an answer that makes no sense. */
export function unreadable(where: string, what: string): S3Error {
  return new S3Error('s3-refused', where, `answers ${what}`, {
    hint: 'see that the address is that of a service that speaks S3, and not of a page about it',
  });
}

function codeOf(status: number): S3ErrorCode {
  if (status === 507 || status === 413) return 's3-full';
  if (status >= 500 && status !== 501 && status !== 505) return 's3-unreachable';
  if (status === 408 || status === 429) return 's3-unreachable';
  return status === 401 || status === 403 ? 's3-forbidden' : 's3-refused';
}

function rootOf(answer: S3Answer) {
  const root = answer.bytes === null ? null : parseXml(new TextDecoder().decode(answer.bytes));
  return root?.name === 'Error' ? root : null;
}

function regionOf(answer: S3Answer): string | null {
  const region = answer.headers.get('x-amz-bucket-region') ?? textOf(rootOf(answer), 'Region');
  return /^[a-z0-9-]{1,40}$/.test(region) ? region : null;
}

/** How far this machine's clock was ahead of the service's. */
function skewOf(answer: S3Answer, signedAt: Date): { readonly ms: number; readonly says: string } {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return { ms: 0, says: 'the clock of this machine is not that of the service' };
  const ms = signedAt.getTime() - theirs;
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const far = [`${Math.floor(minutes / 1_440)} d`, `${Math.floor(minutes / 60) % 24} h`, `${minutes % 60} min`];
  const shown = far.filter((each) => !each.startsWith('0 ')).join(' ') || 'less than a minute';
  return { ms, says: `the clock of this machine is ${shown} ${ms < 0 ? 'behind' : 'ahead of'} the service's` };
}
