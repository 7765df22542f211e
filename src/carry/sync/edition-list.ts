import { pathRefused } from '../carrier.ts';
import { isEditionPath } from '../layout.ts';
import type { EditionFile, EditionFiles } from './report.ts';

/** An edition's list by path, checked; only of these paths when they are given. */
export async function indexEdition(
  edition: EditionFiles,
  paths?: ReadonlySet<string>,
): Promise<Map<string, EditionFile>> {
  const files = new Map<string, EditionFile>();
  for await (const file of edition.list(paths)) {
    if (!isEditionPath(file.path)) throw pathRefused('edition', file.path, 'it is not a path of an edition');
    files.set(file.path, file);
  }
  return files;
}
