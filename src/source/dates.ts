const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Offsets of zone names still met in feeds (RFC 822), in minutes. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  bst: 60,
  cet: 60,
  west: 60,
  cest: 120,
  eet: 120,
  mez: 60,
  mesz: 120,
  eest: 180,
  msk: 180,
  irst: 210,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([a-z]+|[+-]\d{1,2}:?(?:\d{2})?)?)?$/i;
const RFC822 =
  /^(?:[a-z]+\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2}|\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([a-z]+|[+-]\d{1,2}:?(?:\d{2})?)?)?(?:\s*\([^)]*\))?$/i;

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return 0;
  const named = ZONES[zone.toLowerCase()];
  if (named !== undefined) return named;
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

/** Seconds of UTC as the article model writes them: `2026-11-22T10:15:00Z`. */
export function momentOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/**
 * A date of a feed or page (ISO 8601 / RFC 3339, RFC 822 / 1123 with two- or four-digit years and zone names) as UTC
 * seconds, or null when it is no date. Without a zone it counts as UTC: what the machine's own zone would make of it
 * differs from machine to machine.
 */
export function parseMoment(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed.length > 60) return null;
  const iso = ISO.exec(trimmed);
  const rfc = RFC822.exec(trimmed);
  let parts: [number, number, number];
  if (iso !== null) parts = [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  else if (rfc !== null) {
    const short = Number(rfc[3]);
    const year = rfc[3]?.length === 2 ? (short < 70 ? 2000 + short : 1900 + short) : short;
    parts = [year, MONTHS.indexOf((rfc[2] ?? '').toLowerCase()) + 1, Number(rfc[1])];
  } else return null;
  const [, , , , hour = '0', minute = '0', second = '0', zone] = (iso ?? rfc) as RegExpExecArray;
  const [year, month, day] = parts;
  const offset = zoneMinutes(zone);
  const valid =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && +hour <= 24 && +minute <= 59 && +second <= 60 && year >= 1000;
  if (offset === null || !valid) return null;
  const date = new Date(Date.UTC(year, month - 1, day, +hour, +minute - offset, +second));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9998) return null;
  // 31 April becomes 1 May in Date; no calendar has it.
  const written = new Date(Date.UTC(year, month - 1, day));
  return written.getUTCDate() === day ? momentOf(date) : null;
}
