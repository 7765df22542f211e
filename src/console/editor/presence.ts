import type { VersionName } from '../../editing/index.ts';

/** A page that said nothing for so long is closed, asleep, or its connection is gone. */
const FORGOTTEN_MS = 45_000;
/** Pages remembered at once; the longest silent go first. */
const MAX_TABS = 500;

/** Where somebody is: a person's name and the segment whose field they are in; an empty key for none. */
export interface Present {
  readonly name: string;
  readonly key: string;
}

/** Who is in which segment, in the memory of this process: of no interest a minute later. */
export interface Presence {
  /** Notes where the person of a page is. True when that is news to others. */
  put(version: VersionName, tab: string, present: Present): boolean;
  /** Who else is in a version: all but the page that asks. */
  in(version: VersionName, tab: string): Present[];
}

/** Opens an empty memory of who is where. */
export function presence(now: () => Date): Presence {
  const tabs = new Map<string, Present & { readonly version: string; readonly atMs: number }>();
  const idOf = ({ article, language }: VersionName) => `${article}/${language}`;
  return {
    put: (name, tab, { name: person, key }) => {
      if (!/^[\w-]{1,64}$/.test(tab)) return false;
      const version = idOf(name);
      const before = tabs.get(tab);
      tabs.delete(tab);
      tabs.set(tab, { name: person, key: key.slice(0, 100), version, atMs: now().getTime() });
      for (const oldest of tabs.keys()) {
        if (tabs.size <= MAX_TABS) break;
        tabs.delete(oldest);
      }
      return before === undefined || before.key !== key || before.version !== version;
    },
    in: (name, tab) => {
      const since = now().getTime() - FORGOTTEN_MS;
      return [...tabs]
        .filter(([id, each]) => id !== tab && each.version === idOf(name) && each.atMs >= since && each.key !== '')
        .map(([, { name: person, key }]) => ({ name: person, key }));
    },
  };
}
