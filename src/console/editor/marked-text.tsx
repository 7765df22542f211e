import { formatPlaceholders, type Mark, parsePlaceholders } from '../../translate/index.ts';
import { markInWords, markName } from './in-words.ts';

/** A text with its placeholders shown for what they are. */
export function MarkedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  return (
    <>
      {parsePlaceholders(text).map((piece) => {
        const mark = piece.type === 'text' ? undefined : marks[piece.number - 1];
        const written = formatPlaceholders([piece]);
        if (mark === undefined) return written;
        return (
          <bdi class="placeholder" title={markInWords(mark)}>
            {written}
          </bdi>
        );
      })}
    </>
  );
}

/** What the placeholders of a segment stand for: a list, whose entries are buttons where there is a script. */
export function Placeholders({ marks, field }: { marks: readonly Mark[]; field: string }) {
  if (marks.length === 0) return null;
  return (
    <ul class="placeholders" aria-label="Placeholders">
      {marks.map((mark, at) => {
        const stands = mark.type === 'break' || mark.type === 'literal';
        const text = stands ? `{${at + 1}/}` : `{${at + 1}}…{/${at + 1}}`;
        return (
          <li>
            <button
              type="button"
              class="insert only-script"
              data-insert={text}
              data-field={field}
              title={markInWords(mark)}
              aria-label={`Insert ${text}: ${markInWords(mark)}`}
            >
              <bdi>{text}</bdi> {markName(mark)}
            </button>
            <span class="stands">
              <bdi>{text}</bdi> {markInWords(mark)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
