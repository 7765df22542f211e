import type { CensorAction } from '../censor/index.ts';

/** What can be chosen for a place, as forms name it. */
export type ActionKind = CensorAction['kind'];

/** A choice on the page. */
export interface ActionChoice {
  readonly kind: ActionKind;
  /** On the button. */
  readonly label: string;
  readonly action: CensorAction;
}

/**
 * Everything the console offers, the harmless first. 4 KB is far less than the freezes on record let pass, which our
 * pages are made to get through; at 2 KB/s a page of 8 KB takes four seconds.
 */
export const CARRIER_CHOICES: readonly ActionChoice[] = [
  { kind: 'open', label: 'Open', action: { kind: 'open' } },
  { kind: 'blackhole', label: 'No answer', action: { kind: 'blackhole' } },
  { kind: 'reset', label: 'Reset', action: { kind: 'reset' } },
  { kind: 'freeze', label: 'Freeze', action: { kind: 'freeze', afterBytes: 4_096 } },
  { kind: 'slow', label: 'Slow', action: { kind: 'slow', bytesPerSecond: 2_048 } },
  { kind: 'alter', label: 'Lie', action: { kind: 'alter' } },
  { kind: 'old', label: 'Old copy', action: { kind: 'old' } },
];

/** What the console offers for the newsroom's own site: no edition lies there that could be altered or old. */
export const SITE_CHOICES: readonly ActionChoice[] = CARRIER_CHOICES.filter(({ kind }) =>
  ['open', 'blackhole', 'reset'].includes(kind),
);

/** What the console offers for all carriers but one. */
export const BLOCKING_CHOICES: readonly ActionChoice[] = CARRIER_CHOICES.filter(({ kind }) =>
  ['blackhole', 'reset', 'freeze'].includes(kind),
);

/** The action of a choice that a form names; null when it is none of these. */
export function parseAction(choices: readonly ActionChoice[], kind: unknown): CensorAction | null {
  return choices.find((each) => each.kind === kind)?.action ?? null;
}

/** 4096 → `4`, 1536 → `1.5`. */
function kilobytes(bytes: number): string {
  return String(Math.round((bytes / 1_024) * 10) / 10);
}

/** What happens at a place, in words: `freezes after 4 KB`. */
export function actionInWords(action: CensorAction): string {
  switch (action.kind) {
    case 'open':
      return 'open';
    case 'blackhole':
      return 'no answer';
    case 'reset':
      return 'connection reset';
    case 'freeze':
      return `freezes after ${kilobytes(action.afterBytes)} KB`;
    case 'slow':
      return `slow (${kilobytes(action.bytesPerSecond)} KB/s)`;
    case 'alter':
      return 'lies: alters pages';
    case 'old':
      return 'old copy';
  }
}

/** What an action does to a reader: lets through, keeps out, makes wait, or deceives. */
export type Effect = 'passes' | 'blocked' | 'hindered' | 'deceives';

/** The effect of an action, for the colour and the shape beside its words. */
export function effectOf(action: CensorAction): Effect {
  switch (action.kind) {
    case 'open':
      return 'passes';
    case 'blackhole':
    case 'reset':
    case 'freeze':
      return 'blocked';
    case 'slow':
      return 'hindered';
    case 'alter':
    case 'old':
      return 'deceives';
  }
}
