import type { Direction } from './model.ts';

/**
 * Tags are checked by shape, not against `Intl`: a reader's browser must come to the same answer as the newsroom,
 * whatever version of the registry it carries.
 */
const TAG = /^([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?((?:-(?:[0-9][0-9a-z]{3}|[0-9a-z]{5,8}))*)$/;
const MAX_TAG_CHARACTERS = 35;

/** Withdrawn language codes still met in feeds, and what replaced them. */
const REPLACED: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi', jw: 'jv', mo: 'ro' };

const RTL_SCRIPTS = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'Adlm Arab Aran Armi Avst Chrs Cprt Elym Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Syre Syrj Syrn Thaa Yezi'.split(
    ' ',
  ),
);

/** Languages written from right to left when the tag names no script. */
const RTL_LANGUAGES = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'acm aeb ajp apc ar arc arq ary arz ayn azb bal bgn bqi ckb dv fa glk haz he hno khw ks lrc luz mzn nqo pnb prs ps rhg sam sd sdh shu skr syr ug ur yi ydd'.split(
    ' ',
  ),
);

/** Languages of several scripts whose readers in these countries write from right to left. */
const RTL_REGIONAL = new Set(['az-IR', 'kk-CN', 'ku-IQ', 'ku-IR', 'ky-CN', 'pa-PK', 'tg-AF', 'tk-IR', 'uz-AF']);

/**
 * Whether a text is a language tag as the model writes it: BCP 47 language, script, region and variants in canonical
 * case (`de`, `pt-BR`, `sr-Latn`, `be-tarask`), without extensions.
 */
export function isLanguageTag(tag: string): boolean {
  if (tag.length > MAX_TAG_CHARACTERS || !TAG.test(tag)) return false;
  // A variant stands once (RFC 5646 section 2.2.5); records refuse a tag with one twice.
  const parts = tag.split('-');
  return new Set(parts).size === parts.length;
}

/**
 * The tag as the model writes it, or null when the text is not a language tag. Underscores, other case, withdrawn
 * codes and extensions are mended: `RU_ru` → `ru-RU`, `iw` → `he`, `de-DE-u-co-phonebk` → `de-DE`.
 */
export function canonicalLanguage(text: string): string | null {
  const parts = text.trim().replaceAll('_', '-').split('-');
  const singleton = parts.findIndex((part) => part.length === 1);
  const kept = (singleton > 0 ? parts.slice(0, singleton) : parts).map((part, index) => {
    const lower = part.toLowerCase();
    if (index === 0) return REPLACED[lower] ?? lower;
    if (/^[a-z]{4}$/.test(lower)) return lower.charAt(0).toUpperCase() + lower.slice(1);
    return /^[a-z]{2}$/.test(lower) ? lower.toUpperCase() : lower;
  });
  const tag = kept.join('-');
  return isLanguageTag(tag) ? tag : null;
}

/** The direction a language is written in; a script or region in the tag decides over the language. */
export function directionOf(language: string): Direction {
  const match = TAG.exec(canonicalLanguage(language) ?? '');
  if (match === null) return 'ltr';
  const [, primary = '', script, region] = match;
  if (script !== undefined) return RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr';
  if (region !== undefined && RTL_REGIONAL.has(`${primary}-${region}`)) return 'rtl';
  return RTL_LANGUAGES.has(primary) ? 'rtl' : 'ltr';
}
