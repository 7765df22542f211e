import type { ArticleBody } from '../../../article/index.ts';
import {
  type Check,
  type CheckName,
  type FailureName,
  type Label,
  parsePagePath,
  type Report,
} from '../../../proof/index.ts';
import type { CarrierStanding, Content, FileView, KeptPage, NewsroomCard, Session, View } from '../../session.ts';
import { bodyIn, listingIn, type Spoken } from './bodies.ts';

/** The newsroom of the specimens. */
export const CARD: NewsroomCard = {
  newsroom: 'courier.example',
  fingerprint: '5f'.repeat(32),
  title: { de: 'Lindhafener Bote', en: 'Lindhafen Courier', ru: 'Линдхафенский вестник', fa: 'پیک لیندهافن' },
  home: 'https://courier.example/',
  languages: ['de', 'en', 'ru', 'fa'],
  carriers: [],
  trust: new Uint8Array(),
};

const carrier = (host: string, fields: Partial<CarrierStanding>): CarrierStanding => ({
  address: `https://${host}.example/bote/`,
  group: host,
  standing: 'answers',
  why: null,
  failure: null,
  edition: 12,
  ...fields,
});

/** Carriers of which one is in each standing. */
export const CARRIERS: readonly CarrierStanding[] = [
  carrier('mirror-1', {}),
  carrier('mirror-2', { standing: 'silent', edition: null }),
  carrier('mirror-3', { standing: 'aside', why: 'false', failure: 'hash-mismatch' }),
  carrier('mirror-4', { standing: 'aside', why: 'old', failure: 'rollback', edition: 5 }),
  carrier('mirror-5', { standing: 'aside', why: 'fork', failure: 'fork' }),
  carrier('mirror-6', { standing: 'untried', edition: null }),
];

const NAMES: readonly CheckName[] = [
  'trust',
  'head',
  'history',
  'form',
  'bytes',
  'desk',
  'log',
  'place',
  'body',
  'current',
];

/** A report with a label. What the views read of it is there; the verified types are cast, because nothing is verified. */
export function reportOf(label: Partial<Label>, failure: FailureName | null = null): Report {
  const checks = NAMES.map((check): Check => {
    const failed = failure !== null && check === 'bytes';
    const outcome = failed ? 'failed' : check === 'history' ? 'unknown' : 'passed';
    return { check, outcome, failure: failed ? failure : null, detail: '' };
  });
  return {
    checks,
    label: { kind: 'current', time: new Date(), failure, witnessed: true, ...label },
    head: { edition: { number: 12 } },
    page: failure === null ? { leaf: label.kind ?? 'current' } : null,
  } as unknown as Report;
}

const article = (body: ArticleBody): Content => ({ kind: 'article', body, part: null });

function contentOf(path: string, state: ArticleBody['state']): Content {
  const page = parsePagePath(path);
  const language = (page?.language === 'de' ? 'en' : page?.language) as Spoken;
  if (page?.kind === 'front') return { kind: 'listing', listing: listingIn(language), part: null };
  if (page?.kind === 'day') return { kind: 'listing', listing: listingIn(language, 'day'), part: { number: 1, of: 2 } };
  return article(bodyIn(language, state));
}

const LONG_AGO = new Date('2026-11-12T09:30:00Z');
const attack = '"><img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';
const hostile = (path: string): Content => {
  const body = bodyIn('en');
  return article({
    ...body,
    headline: attack,
    kicker: attack,
    sections: [attack],
    bylines: [attack],
    translation: { from: 'de', how: 'machine-checked', by: attack, on: '2026-11-22' },
    blocks: [
      { id: attack, type: 'paragraph', content: [{ type: 'text', text: attack }] },
      // No parser lets this through; the view must not rely on that.
      {
        id: 'b2',
        type: 'paragraph',
        content: [{ type: 'link', address: 'javascript:window.attacked=1', content: [{ type: 'text', text: path }] }],
      },
      {
        id: 'b3',
        type: 'picture',
        file: { sha256: 'a'.repeat(64), sizeBytes: 100, extension: 'png', widthPx: 1, heightPx: 1 },
        alternative: attack,
        credit: attack,
      },
    ],
  });
};

/** Every view state by name: what `follow` tells, for a path. */
export const STATES = {
  current: (path) => page(path, {}),
  older: (path) => page(path, { kind: 'older', time: LONG_AGO }),
  ahead: (path) => page(path, { kind: 'ahead', time: null }),
  'newer-revision': (path) => page(path, { kind: 'newer-revision' }),
  withdrawn: (path) => page(path, { kind: 'withdrawn' }, { content: contentOf(path, 'withdrawn') }),
  'not-genuine': (path) => page(path, { kind: 'not-genuine', time: null, witnessed: null }, {}, 'hash-mismatch'),
  conflict: (path) => page(path, { kind: 'conflict', time: null, failure: 'fork', witnessed: null }),
  'cannot-tell': (path) => page(path, { kind: 'cannot-tell', time: null, failure: 'trust-missing', witnessed: null }),
  settling: (path) => page(path, { kind: 'older' }, { isSettling: true }),
  unwitnessed: (path) => page(path, { witnessed: false }),
  kept: (path) => page(path, { kind: 'older', time: LONG_AGO }, { origin: { kind: 'kept', keptAt: LONG_AGO } }),
  corrected: (path) => page(path, {}, { content: contentOf(path, 'corrected'), change: 'corrected' }),
  'just-withdrawn': (path) =>
    page(path, { kind: 'withdrawn' }, { content: contentOf(path, 'withdrawn'), change: 'withdrawn' }),
  hostile: (path) => page(path, {}, { content: hostile(path) }),
  searching: (path) => ({ kind: 'searching', path }),
  missing: (path) => ({ kind: 'missing', path }),
  unreached: (path) => ({ kind: 'unreached', path, failure: null }),
  false: (path) => ({ kind: 'unreached', path, failure: 'desk-signature' }),
} as const satisfies Record<string, (path: string) => View>;

/** The name of a view state. */
export type State = keyof typeof STATES;

function page(
  path: string,
  label: Partial<Label>,
  fields: Partial<Extract<View, { kind: 'page' }>> = {},
  failure: FailureName | null = null,
): View {
  return {
    kind: 'page',
    path,
    content: contentOf(path, 'current'),
    report: reportOf(label, failure),
    origin: { kind: 'carrier', address: 'https://mirror-1.example/bote/' },
    isSettling: false,
    change: null,
    ...fields,
  };
}

/** A session that tells what it is told to tell, and what was asked of it. */
export interface Specimen {
  readonly session: Session;
  /** What the next page is in. */
  state: State;
  carriers: readonly CarrierStanding[];
  evidence: readonly [string, string] | null;
  /** Whether what was kept cannot be opened. */
  isBroken: boolean;
  readonly asked: string[];
  /** Tells whoever follows that the page is now in this state. */
  tell(state: State): void;
  tellCarriers(): void;
}

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Two checkpoints in form; nothing verifies them here. */
export const EVIDENCE = [12, 13].map(
  (size) => `courier.example/log\n${size}\n${'Zm9yaw'.repeat(7)}=\n\n— courier.example/log c2ln\n`,
) as [string, string];

/** Makes a specimen of a session. */
export function openSpecimen(first: State): Specimen {
  const asked: string[] = [];
  const listeners: (() => void)[] = [];
  let following: { path: string; onView: (view: View) => void } | null = null;
  let state: Session['keeping']['state'] = 'off';
  const pages: KeptPage[] = [];
  const session: Session = {
    card: CARD,
    keeping: {
      get isOn() {
        return state === 'on';
      },
      get state() {
        return specimen.isBroken ? 'unreachable' : state;
      },
      async turnOn() {
        state = 'on';
        const kept = { language: 'ru', keptAt: LONG_AGO };
        pages.push({ path: 'ru/2026/11/22/3fk9m2tq70.html', headline: bodyIn('ru').headline, ...kept });
        pages.push({ path: 'ru/index.html', headline: listingIn('ru').title, ...kept });
      },
      async forget() {
        state = 'off';
        specimen.isBroken = false;
        pages.length = 0;
      },
      list: async () => pages,
    },
    carriers: () => specimen.carriers,
    evidence: () => specimen.evidence,
    onCarriers: (listener) => listeners.push(listener),
    follow(path, onView, signal) {
      asked.push(path);
      following = { path, onView };
      signal.addEventListener('abort', () => {
        if (following?.onView === onView) following = null;
      });
      queueMicrotask(() => {
        if (!signal.aborted) onView(STATES[specimen.state](path));
      });
    },
    async checkFile(bytes, name): Promise<FileView> {
      const told = new TextDecoder().decode(bytes).trim();
      asked.push(`${name}: ${told}`);
      if (told === 'unsigned') return { name, report: null, newsroom: null, path: null, content: null };
      if (told === 'foreign') return { name, report: null, newsroom: 'other.example', path: null, content: null };
      if (told === 'forged') {
        const report = reportOf({ kind: 'not-genuine', time: null }, 'hash-mismatch');
        return { name, report, newsroom: CARD.newsroom, path: null, content: article(bodyIn('en')) };
      }
      const path = 'en/2026/11/22/3fk9m2tq70.html';
      return { name, report: reportOf({}), newsroom: CARD.newsroom, path, content: article(bodyIn('en')) };
    },
    async loadMedia(file) {
      asked.push(file.sha256.slice(0, 4));
      if (file.extension !== 'png') return null;
      return Uint8Array.from(atob(PICTURE), (character) => character.charCodeAt(0));
    },
  };
  const specimen: Specimen = {
    session,
    state: first,
    evidence: null,
    isBroken: false,
    carriers: CARRIERS.filter(({ standing }) => standing !== 'aside'),
    asked,
    tell(next) {
      following?.onView(STATES[next](following.path));
    },
    tellCarriers() {
      for (const listener of listeners) listener();
    },
  };
  return specimen;
}
