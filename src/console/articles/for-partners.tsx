import { embedHtml } from '../../compose/index.ts';
import type { ArticleView } from '../../editing/index.ts';
import { type CarrierOverview, faceOf } from '../../newsroom/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import { isWebAddress, languageName } from '../words.ts';
import { outVersions } from './where.tsx';

/** A piece of HTML that shows one version on somebody else's page. */
export interface Snippet {
  readonly language: string;
  readonly html: string;
}

/**
 * Snippets of the versions that are out. None of a version with a change on its way: what stands in the database of it is
 * not what readers see. None without a public carrier, because a snippet leads there.
 */
export function snippetsOf(view: ArticleView, settings: Settings, carriers: readonly CarrierOverview[]): Snippet[] {
  const base = carriers.find(({ address }) => address !== null && isWebAddress(address))?.address ?? null;
  if (base === null) return [];
  const face = faceOf(settings);
  const { article, day } = view;
  return outVersions(view).flatMap(({ language, revision, path }) => {
    const body = view.versions.find((each) => each.language === language && each.revision === revision)?.body;
    if (body === undefined) return [];
    const html = embedHtml({ face, version: { article, day, revision, body }, address: base + path });
    return html === null ? [] : [{ language, html }];
  });
}

/** What to give to a partner who wants to show the article on a page of their own. */
export function ForPartners({ snippets }: { snippets: readonly Snippet[] }) {
  if (snippets.length === 0) return null;
  return (
    <section id="for-partners" aria-labelledby="for-partners-title">
      <h2 id="for-partners-title">For partners</h2>
      <p>
        Plain HTML for a page of theirs, without script or frame. It stays as it is when the article is corrected or
        withdrawn, and says so: it leads to the current version. Tell whoever took it when you withdraw.
      </p>
      {snippets.map(({ language, html }) => (
        <details>
          <summary>{languageName(language)}</summary>
          <p class="field">
            <label for={`snippet-${language}`}>Copy this into the page</label>
            <textarea id={`snippet-${language}`} rows={8} readonly spellcheck={false} dir="ltr">
              {`\n${html}`}
            </textarea>
          </p>
        </details>
      ))}
    </section>
  );
}
