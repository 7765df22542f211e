import { wordDiff } from '../../translate/index.ts';

/** Two texts as one, with what was taken out and put in marked as such. */
export function Diff({ before, after }: { before: string; after: string }) {
  return (
    <>
      {wordDiff(before, after).map(({ kind, text }) =>
        kind === 'added' ? <ins>{text}</ins> : kind === 'removed' ? <del>{text}</del> : text,
      )}
    </>
  );
}
