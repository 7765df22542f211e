import { type CarrierEntry, formatCarriers, parseBase64, parseCarriers, parseTrustBundle } from '../proof/index.ts';
import { ReaderError } from './error.ts';
import type { NewsroomCard } from './session.ts';

const FORMAT = 'tamizdat.app/v1';
const MAX_BYTES = 128 * 1024;
const MAX_LANGUAGES = 40;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 400;

function titleOf(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([, title]) => isText(title)) ? Object.fromEntries(entries) : null;
}

/** By the rules of the list in an edition, whatever order these are in. */
function carriersOf(value: unknown): readonly CarrierEntry[] | null {
  try {
    return parseCarriers(formatCarriers(value as CarrierEntry[]));
  } catch {
    return null;
  }
}

/**
 * Parses `newsroom.json`: UTF-8 JSON of format `tamizdat.app/v1`, at most 128 KiB. Fails with `card-format`; whether its
 * trust data is of its fingerprint is found out with the first page.
 */
export function parseCard(bytes: Uint8Array): NewsroomCard {
  const bad = (what: string) =>
    new ReaderError('card-format', `newsroom.json: ${what}`, {
      hint: 'write it anew with "tamizdat app", and serve it as it is',
    });
  if (bytes.length > MAX_BYTES) throw bad('too large');
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) ?? {};
  } catch {
    throw bad('not JSON');
  }
  const { format, newsroom, fingerprint, home, languages } = json;
  if (format !== FORMAT) throw bad(`not of format ${FORMAT}`);
  if (!isText(newsroom)) throw bad('newsroom');
  if (!isText(fingerprint) || !/^[0-9a-f]{64}$/.test(fingerprint)) throw bad('fingerprint');
  if (!isText(home)) throw bad('home');
  const title = titleOf(json.title);
  if (title === null) throw bad('title');
  const isLanguages = Array.isArray(languages) && languages.length > 0 && languages.length <= MAX_LANGUAGES;
  if (!isLanguages || !languages.every((each) => isText(each) && /^[A-Za-z0-9-]+$/.test(each))) throw bad('languages');
  const carriers = carriersOf(json.carriers);
  if (carriers === null) throw bad('carriers');
  const trust = trustOf(json.trust);
  if (trust === null) throw bad('trust');
  return { newsroom, fingerprint, title, home, languages, carriers, trust };
}

/** Whose it is shows when it is used; what is no trust data at all would make every carrier look false. */
function trustOf(value: unknown): Uint8Array | null {
  const bytes = typeof value === 'string' ? parseBase64(value) : null;
  try {
    return bytes !== null && parseTrustBundle(bytes).length > 0 ? bytes : null;
  } catch {
    return null;
  }
}
