import type { PerLanguage, SampleArticle, SampleChange, SampleHead } from './content.ts';

const MINUTES_BETWEEN_TIDES = 745;
const MINUTES_A_DAY = 1440;

interface Tides {
  readonly number: number;
  readonly day: string;
  /** Minutes after midnight of the first high and the first low water, then of the second. */
  readonly high: readonly [number, number];
  readonly low: readonly [number, number];
  readonly heightMetres: string;
  readonly wind: number;
}

function tidesOf(number: number, at: Date): Tides {
  const day = Math.floor(at.getTime() / 86_400_000);
  const first = (day * 50 + number * 7) % 600;
  const wrap = (minutes: number) => minutes % MINUTES_A_DAY;
  return {
    number,
    day: at.toISOString().slice(0, 10),
    high: [first, wrap(first + MINUTES_BETWEEN_TIDES)],
    low: [wrap(first + 370), wrap(first + 370 + MINUTES_BETWEEN_TIDES)],
    heightMetres: (3.1 + ((day + number) % 7) / 10).toFixed(1),
    wind: 3 + ((day + number * 3) % 5),
  };
}

function clock(minutes: number, separator: string): string {
  return `${Math.floor(minutes / 60)}${separator}${String(minutes % 60).padStart(2, '0')}`;
}

interface Wording {
  readonly head: SampleHead;
  readonly lead: string;
  readonly caption: string;
  readonly columns: readonly [string, string];
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly separator: string;
  readonly note: (from: string, to: string) => string;
}

function german({ number, day, heightMetres, wind }: Tides): Wording {
  const height = heightMetres.replace('.', ',');
  return {
    head: {
      kicker: 'Hafenbulletin',
      headline: `Wasserstand und Wind: Bulletin Nr. ${number} vom ${day.split('-').reverse().map(Number).join('. ')}`,
      teaser: `Das Hochwasser erreicht heute ${height} Meter, der Wind weht mit Stärke ${wind}.`,
    },
    lead: `Das Hochwasser am Pegel Zollhaus erreicht heute ${height} Meter. Der Wind weht mit Stärke ${wind} aus West.`,
    caption: 'Gezeiten am Pegel Zollhaus, Ortszeit',
    columns: ['Gezeit', 'Uhrzeit'],
    high: 'Hochwasser',
    low: 'Niedrigwasser',
    close:
      'Die Fähre nach Grasholm fährt nach Plan. Wer im Schlick unterwegs ist, sollte zwei Stunden vor dem Hochwasser wieder am Deich sein.',
    separator: '.',
    note: (from, to) => `Als Zeit des zweiten Hochwassers war zunächst ${from} Uhr angegeben. Richtig ist ${to} Uhr.`,
  };
}

function english({ number, day, heightMetres, wind }: Tides): Wording {
  return {
    head: {
      kicker: 'Harbour bulletin',
      headline: `Water level and wind: bulletin no. ${number} of ${day}`,
      teaser: `High water reaches ${heightMetres} metres today; the wind is force ${wind}.`,
    },
    lead: `High water at the Customs House gauge reaches ${heightMetres} metres today. The wind is westerly, force ${wind}.`,
    caption: 'Tides at the Customs House gauge, local time',
    columns: ['Tide', 'Time'],
    high: 'High water',
    low: 'Low water',
    close:
      'The ferry to Grasholm runs on schedule. If you are out on the mudflats, be back at the dyke two hours before high water.',
    separator: ':',
    note: (from, to) => `The second high water was first given as ${from}. The correct time is ${to}.`,
  };
}

function russian({ number, day, heightMetres, wind }: Tides): Wording {
  const height = heightMetres.replace('.', ',');
  return {
    head: {
      kicker: 'Портовый бюллетень',
      headline: `Уровень воды и ветер: бюллетень № ${number} от ${day.split('-').reverse().join('.')}`,
      teaser: `Сегодня полная вода достигнет ${height} метра, сила ветра ${wind} по шкале Бофорта.`,
    },
    lead: `Полная вода у таможенного футштока сегодня достигнет ${height} метра. Ветер западный, ${wind} по шкале Бофорта.`,
    caption: 'Приливы и отливы у таможенного футштока, время местное',
    columns: ['Вода', 'Время'],
    high: 'Полная',
    low: 'Малая',
    close:
      'Паром на Грасхольм идёт по расписанию. Если вы гуляете по илистым отмелям, вернитесь к дамбе за два часа до полной воды.',
    separator: ':',
    note: (from, to) => `Время второй полной воды сначала было указано как ${from}. Правильно: ${to}.`,
  };
}

function bodyOf(tides: Tides, words: Wording): string {
  const rows = [
    [words.high, tides.high[0]],
    [words.low, tides.low[0]],
    [words.high, tides.high[1]],
    [words.low, tides.low[1]],
  ] as const;
  const cells = rows.map(([name, at]) => `<tr><td>${name}</td><td>${clock(at, words.separator)}</td></tr>`).join('\n');
  return `<p class="lead">${words.lead}</p>
<table>
<caption>${words.caption}</caption>
<thead><tr><th>${words.columns[0]}</th><th>${words.columns[1]}</th></tr></thead>
<tbody>
${cells}
</tbody>
</table>
<p>${words.close}</p>
`;
}

function correctionOf(tides: Tides, words: Wording): SampleChange {
  const from = clock(tides.high[1], words.separator);
  const to = clock((tides.high[1] + 10) % MINUTES_A_DAY, words.separator);
  return { find: `<td>${from}</td>`, replace: `<td>${to}</td>`, note: words.note(from, to) };
}

/**
 * Makes up the harbour bulletin with a number, for the day of `at`: what the sample newsroom publishes when its
 * written reserve is used up. The same number and day always give the same article.
 */
export function makeBulletin(number: number, at: Date): SampleArticle {
  const tides = tidesOf(number, at);
  const each = <Value>(make: (words: Wording) => Value): PerLanguage<Value> => ({
    de: make(german(tides)),
    en: make(english(tides)),
    ru: make(russian(tides)),
  });
  return {
    id: 60_000 + number,
    slug: `hafenbulletin-${tides.day}-${number}`,
    section: 'hafen',
    tags: [],
    authors: ['Hafendienst'],
    reserve: true,
    languages: each((words) => words.head),
    bodies: each((words) => bodyOf(tides, words)),
    correction: each((words) => correctionOf(tides, words)),
  };
}
