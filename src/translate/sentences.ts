import { checkPlaceholders, formatPlaceholders, type Piece, parsePlaceholders } from './placeholders.ts';

/** One sentence of a segment, and what stands between it and the next: white space, placeholders that stand alone. */
export interface Sentence {
  readonly text: string;
  readonly gap: string;
}

/**
 * The end of a piece that is likely no end of a sentence: an initial, a day (`3.`), an abbreviation. Cutting too rarely
 * costs a match; cutting wrongly puts wrong pairs into the memory.
 */
const NO_END =
  /(?:^|[\s(«„“".])(?:\p{L}|\d{1,2}|dr|mr|mrs|ms|prof|st|nr|no|ca|bzw|vgl|evtl|inkl|sog|str|art|abs|gen|sen|rep|gov|jr|vs|etc|sra?|mme|им|ул|гг|тыс|млн|млрд|стр|см|руб|обл|ст|просп|пл|род|напр|др|вул|тис|грн|вб)\.\s*$/iu;

/** Where the sentences of a plain text end, in UTF-16 units; the last one at its end. */
function endsOf(plain: string, language: string): number[] {
  const ends: number[] = [];
  let sentence = '';
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(plain)) {
    sentence += segment;
    const end = index + segment.length;
    if (end < plain.length && NO_END.test(sentence)) continue;
    ends.push(end);
    sentence = '';
  }
  return ends;
}

/** Pieces cut at these places of their text. What opens where one ends belongs to the next, everything else to the one. */
function cutPieces(pieces: readonly Piece[], ends: readonly number[]): Piece[][] {
  const sentences: Piece[][] = [[]];
  let at = 0;
  const isFull = (): boolean => at >= (ends[sentences.length - 1] ?? Number.POSITIVE_INFINITY);
  for (const piece of pieces) {
    if (piece.type !== 'text') {
      if (piece.type === 'open' && isFull()) sentences.push([]);
      sentences.at(-1)?.push(piece);
      continue;
    }
    let rest = piece.text;
    while (rest !== '') {
      if (isFull()) sentences.push([]);
      const taken = rest.slice(0, (ends[sentences.length - 1] ?? Number.POSITIVE_INFINITY) - at);
      sentences.at(-1)?.push({ type: 'text', text: taken });
      at += taken.length;
      rest = rest.slice(taken.length);
    }
  }
  return sentences;
}

/**
 * A segment cut into its sentences by the rules of its language; texts and gaps in a row are the segment. One sentence
 * when a placeholder goes from one into the next: half a link means nothing by itself. Linear.
 */
export function sentencesOf(text: string, language: string): Sentence[] {
  const pieces = parsePlaceholders(text);
  const plain = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');
  const sentences = cutPieces(pieces, endsOf(plain, language)).map((each): Sentence => {
    const whole = formatPlaceholders(each);
    const gap = /(?:\s|\{[1-9]\d*\/\})*$/u.exec(whole)?.[0] ?? '';
    return { text: whole.slice(0, whole.length - gap.length), gap };
  });
  const isWhole = sentences.every((each) => each.text !== '' && checkPlaceholders(each.text, each.text).length === 0);
  return isWhole ? sentences : [{ text, gap: '' }];
}

/** Numbers of a text in digits, whatever digits. */
function figuresOf(text: string): string {
  return (text.normalize('NFKC').match(/\p{Nd}+/gu) ?? []).sort().join(' ');
}

/** Two sentences of which one is so many times longer than the other, beside what the segments are, are not of a pair. */
const UNLIKELY = 2.5;

/**
 * The sentences of a segment with those of its translation, where there is no doubt which belongs to which: as many on both
 * sides, of like lengths, with the same figures and placeholders. Null where there is one only, or any doubt.
 */
export function pairedSentences(
  source: string,
  target: string,
  { from, to }: { readonly from: string; readonly to: string },
): { readonly source: string; readonly target: string }[] | null {
  const sources = sentencesOf(source, from);
  const targets = sentencesOf(target, to);
  if (sources.length < 2 || sources.length !== targets.length) return null;
  const usual = target.length / source.length;
  const pairs = sources.map((each, at) => ({ source: each.text, target: targets[at]?.text ?? '' }));
  const isSure = pairs.every((pair) => {
    const ratio = pair.target.length / pair.source.length / usual;
    return (
      ratio < UNLIKELY &&
      ratio > 1 / UNLIKELY &&
      figuresOf(pair.source) === figuresOf(pair.target) &&
      checkPlaceholders(pair.source, pair.target).length === 0
    );
  });
  return isSure ? pairs : null;
}
