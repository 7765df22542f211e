import type { DraftOutline, SegmentHelp, SegmentView } from '../../editing/index.ts';
import type { PageParts, Viewer } from '../parts.ts';
import { languageName } from '../words.ts';
import { editorAddress, placeAddress, type Show, type ShownSegments } from './address.ts';
import { contextOf, isWritable } from './context.ts';
import { Head, Leads } from './head.tsx';
import { Keys } from './keys.tsx';
import { PreviewFrame } from './preview-frame.tsx';
import { Segment, type Unkept } from './segment.tsx';

/** What the editor's page shows. */
export interface EditorView {
  readonly draft: DraftOutline;
  readonly shown: ShownSegments<SegmentView>;
  readonly show: Show;
  /** What was asked for beside one segment, without script. */
  readonly help: { readonly key: string; readonly help: SegmentHelp } | null;
  /** A text that was not kept as it was sent. */
  readonly unkept: (Unkept & { readonly key: string }) | null;
}

function Pager({ draft, shown, show }: Pick<EditorView, 'draft' | 'shown' | 'show'>) {
  const at = (page: number) => placeAddress({ ...draft, show, page });
  if (shown.pages === 1) return null;
  return (
    <nav class="pager" aria-label="Pages of segments">
      {shown.page > 1 && (
        <a href={at(shown.page - 1)} rel="prev">
          Before
        </a>
      )}
      <span>
        Page {shown.page} of {shown.pages}
      </span>
      {shown.page < shown.pages && (
        <a href={at(shown.page + 1)} rel="next">
          Next
        </a>
      )}
    </nav>
  );
}

/** What stands in `<main>` of the editor. */
export function EditorMain(props: { readonly view: EditorView; readonly parts: PageParts; readonly viewer: Viewer }) {
  const { view, parts, viewer } = props;
  const { draft, shown, show, help, unkept } = view;
  const context = contextOf(draft, { show, page: shown.page }, { viewer, parts });
  const open = draft.segments.filter(({ state }) => state !== 'confirmed').length;
  return (
    <>
      <p class="lead">
        {languageName(draft.from)} into {languageName(draft.language)}
      </p>
      <Leads draft={draft} parts={parts} />
      <Head draft={draft} viewer={viewer} />
      <PreviewFrame draft={draft} />
      {!isWritable(draft) && <p class="lead">This version is out. To change it, open it again above.</p>}
      <div class="editor-tools">
        <nav aria-label="Which segments">
          <a href={placeAddress({ ...draft, show: 'all', page: 1 })} aria-current={show === 'all' ? 'true' : undefined}>
            All {draft.segments.length}
          </a>
          <a
            href={placeAddress({ ...draft, show: 'open', page: 1 })}
            aria-current={show === 'open' ? 'true' : undefined}
          >
            Not confirmed: {open}
          </a>
        </nav>
        <Keys />
        <p id="saving" role="status" class="aside" />
      </div>
      <section aria-labelledby="segments-title">
        <h2 id="segments-title">Segments</h2>
        {shown.segments.length === 0 && (
          <p class="nothing">{draft.segments.length === 0 ? 'There is nothing to translate.' : 'All are confirmed.'}</p>
        )}
        <ol
          id="segments"
          class="segments"
          data-address={editorAddress(draft)}
          data-from={String(shown.from)}
          data-to={String(shown.to)}
          data-article={draft.article}
          data-language={draft.language}
        >
          {shown.segments.map((segment) => (
            <Segment
              segment={segment}
              context={context}
              help={help?.key === segment.key ? help.help : undefined}
              unkept={unkept?.key === segment.key ? unkept : undefined}
            />
          ))}
        </ol>
      </section>
      <Pager draft={draft} shown={shown} show={show} />
    </>
  );
}
