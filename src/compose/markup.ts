/**
 * Text for an HTML element's content or a double-quoted attribute. Line feeds of titles and addresses would be data
 * too, so every control character becomes a space.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .toWellFormed();
}

/**
 * JSON for a `<script type="application/ld+json">` block. Nothing in it can end the block or open a comment: every
 * `<`, `>` and `&` is written as a JSON escape, and U+2028/2029 with them.
 */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The relative address that leads from one path of an edition to another, both from the edition's root. Links name
 * `index.html` in full: below `file://` and in a bucket there is nobody to add it.
 */
export function relativeAddress(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  let common = 0;
  while (common < here.length && common < there.length - 1 && here[common] === there[common]) common += 1;
  return '../'.repeat(here.length - common) + there.slice(common).join('/');
}
