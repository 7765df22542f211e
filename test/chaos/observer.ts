/**
 * Somebody who sees everything that ever lies on a disk of a newsroom or of its carriers, and forgets nothing. Whatever
 * was signed and put where others could have it must agree for ever.
 *
 * The folders `.tmp-…` are not looked at: what lies there was never committed, no carrier gets it, and the next start
 * throws it away unread.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Checkpoint,
  type Hash,
  hexOf,
  parseBundle,
  parseCheckpoint,
  parseHead,
  parseNote,
  parsePagePath,
  parseTilePath,
  proveConsistency,
  readBundle,
  rootHash,
  splitPage,
  TILE_WIDTH,
  tileReader,
  verifyConsistency,
} from '../../src/proof/index.ts';
import { filesOf } from '../journey/folder.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export class Observer {
  /** Every signed tree, by its size. */
  readonly #trees = new Map<number, Checkpoint>();
  /** Every entry of the log by its index. */
  readonly #entries = new Map<number, string>();
  /** Every version of trust data by its name. */
  readonly #trust = new Map<string, string>();

  /** How many sizes of the log were seen. */
  get sizes(): number {
    return this.#trees.size;
  }

  /** Looks at everything below these folders; those that are not there are passed over. */
  async look(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      const paths = await filesOf(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      for (const path of paths) {
        if (path.split('/').some((name) => name.startsWith('.')) || /\.(?:gz|br)$/.test(path)) continue;
        this.#see(`${folder}/${path}`, path, new Uint8Array(await readFile(join(folder, path))));
      }
    }
  }

  #see(where: string, path: string, bytes: Uint8Array): void {
    const tile = parseTilePath(path);
    if (path === 'log/checkpoint') this.#seeCheckpoint(where, new TextDecoder().decode(bytes));
    else if (path === 'head') this.#seeCheckpoint(where, parseHead(bytes).proof.checkpoint);
    else if (parsePagePath(path) !== null) this.#seeCheckpoint(where, splitPage(bytes).proof.checkpoint);
    else if (tile?.level === 'entries') {
      parseBundle(bytes, tile.width, path).forEach((entry, at) => {
        this.#agree(this.#entries, tile.index * TILE_WIDTH + at, sha256(entry), `${where}: entry of the log`);
      });
    } else if (path.startsWith('trust/') && path.endsWith('.json')) this.#seeTrust(where, path, bytes);
  }

  #seeCheckpoint(where: string, note: string): void {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    const before = this.#trees.get(checkpoint.size);
    if (before === undefined) this.#trees.set(checkpoint.size, checkpoint);
    else assert.equal(hexOf(checkpoint.root), hexOf(before.root), `${where}: two trees of size ${checkpoint.size}`);
  }

  /** One version of trust data with two contents is an attack to whoever has seen the first. */
  #seeTrust(where: string, path: string, bytes: Uint8Array): void {
    const { signed } = JSON.parse(new TextDecoder().decode(bytes));
    this.#agree(this.#trust, `${signed._type} ${signed.version}`, sha256(bytes), `${where}: trust data of ${path}`);
  }

  #agree<Key>(known: Map<Key, string>, key: Key, value: string, what: string): void {
    assert.equal(value, known.get(key) ?? value, `${what} ${key} has changed`);
    known.set(key, value);
  }

  /**
   * Whether everything seen is part of the log in this folder: every entry is there, and every tree leads to every later
   * one by a consistency proof.
   */
  async assertOneHistory(files: string): Promise<void> {
    const read = async (path: string) => {
      const bytes = await readFile(join(files, path)).catch(() => null);
      return bytes === null ? null : new Uint8Array(bytes);
    };
    const trees = [...this.#trees.values()].sort((a, b) => a.size - b.size);
    const newest = trees.at(-1);
    assert.ok(newest !== undefined, 'no checkpoint was seen');
    const reader = tileReader(read, newest.size);
    const roots: Hash[] = await Promise.all(trees.map(({ size }) => rootHash(reader, size)));
    trees.forEach(({ size, root }, at) => {
      assert.equal(hexOf(roots[at] ?? new Uint8Array()), hexOf(root), `the tree of size ${size} is not in the log`);
    });
    for (const [at, newer] of trees.entries()) {
      for (const older of trees.slice(0, at)) {
        const proof = await proveConsistency(reader, older.size, newer.size);
        await verifyConsistency(older, newer, proof);
      }
    }
    assert.ok(Math.max(...this.#entries.keys()) < newest.size, 'an entry beyond every checkpoint');
    assert.equal(this.#entries.size, newest.size, 'an entry of the log was never seen');
    for (let index = 0; index < newest.size; index += TILE_WIDTH) {
      const entries = await readBundle(read, index / TILE_WIDTH, newest.size);
      assert.ok(entries !== null, `the bundle from entry ${index} on is missing`);
      entries.forEach((entry, at) => {
        assert.equal(sha256(entry), this.#entries.get(index + at), `entry ${index + at} was lost`);
      });
    }
  }
}
