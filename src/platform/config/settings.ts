import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type CarrierSettings, carrierFaults, settleCarrier } from './carrier.ts';
import { ConfigError, type SettingsFault } from './error.ts';
import { FaultFinder } from './faults.ts';
import { knownKeys, type LEVELS, schema } from './schema.ts';
import { publicAddress, WRITE } from './schema-values.ts';
import { settleWork, type WorkSettings, workFaults } from './work.ts';

/** The name of the settings file in a newsroom's folder. */
export const SETTINGS_FILE = 'tamizdat.yaml';

/** Larger settings files are refused before they are parsed. */
const MAX_SETTINGS_BYTES = 256 * 1024;

/** Where articles come from. */
export interface SourceSettings {
  readonly kind: 'feed' | 'sitemap';
  /** Absolute http(s) address, as written. */
  readonly address: string;
  /** How often it is asked, in milliseconds. */
  readonly everyMs: number;
  /** Where an article's text is taken from: the feed, the article's page, or whichever holds more of it. */
  readonly text: 'auto' | 'feed' | 'page';
  /** The language of its articles, when the source does not say so itself or says it wrongly. */
  readonly language?: string;
  /** At most this many of the newest items are carried. */
  readonly maxItems?: number;
}

/** The settings of a newsroom, checked, defaults filled in. Every duration is in milliseconds, every path absolute. */
export interface Settings extends WorkSettings {
  /** Absolute path of the file they were read from. */
  readonly file: string;
  /** The newsroom's folder: the one that holds the file. */
  readonly folder: string;
  /** Name of the newsroom in keys, records and the log: like a host name, no spaces or plus. */
  readonly newsroom: string;
  /** The newsroom's name for readers, for each of `languages`. */
  readonly title: Readonly<Record<string, string>>;
  /** The blocked site: an http(s) address, shown as text. */
  readonly home: string;
  /** Address of the reader app, ending in `/`; never the origin of a carrier. Absent while there is none. */
  readonly app?: string;
  /** Language tags in canonical form, the original's first, each once. */
  readonly languages: readonly [string, ...string[]];
  /** Own notice texts by language; a language without one gets the usual notice. */
  readonly notice: Readonly<Record<string, string>>;
  /** What may be done with the texts, by language; the original language's for a language without one. Absent: nothing is said. */
  readonly rights?: Readonly<Record<string, string>>;
  /** Present when this is somebody's own copy of a newsroom's feed (`tamizdat carry`). */
  readonly carried?: { readonly from: string; readonly by: string };
  readonly sources: readonly SourceSettings[];
  readonly carriers: readonly CarrierSettings[];
  /** Which carrier's copy this process serves over HTTP, and where; absent: none. Port 0 takes any free one. */
  readonly serve?: { readonly carrier: string; readonly host: string; readonly port: number };
  /** How often `head` is renewed although nothing was published, in milliseconds. */
  readonly heartbeatMs: number;
  readonly log: (typeof LEVELS)[number];
}

/**
 * Parses the text of a settings file.
 * @param text The YAML text.
 * @param file Its path: named in faults (by its last part), and what relative paths in it are relative to.
 * @throws ConfigError `settings-invalid`, which lists every fault with line and column.
 */
export function parseSettings(text: string, file: string): Settings {
  const path = resolve(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw invalid(
      path,
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return {
          line,
          column: col,
          wrong: `the file is not YAML here: ${lowerFirst(error.message)}`,
          write: 'name: value, one a line, with spaces and no tabs in front',
        };
      }),
    );
  }
  const finder = new FaultFinder(document, lines);
  let raw: unknown;
  try {
    // No alias is ever needed in a file this small; ten thousand of one are how a YAML bomb is made.
    raw = withoutEmpty(document.toJS({ maxAliasCount: 20 }) ?? {});
  } catch (cause) {
    throw invalid(path, [finder.at([], 'uses too many aliases', 'the values themselves')], cause);
  }
  const parsed = schema.safeParse(raw);
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => finder.ofIssue(issue, knownKeys));
  faults.push(...crossFaults(raw, finder));
  if (!parsed.success || faults.length > 0) throw invalid(path, faults);
  return settle(parsed.data, path);
}

/**
 * Reads `tamizdat.yaml` of a newsroom's folder.
 * @throws ConfigError `settings-missing`, `settings-unreadable` or `settings-invalid`.
 */
export async function readSettings(folder: string): Promise<Settings> {
  const file = join(resolve(folder), SETTINGS_FILE);
  return parseSettings(await readSettingsText(file), file);
}

/** The text of a settings file; its errors say what to do when there is none. */
export async function readSettingsText(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new ConfigError('settings-missing', `${file}: there is no settings file`, {
        hint: `make a newsroom with: tamizdat init ${dirname(file)}`,
        cause,
      });
    }
    throw new ConfigError('settings-unreadable', `${file}: cannot be read (${code ?? 'unknown reason'})`, {
      hint: 'check who may read the file',
      cause,
    });
  }
  const tooLarge = bytes.length > MAX_SETTINGS_BYTES;
  try {
    if (!tooLarge) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Said below, with the other reason.
  }
  throw new ConfigError(
    'settings-unreadable',
    `${file}: ${tooLarge ? `larger than ${MAX_SETTINGS_BYTES} bytes` : 'not UTF-8 text'}`,
    { hint: 'check that this is the settings file, and save it as UTF-8' },
  );
}

type Parsed = (typeof schema)['_output'];

/** Fills in the defaults. */
function settle(parsed: Parsed, file: string): Settings {
  const folder = dirname(file);
  const [original, ...others] = parsed.languages as [string, ...string[]];
  const titles: Readonly<Record<string, string>> =
    typeof parsed.title === 'string' ? { [original]: parsed.title } : parsed.title;
  const title = Object.fromEntries([original, ...others].map((each) => [each, titles[each] ?? titles[original] ?? '']));
  const carriers = (parsed.carriers ?? []).map((each) => settleCarrier(each, folder));
  const served = parsed.serve?.carrier ?? carriers.find(({ kind }) => kind === 'directory')?.name;
  return {
    file,
    folder,
    newsroom: parsed.newsroom,
    title,
    home: parsed.home,
    ...(parsed.app === undefined ? {} : { app: publicAddress(parsed.app) ?? parsed.app }),
    languages: [original, ...others],
    notice: parsed.notice ?? {},
    ...(parsed.rights === undefined ? {} : { rights: parsed.rights }),
    ...(parsed.carried === undefined ? {} : { carried: parsed.carried }),
    sources: (parsed.sources ?? []).map(
      ({ feed, sitemap, every, text, language, maxItems }): SourceSettings => ({
        kind: feed === undefined ? 'sitemap' : 'feed',
        address: feed ?? sitemap ?? '',
        everyMs: every ?? 5 * 60_000,
        text: text ?? 'auto',
        ...(language === undefined ? {} : { language }),
        ...(maxItems === undefined ? {} : { maxItems }),
      }),
    ),
    carriers,
    ...settleWork(parsed, folder),
    ...(parsed.serve === undefined || served === undefined
      ? {}
      : { serve: { carrier: served, host: parsed.serve.host ?? '127.0.0.1', port: parsed.serve.port ?? 8080 } }),
    heartbeatMs: parsed.heartbeat ?? 30 * 60_000,
    log: parsed.log ?? 'info',
  };
}

/**
 * What the schema cannot see: rules between settings. Works on the raw value, so that these faults are listed
 * together with all others instead of after them.
 */
function crossFaults(raw: unknown, finder: FaultFinder): SettingsFault[] {
  if (!isRecord(raw)) return [];
  const faults: SettingsFault[] = [];
  const languages = listOf(raw.languages).filter((each) => typeof each === 'string');
  languages.forEach((each, at) => {
    if (languages.indexOf(each) < at)
      faults.push(finder.at(['languages', at], `repeats ${each}`, 'each language once'));
  });
  const original = languages[0];
  if (isRecord(raw.title) && original !== undefined && !Object.hasOwn(raw.title, original)) {
    faults.push(finder.at(['title'], `has no text for the original language ${original}`, `${original}: …`));
  }
  for (const name of ['title', 'notice', 'rights']) {
    const texts = raw[name];
    for (const key of isRecord(texts) && languages.length > 0 ? Object.keys(texts) : []) {
      if (languages.includes(key)) continue;
      faults.push(
        finder.at([name, key], 'is a text in a language that is not carried', `one of ${languages.join(', ')}`, 'key'),
      );
    }
  }
  for (const [at, source] of listOf(raw.sources).entries()) {
    if (!isRecord(source)) continue;
    const kinds = ['feed', 'sitemap'].filter((kind) => source[kind] !== undefined);
    if (kinds.length === 1) continue;
    const wrong = kinds.length === 0 ? 'names neither a feed nor a sitemap' : 'names both a feed and a sitemap';
    faults.push(finder.at(['sources', at], wrong, kinds.length === 0 ? 'feed: https://…' : 'two sources'));
  }
  const names = listOf(raw.carriers).map((each) => (isRecord(each) ? each.name : undefined));
  for (const [at, name] of names.entries()) {
    if (name === undefined || names.indexOf(name) === at) continue;
    faults.push(finder.at(['carriers', at, 'name'], `repeats ${String(name)}`, 'a name of its own for each carrier'));
  }
  for (const [at, carrier] of listOf(raw.carriers).entries()) {
    if (isRecord(carrier)) faults.push(...carrierFaults(carrier, at, finder));
    // Whoever serves the app decides what people are told; to a browser everything of one origin is one site.
    if (isRecord(carrier) && originOf(raw.app) !== null && originOf(raw.app) === originOf(carrier.address)) {
      const wrong = 'has the scheme, host and port of app, and carriers must not serve the reader app';
      faults.push(finder.at(['carriers', at, 'address'], wrong, 'another host or port'));
    }
    for (const name of ['abilities', 'hints']) {
      const words = listOf(isRecord(carrier) ? carrier[name] : undefined);
      words.forEach((word, index) => {
        if (words.indexOf(word) < index)
          faults.push(finder.at(['carriers', at, name, index], 'repeats another', 'each once'));
      });
    }
  }
  faults.push(...workFaults(raw, finder));
  if (isRecord(raw.serve)) {
    const served = raw.serve.carrier;
    if (names.length === 0) {
      faults.push(finder.at(['serve'], 'has no carrier to serve', 'a carrier under carriers first'));
    } else if (served !== undefined && !names.includes(served)) {
      faults.push(finder.at(['serve', 'carrier'], 'names no carrier of this file', `one of ${names.join(', ')}`));
    } else {
      // Only what lies on this machine can be served from it.
      const folders = listOf(raw.carriers).filter((each) => isRecord(each) && each.directory !== undefined);
      const isFolder = folders.some((each) => isRecord(each) && (served === undefined || each.name === served));
      const wrong = served === undefined ? 'has no folder to serve' : 'names a carrier that is not a folder';
      const place = served === undefined ? ['serve'] : ['serve', 'carrier'];
      if (!isFolder) faults.push(finder.at(place, wrong, 'a carrier with directory'));
    }
  }
  return faults;
}

function invalid(file: string, faults: readonly SettingsFault[], cause?: unknown): ConfigError {
  const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  const name = basename(file);
  const text = sorted.map(({ line, column, wrong, write }) => `${name}:${line}:${column} ${wrong}${WRITE}${write}`);
  return new ConfigError('settings-invalid', text.join('\n'), {
    hint: `mend ${sorted.length === 1 ? 'this' : `these ${sorted.length} faults`} in ${file} and try again`,
    faults: sorted,
    cause,
  });
}

/** Settings without a value (`notice:` with everything under it commented out) count as not given. */
function withoutEmpty(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}

/** Scheme, host and port of an address; null for what is none. */
function originOf(value: unknown): string | null {
  return typeof value === 'string' && publicAddress(value) !== null ? new URL(value).origin : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
