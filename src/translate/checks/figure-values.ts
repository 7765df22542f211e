/** A value by which two numbers are the same: floating point must not tell 2.3 million from 2,300,000. */
export function keyOf(value: number): string {
  return String(Number(value.toPrecision(12)));
}

const FRACTIONS: Readonly<Record<string, number>> = {
  '½': 0.5,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '¼': 0.25,
  '¾': 0.75,
  '⅕': 0.2,
  '⅛': 0.125,
};

/** The mark between groups of three digits, where the language has one that is not a space. */
const GROUP_MARKS: Readonly<Record<string, string>> = { en: ',', fa: ',', de: '.', es: '.', tr: '.' };

/** Languages in which nobody writes them otherwise; elsewhere both ways are met. */
const STRICT: ReadonlySet<string> = new Set(['de', 'en', 'tr']);

/**
 * All that a run of figures with separators can mean as one number. In `1.500` the mark of the language decides; where it is
 * the other one, it may be a decimal or what is left of the original's way of writing.
 */
export function wholeValues(text: string, language: string): number[] {
  const fraction = FRACTIONS[text];
  if (fraction !== undefined) return [fraction];
  const plain = text.replace(/[ \u00a0\u202f\u2009'’٬]/g, '').replaceAll('٫', ',');
  const [first = '', ...rest] = plain.split(/[.,]/);
  const last = rest.pop();
  if (last === undefined) return [Number(plain)];
  const marks = plain.replace(/\d/g, '');
  const isGrouped = /^[1-9]\d{0,2}$/.test(first) && rest.every((group) => group.length === 3);
  const isGroup = isGrouped && last.length === 3;
  const values: number[] = [];
  const group = GROUP_MARKS[language.slice(0, 2)];
  const isStrange = STRICT.has(language.slice(0, 2)) && rest.length === 0 && !plain.includes(group ?? '');
  if (isGroup && !isStrange) values.push(Number(`${first}${rest.join('')}${last}`));
  const isSure = isGroup && !isStrange && (last === '000' || marks.startsWith(group ?? '?'));
  // 1.234.567,89: what stands before the decimal is grouped by the other mark.
  const isDecimal = rest.length === 0 || (isGrouped && marks.at(-1) !== marks.at(-2));
  if (isDecimal && !isSure) values.push(Number(`${first}${rest.join('')}.${last}`));
  return values;
}

/** The parts of a date or a time (`22.11.2026`, `7.30`), each as a number of its own; none of any other number. */
export function partValues(text: string): number[] {
  const isTime = /^\d{1,2}\.[0-5]\d$/.test(text);
  const isDate = /^\d{1,2}\.\d{1,2}(?:\.\d{2}|\.\d{4})$/.test(text);
  const isMonth = /^\d{1,2}\.\d{4}$/.test(text);
  return isTime || isDate || isMonth ? text.split('.').map(Number) : [];
}

/** What makes a year a decade: `1930s`, `1930er`, `30-е`, `1930-х`, `1930’lar`. */
const DECADE = /^['’]?(?:s\b|er(?:n|s|-)?\b|[-‑]?(?:е|х|ті|тих|м|ми|ых|ые|я|ыя)(?![\p{L}])|['’]?l[ae]r)/u;
const AFTERNOON =
  /^(?:[.:]\d\d)?\s*(?:p\.?\s?m\b|uhr (?:nach)?mittag|uhr abend|час\S* (?:дня|вечера)|годин\S* (?:дня|вечора)|вечера|дня|вечора|de la (?:tarde|noche)|du soir|h (?:du soir|de l.après)|بعدازظهر|بعد از ظهر|عصر|شب)/iu;

/** Further values a number has where it stands: short years, decades, hours of the afternoon, and 24 for midnight. */
export function sideValues(digits: string, before: string, after: string): number[] {
  const value = Number(digits);
  const side: number[] = [];
  if (/^\d\d$/.test(digits) && (DECADE.test(after) || /['’/–-]$/.test(before)))
    side.push(1900 + value, 2000 + value, 1800 + value);
  if (digits.length <= 2 && value <= 12 && AFTERNOON.test(after)) side.push(value === 12 ? 0 : value + 12);
  return side;
}
