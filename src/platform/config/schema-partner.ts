import { z } from 'zod';
import type { SettingsFault } from './error.ts';
import type { FaultFinder } from './faults.ts';
import {
  address,
  byLanguage,
  duration,
  language,
  line,
  message,
  oneOf,
  paragraph,
  secretReference,
  text,
  WRITE,
} from './schema-values.ts';
import type { SecretReference } from './secret.ts';

/** An agreement with a site that carries articles as its own posts. */
export interface PartnerSettings {
  /** Unique among the partners. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly kind: 'wordpress';
  /** Address of the site, ending in `/`: https, or http on this machine. */
  readonly address: string;
  /** The user that the partner made for us, and where its application password is. */
  readonly user: string;
  readonly password: SecretReference;
  /** Languages it carries; some of the newsroom's. */
  readonly languages: readonly string[];
  /** Sections it carries, in any case of letters; absent: all of them. */
  readonly sections?: readonly string[];
  /** How long after publication an article is sent. Corrections and withdrawals are sent at once. */
  readonly delayMs: number;
  /** How a new post begins: as a draft that the partner publishes, or public at once. */
  readonly as: 'draft' | 'published';
  /** What is done about a post that the partner changed by hand. A withdrawal replaces it in any case. */
  readonly edits: 'keep' | 'overwrite';
  /** What a post names as the original: the newsroom's own page in that language, where it has one, or itself. */
  readonly canonical: 'home' | 'self';
  /** Own notice texts by language; a language without one gets the newsroom's. */
  readonly notice: Readonly<Record<string, string>>;
  /** What was agreed, as the partner reads it. */
  readonly terms?: string;
  /** Articles published on this day or later (UTC, `YYYY-MM-DD`), those before the agreement included; absent: new ones only. */
  readonly since?: string;
  /** Nothing new is sent after this day; what is there is still corrected and withdrawn. */
  readonly until?: string;
}

/** An address that a password may be sent to. */
function isPartnerAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s?#<>\\^`{|}]+$/i.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  return username === '' && password === '' && (protocol === 'https:' || isHere) && value.length <= 200;
}

const day = (name: string) =>
  text(
    'a day',
    `${name}: 2026-11-22`,
    (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value,
  ).optional();

export const partner = z.strictObject(
  {
    name: text('a short name: lower-case letters, digits, dots and hyphens', 'name: sister', (value) =>
      /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    ),
    title: line('title: The Sister Paper').optional(),
    kind: oneOf('kind', ['wordpress']),
    address: address('address: https://sister.example/').refine(isPartnerAddress, {
      error: `is no https address of at most 200 characters, without ? and #${WRITE}address: https://sister.example/`,
    }),
    user: text('a user name of that site', 'user: courier', (value) => /^[^:\u0000-\u001f]{1,60}$/.test(value)),
    password: secretReference('password: env:SISTER_PASSWORD'),
    languages: z
      .array(language, { error: message('a list of languages', 'languages: [ru]') })
      .min(1, { error: `is empty${WRITE}languages: [ru]` }),
    sections: z
      .array(line('sections: [City]'), { error: message('a list of sections', 'sections: [City, Harbour]') })
      .min(1, { error: `is empty${WRITE}at least one section, or leave it out for all of them` })
      .optional(),
    delay: duration('delay', '1h', 1_000, 30 * 86_400_000).optional(),
    as: oneOf('as', ['draft', 'published']).optional(),
    edits: oneOf('edits', ['keep', 'overwrite']).optional(),
    canonical: oneOf('canonical', ['home', 'self']).optional(),
    notice: byLanguage(paragraph('notice: { ru: … }'), 'notice: { ru: … }').optional(),
    terms: paragraph('terms: …').optional(),
    since: day('since'),
    until: day('until'),
  },
  {
    error: message(
      'a partner',
      '- { name: sister, kind: wordpress, address: https://sister.example/, user: courier, password: env:SISTER_PASSWORD, languages: [ru] }',
    ),
  },
);

export const partners = z
  .array(partner, { error: message('a list of partners', 'partners: []') })
  .max(100, { error: `has more than 100${WRITE}at most 100` })
  .optional();

/** Fills in the defaults. */
export function settlePartners(parsed: z.output<typeof partners>): PartnerSettings[] {
  return (parsed ?? []).map(({ address: given, delay, sections, terms, since, until, ...each }) => {
    const url = new URL(given);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return {
      name: each.name,
      title: each.title ?? each.name,
      kind: each.kind,
      address: url.href,
      user: each.user,
      password: each.password as SecretReference,
      languages: each.languages,
      ...(sections === undefined ? {} : { sections }),
      delayMs: delay ?? 0,
      as: each.as ?? 'draft',
      edits: each.edits ?? 'keep',
      canonical: each.canonical ?? 'home',
      notice: each.notice ?? {},
      ...(terms === undefined ? {} : { terms }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
  });
}

/** Rules between these settings and others, on the raw value; see `crossFaults`. */
export function partnerFaults(raw: Readonly<Record<string, unknown>>, finder: FaultFinder): SettingsFault[] {
  const faults: SettingsFault[] = [];
  const carried = listOf(raw.languages);
  const all = listOf(raw.partners).map((each) => (typeof each === 'object' && each !== null ? each : {}));
  const names = all.map((each) => ('name' in each ? each.name : undefined));
  for (const [at, each] of all.entries()) {
    const path = (...rest: PropertyKey[]) => ['partners', at, ...rest];
    const { name, languages, notice, since, until } = each as Readonly<Record<string, unknown>>;
    if (name !== undefined && names.indexOf(name) < at)
      faults.push(finder.at(path('name'), `repeats ${String(name)}`, 'a name of its own for each partner'));
    const own = listOf(languages);
    for (const [index, tag] of own.entries()) {
      if (!carried.includes(tag))
        faults.push(
          finder.at(path('languages', index), 'is a language that is not carried', `one of ${carried.join(', ')}`),
        );
      else if (own.indexOf(tag) < index)
        faults.push(finder.at(path('languages', index), `repeats ${String(tag)}`, 'each language once'));
    }
    for (const tag of typeof notice === 'object' && notice !== null ? Object.keys(notice) : []) {
      if (own.includes(tag)) continue;
      const wrong = 'is a text in a language that this partner does not carry';
      faults.push(finder.at(path('notice', tag), wrong, `one of ${own.join(', ')}`, 'key'));
    }
    if (typeof since === 'string' && typeof until === 'string' && until < since)
      faults.push(finder.at(path('until'), 'lies before since', 'a later day'));
  }
  return faults;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
