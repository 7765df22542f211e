import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';

/**
 * Calls whose arguments beyond the first `keep` only ever become English text for terminals and logs. The reader app
 * shows sentences of its own by the error's code, and it is cheap only without what it never shows.
 */
const CALLS: readonly { readonly call: string; readonly keep: number; readonly where: RegExp }[] = [
  { call: 'new ProofError(', keep: 1, where: /\/(?:proof|reader)\/[a-z0-9-]+\.ts$/ },
  { call: 'new ForkError(', keep: 1, where: /\/proof\/[a-z0-9-]+\.ts$/ },
  { call: 'new ReaderError(', keep: 1, where: /\/reader\/[a-z0-9-]+\.ts$/ },
  { call: 'new ArticleError(', keep: 1, where: /\/article\/[a-z0-9-]+\.ts$/ },
  { call: 'super(', keep: 1, where: /\/proof\/errors\.ts$/ },
  { call: 'Error(', keep: 0, where: /\/proof\/canonical\.ts$/ },
  { call: '.refuse(', keep: 0, where: /\/article\/[a-z0-9-]+\.ts$/ },
  { call: '.refuseElement(', keep: 0, where: /\/article\/[a-z0-9-]+\.ts$/ },
  { call: '.bad(', keep: 0, where: /\/proof\/trust-metadata\.ts$/ },
  // Of what a checker reports of a body the code stays; where in it, and what the checker wanted, is for people.
  { call: 'report(', keep: 1, where: /\/article\/check[a-z-]*\.ts$/ },
  { call: ' text(', keep: 1, where: /\/article\/check[a-z-]*\.ts$/ },
  // Local names for `new …Error(…)`, which take the reason.
  { call: 'throw bad(', keep: 0, where: /\/(?:proof|reader)\/[a-z0-9-]+\.ts$/ },
  { call: 'throw back(', keep: 0, where: /\/proof\/verify-head\.ts$/ },
  // The line in English of a check.
  { call: ' pass(', keep: 1, where: /\/proof\/(?:report|check)\.ts$/ },
  { call: '(pass(', keep: 1, where: /\/proof\/(?:report|check)\.ts$/ },
  { call: ' unknown(', keep: 1, where: /\/proof\/(?:report|check)\.ts$/ },
  { call: '(unknown(', keep: 1, where: /\/proof\/(?:report|check)\.ts$/ },
];

/** Where a string or template that opens at `at` ends: behind its last quote. -1 when it does not. */
function endOfText(code: string, at: number): number {
  const quote = code[at];
  for (let end = at + 1; end < code.length; end += 1) {
    if (code[end] === '\\') end += 1;
    else if (code[end] === quote) return end + 1;
    else if (quote === '`' && code.startsWith('${', end)) {
      const close = scan(code, end + 2)?.end ?? -1;
      if (code[close] !== '}') return -1;
      end = close;
    }
  }
  return -1;
}

/**
 * From behind an opening bracket to its closing one, and the commas between. Null where a slash stands in the code: it
 * may open a regular expression or a comment, and telling them apart takes a whole parser.
 */
function scan(code: string, start: number): { readonly end: number; readonly commas: readonly number[] } | null {
  const commas: number[] = [];
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    const character = code[at] as string;
    if ('\'"`'.includes(character)) {
      const end = endOfText(code, at);
      if (end < 0) return null;
      at = end - 1;
    } else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) {
      if (depth === 0) return { end: at, commas };
      depth -= 1;
    } else if (character === ',' && depth === 0) commas.push(at);
    else if (character === '/') return null;
  }
  return null;
}

/** JavaScript without the arguments that only become messages. Calls that cannot be read for certain stay whole. */
export function leanErrors(code: string, path: string): string {
  let lean = code;
  for (const { call, keep, where } of CALLS) {
    if (!where.test(path)) continue;
    for (let at = lean.indexOf(call); at >= 0; at = lean.indexOf(call, at + 1)) {
      const start = at + call.length;
      const found = scan(lean, start);
      if (found === null) continue;
      const from = keep === 0 ? start : (found.commas[keep - 1] ?? found.end);
      lean = lean.slice(0, from) + lean.slice(found.end);
    }
  }
  return lean;
}

/** Leaves messages out of the errors of a bundle: its errors keep their codes. */
export const leanErrorsPlugin: Plugin = {
  name: 'lean-errors',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:proof|article|reader)[\\/][a-z0-9-]+\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'ts',
        target: 'es2022',
        charset: 'utf8',
      });
      return { contents: leanErrors(code, path.replaceAll('\\', '/')), loader: 'js' };
    });
  },
};
