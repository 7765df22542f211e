import type { DraftOutline } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import type { PageParts, Viewer } from '../parts.ts';
import { languageName } from '../words.ts';
import { articleAddress, editorAddress } from './address.ts';
import { labelInWords, minuteInWords, STATE_WORDS } from './in-words.ts';

/** A form of one button. */
function Press(props: { action: string; label: string; fields?: Readonly<Record<string, string>>; class?: string }) {
  const { action, label, fields = {} } = props;
  return (
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={props.class}>
        {label}
      </button>
    </form>
  );
}

/** How far the work is: a bar for the eye, and the same in words. */
function Progress({ draft }: { draft: DraftOutline }) {
  const all = draft.segments.length;
  const confirmed = draft.segments.filter(({ state }) => state === 'confirmed').length;
  const touched = draft.segments.filter(({ state }) => state === 'touched').length;
  return (
    <p class="draft-progress">
      <progress max={Math.max(1, all)} value={confirmed} aria-label="Confirmed segments" />{' '}
      <span>
        {confirmed} of {counted(all, 'segment')} confirmed
        {touched > 0 && (
          <>
            , <strong class="mark touched">{counted(touched, 'segment')} to look at again</strong>
          </>
        )}
      </span>
    </p>
  );
}

function Publishing({ draft, viewer }: { draft: DraftOutline; viewer: Viewer }) {
  const address = editorAddress(draft);
  const { publishAt, obstacles, state } = draft;
  if (state === 'published' || state === 'corrected')
    return viewer.may('edit') ? (
      <Press action={`${address}/reopen`} label="Open it again, for a further revision" />
    ) : null;
  if (state === 'withdrawn') return null;
  if (publishAt !== null)
    return (
      <>
        <p>
          Goes out at <time datetime={publishAt}>{minuteInWords(new Date(publishAt))}</time>.
        </p>
        {viewer.may('publish') && <Press action={`${address}/unschedule`} label="Take that time back" />}
      </>
    );
  return (
    <>
      {obstacles.length > 0 && (
        <div class="obstacles">
          <p>What keeps it from being published now:</p>
          <ul>
            {obstacles.map((sentence) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      {viewer.may('publish') && obstacles.length === 0 && (
        <>
          <Press action={`${address}/publish`} label="Publish now" class="chief-act" />
          <form method="post" action={`${address}/publish`}>
            <label for="publish-at">or at (UTC)</label>{' '}
            <input type="datetime-local" id="publish-at" name="at" required />{' '}
            <button type="submit">Publish then</button>
          </form>
        </>
      )}
    </>
  );
}

/** The part of the page's head that changes while one works. */
export function Head({ draft, viewer }: { draft: DraftOutline; viewer: Viewer }) {
  const { assignee, label, touchedAt, holdUntil } = draft;
  const address = editorAddress(draft);
  return (
    <div id="head" class="draft-head">
      <dl>
        <div>
          <dt>State</dt>
          <dd>{STATE_WORDS[draft.state]}</dd>
        </div>
        <div>
          <dt>Who is at it</dt>
          <dd>
            {assignee ?? 'nobody'}
            {viewer.may('edit') && assignee !== viewer.name && (
              <Press action={`${address}/assign`} label="Take it" fields={{ assignee: viewer.name }} />
            )}
            {viewer.may('edit') && assignee === viewer.name && <Press action={`${address}/assign`} label="Let it go" />}
          </dd>
        </div>
        <div>
          <dt>Readers would be told</dt>
          <dd>{labelInWords(label)}</dd>
        </div>
        {touchedAt !== null && (
          <div>
            <dt>Original changed</dt>
            <dd>{minuteInWords(new Date(touchedAt))}</dd>
          </div>
        )}
        {holdUntil !== null && (
          <div>
            <dt>Embargo until</dt>
            <dd>{minuteInWords(new Date(holdUntil))}</dd>
          </div>
        )}
      </dl>
      <Progress draft={draft} />
      <div class="publishing">
        <Publishing draft={draft} viewer={viewer} />
      </div>
    </div>
  );
}

/** What leads on from the editor of a version. */
export function Leads({ draft, parts }: { draft: DraftOutline; parts: PageParts }) {
  const address = editorAddress(draft);
  const others = parts.settings().translations.filter(({ to }) => to !== draft.language);
  return (
    <p class="leads">
      <a href={articleAddress(draft.article)}>The article</a>
      <a href={`${address}/preview`}>Preview</a>
      <a href={`${address}/revisions`}>Revisions</a>
      <a href={`${address}/xliff`}>XLIFF</a>
      {others.map(({ to }) => (
        <a href={editorAddress({ article: draft.article, language: to })}>{languageName(to)}</a>
      ))}
    </p>
  );
}
