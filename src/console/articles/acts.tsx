import type { Child } from 'hono/jsx';
import type { Cell } from '../../editing/index.ts';
import type { Viewer } from '../parts.ts';
import { languageName } from '../words.ts';
import { momentValue } from './moment-field.ts';
import { isOut } from './where.tsx';

/** What somebody typed into a form that was refused: it stands there again. */
export interface Typed {
  readonly act: string;
  readonly language: string | null;
  readonly text: string;
}

interface ActsProps {
  readonly article: string;
  readonly cell: Cell;
  readonly viewer: Viewer;
  readonly typed: Typed | null;
  readonly now: Date;
}

/** A form of one act on one version. */
function Act({
  article,
  language,
  act,
  children,
}: {
  article: string;
  language: string;
  act: string;
  children: Child;
}) {
  return (
    <form method="post" action={`/articles/${article}/${act}`} class="act">
      <input type="hidden" name="language" value={language} />
      {children}
    </form>
  );
}

function Publishing({ article, cell, now }: ActsProps) {
  const { language, publishAt } = cell;
  const id = `at-${language}`;
  return (
    <>
      <Act article={article} language={language} act="publish">
        <button type="submit" class={cell.state === 'review' ? undefined : 'primary'}>
          {cell.progress === null ? 'Let it go now' : 'Publish now'}
        </button>
      </Act>
      <details id={`later-${language}`} open={publishAt !== null}>
        <summary>{publishAt === null ? 'At a time' : 'Change the time'}</summary>
        <Act article={article} language={language} act="publish">
          <label for={id}>Publish at (UTC)</label>
          <input
            type="datetime-local"
            name="at"
            id={id}
            required
            min={momentValue(now)}
            value={publishAt === null ? '' : momentValue(new Date(publishAt))}
          />
          <button type="submit">Set the time</button>
        </Act>
      </details>
      {publishAt !== null && (
        <Act article={article} language={language} act="unschedule">
          <button type="submit">Take the time back</button>
        </Act>
      )}
    </>
  );
}

function Assigning({ article, cell, viewer }: ActsProps) {
  const { language, assignee } = cell;
  return (
    <Act article={article} language={language} act="assign">
      <label for={`assignee-${language}`}>Given to</label>
      <input
        name="assignee"
        id={`assignee-${language}`}
        value={assignee ?? ''}
        placeholder={viewer.name}
        maxlength={100}
        autocomplete="off"
      />
      <button type="submit">Give</button>
    </Act>
  );
}

function Correcting({ article, cell, typed }: ActsProps) {
  const { language } = cell;
  const again = typed?.act === 'correct' && typed.language === language ? typed.text : '';
  return (
    <details id={`correct-${language}-form`} open={again !== ''}>
      <summary>Correct</summary>
      <Act article={article} language={language} act="correct">
        <label for={`correct-${language}`}>What was wrong, in {languageName(language)}, for readers</label>
        <textarea name="note" id={`correct-${language}`} lang={language} dir="auto" required rows={3} maxlength={2_000}>
          {again}
        </textarea>
        <p class="aside">
          It stands on the page with the time. Change the text itself first, in the editor or at its source.
        </p>
        <button type="submit">Publish with this note</button>
      </Act>
    </details>
  );
}

/** What can be done with one version, by whoever looks. */
export function Acts(props: ActsProps) {
  const { article, cell, viewer } = props;
  const { language, state, progress } = cell;
  const isDraft = progress !== null;
  const mayGoOut = state === 'ready' || state === 'review' || (state === 'arrived' && !isDraft);
  return (
    <div class="version-acts">
      {isDraft && state !== 'withdrawn' && (
        <p>
          <a class="button" href={`/articles/${article}/${language}`}>
            {viewer.may('edit') ? 'Open the editor' : 'Look at the translation'}
          </a>{' '}
          <a href={`/articles/${article}/${language}/revisions`}>Revisions</a>
        </p>
      )}
      {mayGoOut && viewer.may('publish') && <Publishing {...props} />}
      {isDraft && ['ready', 'published', 'corrected'].includes(state) && viewer.may('edit') && (
        <Act article={article} language={language} act="reopen">
          <button type="submit">Open again</button>
        </Act>
      )}
      {isDraft && state !== 'withdrawn' && viewer.may('edit') && <Assigning {...props} />}
      {isOut(cell) && viewer.may('correct') && <Correcting {...props} />}
      {isOut(cell) && viewer.may('withdraw') && (
        <p>
          <a class="danger" href={`/articles/${article}/withdraw?language=${language}`}>
            Withdraw…
          </a>
        </p>
      )}
    </div>
  );
}
