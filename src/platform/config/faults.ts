import { type Document, isMap, isNode, isPair, isScalar, type LineCounter, type Pair } from 'yaml';
import type { z } from 'zod';
import type { SettingsFault } from './error.ts';
import { WRITE } from './schema-values.ts';

type Path = readonly PropertyKey[];

/** Turns places in the settings (paths) into faults with the line and column where a person looks for them. */
export class FaultFinder {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  /** A fault at the value (or, with `key`, at the name) of the setting at `path`; at its nearest parent when absent. */
  at(path: Path, wrong: string, write: string, part: 'value' | 'key' = 'value'): SettingsFault {
    return { ...this.#position(path, part), wrong: `${nameOf(path)} ${wrong}`, write };
  }

  /** The faults that one zod issue stands for; `knownKeys` gives the names allowed at a path. */
  ofIssue(issue: z.core.$ZodIssue, knownKeys: (path: Path) => readonly string[]): SettingsFault[] {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(issue.path);
      return issue.keys.map((key) =>
        this.at([...issue.path, key], 'is not a setting', nearest(key, known) ?? `one of ${known.join(', ')}`, 'key'),
      );
    }
    if (issue.code === 'invalid_union') {
      // The branch that got furthest is the one the writer had in mind.
      const inner = issue.errors.filter((branch) => branch.some((each) => each.path.length > 0))[0];
      if (inner !== undefined) {
        return inner.flatMap((each) =>
          this.ofIssue({ ...each, path: [...issue.path, ...each.path] } as z.core.$ZodIssue, knownKeys),
        );
      }
    }
    const cut = issue.message.lastIndexOf(WRITE);
    const wrong = cut < 0 ? issue.message : issue.message.slice(0, cut);
    return [this.at(issue.path, wrong, cut < 0 ? 'what the template says' : issue.message.slice(cut + WRITE.length))];
  }

  #position(path: Path, part: 'value' | 'key'): { line: number; column: number } {
    for (let length = path.length; length > 0; length -= 1) {
      const at = path.slice(0, length);
      const offset = length === path.length && part === 'key' ? this.#keyOffset(at) : this.#offset(at);
      if (offset !== undefined) {
        const { line, col } = this.#lines.linePos(offset);
        return { line, column: col };
      }
    }
    return { line: 1, column: 1 };
  }

  #offset(path: Path): number | undefined {
    const node = this.#document.getIn(path, true);
    // An empty value (`title:`) has a place after its key; the key is what a person looks for.
    if (isScalar(node) && node.value === null) return this.#keyOffset(path) ?? node.range?.[0];
    return isNode(node) ? node.range?.[0] : undefined;
  }

  #keyOffset(path: Path): number | undefined {
    const parent = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return undefined;
    const name = String(path.at(-1));
    const pair = parent.items.find(
      (each): each is Pair => isPair(each) && isScalar(each.key) && String(each.key.value) === name,
    );
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
}

/** `sources[0].every`: how a setting is called in messages. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the file';
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

/** The known name closest to what was written, when it is close enough to have been meant. */
export function nearest(written: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return ranked !== undefined && ranked.distance <= Math.max(2, Math.floor(ranked.name.length / 3))
    ? ranked.name
    : null;
}

/** Levenshtein's distance; inputs are cut at 40 characters, more is no slip of the finger. */
function editDistance(a: string, b: string): number {
  const from = [...a.slice(0, 40)];
  const to = [...b.slice(0, 40)];
  let row = to.map((_, index) => index + 1);
  let previousFirst = 0;
  for (const [i, character] of from.entries()) {
    let left = i + 1;
    let diagonal = previousFirst;
    previousFirst = left;
    row = row.map((above, j) => {
      const cost = Math.min(above + 1, left + 1, diagonal + (character === to[j] ? 0 : 1));
      diagonal = above;
      left = cost;
      return cost;
    });
  }
  return row.at(-1) ?? from.length;
}
