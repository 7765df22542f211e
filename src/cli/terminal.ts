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
  // Whoever read the output may have seen enough (`… | head`). The work and its exit code do not depend on it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
 * Characters that move the cursor, colour, hide, reorder or break a line. The zero-width non-joiner stays: Persian and
 * other scripts need it, and it only keeps two letters apart.
 */
const UNSAFE = /(?!\u200c)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text as one line that a terminal only shows: whatever it would obey stands there as `\u{1b}`. */
export function shownText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A private key as files hold it, or the beginning of one: who takes it for its public half would find it in an error. */
const SECRET = /PRIVATE\+KEY\+[^\s"',\\]*/g;

const toShow = (line: string): string => shownText(line).replace(SECRET, 'PRIVATE+KEY+…');

/**
 * A terminal on which nothing that is written is obeyed, and no private key shown: names, titles, signatures and paths
 * come from strangers. One call is one line, so no text can begin a line of its own.
 */
export function guardedTerminal(terminal: Terminal): Terminal {
  return {
    isInteractive: terminal.isInteractive,
    print: (line = '') => terminal.print(toShow(line)),
    note: (line) => terminal.note(toShow(line)),
    progress: (line) => terminal.progress(toShow(line)),
  };
}

/** Prints a text of our own that has several lines. */
export function printLines(write: (line: string) => void, text: string): void {
  for (const line of text.split('\n')) write(line);
}

/** What a terminal would obey, as JSON escapes: it parses to the same. */
function escapedJson(line: string): string {
  const escaped = (character: string) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return line.replace(UNSAFE, escaped);
}

/** Prints a value as JSON, readable, with nothing in it that a terminal would obey. */
export function printJson(terminal: Terminal, value: unknown): void {
  for (const line of JSON.stringify(value, null, 2).split('\n')) terminal.print(escapedJson(line));
}

/** Prints a value as one line of JSON: one of many, for a program that reads while work goes on. */
export function printJsonLine(terminal: Terminal, value: unknown): void {
  terminal.print(escapedJson(JSON.stringify(value)));
}

/** What a disk says when it does not let us; `53100` is how the database passes on that it is full. */
const DISK_TROUBLES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  '53100': 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
};

/** The sentence for an error of the disk, wherever it happened and whatever it was wrapped in; null for any other. */
export function diskTrouble(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, path } = at as NodeJS.ErrnoException;
    const trouble = code === undefined ? undefined : DISK_TROUBLES[code];
    if (trouble !== undefined) return path === undefined ? trouble : `${path}: ${trouble}`;
  }
  return null;
}

/** Whether an error was meant to be thrown, or comes from a disk: everything else is a defect of ours. */
export function isExpected(error: unknown): boolean {
  return error instanceof TamizdatError || diskTrouble(error) !== null;
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
  const trouble = diskTrouble(error);
  if (trouble !== null) {
    terminal.note(`error: ${trouble}`);
    terminal.note('hint: what was published is intact; make room or give access, then run the same again');
    return;
  }
  printLines(terminal.note, `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  terminal.note('hint: this is a defect of tamizdat; please report it with the lines above');
}
