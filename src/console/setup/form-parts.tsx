import type { Child } from 'hono/jsx';

/** A field with its label and a sentence that says what it is for. */
export function Field(props: {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly type?: 'text' | 'url' | 'password';
  readonly isRequired?: boolean;
  readonly autocomplete?: string;
}) {
  const { name, label, help, value, type = 'text', isRequired = false, autocomplete = 'off' } = props;
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        required={isRequired}
        autocomplete={autocomplete}
        spellcheck={false}
        aria-describedby={`${name}-help`}
      />
      <span class="aside" id={`${name}-help`}>
        {help}
      </span>
    </p>
  );
}

/** On to the next step. */
export function Next({ label = 'Next' }: { label?: string }) {
  return (
    <p class="onward">
      <button type="submit" name="act" value="next" class="primary">
        {label}
      </button>
    </p>
  );
}

/** What was chosen so far, each with a button that takes it away. */
export function Chosen(props: {
  readonly label: string;
  readonly action: string;
  /** `name` says which it is to whoever only hears the button. */
  readonly entries: readonly { readonly name: string; readonly shown: Child }[];
}) {
  const { label, action, entries } = props;
  if (entries.length === 0) return null;
  return (
    <ul class="chosen" aria-label={label}>
      {entries.map(({ name, shown }, at) => (
        <li>
          <form method="post" action={action} class="inline-form">
            <span>{shown}</span>
            <input type="hidden" name="at" value={String(at)} />
            <button type="submit" name="act" value="remove">
              Remove<span class="unseen"> {name}</span>
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}
