/** Times, sizes and names of languages as the reader's language writes them. */

/** Dates are those of the newsroom's calendar in every language: its pages are named by them. */
const calendar = (language: string): string => `${language === 'en' ? 'en-GB' : language}-u-ca-gregory-hc-h23`;

const day = (time: Date): string => time.toDateString();

/** A moment in the reader's own time zone: `14:05`, with the date when that is not today. */
export function showTime(language: string, time: Date, now: Date): string {
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { day: 'numeric', month: 'long' } as const;
  const year = time.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const isToday = day(time) === day(now);
  return new Intl.DateTimeFormat(calendar(language), isToday ? clock : { ...date, ...year, ...clock }).format(time);
}

/** A UTC date `YYYY-MM-DD`: `22 November 2026`. */
export function showDay(language: string, date: string): string {
  return new Intl.DateTimeFormat(calendar(language), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}

/** What a file costs to load: `12 kB`. */
export function showSize(language: string, sizeBytes: number): string {
  const isLarge = sizeBytes >= 1_000_000;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(isLarge ? sizeBytes / 1_000_000 : Math.max(1, sizeBytes / 1_000));
}

/** A number in the digits of the language. */
export function showNumber(language: string, value: number): string {
  return new Intl.NumberFormat(language, { useGrouping: false }).format(value);
}

/** What a language is called in a language; the tag where the browser does not know. */
export function showLanguage(language: string, named: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(named) ?? named;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** The address of a carrier as people say it: `mirror-3.example/bote`. */
export function showAddress(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
