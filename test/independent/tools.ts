/** Other people's tools: where they are not installed the check is told as missing, and fails where all must be there. */
import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, `input` on its standard input; exit code 127 when there is no such program. */
export function runTool(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ended> {
  return new Promise((done) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, [...args], options, (error, out, err) => {
      const code = error === null ? 0 : (error as { code?: number | string }).code;
      done({ exitCode: code === 'ENOENT' ? 127 : typeof code === 'number' ? code : 1, out, err });
    });
    // A program that is not there, or reads nothing, closes it first: its exit code tells.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/**
 * Why a check cannot be made here, for the `skip` option of its tests, or false when the tool answers. In CI, where
 * `.ci/run` installs every tool, a missing one throws instead.
 */
export async function missing(
  what: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | false> {
  const { exitCode, err } = await runTool(program, args, env);
  if (exitCode === 0) return false;
  const told = `not checked: ${what} is not installed (${program} ${args.join(' ')}: exit ${exitCode} ${err.trim()})`;
  if (process.env.CI === 'true') throw new Error(told);
  return told;
}
