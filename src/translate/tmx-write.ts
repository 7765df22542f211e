import { xmlAttribute, xmlAttributes, xmlText } from './interchange-xml.ts';
import { checkPlaceholders, parsePlaceholders } from './placeholders.ts';
import { type TmxLanguages, type TmxUnit, TOOL } from './tmx.ts';

/** Characters gathered before they are handed on: one chunk a unit would be a million of them. */
const CHUNK = 64 * 1024;

/**
 * A memory as a TMX 1.4b file, in chunks as they are asked for. Placeholders are its inline elements, paired and numbered the
 * same in both languages, with the placeholder as their content. Their `type` is the letter that OmegaT gives the tags of an
 * XLIFF; it makes `<g0>…</g0>` and `<x1/>` of them, or leaves them out, as it is set.
 * `segtype` is `sentence`, so that nobody cuts the texts anew. {@link parseTmx} reads the same units.
 *
 * Source: TMX 1.4b, LISA/GALA.
 */
export async function* writeTmx(
  units: Iterable<TmxUnit> | AsyncIterable<TmxUnit>,
  { from, to }: TmxLanguages,
): AsyncGenerator<string> {
  const header = xmlAttributes({
    creationtool: TOOL,
    creationtoolversion: '1',
    segtype: 'sentence',
    'o-tmf': TOOL,
    adminlang: 'en',
    srclang: from,
    datatype: 'plaintext',
  });
  let chunk = `<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header${header}/>\n<body>\n`;
  for await (const unit of units) {
    chunk += unitOf(unit, from, to);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}</body>\n</tmx>\n`;
}

function unitOf({ source, target, by, at }: TmxUnit, from: string, to: string): string {
  const who = xmlAttributes({ changeid: by ?? undefined, changedate: at === null ? undefined : compactDate(at) });
  const isSound = checkPlaceholders(source, target).length === 0 && checkPlaceholders(source, source).length === 0;
  const seg = (text: string): string => `<seg>${isSound ? inline(text) : xmlText(text)}</seg>`;
  return [
    '<tu>',
    `<tuv${xmlAttribute('xml:lang', from)}>${seg(source)}</tuv>`,
    `<tuv${xmlAttribute('xml:lang', to)}${who}>${seg(target)}</tuv>`,
    '</tu>\n',
  ].join('');
}

function inline(text: string): string {
  return parsePlaceholders(text)
    .map((piece) => {
      const { type } = piece;
      if (type === 'text') return xmlText(piece.text);
      const { number } = piece;
      if (type === 'alone') return `<ph x="${number}" type="x">{${number}/}</ph>`;
      return type === 'open'
        ? `<bpt i="${number}" x="${number}" type="g">{${number}}</bpt>`
        : `<ept i="${number}">{/${number}}</ept>`;
    })
    .join('');
}

/** `20261122T101500Z`: the one form of a date that TMX has. Nothing for a text that is no date. */
function compactDate(at: string): string | undefined {
  const time = Date.parse(at);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
