import { directionOf } from '../../article/index.ts';
import type { ArticleView } from '../../editing/index.ts';
import { counted } from '../../errors/index.ts';
import type { CarrierOverview } from '../../newsroom/index.ts';
import { languageName } from '../words.ts';
import { holdingOf, isOut, outVersions } from './where.tsx';

const MAX_REASON_CHARACTERS = 2_000;

/** Asks before something is withdrawn, and says what will happen. */
export function WithdrawForm(props: {
  readonly view: ArticleView;
  /** Null for all languages. */
  readonly language: string | null;
  readonly carriers: readonly CarrierOverview[];
  /** What was typed before it was refused. */
  readonly reason: string;
}) {
  const { view, language, carriers, reason } = props;
  const { article } = view;
  const out = new Set(view.cells.filter(isOut).map((cell) => cell.language));
  const versions = outVersions(view).filter(
    (version) => out.has(version.language) && (language === null || version.language === language),
  );
  const back = `/articles/${article}`;
  if (versions.length === 0) {
    return (
      <p class="lead">
        Nothing of it is out that could be withdrawn. <a href={back}>Back to the article</a>
      </p>
    );
  }
  const lagging = carriers.filter(
    (carrier) => carrier.failure !== null || versions.some((version) => holdingOf(carrier, version) !== 'holds'),
  );
  const headline = (each: string) => view.versions.find((version) => version.language === each)?.body.headline ?? '';
  return (
    <div class="confirm">
      <h2>What will happen</h2>
      <ul class="bullets">
        {versions.map((version) => (
          <li>
            {languageName(version.language)}, revision {version.revision}:{' '}
            <b lang={version.language} dir={directionOf(version.language)}>
              {headline(version.language)}
            </b>
          </li>
        ))}
      </ul>
      <p>
        The next edition puts your reason in place of the text, in {counted(versions.length, 'language')}, on{' '}
        <strong>{counted(carriers.length, 'carrier')}</strong>: {carriers.map(({ name }) => name).join(', ') || 'none'}.
      </p>
      {lagging.length > 0 && (
        <p class="failure">
          {counted(lagging.length, 'carrier')} could not be brought up to date lately and{' '}
          {lagging.length === 1 ? 'goes' : 'go'} on showing the text until reached:{' '}
          {lagging.map(({ name }) => name).join(', ')}.
        </p>
      )}
      <p>
        The text is erased from this newsroom’s database and from the translation memory too. What readers have kept
        themselves cannot be taken back, but shows as withdrawn wherever it is checked. This cannot be undone.
      </p>
      <form method="post" action={`/articles/${article}/withdraw`}>
        {language !== null && <input type="hidden" name="language" value={language} />}
        <label for="reason">The reason, for readers{language === null ? '' : `, in ${languageName(language)}`}</label>
        <textarea
          name="reason"
          id="reason"
          required
          rows={4}
          maxlength={MAX_REASON_CHARACTERS}
          dir="auto"
          lang={language ?? undefined}
        >
          {reason}
        </textarea>
        <p class="confirm-acts">
          <button type="submit" class="danger">
            Withdraw {language === null ? 'in all languages' : `in ${languageName(language)}`}
          </button>{' '}
          <a href={back}>No, back to the article</a>
        </p>
      </form>
    </div>
  );
}
