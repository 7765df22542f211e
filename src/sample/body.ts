import { languagesOf, type SampleLanguage } from './content.ts';
import type { Published } from './newsdesk.ts';
import { WORDS } from './words.ts';

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[each] ?? each);
}

/**
 * The text of an article as it is published: what the editors wrote, then a note for each correction,
 * `<div class="correction" role="note"><p><strong>Korrektur</strong> (<time datetime>…</time>): …</p></div>`.
 */
export function bodyWithNotes(entry: Published, language: SampleLanguage): string {
  const words = WORDS[language];
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'Europe/Berlin' });
  const notes = entry.notes.map(({ time, texts }) => {
    const note = texts[language];
    if (note === undefined) return '';
    const when = `<time datetime="${time.toISOString()}">${date.format(time)}</time>`;
    return `<div class="correction" role="note"><p><strong>${words.correction}</strong> (${when}): ${escapeText(note)}</p></div>\n`;
  });
  return (entry.bodies[language] ?? '') + notes.join('');
}

/** The first picture or video poster of a body, as a path, or null. */
export function leadPicture(body: string): string | null {
  return /<(?:img|video)[^>]* (?:src|poster)="(\/media\/[^"]+\.(?:jpg|png))"/.exec(body)?.[1] ?? null;
}

/** The body with every address of the site made absolute, as feeds need it. */
export function absoluteBody(origin: string, entry: Published, language: SampleLanguage): string {
  return bodyWithNotes(entry, language)
    .replace(/ (src|href|poster)="\//g, (_, name: string) => ` ${name}="${origin}/`)
    .replace(
      / srcset="([^"]+)"/g,
      (_, list: string) => ` srcset="${list.replace(/(^|,\s*)\//g, (__, before: string) => `${before}${origin}/`)}"`,
    );
}

/** True when the article can be read in that language now. */
export function isReadable(entry: Published, language: SampleLanguage): boolean {
  return entry.state !== 'withdrawn' && languagesOf(entry.article).includes(language);
}
