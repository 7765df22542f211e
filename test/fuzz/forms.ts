/** Genuine input of each parser. */
import { formatCarriers, parseHead, parseNote, parsePagePath, splitPage } from '../../src/proof/index.ts';
import { NEWSROOM, type Newsroom } from '../vectors/newsroom.ts';
import type { Files } from './specimen.ts';

/** Genuine input of each parser, by the parser's name. */
export async function formsOf(newsroom: Newsroom, files: Files): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const pages = [...files].filter(([path]) => parsePagePath(path) !== null);
  const split = pages.map(([path, bytes]) => ({ path, ...splitPage(bytes) }));
  const bodies = (pattern: RegExp) => split.filter(({ body }) => pattern.test(body)).map(({ body }) => bytesOf(body));
  const named = (pattern: RegExp) => [...files].filter(([path]) => pattern.test(path)).map(([, bytes]) => bytes);
  const objects = (word: string) => named(/^o\//).filter((bytes) => new TextDecoder().decode(bytes).startsWith(word));
  const head = files.get('head') ?? new Uint8Array();
  const carriers = [
    { address: 'https://one.example/', group: 'one', abilities: ['cors'], hints: ['ru'] },
    { address: 'https://two.example/news/', group: 'two', abilities: [], hints: [] },
  ] as const;
  const card = {
    format: 'tamizdat.app/v1',
    newsroom: NEWSROOM,
    fingerprint: newsroom.fingerprint,
    title: { ru: 'Courier' },
    home: 'https://courier.example/',
    languages: ['ru', 'de'],
    carriers,
    trust: Buffer.from(files.get('trust/bundle') ?? []).toString('base64'),
  };
  return new Map([
    ['note', split.map(({ note }) => bytesOf(note))],
    ['page', pages.map(([, bytes]) => bytes)],
    ['head', [head]],
    ['record', split.map(({ note }) => bytesOf(parseNote(note).text))],
    ['edition', [bytesOf(parseNote(parseHead(head).note).text)]],
    ['calendar', objects('tamizdat.calendar')],
    ['notices', objects('tamizdat.notices')],
    ['carriers', [formatCarriers(carriers.map((each) => ({ ...each })))]],
    ['policy', named(/policy\.txt$/)],
    ['desks', named(/desks\.txt$/)],
    ['bundle', named(/^trust\/bundle$/)],
    ['entries', named(/^log\/tile\/entries\//)],
    ['article', bodies(/^<article/)],
    ['listing', bodies(/^<(?!article)/)],
    ['card', [bytesOf(JSON.stringify(card))]],
  ]);
}
