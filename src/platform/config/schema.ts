import { z } from 'zod';
import { carrier } from './schema-carrier.ts';
import { partner } from './schema-partner.ts';
import {
  address,
  byLanguage,
  duration,
  keyName,
  language,
  line,
  message,
  oneOf,
  paragraph,
  publicAddress,
  text,
  WRITE,
  whole,
} from './schema-values.ts';
import { backups, consoleSettings, engine, objectStore, translation, webhook, workShape } from './schema-work.ts';

/**
 * The one schema of `tamizdat.yaml`. Each message is a pair `what is wrong; write: …` without the setting's name,
 * which `settings.ts` puts in front together with file, line and column.
 */

const source = z.strictObject(
  {
    feed: address('feed: https://courier.example/feed.xml').optional(),
    sitemap: address('sitemap: https://courier.example/news-sitemap.xml').optional(),
    every: duration('every', '5m', 1_000, 7 * 86_400_000).optional(),
    text: oneOf('text', ['auto', 'feed', 'page']).optional(),
    language: language.optional(),
    maxItems: whole('a whole number from 1 to 2000', 'maxItems: 50', 1, 2_000).optional(),
  },
  { error: message('a source', '- feed: https://courier.example/feed.xml') },
);

/** The levels of the log, the most silent last. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** What a settings file may hold; strict, because a misspelt setting that is ignored is a fault nobody sees. */
export const schema = z.strictObject(
  {
    newsroom: keyName,
    title: z.union(
      [line('title: The Courier'), byLanguage(line('title: { de: Der Kurier }'), 'title: { de: Der Kurier }')],
      {
        error: message('a text, or a text for each language', 'title: The Courier'),
      },
    ),
    home: address('home: https://courier.example/'),
    app: text(
      'an http or https address of at most 200 characters, without password, ? and #',
      'app: https://read.courier.example/',
      (value) => publicAddress(value) !== null,
    ).optional(),
    languages: z
      .array(language, { error: message('a list of languages', 'languages: [de, ru]') })
      .min(1, { error: `is empty${WRITE}languages: [de]` }),
    notice: byLanguage(paragraph('notice: { ru: … }'), 'notice: { ru: … }').optional(),
    rights: byLanguage(paragraph('rights: { ru: … }'), 'rights: { ru: … }').optional(),
    carried: z
      .strictObject(
        { from: line('from: courier.example'), by: line('by: somebody') },
        { error: message('made of from and by', 'carried: { from: courier.example, by: somebody }') },
      )
      .optional(),
    sources: z.array(source, { error: message('a list of sources', 'sources: []') }).optional(),
    carriers: z.array(carrier, { error: message('a list of carriers', 'carriers: []') }).optional(),
    serve: z
      .strictObject(
        {
          carrier: line('carrier: local').optional(),
          host: text('a host name or address', 'host: 127.0.0.1', (value) =>
            /^[A-Za-z0-9.:_-]{1,253}$/.test(value),
          ).optional(),
          port: whole('a port from 0 to 65535 (0 takes any free one)', 'port: 8080', 0, 65_535).optional(),
        },
        { error: message('made of carrier, host and port', 'serve: { carrier: local, port: 8080 }') },
      )
      .optional(),
    ...workShape,
    heartbeat: duration('heartbeat', '30m', 10_000, 3_600_000).optional(),
    log: oneOf('log', LEVELS).optional(),
  },
  { error: message('a list of settings, a line each', 'newsroom: courier.example') },
);

/** The settings as they stand in the file: texts and durations, most of them optional. */
export type SettingsValues = z.input<typeof schema>;

/** The names of settings allowed at a path of the file, for naming the nearest one to a misspelt. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(schema.shape);
  if (first === 'sources' && rest.length === 1) return Object.keys(source.shape);
  if (first === 'carriers' && rest.length === 1) return Object.keys(carrier.shape);
  if (first === 'carried') return ['from', 'by'];
  if (first === 'serve') return ['carrier', 'host', 'port'];
  if (first === 'engines' && rest.length === 1) return Object.keys(engine.shape);
  if (first === 'translations' && rest.length === 1) return Object.keys(translation.shape);
  if (first === 'webhooks' && rest.length === 1) return Object.keys(webhook.shape);
  if (first === 'partners' && rest.length === 1) return Object.keys(partner.shape);
  if (first === 'console') return Object.keys(consoleSettings.shape);
  if (first === 'blobs') return Object.keys(objectStore.shape);
  if (first === 'backups') return Object.keys(backups.shape);
  return [];
}
