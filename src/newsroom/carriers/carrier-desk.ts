import type { Kysely } from 'kysely';
import { editionFolder, fileReader, readPublishedHead } from '../../edition/index.ts';
import { type CarrierKind, type CarrierValues, placeOf, type Settings } from '../../platform/config/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Environment } from '../keeping/storage.ts';
import { placesOf } from '../places.ts';
import { carrierNamed } from './carrier-change.ts';
import { type CarrierState, loadCarrierStates, saveWishes, UNTRIED } from './carrier-states.ts';
import { carrierId } from './carrier-target.ts';
import { type CarrierCheck, testCarrier } from './carrier-test.ts';

/** A carrier of the settings, and how it stands. */
export interface CarrierStanding extends CarrierState {
  readonly name: string;
  readonly kind: CarrierKind;
  /** Where it is, in words, without any secret. */
  readonly place: string;
  readonly group: string;
  readonly address: string | null;
  /** Editions it lacks; null where it holds none. */
  readonly behind: number | null;
}

/** Who can change the carriers of the settings: the process that holds the newsroom's folder. */
export interface CarrierChanges {
  addCarrier(values: CarrierValues): Promise<void>;
  removeCarrier(name: string): Promise<void>;
}

/** How the carriers of a newsroom stand now, in the order of the settings. */
export async function loadStandings(
  db: Kysely<Tables>,
  { carriers, folder }: Pick<Settings, 'carriers' | 'folder'>,
): Promise<CarrierStanding[]> {
  const { files } = editionFolder(placesOf(folder).edition);
  const newest = (await readPublishedHead(fileReader(files)))?.edition.number ?? 0;
  const states = await loadCarrierStates(db);
  return carriers.map((carrier) => {
    const state = states.get(carrierId(carrier)) ?? UNTRIED;
    return {
      ...state,
      name: carrier.name,
      kind: carrier.kind,
      place: placeOf(carrier),
      group: carrier.group ?? carrier.name,
      address: carrier.address ?? null,
      behind: state.holds === null ? null : Math.max(0, newest - state.holds.number),
    };
  });
}

/** What operators do with carriers, in whatever process of the newsroom they do it. */
export class CarrierDesk {
  readonly #db: Kysely<Tables>;
  readonly #settings: () => Settings;
  readonly #env: Environment | undefined;
  readonly #wake: () => Promise<void>;
  /** Null where this process may not change the settings. */
  readonly changes: CarrierChanges | null;

  /** @param parts.wake has the publishing process look what is wished for */
  constructor(parts: {
    readonly db: Kysely<Tables>;
    readonly settings: () => Settings;
    readonly env: Environment | undefined;
    readonly wake: () => Promise<void>;
    readonly changes: CarrierChanges | null;
  }) {
    this.#db = parts.db;
    this.#settings = parts.settings;
    this.#env = parts.env;
    this.#wake = parts.wake;
    this.changes = parts.changes;
  }

  /** How they stand; see `loadStandings`. */
  standings(): Promise<CarrierStanding[]> {
    return loadStandings(this.#db, this.#settings());
  }

  /** Has a carrier tried now, whatever pause it has. @throws NewsroomError `carrier-unknown` */
  async again(name: string): Promise<void> {
    await saveWishes(this.#db, carrierId(carrierNamed(this.#settings(), name)), { isAsked: true });
    await this.#wake();
  }

  /** Holds a carrier back, or lets it go on. @throws NewsroomError `carrier-unknown` */
  async hold(name: string, isStopped: boolean): Promise<void> {
    await saveWishes(this.#db, carrierId(carrierNamed(this.#settings(), name)), { isStopped });
    await this.#wake();
  }

  /** Tries a carrier; see `testCarrier`. @throws NewsroomError `carrier-unknown` */
  async test(name: string, signal?: AbortSignal): Promise<CarrierCheck[]> {
    const settings = this.#settings();
    const { newsroom, folder } = settings;
    const { files } = editionFolder(placesOf(folder).edition);
    return testCarrier({
      carrier: carrierNamed(settings, name),
      newsroom,
      secrets: { folder, env: this.#env },
      files,
      signal,
    });
  }
}
