import pg from 'pg';
import { StoreError } from './error.ts';
import { CREATE_DATABASE } from './server-address.ts';

/** What PostgreSQL says when it goes down, comes up or has no connection to spare; see its appendix A. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300']);
/** What it says when it knows us not, or does not let us do what we have to. */
const REFUSED: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password',
  '28000': 'does not let this user in',
  '3D000': 'does not exist',
  '42501': 'does not allow this user what is needed',
};

/**
 * The error of a query or a connection as this room has it: `unreachable` when the server is away, `refused` when it does
 * not let us in; an error of the statement itself stays what it is.
 * @param where what to call the database, without user and password
 */
export function serverError(error: unknown, where: string): unknown {
  if (error instanceof StoreError) return error;
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? '';
    if (AWAY.has(code) || code.startsWith('08')) return unreachable(where, error.message, error);
    const refusal = REFUSED[code];
    if (refusal === undefined) return error;
    return new StoreError('refused', `${where} ${refusal}: ${error.message}`, {
      hint: `the user must own the database: ${CREATE_DATABASE}`,
      cause: error,
    });
  }
  return isLostConnection(error) ? unreachable(where, reasonOf(error), error) : error;
}

/** Whether an error means that the connection it came from is of no further use. */
export function isAway(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'unreachable';
}

function unreachable(where: string, reason: string, cause: unknown): StoreError {
  return new StoreError('unreachable', `${where} cannot be reached: ${reason}`, {
    hint: 'see that the server runs and can be reached from here; work goes on by itself when it does',
    retryable: true,
    cause,
  });
}

/** The driver has no class for these: an error of the network has a system call, others are known by what they say. */
function isLostConnection(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined || /^(?:E[A-Z]+|ERR_SSL_[A-Z_]+)$/.test(code ?? '')) return true;
  return /^(?:Connection terminated|timeout exceeded when trying to connect|Client (?:was closed|has encountered)|Query read timeout|The server does not support SSL)/.test(
    error.message,
  );
}

/** Of a host with several addresses the driver gives an error without a message. */
function reasonOf(error: Error): string {
  return error.message === '' ? ((error as NodeJS.ErrnoException).code ?? 'no answer') : error.message;
}
