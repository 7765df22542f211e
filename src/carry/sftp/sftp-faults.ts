import { CarryError, type CarryErrorCode } from '../carrier.ts';

/** Status codes of SFTP that mean something to us (draft-ietf-secsh-filexfer-02 §7). */
export const SFTP_STATUS = { endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

/** The connection is gone; whatever was on its way may have arrived or not. */
export class SftpLoss extends Error {}

/** The host said no. The message is the host's own. */
export class SftpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The status a host answered with, or null for what is no answer of a host. */
export function codeOf(error: unknown): number | null {
  return error instanceof SftpRefusal ? error.status : null;
}

/** What a host says in words, as it may stand in a message: it could be meant for the terminal that shows it. */
export function inPlainCharacters(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
}

type Meaning = readonly [CarryErrorCode, what: string, hint: string];

const FULL: Meaning = [
  'carrier-full',
  'no space left, or a quota is used up',
  'free space on the host or raise the quota, then carry again; what is there stays valid',
];
const READ_ONLY: Meaning = [
  'carrier-read-only',
  'the host takes no changes there',
  'ask the host whether this space may be written to, or carry to another folder',
];
const FORBIDDEN: Meaning = [
  'carrier-forbidden',
  'permission denied',
  'give this user of the host write access to the folder and all that is in it',
];
/** Version 3 knows few; some servers send those of later versions (draft-ietf-secsh-filexfer-13 §9.1) nevertheless. */
const BY_STATUS: Readonly<Record<number, Meaning>> = { 3: FORBIDDEN, 12: READ_ONLY, 14: FULL, 15: FULL };
/** What servers say in words when the status is a mere "failure". */
const BY_WORDS: readonly (readonly [RegExp, Meaning])[] = [
  [/quota|no space|disk (?:is )?full/i, FULL],
  [/read-?only/i, READ_ONLY],
];

/** What a host may say of its file system. */
export interface SftpSpace {
  readonly freeBytes: number;
  readonly isReadOnly: boolean;
}

/**
 * The `CarryError` for what a host answered, or for its loss. `path` is that of the edition's file, or the folder itself.
 * `space` is what the host said of its file system after a failure in writing `neededBytes`: "failure" is all that OpenSSH
 * says of a full disk.
 */
export function sftpFault(
  carrier: string,
  path: string,
  error: unknown,
  space: SftpSpace | null = null,
  neededBytes = 0,
): unknown {
  if (error instanceof SftpLoss) return sftpUnreachable(carrier, error);
  const status = codeOf(error);
  // Not from the host: a fault of this program, an error that says what it is, or the reason of an aborted signal.
  if (status === null) return error;
  const words = inPlainCharacters((error as SftpRefusal).message);
  let meaning = BY_STATUS[status] ?? BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (meaning === undefined && space !== null) {
    if (space.isReadOnly) meaning = READ_ONLY;
    // A file of a few bytes takes a block, and so may the folder that gets its name.
    else if (space.freeBytes < neededBytes + 16_384) meaning = FULL;
  }
  const [code, what, hint] = meaning ?? [
    'carrier-failed',
    `the host answered ${status} (${JSON.stringify(words)})`,
    'look whether the space on the host is used up and whether something else lies under this name; then carry again',
  ];
  return new CarryError(code, `${carrier}: ${path}: ${what}`, { hint, cause: error });
}

/** The error for a host that is not there, or not there any more. */
export function sftpUnreachable(carrier: string, cause: Error): CarryError {
  return new CarryError('carrier-unreachable', `${carrier}: not reachable: ${inPlainCharacters(cause.message)}`, {
    hint: 'check address and port of the host and the network; carrying again goes on where it stopped',
    retryable: true,
    cause,
  });
}
