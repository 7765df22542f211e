import pg from 'pg';
import { StoreError } from './error.ts';

/** How a database is made that this program can use: an order of texts of its own would differ from the embedded one's. */
export const CREATE_DATABASE =
  "create database courier owner courier template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'";

/** A database of a server, as far as it may be told. */
export interface ServerAddress {
  /** With user and password: goes to the driver and nowhere else. */
  readonly secret: string;
  /** `the database courier at db.example`: for messages. */
  readonly where: string;
}

/**
 * Reads the address of a database, `postgres://user:password@host:port/database`, as libpq writes them.
 * @throws StoreError `refused` for what is none, without a word of it: it may hold a password.
 */
export function parseServerAddress(address: string): ServerAddress {
  try {
    if (!/^postgres(?:ql)?:\/\//.test(address)) throw new TypeError('no scheme');
    const { host, database } = new pg.Client({ connectionString: address });
    return { secret: address, where: `the database ${database ?? '(unnamed)'} at ${host}` };
  } catch {
    // Neither message nor cause of the failure: they repeat the address.
    throw new StoreError('refused', 'the address of the database cannot be read', {
      hint: 'it is written postgres://user:password@host/database; in a password write / as %2F, @ as %40, # as %23',
    });
  }
}
