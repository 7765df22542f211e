const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Parses a duration of the settings file, `90s`, `5m`, `1h` or `2d`, into milliseconds; null when it is not one.
 * One whole number and one unit: `1h30m` is refused, because nobody remembers which mixtures a program takes.
 */
export function parseDuration(text: string): number | null {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** Writes milliseconds as the shortest duration that `parseDuration` reads back; fractions of a second are rounded up. */
export function formatDuration(durationMs: number): string {
  const rounded = Math.max(1, Math.ceil(durationMs / UNITS.s)) * UNITS.s;
  for (const unit of ['d', 'h', 'm'] as const) {
    if (rounded % UNITS[unit] === 0) return `${rounded / UNITS[unit]}${unit}`;
  }
  return `${rounded / UNITS.s}s`;
}
