import type { NewsroomFace } from '../../compose/index.ts';
import type { CarrierSettings, Settings } from '../../platform/config/index.ts';
import type { CarrierEntry } from '../../proof/index.ts';

/** What of the settings shows on pages. */
export function faceOf(settings: Settings): NewsroomFace {
  const { newsroom, title, home, languages, notice, rights, carried, app } = settings;
  return {
    name: newsroom,
    title,
    home,
    originalLanguage: languages[0],
    languages,
    notice,
    ...(rights === undefined ? {} : { rights }),
    ...(carried === undefined ? {} : { carried }),
    ...(app === undefined ? {} : { appOrigin: app }),
  };
}

/** Carriers that readers, and so censors, are told of: those with a public address. */
export function publicCarriers(carriers: readonly CarrierSettings[]): CarrierEntry[] {
  return carriers.flatMap(({ name, address, group, abilities, hints }) =>
    address === undefined ? [] : [{ address, group: group ?? name, abilities, hints }],
  );
}
