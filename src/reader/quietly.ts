/** What the promise gives, or null: for what may fail without anybody having to know. */
export async function quietly<Result>(run: () => Promise<Result>): Promise<Result | null> {
  try {
    return await run();
  } catch {
    return null;
  }
}
