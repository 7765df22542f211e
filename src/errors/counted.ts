/** A count with its noun, as messages and pages say it: `1 article`, `2 articles`. `many` where an `s` does not do. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
