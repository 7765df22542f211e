import type { ArticleBody } from '../../article/index.ts';
import type { SegmentHelp, SegmentView } from '../../editing/index.ts';
import { parseSettings, settingsTemplate } from '../../platform/config/index.ts';
import type { Desk } from '../parts.ts';
import { memoryEditing } from './memory-editing.ts';
import { NOW } from './specimen.ts';

/** The article of the specimen. */
export const ARTICLE = '3fk9m2tq7x';

const text = (value: string) => ({ type: 'text', text: value }) as const;

/** An article with everything an editor meets: a link, an emphasis, a list, numbers. */
export const ORIGINAL: ArticleBody = {
  language: 'de',
  direction: 'ltr',
  state: 'current',
  headline: 'Klappbrücke bleibt bis Mittwoch oben',
  kicker: 'Verkehr',
  sections: ['Hafen'],
  bylines: ['Von Ines Halloway'],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [
    {
      id: 'b1',
      type: 'lead',
      content: [text('Die Brücke am Alten Hafen lässt sich seit Sonntag nicht mehr senken.')],
    },
    {
      id: 'b2',
      type: 'paragraph',
      content: [
        text('Rund 1400 Menschen gehen täglich darüber, teilte die '),
        { type: 'link', address: 'https://harbour.example/office', content: [text('Hafenverwaltung')] },
        text(' mit. Der Umweg ist '),
        { type: 'emphasis', content: [text('vier Kilometer')] },
        text(' lang.'),
      ],
    },
    { id: 'b3', type: 'heading', level: 2, content: [text('Ein Motor aus dem Jahr 1962')] },
    {
      id: 'b4',
      type: 'list',
      ordered: false,
      items: [{ content: [text('Fähre: alle 20 Minuten')] }, { content: [text('Bus: Linie 7')] }],
    },
    { id: 'b5', type: 'paragraph', content: [text('Am Mittwoch soll das Ersatzteil kommen.')] },
  ],
};

const SEGMENTS: Readonly<Record<string, Partial<SegmentView>>> = {
  headline: {
    target: 'Разводной мост останется поднятым до среды',
    state: 'confirmed',
    origin: 'person',
    confirmedBy: 'Ada Brook',
    confirmedAt: '2026-11-22T17:40:00.000Z',
  },
  kicker: { target: 'Транспорт', state: 'draft', origin: 'memory' },
  b1: {
    target: 'Мост в Старой гавани с воскресенья не опускается.',
    machine: 'Мост в Старой гавани с воскресенья не опускается.',
    state: 'draft',
    origin: 'machine',
    engine: 'libretranslate@1.6.2',
  },
  b2: {
    target: 'Ежедневно по нему проходят около 1400 человек, сообщило {1}управление порта{/1}.',
    state: 'draft',
    origin: 'person',
  },
  b3: {
    source: 'Ein Motor aus dem Jahr 1962',
    sourceBefore: 'Ein Motor aus dem Jahr 1926',
    target: 'Мотор 1926 года',
    state: 'touched',
    origin: 'person',
  },
  b5: { failure: 'the engine did not answer within 20 s' },
};

const HELP: Readonly<Record<string, SegmentHelp>> = {
  b5: {
    matches: [
      {
        score: 86,
        source: 'Am Montag soll das Ersatzteil kommen.',
        target: 'Запчасть должна прийти в понедельник.',
        by: 'Ada Brook',
        at: '2026-11-20T09:00:00.000Z',
      },
    ],
    terms: [{ source: 'Ersatzteil', target: 'запчасть', kind: 'required', note: 'never «деталь»' }],
  },
};

/** Settings of a newsroom in four languages, as a folder would have them. */
export const SETTINGS = parseSettings(
  settingsTemplate({
    newsroom: 'courier.example',
    title: { de: 'Der Hafenkurier', en: 'The Harbour Courier', ru: 'Портовый курьер', fa: 'پیک بندر' },
    home: 'https://courier.example/',
    languages: ['de', 'en', 'ru', 'fa'],
    engines: [{ name: 'libre', kind: 'libretranslate', address: 'https://translate.example/' }],
    translations: [
      { from: 'de', to: 'ru', engine: 'libre' },
      { from: 'de', to: 'fa' },
    ],
  }),
  'tamizdat.yaml',
);

/** A desk in memory with one draft in the middle of its work. */
export function draftDesk({ language = 'ru', original = ORIGINAL, segments = SEGMENTS, name = 'Ada Brook' } = {}) {
  const memory = memoryEditing(
    {
      article: ARTICLE,
      day: '2026-11-22',
      original,
      language,
      segments: language === 'ru' ? segments : {},
      help: HELP,
      revisions: [1, 2].map((revision) => ({
        revision,
        time: `2026-11-2${revision}T10:00:00Z`,
        state: revision === 1 ? 'current' : 'corrected',
        by: revision === 1 ? null : 'Ada Brook',
        body: { ...original, language, headline: revision === 1 ? 'Мост поднят до вторника' : 'Мост поднят до среды' },
      })),
    },
    () => NOW,
  );
  const desk: Desk = { editing: memory.editing, settings: () => SETTINGS, access: { kind: 'everyone', name } };
  return { ...memory, desk };
}
