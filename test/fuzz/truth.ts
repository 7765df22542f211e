/** What is true about the specimen, and so what may be told of it. */
import { parseNote, type Report } from '../../src/proof/index.ts';

/** A value with all that is in it, as a text: two are equal when their texts are. Functions are left out. */
export function plain(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Map) return [...each];
    if (each instanceof Uint8Array) return Buffer.from(each).toString('hex');
    return each;
  });
}

/**
 * Everything that was really signed, so that "genuine" can be told exactly: what a signature is over must be byte-equal to
 * something here. Not covered by any signature, and therefore free: white space and order in TUF files (the signatures are
 * over their canonical form), and in notes signature lines of keys that nobody knows.
 */
export class Truth {
  readonly pages = new Set<string>();
  readonly heads = new Set<string>();
  readonly checkpoints = new Set<string>();
  readonly trusted = new Set<string>();
  /** How each page stands under each edition. */
  readonly currencies = new Map<string, string>();

  static pageKey = ({ page }: Report): string =>
    plain([page?.record, page?.part, page?.content, page?.place, page?.leaf, page?.desk]);
  /** An edition is true only together with the tree that it is the last entry of. */
  static headKey = ({ head }: Report): string =>
    plain([head?.edition, head?.leaf, head && parseNote(head.checkpoint.note).text]);
  /** Without the root's version: under a newer root, what was known before may still be what counts. */
  static trustKey = ({ trusted }: Report): string =>
    plain([
      trusted?.identity,
      trusted?.policy,
      trusted?.desks,
      { ...trusted?.versions, root: 0 },
      trusted?.fingerprint,
    ]);
  static currencyKey = (report: Report): string => plain([Truth.pageKey(report), report.head?.edition.number]);

  /** Takes what an untouched carrier led to for true. */
  learn(report: Report): void {
    if (report.exitCode !== 0) throw new Error(`the specimen itself is not genuine: ${plain(report.checks)}`);
    this.trusted.add(Truth.trustKey(report));
    this.heads.add(Truth.headKey(report));
    for (const note of [report.head?.checkpoint.note, report.page?.checkpoint.note]) {
      if (note !== undefined) this.checkpoints.add(parseNote(note).text);
    }
    if (report.page === null) return;
    this.pages.add(Truth.pageKey(report));
    this.currencies.set(Truth.currencyKey(report), report.currency?.value ?? '');
  }

  /** Whether a browser shows anything of a file beside what was signed. */
  static showsMore(file: Uint8Array, { page }: Report): boolean {
    if (page === null) return false;
    const text = new TextDecoder().decode(file);
    const signed = new TextDecoder().decode(page.content);
    const rest = text.slice(signed.length);
    return !text.startsWith(signed) || !/^<!--tamizdat:proof\n(?:(?!--!?>)[\s\S])*-->\n$/.test(rest);
  }

  /** What in a report is told to be genuine and is not; null when all of it is. */
  lieIn(report: Report, { now, isAboutPage }: { readonly now: Date; readonly isAboutPage: boolean }): string | null {
    const { trusted, head, page, currency, label, exitCode } = report;
    if (trusted !== null && !this.trusted.has(Truth.trustKey(report))) return 'trust data that nobody signed';
    if (head !== null && !this.heads.has(Truth.headKey(report))) return 'an edition that nobody signed as the newest';
    for (const checkpoint of [head?.checkpoint, page?.checkpoint]) {
      if (checkpoint && !this.checkpoints.has(parseNote(checkpoint.note).text))
        return 'a checkpoint that nobody signed';
    }
    if (page !== null && !this.pages.has(Truth.pageKey(report))) return 'a page that nobody signed';
    if (exitCode === 0 && isAboutPage && page === null) return 'no page, and genuine';
    if (exitCode === 0 && !isAboutPage && head === null) return 'no head, and genuine';
    if (label.kind === 'conflict') return 'a conflict, and the newsroom never forked';
    if (label.time !== null && label.time > now) return 'a date in the future';
    if (currency === null || currency.value === 'unknown' || currency.value === 'unproven') return null;
    const expected = this.currencies.get(Truth.currencyKey(report));
    return currency.value === expected ? null : `called ${currency.value}, and is ${expected}`;
  }
}
