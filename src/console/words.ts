const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** As `counted`, with the number as a word up to twelve: `six carriers`. */
export function countedInWords(count: number, one: string, many = `${one}s`): string {
  return `${SMALL[count] ?? count} ${count === 1 ? one : many}`;
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** English name of a language: `Russian`; the tag itself where that is not known or no tag at all. */
export function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** A name of many languages as this English page shows it: English, else the first there is. */
export function titleIn(
  titles: Readonly<Record<string, string>>,
  languages: readonly string[],
  otherwise: string,
): { readonly text: string; readonly language: string } {
  for (const language of ['en', ...languages, ...Object.keys(titles)]) {
    const text = titles[language];
    if (text !== undefined) return { text, language };
  }
  return { text: otherwise, language: 'en' };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026` in UTC. */
export function dateInWords(time: Date): string {
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
}

/** `18:06:11` in UTC. */
export function clockTime(time: Date): string {
  return time.toISOString().slice(11, 19);
}

/** True for an address that may stand in a link: `javascript:` and paths on this machine may not. */
export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}
