import { CarryError } from './carrier.ts';

/** Name of the file that says which newsroom's edition a place holds. A dot file: not part of the edition, not listed. */
export const MARKER = '.tamizdat-carrier';

const MARKER_KIND = 'tamizdat.carrier/v1';
const HEAD_KIND = 'tamizdat.edition/v1';

/** What the marker says of a newsroom's place. It is no secret. */
export function claimOf(newsroom: string): string {
  return `${MARKER_KIND}\nnewsroom ${newsroom}\n`;
}

/** The newsroom that a marker or a head names, or null. A guard against mistakes, not against forgery: anyone can write this. */
export function ownerIn(text: string | null): string | null {
  const [kind, line] = text?.split('\n', 2) ?? [];
  if (kind !== MARKER_KIND && kind !== HEAD_KIND) return null;
  return line?.startsWith('newsroom ') ? line.slice('newsroom '.length) : null;
}

/** A place as it was found, before anything is put there. */
export interface FoundPlace {
  /** How the carrier is called, and where it is, for messages: without any secret. */
  readonly name: string;
  readonly where: string;
  /** What its `MARKER` and its `head` hold, null where absent. */
  readonly marker: string | null;
  readonly head: string | null;
  /** Whether it holds nothing that an edition could overwrite; dot files do not count. */
  readonly isEmpty: boolean;
}

/** For whom a place is opened. */
export interface Opening {
  /** The newsroom's name as in its records (`newsroom` line). */
  readonly newsroom: string;
  /** Take a place that holds something else. What is there is overwritten only where the edition has a file of that name. */
  readonly adopt?: boolean;
  /** Whether files were carried there before. */
  readonly known?: boolean;
}

/**
 * Whether a place may be carried to, and whether its marker is still to be written (`true`: before the first change).
 *
 * A place with content is taken only when it holds this newsroom's edition already, or when `adopt` is set: an edition has
 * files such as `index.html` and would overwrite those of somebody's site. One that was carried to before is not taken
 * without its marker or `head`: a drive is not mounted there, or another bucket answers under the name.
 * @throws CarryError `target-foreign`; `carrier-unreachable` for a known one that is not there
 */
export function admitPlace(place: FoundPlace, { newsroom, adopt = false, known = false }: Opening): boolean {
  const shown = place.name === place.where ? place.where : `${place.name}: ${place.where}`;
  const owner = ownerIn(place.marker) ?? ownerIn(place.head);
  if (owner !== null && owner !== newsroom && !adopt) {
    throw foreign(`${shown} holds the edition of ${owner}, not of ${newsroom}`);
  }
  if (owner === null && !place.isEmpty && !adopt) {
    throw foreign(`${shown} is not empty and does not hold an edition of this newsroom`);
  }
  if (known && owner === null && place.marker === null) throw away(shown, 'is not the place that was carried to');
  return place.marker !== claimOf(newsroom);
}

function foreign(message: string): CarryError {
  return new CarryError('target-foreign', message, {
    hint: 'name an empty or new place; nothing was changed in this one',
  });
}

/** The error for a place that held an edition and is gone, or stands there without anything of it. `shown` says which and where. */
export function away(shown: string, what: string): CarryError {
  return new CarryError('carrier-unreachable', `${shown} ${what}`, {
    hint: `mount the drive or restore what was there; if it is to be filled anew, put an empty file ${MARKER} in it`,
    retryable: true,
  });
}
