import type { Kysely } from 'kysely';
import type { Migrations } from './migrations.ts';

/**
 * The working state of a newsroom: a database embedded in this process, or one of a PostgreSQL server. What is used has to
 * exist in PostgreSQL 15; ids are texts made by the program; texts are ordered by their bytes; an `int8` is a number as
 * far as numbers are exact, a `numeric` is a text.
 */
export interface Store<Schema> {
  /** Whose database it is: of this process alone, or of a server, where other processes work on it too. */
  readonly kind: 'embedded' | 'server';
  /**
   * Queries. Every statement that has returned and every transaction whose `execute` has returned is on the disk.
   *
   * *Embedded*: calls may run at once; they take turns. They run on this thread, so keep them short. Inside
   * `db.transaction().execute(async (trx) => …)` use `trx` alone: a query on `db` waits for the end of the very
   * transaction it is called from, for ever. When the disk fails it (full, broken), the database stops: what runs rejects
   * and was not done, and a later call finds it started again, with all that was acknowledged; until then calls reject with
   * `engine-stopped` or `engine-failed`.
   *
   * *Server*: calls run at once, on a few connections; a transaction waits a while for one that is free. A statement that
   * takes longer than a minute is ended. While the server is away calls reject with `unreachable`, and later ones find it
   * again. Whether a `commit` during which it went away was done is not known: what is repeated has to bear that.
   *
   * A statement without parameters may be several, separated by semicolons; the rows of all of them are given.
   */
  readonly db: Kysely<Schema>;
  /**
   * Calls `onTold` with the payload of every `notify` on a channel, of this and of other processes, after its transaction
   * was committed. What is told while the database is away is lost: `onAgain` is called when listening goes on.
   * @param channel letters, digits and underscores
   */
  listen(channel: string, onTold: (payload: string) => void, onAgain: () => void): Promise<Listening>;
  /**
   * What a database server does by itself and an embedded one does not: frees the space of old rows and cuts the log
   * of writes, both of which otherwise grow until the next start. Does nothing when little was written since; call it
   * every half hour or so.
   *
   * With `erase`, whatever was written since: rewrites every table, so that no file of a table holds what was changed or
   * deleted before; an embedded database drops its log of writes too. For withdrawn texts; it takes as long as copying the
   * database. What the disk itself keeps of removed files, and what a server keeps of its log, is beyond us.
   */
  upkeep(options?: { readonly erase?: boolean }): Promise<void>;
  /** Waits for running queries, closes the database and lets go of its folder. A second call does nothing. */
  close(): Promise<void>;
}

/** Something that is told of notifications until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/** What every database needs. */
export interface StoreOptions {
  readonly migrations: Migrations;
  /** What the database is to a person, for messages: `the database of courier.example`. */
  readonly what?: string;
}

/** Refuses what is no name of a channel: it becomes part of a statement. */
export function checkChannel(channel: string): void {
  if (!/^[A-Za-z0-9_]{1,60}$/.test(channel)) throw new TypeError(`not the name of a channel: ${channel.slice(0, 80)}`);
}
