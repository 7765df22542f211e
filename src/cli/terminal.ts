import { TamizdatError } from '../errors/index.ts';

/**
 * What commands write. Results go to standard output, everything about the work (progress, warnings, errors) to
 * standard error, so that `--json` and pipes stay clean.
 */
export interface Terminal {
  /** A line of the result. */
  print(line?: string): void;
  /** A line about the work. */
  note(line: string): void;
  /** A line that replaces itself while work goes on; nothing where nobody watches. */
  progress(line: string): void;
  readonly isInteractive: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const isWatched = process.stderr.isTTY === true;
  let pending = false;
  const clear = () => {
    if (pending) process.stderr.write('\r\x1b[2K');
    pending = false;
  };
  return {
    isInteractive: process.stdin.isTTY === true && isWatched,
    print(line = '') {
      clear();
      process.stdout.write(`${line}\n`);
    },
    note(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!isWatched) return;
      const width = process.stderr.columns ?? 80;
      process.stderr.write(`\r\x1b[2K${line.slice(0, width - 1)}`);
      pending = true;
    },
  };
}

/**
 * Tells an error as `error:` and `hint:` lines. A defect of ours (an error that nobody meant to throw) shows its stack,
 * so that it can be reported.
 */
export function tellError(terminal: Terminal, error: unknown): void {
  if (error instanceof TamizdatError) {
    terminal.note(`error: ${error.message}`);
    if (error.hint !== undefined) terminal.note(`hint: ${error.hint}`);
    return;
  }
  terminal.note(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  terminal.note('hint: this is a defect of tamizdat; please report it with the lines above');
}
