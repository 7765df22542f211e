/** The entries of the browser's history, in memory only, by a number of this visit. */
export interface Entries {
  /** Where the entry that is open was left, in CSS pixels; 0 when it never was. */
  readonly topPx: number;
  /** Whether going back stays in the app. */
  readonly hasBefore: boolean;
  /** Notes that another entry has been opened. */
  arrive(): void;
  /** Replaces the address of the entry that is open. */
  readdress(hash: string): void;
}

/** Takes over from the browser where each entry is scrolled to: it would scroll before the page is found. */
export function openHistory(): Entries {
  const tops = new Map<number, number>();
  let open = 0;
  let last = 0;
  history.scrollRestoration = 'manual';
  const numberEntry = () => {
    const known: unknown = history.state;
    if (typeof known === 'number') open = known;
    else {
      open = last + 1;
      history.replaceState(open, '');
    }
    last = Math.max(last, open);
  };
  numberEntry();
  return {
    get topPx() {
      return tops.get(open) ?? 0;
    },
    get hasBefore() {
      return open > 1;
    },
    arrive() {
      tops.set(open, window.scrollY);
      numberEntry();
    },
    readdress: (hash) => history.replaceState(open, '', hash),
  };
}
