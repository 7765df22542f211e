import type { Cell, State } from '../../editing/index.ts';
import { Ago, FullMoment } from '../times.tsx';

const WORDS: Readonly<Record<State, string>> = {
  arrived: 'arrived',
  'in-translation': 'in translation',
  review: 'to review',
  ready: 'ready',
  published: 'published',
  corrected: 'corrected',
  withdrawn: 'withdrawn',
};

/** A state in words: `to review`. */
export function stateInWords(state: State): string {
  return WORDS[state];
}

/** A state as word, colour and shape. */
export function StateMark({ state }: { state: State }) {
  return <span class={`state-mark ${state}`}>{stateInWords(state)}</span>;
}

/** A clock face, beside a time that is to come. */
export function ClockSign() {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M8 4.2V8l2.6 1.8" fill="none" stroke="currentColor" stroke-width="1.6" />
    </svg>
  );
}

/** A padlock, beside what is held back. */
export function LockSign() {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="2.5" y="7" width="11" height="7.5" fill="currentColor" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" stroke-width="1.7" />
    </svg>
  );
}

/** Years ahead of which a time means "until somebody says so". */
const FAR_MS = 50 * 365 * 24 * 60 * 60 * 1_000;

/** `held until 23 Nov 2026, 18:00:00 UTC`, or until somebody lets it go. */
export function HeldUntil({ until, now }: { until: string; now: Date }) {
  const at = new Date(until);
  return (
    <span class="held">
      <LockSign />
      {at.getTime() - now.getTime() > FAR_MS ? (
        'held until somebody lets it go'
      ) : (
        <>
          held until <FullMoment at={at} />
        </>
      )}
    </span>
  );
}

/** How far a translation is, as a bar with its numbers beside it. */
export function Progress({ confirmed, all }: { readonly confirmed: number; readonly all: number }) {
  return (
    <span class="progress">
      <meter min={0} max={all} value={confirmed} aria-hidden="true" />
      {confirmed}/{all}
      <span class="unseen"> segments confirmed</span>
    </span>
  );
}

/** Everything about one language version that matters at a glance. */
export function Chip({ cell, now }: { cell: Cell; now: Date }) {
  const { state, since, by, assignee, isTouched, publishAt, progress } = cell;
  const isUnderWay = progress !== null && ['in-translation', 'review', 'ready'].includes(state);
  return (
    <span class="chip">
      <span class="first">
        <StateMark state={state} /> {isUnderWay && <Progress {...progress} />}
      </span>{' '}
      <span class="aside">
        <Ago at={new Date(since)} now={now} />
        {by !== null && `, ${by}`}
      </span>{' '}
      {assignee !== null && <span class="aside">given to {assignee}</span>}{' '}
      {isTouched && <strong class="touched-mark">original changed</strong>}{' '}
      {publishAt !== null && (
        <span class="scheduled">
          <ClockSign />
          <FullMoment at={new Date(publishAt)} />
        </span>
      )}
    </span>
  );
}
