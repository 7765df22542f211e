import { ask, refusal, validatorsOf } from './ask.ts';
import { decodeBytes } from './decode.ts';
import { extractPage, type Page, type PageHints } from './page.ts';
import { PAGE_BYTES, type PollPorts } from './settings.ts';
import { SourceError } from './source-error.ts';
import type { Validators } from './source-state.ts';

/** What asking for an article page gave. */
export type PageReading =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'read'; readonly page: Page; readonly validators: Validators; readonly charsetWarning?: string };

/** Fetches pages, at most two of one host at once, and stops asking a host that says it is too much. */
export interface PageReader {
  /**
   * @param validators given when an unchanged page needs no reading
   * @throws SourceError `unreachable`, `refused`, `too-large`, `not-a-page`, `too-deep`, `aborted`
   */
  read(address: string, hints: PageHints, validators?: Validators): Promise<PageReading>;
  /** Whether an address still answers: `gone` for 404 and 410, which are told apart by `status`. */
  check(address: string): Promise<{ readonly status: number }>;
}

const PER_HOST = 2;

/** Lets at most `PER_HOST` tasks of one host run at once, in the order they came. */
function openTurns(): <T>(host: string, task: () => Promise<T>) => Promise<T> {
  const hosts = new Map<string, { running: number; waiting: (() => void)[] }>();
  return async (host, task) => {
    const queue = hosts.get(host) ?? { running: 0, waiting: [] };
    hosts.set(host, queue);
    if (queue.running >= PER_HOST) await new Promise<void>((turn) => queue.waiting.push(turn));
    else queue.running += 1;
    try {
      return await task();
    } finally {
      const next = queue.waiting.shift();
      if (next === undefined) queue.running -= 1;
      else next();
    }
  };
}

/** Opens a reader of pages for one poll. */
export function openPageReader(ports: PollPorts): PageReader {
  const inTurn = openTurns();
  const tired = new Map<string, number>();

  async function get(address: string, accept: string, validators?: Validators) {
    const { host } = new URL(address);
    return inTurn(host, async () => {
      const status = tired.get(host);
      if (status !== undefined) throw refusal(status, address);
      const answer = await ask(ports, address, { accept, maxBytes: PAGE_BYTES, validators });
      if (answer.status === 429 || answer.status === 503) tired.set(host, answer.status);
      return answer;
    });
  }

  return {
    async read(address, hints, validators) {
      const answer = await get(address, 'text/html, application/xhtml+xml, */*;q=0.5', validators);
      if (answer.status === 304) return { kind: 'unchanged' };
      if (answer.status === 410) return { kind: 'gone' };
      if (answer.status !== 200) throw refusal(answer.status, address);
      const type = answer.headers.get('content-type') ?? 'text/html';
      if (!/html|xml|text\/plain/i.test(type)) {
        throw new SourceError('not-a-page', `${address}: not a web page but ${type.slice(0, 60)}`);
      }
      const fresh = validatorsOf(answer);
      if (validators?.bodyHash !== undefined && validators.bodyHash === fresh.bodyHash) return { kind: 'unchanged' };
      const decoded = decodeBytes(answer.bytes, 'html', answer.headers.get('content-type'));
      return {
        kind: 'read',
        page: extractPage(decoded.text, answer.address, hints),
        validators: fresh,
        ...(decoded.warning !== undefined && { charsetWarning: decoded.warning }),
      };
    },
    async check(address) {
      const { status } = await get(address, 'text/html, */*;q=0.5');
      return { status };
    },
  };
}
