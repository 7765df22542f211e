import type { FetchAnswer } from '../platform/http/index.ts';
import type { Warning } from './arrival.ts';
import { ask, hashOf, refusal, validatorsOf } from './ask.ts';
import { decodeBytes } from './decode.ts';
import { parseFeed } from './feed.ts';
import type { Feed } from './feed-item.ts';
import { feedLinks } from './page.ts';
import { FEED_BYTES, type PollPorts, type SourceSettings } from './settings.ts';
import { parseSitemap } from './sitemap.ts';
import { SourceError } from './source-error.ts';
import type { SourceState, Validators } from './source-state.ts';

const ACCEPT = 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5';

/** What a feed's address gave. */
export type FeedReading =
  | { readonly kind: 'unchanged'; readonly validators: Validators }
  | {
      readonly kind: 'read';
      readonly feed: Feed;
      readonly validators: Validators;
      /** Address of the feed itself, when the configured one is a page that names it. */
      readonly followed?: string;
      readonly warnings: readonly Pick<Warning, 'code' | 'message'>[];
    };

function isHtml(answer: FetchAnswer, text: string): boolean {
  const start = text.slice(0, 4_000);
  if (/^\s*[[{]/.test(start) || /<(?:rss|feed|(?:\w+:)?RDF|urlset)[\s>]/i.test(start)) return false;
  const isDeclared = /text\/html/i.test(answer.headers.get('content-type') ?? '');
  return isDeclared || /<(?:!doctype html|html|head|body)[\s>]/i.test(start);
}

/**
 * Fetches and parses the feed or sitemap of a source. A page in its place is searched for the feed it names, which is
 * followed and remembered in `followed`.
 *
 * @param unconditional reads it even if nothing changed
 * @throws SourceError
 */
export async function readFeed(
  settings: SourceSettings,
  state: SourceState,
  ports: PollPorts,
  unconditional: boolean,
): Promise<FeedReading> {
  const start = state.followed ?? settings.address;
  const validators = unconditional ? undefined : state.feed;
  let answer = await ask(ports, start, { accept: ACCEPT, maxBytes: FEED_BYTES, validators });
  if (state.followed !== undefined && (answer.status === 404 || answer.status === 410)) {
    // The page may name another feed by now.
    return readFeed(settings, { ...state, followed: undefined, feed: {} }, ports, true);
  }
  const warnings: Pick<Warning, 'code' | 'message'>[] = [];
  let followed = state.followed;
  for (let address = start; ; ) {
    if (answer.status === 304) return { kind: 'unchanged', validators: state.feed };
    if (answer.status !== 200) throw refusal(answer.status, address);
    if (!unconditional && state.feed.bodyHash === hashOf(answer.bytes)) {
      return { kind: 'unchanged', validators: validatorsOf(answer) };
    }
    const decoded = decodeBytes(answer.bytes, 'xml', answer.headers.get('content-type'));
    if (settings.kind === 'feed' && isHtml(answer, decoded.text)) {
      const [link] = feedLinks(decoded.text, answer.address);
      if (link === undefined || address !== settings.address) {
        throw new SourceError('not-a-feed', `${address}: a web page, not a feed`, {
          hint: 'give the address of the RSS, Atom or JSON feed of the site',
        });
      }
      warnings.push({
        code: 'followed-link',
        message: `${settings.name}: ${settings.address} is a web page; its feed ${link} is read instead`,
      });
      address = link;
      followed = link;
      answer = await ask(ports, link, { accept: ACCEPT, maxBytes: FEED_BYTES });
      continue;
    }
    if (answer.movedPermanently) {
      warnings.push({
        code: 'moved',
        message: `${settings.name}: ${address} has moved for good to ${answer.address}; change the settings`,
      });
    }
    if (decoded.warning !== undefined) {
      warnings.push({ code: 'charset', message: `${settings.name}: ${address}: ${decoded.warning}` });
    }
    const feed = (settings.kind === 'feed' ? parseFeed : parseSitemap)(decoded.text, answer.address);
    if (feed.repaired !== undefined) {
      warnings.push({ code: 'repaired', message: `${settings.name}: ${address}: not well-formed: ${feed.repaired}` });
    }
    if (feed.truncated) {
      warnings.push({
        code: 'too-many-items',
        message: `${settings.name}: ${address}: more than ${feed.items.length} items; only the first are read`,
      });
    }
    return {
      kind: 'read',
      feed,
      validators: validatorsOf(answer),
      ...(followed !== undefined && { followed }),
      warnings,
    };
  }
}
