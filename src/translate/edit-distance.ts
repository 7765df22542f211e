/**
 * How many characters have to be added, taken away or replaced to make one text of the other (Levenshtein), or null when
 * more than `most`. Takes code points. What both begin and end with costs nothing, and only the diagonal band within
 * `most` is looked at (Ukkonen 1985), so texts that are alike are fast and those that are not are given up early.
 */
export function editDistance(a: readonly number[], b: readonly number[], most: number): number | null {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > most) return null;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end += 1;
  const columns = short.length - start - end;
  const rows = long.length - start - end;
  if (columns === 0) return rows <= most ? rows : null;
  const over = most + 1;
  let before = Int32Array.from({ length: columns + 1 }, (_, at) => Math.min(at, over));
  let next = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    const first = Math.max(1, row - most);
    const last = Math.min(columns, row + most);
    const letter = long[start + row - 1];
    let left = first === 1 ? Math.min(row, over) : over;
    let least = left;
    next[first - 1] = left;
    for (let column = first; column <= last; column += 1) {
      const same = letter === short[start + column - 1];
      // Inside the arrays by the bounds of the loop; asking again for each cell would double the time.
      let here = (before[column - 1] as number) + (same ? 0 : 1);
      const above = (before[column] as number) + 1;
      if (above < here) here = above;
      if (left + 1 < here) here = left + 1;
      if (here > over) here = over;
      next[column] = here;
      left = here;
      if (here < least) least = here;
    }
    if (last < columns) next[last + 1] = over;
    if (least > most) return null;
    [before, next] = [next, before];
  }
  const distance = before[columns] ?? over;
  return distance <= most ? distance : null;
}
