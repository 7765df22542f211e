import { z } from 'zod';
import { partners } from './schema-partner.ts';
import {
  address,
  duration,
  language,
  line,
  message,
  oneOf,
  secretReference,
  text,
  WRITE,
  whole,
} from './schema-values.ts';

/** The part of the settings that is about the newsroom's own work: its database, translations, console and neighbours. */

export const engine = z.strictObject(
  {
    name: text('a short name: lower-case letters, digits, dots and hyphens', 'name: libre', (value) =>
      /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    ),
    kind: oneOf('kind', ['libretranslate', 'deepl', 'chat', 'apertium']),
    address: address('address: https://translate.example/'),
    key: secretReference('key: env:TRANSLATE_KEY').optional(),
    model: line('model: some-model').optional(),
    timeout: duration('timeout', '20s', 1_000, 600_000).optional(),
  },
  { error: message('an engine', '- { name: libre, kind: libretranslate, address: https://translate.example/ }') },
);

export const translation = z.strictObject(
  {
    from: language,
    to: language,
    engine: line('engine: libre').optional(),
    publish: oneOf('publish', ['reviewed', 'unchecked']).optional(),
  },
  { error: message('a translation', '- { from: de, to: ru, engine: libre }') },
);

export const webhook = z.strictObject(
  {
    address: address('address: https://desk.example/hook'),
    secret: secretReference('secret: env:HOOK_SECRET'),
  },
  { error: message('a webhook', '- { address: https://desk.example/hook, secret: env:HOOK_SECRET }') },
);

export const consoleSettings = z.strictObject(
  {
    host: text('a host name or address', 'host: 127.0.0.1', (value) =>
      /^[A-Za-z0-9.:_-]{1,253}$/.test(value),
    ).optional(),
    port: whole('a port from 0 to 65535 (0 takes any free one)', 'port: 4470', 0, 65_535).optional(),
    address: address('address: https://console.courier.example/').optional(),
    signInHeader: text('the name of a header', 'signInHeader: X-Forwarded-User', (value) =>
      /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(value),
    ).optional(),
  },
  { error: message('made of host, port, address and signInHeader', 'console: { port: 4470 }') },
);

export const objectStore = z.strictObject(
  {
    s3: address('s3: https://storage.example/'),
    bucket: text('the name of a bucket', 'bucket: courier', (value) =>
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value),
    ),
    region: line('region: eu-central-1').optional(),
    keyId: secretReference('keyId: env:S3_KEY_ID'),
    key: secretReference('key: env:S3_KEY'),
  },
  {
    error: message(
      'made of s3, bucket, keyId and key',
      'blobs: { s3: https://storage.example/, bucket: courier, keyId: env:S3_KEY_ID, key: env:S3_KEY }',
    ),
  },
);

export const backups = z.strictObject(
  {
    folder: line('folder: /srv/backups'),
    keep: whole('a number of backups from 1 to 1000', 'keep: 14', 1, 1_000).optional(),
  },
  { error: message('made of folder and keep', 'backups: { folder: /srv/backups, keep: 14 }') },
);

/** What the schema has besides what carrying takes. */
export const workShape = {
  database: secretReference('database: env:TAMIZDAT_DATABASE').optional(),
  blobs: objectStore.optional(),
  backups: backups.optional(),
  engines: z.array(engine, { error: message('a list of engines', 'engines: []') }).optional(),
  translations: z.array(translation, { error: message('a list of translations', 'translations: []') }).optional(),
  review: z.array(language, { error: message('a list of languages', 'review: [de]') }).optional(),
  console: consoleSettings.optional(),
  webhooks: z
    .array(webhook, { error: message('a list of webhooks', 'webhooks: []') })
    .max(20, { error: `has more than 20${WRITE}at most 20` })
    .optional(),
  partners,
};
