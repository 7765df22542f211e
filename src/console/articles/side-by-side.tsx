import { type ArticleBody, type Block, directionOf } from '../../article/index.ts';
import type { DraftView } from '../../editing/index.ts';
import { Diff } from '../editor/diff.tsx';
import { languageName } from '../words.ts';
import { alignBlocks } from './align.ts';
import { BlockText } from './block.tsx';

/** A version as it is compared. */
export interface ComparedVersion {
  readonly language: string;
  readonly revision: number;
  readonly body: ArticleBody;
}

/** One text of a block that changed in the original, and the languages that do not follow it yet. */
export interface ChangedText {
  /** Which: the block's id, or one of the several texts that it has. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
  readonly languages: readonly string[];
}

/** What of the original changed since its translations were right, by block id. */
export function changedTexts(drafts: readonly DraftView[]): ReadonlyMap<string, readonly ChangedText[]> {
  const changed = new Map<string, Map<string, ChangedText>>();
  for (const { language, segments } of drafts) {
    for (const { key, sourceBefore: before, source: after } of segments) {
      if (before === null) continue;
      const id = key.split('.')[0] ?? key;
      const texts = changed.get(id) ?? new Map<string, ChangedText>();
      changed.set(id, texts);
      // Translations that were last right at different times lack different changes.
      const which = JSON.stringify([key, before]);
      texts.set(which, { key, before, after, languages: [...(texts.get(which)?.languages ?? []), language] });
    }
  }
  return new Map([...changed].map(([id, texts]) => [id, [...texts.values()]]));
}

function Changed({ texts, language }: { texts: readonly ChangedText[]; language: string }) {
  return (
    <>
      {texts.map(({ before, after, languages }) => (
        <div class="change">
          <p class="touched-mark">changed; not yet in {languages.map(languageName).join(', ')}</p>
          <p class="diff" lang={language} dir={directionOf(language)}>
            <Diff before={before} after={after} />
          </p>
        </div>
      ))}
    </>
  );
}

/** Which versions stand beside each other. */
function Choice({ article, all, shown }: { article: string; all: readonly string[]; shown: readonly string[] }) {
  return (
    <form class="choice" method="get" action={`/articles/${article}#compare`}>
      <fieldset>
        <legend class="unseen">Versions to show beside each other</legend>
        {all.map((language) => (
          <label>
            <input type="checkbox" name="show" value={language} checked={shown.includes(language)} />{' '}
            {languageName(language)}
          </label>
        ))}
        <button type="submit">Show</button>
      </fieldset>
    </form>
  );
}

/** One block of one version. Where its only text is shown as a change already, it is not said twice. */
function Side({ block, language, isToldAsChange }: { block: Block | null; language: string; isToldAsChange: boolean }) {
  if (isToldAsChange) return null;
  if (block === null) return <span class="unseen">no such block in {languageName(language)}</span>;
  return (
    <div class="block" lang={language} dir={directionOf(language)}>
      <BlockText block={block} />
    </div>
  );
}

/** Versions of an article beside each other, block by block. */
export function SideBySide(props: {
  readonly article: string;
  readonly versions: readonly ComparedVersion[];
  /** Languages to show; the others can be chosen. */
  readonly shown: readonly string[];
  /** Drafts whose original changed. */
  readonly drafts: readonly DraftView[];
}) {
  const { article, versions, shown, drafts } = props;
  const changed = changedTexts(drafts);
  const compared = versions.filter(({ language }) => shown.includes(language));
  const rows = alignBlocks(compared.map(({ body }) => body));
  const text = (language: string) => ({ lang: language, dir: directionOf(language) });
  return (
    <section id="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">Side by side</h2>
      {versions.length > 1 && <Choice article={article} all={versions.map(({ language }) => language)} shown={shown} />}
      <div class={`side-by-side columns-${Math.min(4, compared.length)}`}>
        <div class="row heads">
          {compared.map(({ language, revision, body }) => (
            <div>
              <p class="aside">
                {languageName(language)}, revision {revision}
              </p>
              <h3 {...text(language)}>{body.headline}</h3>
              {language === versions[0]?.language && (
                <Changed texts={changed.get('headline') ?? []} language={language} />
              )}
            </div>
          ))}
        </div>
        {rows.map(({ id, blocks }) => (
          <div class={changed.has(id) ? 'row changed' : 'row'} id={`block-${id}`}>
            {blocks.map((block, at) => {
              const language = compared[at]?.language ?? 'en';
              const texts = changed.get(id) ?? [];
              return (
                <div>
                  {language === versions[0]?.language ? (
                    <Changed texts={texts} language={language} />
                  ) : (
                    texts.some(({ languages }) => languages.includes(language)) && (
                      <p class="touched-mark">follows the text of before</p>
                    )
                  )}
                  <Side
                    block={block}
                    language={language}
                    isToldAsChange={language === versions[0]?.language && texts.some(({ key }) => key === id)}
                  />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}
