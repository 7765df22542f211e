import { TamizdatError } from '../../errors/index.ts';

/**
 * What can be wrong with a settings file: it is not there (`settings-missing`), cannot be read
 * (`settings-unreadable`), or holds faults (`settings-invalid`). And what it refers to: `secret-missing`.
 */
export type ConfigErrorCode = 'settings-missing' | 'settings-unreadable' | 'settings-invalid' | 'secret-missing';

/** One fault of a settings file. Lines and columns count from 1, as editors do. */
export interface SettingsFault {
  readonly line: number;
  readonly column: number;
  /** What is wrong, starting with the name of the setting: `sources[0].every is not a duration ("5 min")`. */
  readonly wrong: string;
  /** What to write instead: `every: 5m`. */
  readonly write: string;
}

/**
 * A settings file cannot be used. Its message lists every fault, a line each, as
 * `file:line:column what is wrong; write: …`, so that one round of editing mends all of them.
 */
export class ConfigError extends TamizdatError<ConfigErrorCode> {
  /** Every fault, in the order of the file; empty unless the code is `settings-invalid`. */
  readonly faults: readonly SettingsFault[];

  constructor(
    code: ConfigErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; faults?: readonly SettingsFault[] } = {},
  ) {
    super(code, message, options);
    this.faults = options.faults ?? [];
  }
}
