/** The newest six trust files in one: each as `<name> <length>`, newline, its bytes. */
import { bytesOf, capBytes, concatBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { parseNumber } from './grammar.ts';
import { MAX_MUTABLE_BYTES } from './layout.ts';

/** A file of `trust/`, its name relative to that folder. */
export interface TrustFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MAX_FILES = 16;
const NAME = /^(?:[1-9][0-9]*\.(?:root|snapshot|targets)\.json|timestamp\.json|targets\/[0-9a-f]{64}\.[a-z]+\.txt)$/;

/** The bytes of a bundle. */
export function formatTrustBundle(files: readonly TrustFile[]): Uint8Array {
  return concatBytes(...files.flatMap(({ name, bytes }) => [bytesOf(`${name} ${bytes.length}\n`), bytes]));
}

/** The files of a bundle, nothing in them verified; `maxBytes` is for bundles that are the caller's own. Fails with `too-large`, `bundle-format`. */
export function parseTrustBundle(bundle: Uint8Array, maxBytes = MAX_MUTABLE_BYTES): readonly TrustFile[] {
  capBytes(bundle, maxBytes, 'trust/bundle');
  const bad = (why: string) => new ProofError('bundle-format', `trust/bundle: ${why}`);
  const files: TrustFile[] = [];
  let at = 0;
  while (at < bundle.length) {
    const newline = bundle.indexOf(0x0a, at);
    if (newline < 0 || newline - at > 200) throw bad('no line with name and length');
    const line = String.fromCharCode(...bundle.slice(at, newline));
    const [name = '', lengthWord, ...rest] = line.split(' ');
    const length = parseNumber(lengthWord);
    const start = newline + 1;
    if (!NAME.test(name) || length === null || rest.length > 0)
      throw bad('a line is not name and length of a trust file');
    if (length > bundle.length - start) throw bad(`${name} is cut short`);
    if (files.length === MAX_FILES || files.some((file) => file.name === name))
      throw bad(`${name} is one file too many`);
    files.push({ name, bytes: bundle.slice(start, start + length) });
    at = start + length;
  }
  return files;
}
