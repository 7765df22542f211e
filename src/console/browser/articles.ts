/** Keys of the table of articles: what they do is listed on the page. */

const rows = (): HTMLAnchorElement[] => [...document.querySelectorAll<HTMLAnchorElement>('#articles .headline a')];

/** The row that has the focus, whatever in it has; -1 for none. */
function present(): number {
  const row = document.activeElement?.closest('tr');
  return row === null || row === undefined ? -1 : rows().findIndex((link) => row.contains(link));
}

function move(by: 1 | -1): void {
  const links = rows();
  const at = present();
  const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[to]?.focus();
}

function mark(): void {
  document.activeElement?.closest('tr')?.querySelector<HTMLInputElement>('input[name=article]')?.click();
}

function showKeys(): void {
  const keys = document.querySelector<HTMLDetailsElement>('#keys');
  if (keys === null) return;
  keys.open = !keys.open;
  if (keys.open) keys.querySelector('summary')?.focus();
}

/** Whether what has the focus takes letters itself. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const KEYS: Readonly<Record<string, () => void>> = {
  j: () => move(1),
  k: () => move(-1),
  x: mark,
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  '?': showKeys,
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
