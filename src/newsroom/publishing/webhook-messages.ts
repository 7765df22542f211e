import type { Settings } from '../../platform/config/index.ts';
import type { Statements } from '../../platform/jobs/index.ts';
import { articlePath } from '../../proof/index.ts';
import type { KeptVersion } from './versions.ts';

/** What a webhook is told of one language version. Never a text: a message may lie about for weeks. */
export interface ToldChange {
  readonly what: 'published' | 'corrected' | 'withdrawn';
  readonly article: string;
  readonly language: string;
  readonly revision: number;
  /** From the root of the edition. */
  readonly path: string;
}

const WHAT = { current: 'published', corrected: 'corrected', withdrawn: 'withdrawn' } as const;

/** What an edition brought out, as webhooks are told it; pages that were only drawn again are nothing new. */
export function toldChanges(versions: readonly KeptVersion[]): ToldChange[] {
  return versions
    .filter(({ revision, publishedRevision }) => revision > publishedRevision)
    .map(({ article, day, revision, body: { language, state } }) => {
      return { what: WHAT[state], article, language, revision, path: articlePath(language, day, article) };
    });
}

/** What telling webhooks takes. */
export interface TellPorts {
  readonly settings: () => Pick<Settings, 'newsroom' | 'webhooks'>;
  readonly now: () => Date;
  readonly random: (count: number) => Uint8Array;
  readonly enqueue: (
    trx: Statements,
    queue: 'webhook',
    data: { readonly address: string; readonly id: string; readonly body: string },
    options: { readonly key: string },
  ) => Promise<void>;
}

/** Tells every webhook of the settings what an edition brought out, in the transaction that notes that it did. */
export async function tellWebhooks(
  trx: Statements,
  edition: number,
  versions: readonly KeptVersion[],
  { settings, now, random, enqueue }: TellPorts,
): Promise<void> {
  const { newsroom, webhooks } = settings();
  const changes = toldChanges(versions);
  if (changes.length === 0) return;
  const body = JSON.stringify({
    type: 'edition.published',
    timestamp: now().toISOString(),
    data: { newsroom, edition, changes },
  });
  for (const { address } of webhooks) {
    const id = `msg_${Buffer.from(random(16)).toString('hex')}`;
    await enqueue(trx, 'webhook', { address, id, body }, { key: id });
  }
}
