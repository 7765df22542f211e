import { CarryError, pathRefused } from '../carrier.ts';
import { isEditionPath } from '../layout.ts';
import type { LedgerState } from './ledger.ts';
import type { EditionFile, EditionFiles } from './report.ts';

/** The edition itself is not one: the fault is ours, not that of the carrier which was to get it. */
export class UnfitEdition extends CarryError {}

/** An edition's list, checked: paths that an edition may have, in byte order. Only of these paths when they are given. */
export async function* listInOrder(
  edition: EditionFiles,
  paths?: ReadonlySet<string>,
): AsyncGenerator<EditionFile, void> {
  let last = '';
  const listed = paths === undefined ? edition.list() : await sorted(edition.list(paths));
  for await (const file of listed) {
    if (!isEditionPath(file.path)) {
      const { code, message, hint } = pathRefused('edition', file.path, 'it is not a path of an edition');
      throw new UnfitEdition(code, message, { hint });
    }
    if (file.path <= last) throw new TypeError(`an edition is listed out of order: ${file.path} after ${last}`);
    last = file.path;
    yield file;
  }
}

async function sorted(files: Iterable<EditionFile> | AsyncIterable<EditionFile>): Promise<EditionFile[]> {
  const all: EditionFile[] = [];
  for await (const file of files) all.push(file);
  return all.sort((one, two) => (one.path < two.path ? -1 : 1));
}

/** What the edition and the ledger have of one path. */
export interface Compared {
  readonly path: string;
  readonly file: EditionFile | null;
  readonly state: LedgerState | undefined;
}

/** Goes through edition and ledger side by side, both in byte order, without holding either. */
export async function* compare(
  edition: AsyncIterable<EditionFile>,
  ledger: AsyncIterable<readonly [string, LedgerState]>,
): AsyncGenerator<Compared, void> {
  const known = ledger[Symbol.asyncIterator]();
  try {
    let next = await known.next();
    for await (const file of edition) {
      while (next.done !== true && next.value[0] < file.path) {
        yield { path: next.value[0], file: null, state: next.value[1] };
        next = await known.next();
      }
      const isKnown = next.done !== true && next.value[0] === file.path;
      yield { path: file.path, file, state: isKnown ? next.value[1] : undefined };
      if (isKnown) next = await known.next();
    }
    while (next.done !== true) {
      yield { path: next.value[0], file: null, state: next.value[1] };
      next = await known.next();
    }
  } finally {
    await known.return?.();
  }
}

/** The edition's files are no longer those that were planned. */
export function editionChanged(carrier: string, path: string): CarryError {
  return new CarryError('edition-changed', `${carrier}: ${path} changed while it was being carried`, {
    hint: 'a newer edition was published meanwhile; carry that one',
    retryable: true,
  });
}
