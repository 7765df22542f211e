import { runCli } from './cli/index.ts';

/**
 * The entrance: runs the command line and returns the exit code. `bin/tamizdat.mjs` calls it, on the Node that this
 * project is pinned to.
 */
export function main(args: readonly string[]): Promise<number> {
  return runCli(args);
}
