/**
 * Cuts a list into runs as long as each fits, in order, at least one item a run.
 *
 * @param items what to cut
 * @param fits whether `items[from…to)` fits as part `number` (1, 2, …); once a run does not fit, no longer one does
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
  let from = 0;
  while (from < items.length) {
    const number = runs.length + 1;
    // The whole rest first: most articles are one part. Then halve between what fits and what does not.
    let good = from + 1;
    let bad = items.length + 1;
    if (fits(items.slice(from), number)) good = items.length;
    else bad = items.length;
    while (good + 1 < bad && good < items.length) {
      const middle = (good + bad) >> 1;
      if (fits(items.slice(from, middle), number)) good = middle;
      else bad = middle;
    }
    let end = good;
    if (end < items.length) {
      while (end > from && !mayEnd(items[end - 1] as Item)) end -= 1;
      if (end === from) end = good;
    }
    runs.push(items.slice(from, end));
    from = end;
  }
  return runs.length === 0 ? [[]] : runs;
}
