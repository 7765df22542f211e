import { isatty } from 'node:tty';
import { type Logger, pino, destination as pinoDestination, stdTimeFunctions } from 'pino';
import { prettyLine } from './pretty.ts';
import { redact, redactText } from './redaction.ts';

/** How important a line is; a log writes its own level and those after it. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a line says besides its message: plain values, errors under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The log of a process. A message is a sentence that names what it is about; what changes from line to line goes into
 * the fields. Whatever is given, no line holds a secret or anything about a reader: see `redaction.ts`. Logging never
 * throws, and has written when it returns.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose lines all have these fields too: `log.with({ source: 'https://courier.example/feed.xml' })`. */
  with(fields: LogFields): Log;
  /** Closes the file it writes to, if it is one. */
  close(): void;
}

export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  /** Where to: a file descriptor, the path of a file (appended to, mode 0600), or something with `write`. Usual: 2, standard error. */
  readonly destination?: number | string | { write(text: string): unknown };
  /** True: a line for people; false: a JSON object a line. Usual: whether the destination is a terminal. */
  readonly pretty?: boolean;
  /** Whether lines for people have colours. Usual: on a terminal, unless `$NO_COLOR` is set. */
  readonly colour?: boolean;
}

/**
 * Opens a log on pino, written synchronously so that the last line before a crash is there.
 * @example
 * const log = openLog({ level: settings.log });
 * log.info('published an edition', { number: 7 });
 */
export function openLog(options: LogOptions): Log {
  const { destination = 2 } = options;
  const isTerminal = typeof destination === 'number' && isatty(destination);
  const pretty = options.pretty ?? isTerminal;
  const colour = options.colour ?? (isTerminal && !process.env.NO_COLOR);
  const { write, close } = openDestination(destination);
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => write(pretty ? prettyLine(line, colour) : line) },
  );
  return new PinoLog(logger, close);
}

function openDestination(destination: NonNullable<LogOptions['destination']>): {
  write: (text: string) => void;
  close: () => void;
} {
  if (typeof destination === 'object') return { write: (text) => void destination.write(text), close: () => {} };
  const sink = pinoDestination({ dest: destination, sync: true, append: true, mkdir: true, mode: 0o600 });
  // A pipe whose reader has gone, or a full disk: the newsroom goes on without its log.
  sink.on('error', () => {});
  return {
    write: (text) => void sink.write(text),
    close: () => {
      if (typeof destination === 'string') sink.end();
      else sink.flushSync();
    },
  };
}

class PinoLog implements Log {
  readonly #logger: Logger;
  readonly #close: () => void;

  constructor(logger: Logger, close: () => void) {
    this.#logger = logger;
    this.#close = close;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  with(fields: LogFields): Log {
    return new PinoLog(this.#logger.child(clean(fields)), () => {});
  }

  close(): void {
    this.#close();
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    // Before the work of redaction, which most lines of a quiet log would be for nothing.
    if (!this.#logger.isLevelEnabled(level)) return;
    this.#logger[level](clean(fields), redactText(message));
  }
}

/** Fields as they may be written; those with names that a line has already are renamed. */
function clean(fields: LogFields): Record<string, unknown> {
  const redacted = redact(fields) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(redacted).map(([name, value]) => [
      ['time', 'level', 'msg'].includes(name) ? `${name}_` : name,
      value,
    ]),
  );
}
