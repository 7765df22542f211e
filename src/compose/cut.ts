/**
 * Cuts a list into runs as long as each fits, in order, at least one item a run.
 *
 * @param items what to cut
 * @param fits whether a run fits as part `number` (1, 2, …); when a run does not fit, no longer one does
 * @param mayEnd whether a part may end after this item; one that cannot (a heading) goes on to the next part, unless
 *   that would leave nothing in this one
 * @returns the runs; one empty run for no items
 */
export function cut<Item>(
  items: readonly Item[],
  fits: (run: readonly Item[], number: number) => boolean,
  mayEnd: (item: Item) => boolean = () => true,
): Item[][] {
  const runs: Item[][] = [];
  let rest = [...items];
  // The whole rest is tried first: most articles are one part.
  while (rest.length > 0 && !fits(rest, runs.length + 1)) {
    let good = 1;
    let bad = rest.length;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (fits(rest.slice(0, middle), runs.length + 1)) good = middle;
      else bad = middle;
    }
    const last = rest.slice(0, good).findLastIndex(mayEnd);
    const end = last === -1 ? good : last + 1;
    runs.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest.length > 0 || runs.length === 0 ? [...runs, rest] : runs;
}
