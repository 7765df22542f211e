import { plainText, type Translation } from '../article/index.ts';
import { articlePath } from '../proof/index.ts';
import type { NewsroomFace } from './face.ts';
import type { FeedContents, FeedEntry } from './feed-items.ts';
import { type NinjsObject, ninjsMedia } from './ninjs-media.ts';
import { autonymOf } from './words/choose.ts';

/** What an object says it conforms to. */
const STANDARD = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
} as const;
const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/**
 * The articles of a language as IPTC ninjs 3.1: one object of type `composite` whose `associations` are the articles in
 * full, newest first, each an object that stands for itself. A withdrawn one is `canceled`. Nothing is here before its
 * time, so nothing is embargoed.
 */
export function ninjsFeed(face: NewsroomFace, contents: FeedContents): string {
  const { title, language, id, copyright, terms, updatedAt, entries } = contents;
  const whole: NinjsObject = {
    uri: id,
    standard: STANDARD,
    type: 'composite',
    representationType: 'full',
    pubStatus: 'usable',
    language,
    title,
    ...(updatedAt === undefined ? {} : { versionCreated: updatedAt }),
    copyrightHolder: title,
    copyrightNotice: copyright,
    ...(terms === undefined ? {} : { usageTerms: terms }),
    associations: entries.map((entry) => articleObject(face, contents, entry)),
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}

function articleObject(face: NewsroomFace, contents: FeedContents, entry: FeedEntry): NinjsObject {
  const { copyright, title, terms, addressOf } = contents;
  const { version, isWithdrawn } = entry;
  const { body, article, day } = version;
  const note = noteOf(entry);
  return {
    uri: entry.id,
    name: entry.title,
    rel: 'item',
    standard: STANDARD,
    type: 'text',
    representationType: 'full',
    version: String(version.revision),
    firstCreated: entry.publishedAt,
    versionCreated: entry.updatedAt,
    contentCreated: entry.publishedAt,
    pubStatus: isWithdrawn ? 'canceled' : 'usable',
    language: body.language,
    title: entry.title,
    copyrightHolder: title,
    copyrightNotice: copyright,
    ...(terms === undefined ? {} : { usageTerms: terms }),
    ...(note === null ? {} : { edNote: note }),
    headlines: [
      { role: 'main', contentType: 'text/plain', value: entry.title },
      ...(body.kicker === undefined || isWithdrawn
        ? []
        : [{ role: 'kicker', contentType: 'text/plain', value: body.kicker }]),
    ],
    descriptions: [
      { role: 'summary', contentType: 'text/plain', value: entry.summary },
      ...(isWithdrawn ? [] : [{ role: 'notice', contentType: 'text/plain', value: entry.words.notice }]),
      ...(entry.words.label === null || isWithdrawn
        ? []
        : [{ role: 'translation', contentType: 'text/plain', value: entry.words.label }]),
    ],
    bodies: [
      { role: 'main', contentType: 'text/html', value: entry.html },
      { role: 'plain', contentType: 'text/plain', value: entry.text },
    ],
    ...(entry.bylines.length === 0
      ? {}
      : { by: entry.bylines.join(', '), people: entry.bylines.map((name) => ({ name, rel: 'author' })) }),
    ...(entry.sections.length === 0 ? {} : { subjects: entry.sections.map((name) => ({ name, rel: 'section' })) }),
    infoSources: [{ name: title, role: 'publisher', uri: new URL(face.home).href }],
    altIds: [
      { role: 'article', value: article },
      { role: 'path', value: articlePath(body.language, day, article) },
      { role: 'page', value: entry.address },
    ],
    ...(isWithdrawn ? {} : sourceTypeIn(body.translation)),
    associations: [
      ...(isWithdrawn ? [] : ninjsMedia(body, addressOf)),
      ...entry.others.map(({ language, id, address }) => ({
        uri: id,
        name: autonymOf(language),
        rel: body.translation?.from === language ? 'translatedFrom' : 'translation',
        type: 'text',
        representationType: 'partial',
        language,
        altIds: [{ role: 'page', value: address }],
      })),
    ],
  };
}

/** What an editor at the other end has to know: that a text was corrected and how, or withdrawn and why. */
function noteOf({ version: { body }, words, text, isWithdrawn }: FeedEntry): string | null {
  if (isWithdrawn) return [words.state, text].filter((each) => each !== null && each !== '').join(' ');
  const corrections = body.blocks.flatMap((block) =>
    block.type === 'correction'
      ? [`${words.correction} (${block.time.slice(0, 10)}): ${plainText(block.content)}`]
      : [],
  );
  const lines = [...(words.state === null ? [] : [words.state]), ...corrections];
  return lines.length === 0 ? null : lines.join('\n');
}

/** IPTC's word for how much of a translation a machine made; nothing for originals and people's work. */
function sourceTypeIn(translation: Translation | undefined): NinjsObject {
  if (translation === undefined || translation.how === 'person') return {};
  const name = translation.how === 'machine' ? 'trainedAlgorithmicMedia' : 'compositeWithTrainedAlgorithmicMedia';
  return { digitalSourceType: { name, uri: SOURCE_TYPES + name } };
}
