/** What may stand in an element; nothing is left out, text is text. */
export type Child = Node | string | null;

/**
 * Makes an element. Children that are strings become text nodes: no text of a newsroom or a carrier is ever read as
 * markup. Attribute names are constants of this app; values are set, never parsed.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A button that does something here. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/**
 * A phrase with its names filled in. Each name is isolated (`<bdi>`), because it may be of another script and would
 * turn its neighbours.
 */
export function say(phrase: string, values: Readonly<Record<string, Child>> = {}): (Node | string)[] {
  return phrase
    .split(/\{([a-z]+)\}/)
    .map((piece, at) => (at % 2 === 0 ? piece : element('bdi', {}, values[piece] ?? '')));
}
