/** What the promise gives, or null: for what may fail without anybody having to know. */
export async function quietly<Result>(run: () => Promise<Result>): Promise<Result | null> {
  try {
    return await run();
  } catch {
    return null;
  }
}

/** The same, and null when it takes longer: for what may never answer. */
export function within<Result>(limitMs: number, run: () => Promise<Result>): Promise<Result | null> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, limitMs, null);
    void quietly(run).then((result) => {
      clearTimeout(limit);
      resolve(result);
    });
  });
}
