import { type ArticleBody, directionOf } from '../../article/index.ts';
import type { ArticleView, AuditEntry, Cell, DraftView, SegmentView } from '../../editing/index.ts';
import { parseSettings } from '../../platform/config/index.ts';
import type { Desk } from '../parts.ts';
import { memoryArticles } from './memory-articles.ts';
import { memoryJobs, STEPS } from './memory-jobs.ts';
import { HEADLINES, id, NOW } from './specimen.ts';

/** Everybody who works at the specimen newsroom. */
export const VIEWER = 'Ada Brook';

const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();

/** One cell; unless said otherwise a version that came in and is out. */
export function cell(language: string, other: Partial<Cell> = {}): Cell {
  return {
    language,
    state: 'published',
    since: at(90),
    by: null,
    assignee: null,
    isTouched: false,
    publishAt: null,
    progress: null,
    publishedRevision: 1,
    ...other,
  };
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  de: [
    'Die Brücke am Alten Hafen lässt sich seit Sonntag nicht mehr senken.',
    'Rund 1400 Menschen gehen täglich darüber. Der Umweg ist vier Kilometer lang.',
    'Am Mittwoch soll das Ersatzteil kommen.',
  ],
  en: [
    'The bridge at the Old Harbour has not come down since Sunday.',
    'Some 1,400 people cross it every day. The way round is four kilometres long.',
    'The spare part is due on Wednesday.',
  ],
  ru: [
    'Мост у Старой гавани не опускается с воскресенья.',
    'Каждый день по нему проходят около 1400 человек. Обход — четыре километра.',
    'Запасную часть ждут в среду.',
  ],
  fa: [
    'پل بندر قدیم از یکشنبه پایین نمی‌آید.',
    'هر روز حدود ۱۴۰۰ نفر از آن می‌گذرند. راه جایگزین چهار کیلومتر است.',
    'قطعهٔ یدکی قرار است چهارشنبه برسد.',
  ],
};

/** A version's text: three paragraphs, a list and a picture. */
export function bodyOf(language: string, headline: string, other: Partial<ArticleBody> = {}): ArticleBody {
  const [lead = '', second = '', third = ''] = TEXTS[language] ?? TEXTS.en ?? [];
  const content = (text: string) => [{ type: 'text', text }] as const;
  return {
    language,
    direction: directionOf(language),
    state: 'current',
    headline,
    sections: [],
    bylines: ['Ines Halloway'],
    publishedAt: '2026-11-22T10:15:00Z',
    blocks: [
      { id: 'b1', type: 'lead', content: content(lead) },
      { id: 'b2', type: 'paragraph', content: content(second) },
      { id: 'b3', type: 'paragraph', content: content(third) },
    ],
    ...other,
  };
}

/** Cells of the specimen's articles: every state and every mark is there once. */
const CELLS: readonly (readonly Cell[])[] = [
  [
    cell('de', { state: 'arrived', since: at(1), publishedRevision: 0 }),
    cell('en', { state: 'in-translation', since: at(1), progress: { confirmed: 0, all: 14 }, publishedRevision: 0 }),
    cell('ru', {
      state: 'review',
      since: at(1),
      progress: { confirmed: 5, all: 14 },
      assignee: 'Milan Orlow',
      publishedRevision: 0,
    }),
    cell('fa', {
      state: 'ready',
      since: at(1),
      by: VIEWER,
      progress: { confirmed: 14, all: 14 },
      publishAt: '2026-11-23T06:00:00.000Z',
      publishedRevision: 0,
    }),
  ],
  [
    cell('de', { state: 'corrected', since: at(3), publishedRevision: 2 }),
    cell('en', {
      state: 'published',
      since: at(240),
      by: VIEWER,
      isTouched: true,
      progress: { confirmed: 11, all: 12 },
      assignee: VIEWER,
    }),
    cell('ru', {
      state: 'published',
      since: at(200),
      by: 'Milan Orlow',
      isTouched: true,
      progress: { confirmed: 11, all: 12 },
    }),
  ],
  [
    cell('de'),
    cell('en', { by: VIEWER, progress: { confirmed: 9, all: 9 } }),
    cell('ru', { state: 'withdrawn', by: VIEWER }),
  ],
  [cell('de', { state: 'arrived', publishedRevision: 0, since: at(30) })],
  [cell('de'), cell('en'), cell('ru')],
  [cell('de'), cell('en'), cell('ru')],
  [cell('de')],
  [cell('de'), cell('en')],
];

/** The articles of the specimen newsroom as its editors see them. */
export function articleSpecimen(): readonly ArticleView[] {
  return CELLS.map((cells, index): ArticleView => {
    const headlines = HEADLINES[index] ?? {};
    const versions = cells
      .filter(({ state, progress }) => !(progress !== null && ['in-translation', 'review', 'ready'].includes(state)))
      .map(({ language, publishedRevision, state }) => ({
        language,
        revision: Math.max(1, publishedRevision),
        edition: publishedRevision === 0 ? null : index === 1 && language === 'de' ? 12 : 9,
        body: bodyOf(language, state === 'withdrawn' ? 'Withdrawn' : (headlines[language] ?? headlines.de ?? '')),
      }));
    const missing = ['en', 'ru', 'fa'].filter((language) => !cells.some((each) => each.language === language));
    return {
      article: id(index),
      day: '2026-11-22',
      holdUntil: index === 3 ? '2026-11-23T05:00:00.000Z' : null,
      cells,
      versions,
      held: index === 5 ? [{ language: 'de', until: null, body: bodyOf('de', headlines.de ?? '') }] : [],
      translatable: missing.map((language) => ({ language, from: 'de' })),
    };
  });
}

/** A draft of the second article, of which one block and the headline changed in the original. */
export function touchedDraft(language: string): DraftView {
  const segment = (key: string, other: Partial<SegmentView>): SegmentView => ({
    key,
    role: 'paragraph',
    source: '',
    marks: [],
    sourceBefore: null,
    target: '',
    state: 'confirmed',
    origin: 'person',
    engine: null,
    machine: null,
    failure: null,
    confirmedBy: VIEWER,
    confirmedAt: at(240),
    edit: 2,
    findings: [],
    ignored: [],
    ...other,
  });
  return {
    article: id(1),
    language,
    from: 'de',
    day: '2026-11-22',
    state: 'published',
    edit: 4,
    assignee: null,
    publishAt: null,
    holdUntil: null,
    touchedAt: at(3),
    segments: [
      segment('headline', { role: 'headline', source: 'Klappbrücke bleibt bis Mittwoch oben' }),
      segment('b2', {
        source: 'Rund 1400 Menschen gehen täglich darüber. Der Umweg ist vier Kilometer lang.',
        sourceBefore: 'Rund 2400 Menschen gehen täglich darüber. Der Umweg ist vier Kilometer lang.',
        state: 'touched',
      }),
    ],
    label: 'person',
    obstacles: ['One segment is not confirmed since the original changed.'],
  };
}

/** What was done lately, the newest first. */
export function entrySpecimen(): readonly AuditEntry[] {
  const made: readonly (readonly [
    number,
    string,
    AuditEntry['what'],
    number | null,
    string | null,
    AuditEntry['detail'],
  ])[] = [
    [1, VIEWER, 'ready', 0, 'fa', {}],
    [2, VIEWER, 'scheduled', 0, 'fa', { at: '2026-11-23T06:00:00.000Z' }],
    [3, 'source', 'changed', 1, 'de', { revision: 2 }],
    [3, 'newsroom', 'original-changed', 1, 'ru', { segments: 1 }],
    [30, 'source', 'arrived', 3, 'de', {}],
    [31, 'Otto Fenn', 'embargo-set', 3, null, { until: '2026-11-23T05:00:00.000Z' }],
    [200, 'Milan Orlow', 'published', 1, 'ru', { revision: 1 }],
    [240, VIEWER, 'published', 1, 'en', { revision: 1 }],
    [1_500, 'Otto Fenn', 'invited', null, null, { name: 'Milan Orlow', role: 'editor' }],
    [1_600, VIEWER, 'published', 4, 'ru', { revision: 1 }],
    [3_100, VIEWER, 'segment-confirmed', 4, 'ru', { segments: 9 }],
  ];
  return made.map(([minutes, who, what, article, language, detail], index) => ({
    id: `entry-${index}`,
    at: at(minutes),
    who,
    what,
    article: article === null ? null : id(article),
    language,
    detail,
  }));
}

const SETTINGS = `
newsroom: courier.example
title: { de: Der Hafenkurier, en: The Harbour Courier, ru: Портовый курьер, fa: پیک بندر }
home: https://courier.example/
languages: [de, en, ru, fa]
sources:
  - feed: https://courier.example/feed.xml
translations:
  - { from: de, to: en }
  - { from: de, to: ru }
  - { from: de, to: fa }
`;

/** A desk over articles in memory, where everybody may everything. */
export function deskSpecimen(views = articleSpecimen(), limit = 50) {
  const drafts = [touchedDraft('en'), touchedDraft('ru')];
  const { editing, onChange } = memoryArticles({ views, drafts, entries: entrySpecimen(), limit }, () => NOW);
  const woken: string[] = [];
  const desk: Desk = {
    editing,
    settings: () => parseSettings(SETTINGS, '/newsrooms/courier/tamizdat.yaml'),
    access: { kind: 'everyone', name: VIEWER },
    jobs: memoryJobs(),
    steps: async () => STEPS,
    wake: async () => void woken.push('woken'),
  };
  return { desk, editing, onChange, woken };
}
