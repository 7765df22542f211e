/** What verifying a page costs beside its bare signatures and hashes. Runs in Node and, bundled, in a browser. */
import { verifyBundle, verifyPage } from '../src/proof/verify-file.ts';

/** A page and what it is verified with; bytes as numbers, because they travel into a page as JSON. */
export interface CostInput {
  readonly fingerprint: string;
  readonly bundle: readonly number[];
  readonly page: readonly number[];
  readonly rounds: number;
  /** Pages at a time: clocks of browsers are coarse. */
  readonly pages: number;
}

/** Milliseconds of each round, and what the bare work of one page is. */
export interface Cost {
  readonly whole: readonly number[];
  readonly bare: readonly number[];
  readonly signatures: number;
  readonly hashes: number;
}

type Work = () => Promise<unknown>;

/** The checks of signatures and the hashes that a run asks WebCrypto for, to be done again without anything around them. */
async function recorded(run: Work): Promise<{ readonly works: readonly Work[]; readonly signatures: number }> {
  const { subtle } = crypto;
  const { verify, digest } = SubtleCrypto.prototype;
  const works: Work[] = [];
  let signatures = 0;
  subtle.verify = (...input: Parameters<typeof verify>) => {
    signatures += 1;
    works.push(() => verify.apply(subtle, input));
    return verify.apply(subtle, input);
  };
  subtle.digest = (...input: Parameters<typeof digest>) => {
    works.push(() => digest.apply(subtle, input));
    return digest.apply(subtle, input);
  };
  try {
    await run();
  } finally {
    // The prototype's come to light again.
    Reflect.deleteProperty(subtle, 'verify');
    Reflect.deleteProperty(subtle, 'digest');
  }
  return { works, signatures };
}

async function timed(times: number, work: Work): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < times; at += 1) await work();
  return performance.now() - start;
}

/** Verifies a page again and again, in turn with the bare work of it. */
export async function measureCost({ fingerprint, bundle, page, rounds, pages }: CostInput): Promise<Cost> {
  const trusted = await verifyBundle(Uint8Array.from(bundle), fingerprint, new Date());
  const bytes = Uint8Array.from(page);
  const whole: Work = () => verifyPage(trusted, bytes);
  // Once before, so that keys are imported: a reader meets the same few in every page.
  await whole();
  const { works, signatures } = await recorded(whole);
  const bare: Work = async () => {
    for (const work of works) await work();
  };
  await timed(pages, whole);
  await timed(pages, bare);
  const times: { whole: number[]; bare: number[] } = { whole: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.whole.push(await timed(pages, whole));
    times.bare.push(await timed(pages, bare));
  }
  return { ...times, signatures, hashes: works.length - signatures };
}
