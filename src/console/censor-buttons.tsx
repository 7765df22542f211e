import { type ActionChoice, actionInWords, effectOf } from './actions.ts';
import type { CensoredPlace } from './censor-controls.ts';

/** What readers meet at a place, as its own line. */
export function Met({ place }: { place: CensoredPlace }) {
  return (
    <p class="met">
      <span>inside the country:</span> <EffectMark place={place} />
    </p>
  );
}

/** What happens at a place, in words with a shape beside them. */
export function EffectMark({ place }: { place: CensoredPlace }) {
  return <strong class={`mark ${effectOf(place.action)}`}>{actionInWords(place.action)}</strong>;
}

/** The censor's buttons of one place. Each has an id, by which the live page keeps the focus where it is. */
export function CensorButtons({
  place,
  title,
  choices,
}: {
  place: CensoredPlace;
  title: string;
  choices: readonly ActionChoice[];
}) {
  return (
    <form method="post" action={`/censor/${encodeURIComponent(place.name)}`}>
      <fieldset class="choices">
        <legend class="unseen">What the censor does to {title}</legend>
        {choices.map(({ kind, label, action }) => (
          <button
            type="submit"
            name="action"
            value={kind}
            id={`censor-${place.name}-${kind}`}
            aria-pressed={place.action.kind === kind ? 'true' : 'false'}
            title={actionInWords(action)}
          >
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
