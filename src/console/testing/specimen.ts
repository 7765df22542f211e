import type {
  ArticleOverview,
  CarrierOverview,
  EditionOverview,
  Overview,
  VersionOverview,
} from '../../newsroom/index.ts';

/** The moment the specimen shows. */
export const NOW = new Date('2026-11-22T18:06:23Z');

const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

/** Six carriers of six groups. */
export const CARRIER_NAMES = ['lantern', 'driftwood', 'samovar', 'letterbox', 'orchard', 'tin-roof'] as const;
const GROUPS = ['harbour-hosting', 'cloud-north', 'university', 'paper-shop', 'bucket-co', 'allotment'];

/** Headlines of the specimen, by language. */
export const HEADLINES: readonly Readonly<Record<string, string>>[] = [
  {
    de: 'Behörde in Orsanien sperrt den Hafenkurier: Was Leserinnen und Leser jetzt tun können',
    en: 'Regulator in Orsania blocks the Harbour Courier: what readers can do now',
    ru: 'Надзорное ведомство Орсании заблокировало «Портовый курьер»: что теперь делать читателям',
    fa: 'نهاد نظارتی اورسانیا «پیک بندر» را مسدود کرد: خوانندگان اکنون چه می‌توانند بکنند',
  },
  {
    de: 'Klappbrücke bleibt bis Mittwoch oben',
    en: 'Bascule bridge stays up until Wednesday',
    ru: 'Разводной мост останется поднятым до среды',
  },
  {
    de: 'Badewasser am Nordstrand wieder sauber',
    en: 'Water at the north beach is clean again',
    ru: 'Вода на северном пляже снова чистая',
  },
  { de: 'Der Leuchtturm sucht einen Wärter', en: 'The lighthouse is looking for a keeper', ru: 'Маяк ищет смотрителя' },
  {
    de: 'Die Lotsin, die den Nebel nicht fürchtet',
    en: 'The pilot who does not fear fog',
    ru: 'Лоцман, которая не боится тумана',
  },
  {
    de: 'Nachtbus fährt nun auch sonntags',
    en: 'The night bus now runs on Sundays',
    ru: 'Ночной автобус теперь ходит и по воскресеньям',
  },
  { de: 'Robbe verirrt sich in die Schleuse' },
  { de: 'Wochenmarkt zieht an die Kaimauer', en: 'The market moves to the quay' },
];

/** Id of an article of the specimen, by its place. */
export const id = (at: number) => `3fk9m2tq${at.toString(32).padStart(2, '0')}`;

/** One language version; unless said otherwise it stands in an edition that all carriers hold. */
export function version(language: string, headline: string, other: Partial<VersionOverview> = {}): VersionOverview {
  return {
    language,
    headline,
    revision: 1,
    state: 'current',
    stage: 'published',
    edition: 9,
    carriedBy: CARRIER_NAMES,
    path: `${language}/2026/11/22/3fk9m2tq00.html`,
    ...other,
  };
}

function article(at: number): ArticleOverview {
  const headlines = Object.entries(HEADLINES[at % HEADLINES.length] ?? {});
  const versions = headlines.map(([language, headline]): VersionOverview => {
    const shared = version(language, headline, { path: `${language}/2026/11/22/${id(at)}.html` });
    if (at === 0) return { ...shared, stage: 'waiting', edition: null, carriedBy: [] };
    if (at === 1)
      return { ...shared, state: 'corrected', revision: 2, edition: 12, carriedBy: CARRIER_NAMES.slice(0, 4) };
    if (at === 2 && language === 'ru') return { ...shared, state: 'withdrawn', revision: 2, edition: 11 };
    return shared;
  });
  return { article: id(at), day: '2026-11-22', changedAt: ago(7 + at * 55), versions };
}

const editions = Array.from(
  { length: 12 },
  (_, at): EditionOverview => ({
    number: 12 - at,
    time: ago(12 + at * 61),
    published: at % 4 === 0 ? 0 : at === 11 ? 21 : 3,
    corrected: at % 4 === 0 ? 3 : 0,
    withdrawn: at === 1 ? 1 : 0,
  }),
);

const carriers = CARRIER_NAMES.map((name, at): CarrierOverview => {
  const shared = { name, group: GROUPS[at] ?? '', address: `https://${name}.example/courier/` };
  if (at === 4) return { ...shared, holds: { number: 9, time: ago(195) }, behind: 3, failure: 'no answer in time' };
  if (at === 5) return { ...shared, holds: { number: 11, time: ago(73) }, behind: 1, failure: null };
  return { ...shared, holds: { number: 12, time: ago(12) }, behind: 0, failure: null };
});

/** A newsroom in the middle of its work: an article waits, one was corrected, one withdrawn, a carrier lags. */
export function specimen(other: Partial<Overview> = {}): Overview {
  return {
    newsroom: 'courier.example',
    title: { de: 'Der Hafenkurier', en: 'The Harbour Courier', ru: 'Портовый курьер', fa: 'پیک بندر' },
    home: 'https://courier.example/',
    languages: ['de', 'en', 'ru', 'fa'],
    fingerprint: '6b1f0c4e'.repeat(8),
    sources: [
      { address: 'https://courier.example/feed.xml', failure: null },
      {
        address: 'https://courier.example/ru/feed.xml',
        failure: 'https://courier.example/ru/feed.xml: no answer in time',
      },
    ],
    articleCount: 8,
    articles: Array.from({ length: 8 }, (_, at) => article(at)),
    editions,
    carriers,
    provenAt: ago(12),
    ...other,
  };
}

/** A newsroom on its first day, before anything came in. */
export function emptySpecimen(): Overview {
  return specimen({ sources: [], articleCount: 0, articles: [], editions: [], carriers: [], provenAt: null });
}

/** As much as ever is shown: forty articles in four languages, long headlines, twenty carriers. */
export function fullSpecimen(): Overview {
  const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf '.repeat(3).trim();
  const articles = Array.from({ length: 40 }, (_, at): ArticleOverview => {
    const { versions, ...rest } = article(at * HEADLINES.length + 8);
    const four = ['de', 'en', 'ru', 'fa'].map((language) =>
      version(language, at % 3 === 0 ? long : (versions[at % 4]?.headline ?? long)),
    );
    return { ...rest, article: id(at), versions: four };
  });
  const many = Array.from({ length: 20 }, (_, at): CarrierOverview => {
    const name = `carrier-with-a-rather-long-name-${at}`;
    return { name, group: 'g'.repeat(40), address: null, holds: null, behind: null, failure: `${long}: no answer` };
  });
  return specimen({ articles, articleCount: 1_234, carriers: many });
}

/** A newsroom in memory that shows what it is given, and says that it changed when it is given another. */
export function memoryNewsroom(first: Overview) {
  let shown = first;
  const listeners = new Set<() => void>();
  return {
    overview: async () => shown,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** How many listen. */
    listening: () => listeners.size,
    show: (next: Overview) => {
      shown = next;
      for (const listener of listeners) listener();
    },
  };
}
