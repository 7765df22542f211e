import { z } from 'zod';
import { canonicalLanguage } from '../../article/index.ts';
import { formatDuration, parseDuration } from './duration.ts';

/**
 * The one schema of `tamizdat.yaml`. Each message is a pair `what is wrong; write: …` without the setting's name,
 * which `settings.ts` puts in front together with file, line and column.
 */

/** Separates what is wrong from what to write in the messages of this schema. */
export const WRITE = '; write: ';

/** A value as messages show it: short, and without the password that someone may have left in an address. */
function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/\/\/[^/\s"]*@/g, '//…@');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `is missing` for an absent value, else `is not <wanted> (<what stands there>)`. */
function message(wanted: string, write: string) {
  return (issue: { input?: unknown }): string => {
    const wrong =
      issue.input === undefined || issue.input === null ? 'is missing' : `is not ${wanted} (${shown(issue.input)})`;
    return `${wrong}${WRITE}${write}`;
  };
}

/** A text that passes `accepts`, changed by nothing. */
function text(wanted: string, write: string, accepts: (value: string) => boolean) {
  const error = message(wanted, write);
  return z.string({ error }).refine(accepts, { error });
}

function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s]+$/i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && url.hostname !== '';
}

/** The one way of writing an address given to readers, as the list of carriers takes it, ending in a slash; null for none. */
export function publicAddress(value: string): string | null {
  if (!isWebAddress(value)) return null;
  const url = new URL(value);
  if (url.search !== '' || url.hash !== '' || /[?#<>\\^`{|}]/.test(value)) return null;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href.length <= 200 ? url.href : null;
}

/** Key names go into signed notes, where a space or a plus would end the name; a host name is safe and says who speaks. */
const keyName = text(
  'a name like a host name: lower-case letters, digits, dots and hyphens, at most 100 characters',
  'newsroom: courier.example',
  (value) =>
    value.length <= 100 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(value),
);

const line = (write: string) =>
  text(
    'one line of text of at most 1,000 characters',
    write,
    (value) =>
      value.trim() !== '' && value.length <= 1_000 && value.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(value),
  );

const paragraph = (write: string) =>
  text(
    'a text of at most 2,000 characters',
    write,
    (value) =>
      value.trim() !== '' &&
      value.length <= 2_000 &&
      value.isWellFormed() &&
      !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value),
  );

function address(write: string) {
  return text('an http or https address without a password in it', write, isWebAddress);
}

const language = z.string({ error: message('a language', 'de') }).check((context) => {
  const canonical = canonicalLanguage(context.value);
  // `log/` is a folder of every edition, and a language is one too.
  if (canonical === context.value && canonical !== 'log') return;
  context.issues.push({
    code: 'custom',
    input: context.value,
    message: `is not a language tag (${shown(context.value)})${WRITE}${canonical === null || canonical === 'log' ? 'a tag such as de, ru or pt-BR' : canonical}`,
  });
});

const byLanguage = (value: z.ZodType<string>, write: string) =>
  z.record(z.string(), value, { error: message('a text for each language', write) });

function duration(name: string, usual: string, minMs: number, maxMs: number) {
  const error = message(`a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`, `${name}: ${usual}`);
  return z
    .string({ error })
    .refine(
      (value) => {
        const parsed = parseDuration(value);
        return parsed !== null && parsed >= minMs && parsed <= maxMs;
      },
      { error },
    )
    .transform((value) => parseDuration(value) ?? 0);
}

function whole(wanted: string, write: string, min: number, max: number) {
  const error = message(wanted, write);
  return z.number({ error }).refine((value) => Number.isInteger(value) && value >= min && value <= max, { error });
}

function oneOf<const Values extends readonly [string, ...string[]]>(name: string, values: Values) {
  return z.enum(values, { error: message(`one of ${values.join(', ')}`, `${name}: ${values[0]}`) });
}

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

const carrier = z.strictObject(
  {
    name: text('a short name: lower-case letters, digits, dots and hyphens', 'name: local', (value) =>
      /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    ),
    directory: line('directory: public'),
    address: text(
      'a public http or https address of at most 200 characters, without password, ? and #',
      'address: https://mirror.example/',
      (value) => publicAddress(value) !== null,
    ).optional(),
    group: text(
      'a short name of the provider: lower-case letters, digits and hyphens, at most 40',
      'group: provider-a',
      (value) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(value),
    ).optional(),
    abilities: z
      .array(oneOf('abilities', ['cors', 'compression']), {
        error: message('a list', 'abilities: [cors, compression]'),
      })
      .optional(),
    hints: z
      .array(
        text('a country code of two lower-case letters', 'hints: [ru, by]', (value) => /^[a-z]{2}$/.test(value)),
        { error: message('a list', 'hints: [ru, by]') },
      )
      .optional(),
  },
  { error: message('a carrier', '- { name: local, directory: public }') },
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
  return [];
}
