import { BODY_END, BODY_START } from '../proof/index.ts';

/** The digit nought of each script that our languages write numbers in: ASCII, Arabic, Persian. */
const NOUGHTS = ['0', '\u0660', '\u06f0'].map((digit) => digit.charCodeAt(0));
const REFERENCE_OR_DIGIT = /&[^;&\s]{1,32};|[0-9\u0660-\u0669\u06f0-\u06f9]/g;
const REFERENCE_OR_WORD = /&[^;&\s]{1,32};|[\p{L}\p{M}]+/gu;

interface Run {
  readonly kind: 'text' | 'markup';
  text: string;
}

/**
 * Changes what a page says so that a person would not notice: every digit of the article's text becomes the next one (9
 * becomes 0); where there is none, the last two differing words of its first paragraph change places, or of the first
 * text that has two. Touches only text between the body markers: tags, what follows and the number of bytes stay.
 *
 * Returns null when there is nothing to change: no page of an edition, not UTF-8, or a text of one word.
 */
export function alterPage(page: Uint8Array): Uint8Array | null {
  let html: string;
  try {
    html = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(page);
  } catch {
    return null;
  }
  const start = html.indexOf(BODY_START) + BODY_START.length;
  const end = html.indexOf(BODY_END, start);
  if (start < BODY_START.length || end < 0) return null;
  const runs = runsOf(html.slice(start, end));
  if (!raiseDigits(runs) && !swapWords(runs)) return null;
  return new TextEncoder().encode(html.slice(0, start) + runs.map(({ text }) => text).join('') + html.slice(end));
}

/** HTML as it alternates between text and markup. Takes anything, in time that grows with its length only. */
function runsOf(html: string): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < html.length; ) {
    const isMarkup = html[at] === '<';
    const next = isMarkup ? endOfMarkup(html, at) : html.indexOf('<', at);
    const until = next < 0 ? html.length : next;
    runs.push({ kind: isMarkup ? 'markup' : 'text', text: html.slice(at, until) });
    at = until;
  }
  return runs;
}

/** Where the tag or comment that begins at `start` is over; -1 when it never is. */
function endOfMarkup(html: string, start: number): number {
  if (html.startsWith('<!--', start)) {
    const end = html.indexOf('-->', start);
    return end < 0 ? -1 : end + 3;
  }
  let quote = '';
  for (let at = start; at < html.length; at += 1) {
    const character = html[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return at + 1;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

function raiseDigits(runs: readonly Run[]): boolean {
  let isRaised = false;
  for (const run of runs) {
    if (run.kind === 'markup') continue;
    run.text = run.text.replace(REFERENCE_OR_DIGIT, (found) => {
      const code = found.charCodeAt(0);
      const nought = NOUGHTS.find((each) => code >= each && code <= each + 9);
      if (nought === undefined) return found;
      isRaised = true;
      return String.fromCharCode(nought + ((code - nought + 1) % 10));
    });
  }
  return isRaised;
}

function swapWords(runs: readonly Run[]): boolean {
  const isTag = ({ kind, text }: Run, name: RegExp) => kind === 'markup' && name.test(text);
  const from = runs.findIndex((run) => isTag(run, /^<p[\s>]/i));
  const to = runs.findIndex((run, index) => index > from && isTag(run, /^<\/p[\s>]/i));
  const paragraph = from < 0 || to < 0 ? [] : runs.slice(from, to).reverse();
  return [...paragraph, ...runs].some((run) => run.kind === 'text' && swapIn(run));
}

/** Makes the last two neighbouring words that differ change places. */
function swapIn(run: Run): boolean {
  const words = [...run.text.matchAll(REFERENCE_OR_WORD)].filter(([word]) => !word.startsWith('&'));
  const last = words.findLastIndex(([word], index) => index > 0 && words[index - 1]?.[0] !== word);
  const [one, other] = [words[last - 1], words[last]];
  if (one === undefined || other === undefined) return false;
  const { text } = run;
  run.text =
    text.slice(0, one.index) +
    other[0] +
    text.slice(one.index + one[0].length, other.index) +
    one[0] +
    text.slice(other.index + other[0].length);
  return true;
}
