import type { StagedFile } from './staging.ts';

/** Makes the compressed twins of a text file; `compose` has it, and the composition hands it in. */
export type MakeTwins = (bytes: Uint8Array) => { readonly gz: Uint8Array; readonly br: Uint8Array };

/** Whether the file at a path of an edition has `.gz` and `.br` twins: all but media and the log (docs/spec/edition.md). */
export function hasTwins(path: string): boolean {
  return !path.startsWith('m/') && !path.startsWith('log/');
}

/** Paths of the twins of a file. */
export function twinPaths(path: string): string[] {
  return hasTwins(path) ? [`${path}.gz`, `${path}.br`] : [];
}

/** The file and its twins. */
export function withTwins(file: StagedFile, makeTwins: MakeTwins): StagedFile[] {
  const { gz, br } = makeTwins(file.bytes);
  return [file, { path: `${file.path}.gz`, bytes: gz }, { path: `${file.path}.br`, bytes: br }];
}
