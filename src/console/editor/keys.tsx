/** What the keyboard does, and what each key is. */
const KEYS = [
  ['Ctrl+Enter', 'confirm this segment and go to the next that is not'],
  ['Alt+↓ and Alt+↑', 'go to the next and the one before'],
  ['Alt+1 … Alt+9', 'insert a placeholder, around what is selected'],
  ['Alt+M', 'take the best match of the memory'],
  ['Escape', 'leave the field'],
] as const;

/** The keys of the editor. Shown by its script, without which they do nothing. */
export function Keys() {
  return (
    <details id="keys" class="only-script">
      <summary>Keys</summary>
      <dl class="editor-keys">
        {KEYS.map(([keys, does]) => (
          <div>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="aside">What is typed is kept by itself, a moment after a pause.</p>
    </details>
  );
}
