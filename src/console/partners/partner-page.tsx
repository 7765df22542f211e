import { directionOf } from '../../article/index.ts';
import { counted } from '../../errors/index.ts';
import type { Overview, PartnerPost, PartnerState } from '../../newsroom/index.ts';
import type { Viewer } from '../parts.ts';
import { Wide } from '../shell/wide.tsx';
import { Ago, FullMoment } from '../times.tsx';
import { languageName } from '../words.ts';
import { agreementLines, countsInWords, partnerPath, previewPath, STATES, totalOf } from './words.ts';

interface PartnerPageProps {
  readonly partner: PartnerState;
  /** Articles that can be looked at before they are sent, the newest first. */
  readonly articles: Overview['articles'];
  readonly viewer: Viewer;
  readonly now: Date;
}

function Agreement({ partner: { agreement } }: Pick<PartnerPageProps, 'partner'>) {
  return (
    <section id="agreement" aria-labelledby="agreement-title">
      <h2 id="agreement-title">What was agreed</h2>
      <dl class="partner-facts">
        {agreementLines(agreement).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
        {Object.entries(agreement.notice).map(([language, text]) => (
          <>
            <dt>Notice in {languageName(language)}</dt>
            <dd lang={language} dir={directionOf(language)}>
              {text}
            </dd>
          </>
        ))}
      </dl>
      {agreement.terms !== undefined && <p class="partner-terms">{agreement.terms}</p>}
    </section>
  );
}

function Test({ partner, viewer, now }: Omit<PartnerPageProps, 'articles'>) {
  const { agreement, tested } = partner;
  return (
    <section id="test" aria-labelledby="test-title">
      <h2 id="test-title">Whether the site takes articles</h2>
      {tested === null ? (
        <p class="nothing">Nobody has tested it yet.</p>
      ) : (
        <>
          <p class="aside">
            tested <Ago at={tested.at} now={now} />
          </p>
          <ul class="partner-findings">
            {tested.findings.map(({ outcome, detail, hint }) => (
              <li>
                <strong
                  class={`mark ${outcome === 'passed' ? 'passes' : outcome === 'missing' ? 'hindered' : 'blocked'}`}
                >
                  {outcome}
                </strong>{' '}
                {detail}
                {hint !== null && <span class="aside"> {hint}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {viewer.may('manage-jobs') && (
        <form method="post" action={`${partnerPath(agreement.name)}/test`} class="act">
          <button type="submit">Test it now</button>
        </form>
      )}
    </section>
  );
}

/** What may be done with one post. */
function PostActs({ post, viewer }: { post: PartnerPost; viewer: Viewer }) {
  const { partner, article, language, state, stoppedBy } = post;
  const act = (name: string, label: string, isDangerous = false) => (
    <form method="post" action={`${partnerPath(partner)}/${name}`} class="act">
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="language" value={language} />
      <button type="submit" class={isDangerous ? 'danger' : undefined}>
        {label}
        <span class="unseen">
          : {post.headline}, {languageName(language)}
        </span>
      </button>
    </form>
  );
  return (
    <div class="partner-acts">
      <a class="button" href={previewPath(post)}>
        Preview
        <span class="unseen">
          : {post.headline}, {languageName(language)}
        </span>
      </a>
      {viewer.may('manage-jobs') && act('again', 'Look again')}
      {state === 'differs' && viewer.may('publish') && act('overwrite', 'Write over it', true)}
      {stoppedBy === null && state !== 'withdrawn' && viewer.may('withdraw') && act('stop', 'Stop', true)}
      {stoppedBy !== null && viewer.may('publish') && act('show', 'Show again')}
    </div>
  );
}

function Posts({ partner: { posts, counts }, viewer, now }: Omit<PartnerPageProps, 'articles'>) {
  return (
    <section id="posts" aria-labelledby="posts-title">
      <h2 id="posts-title">{counted(totalOf(counts), 'post')}</h2>
      <p>{countsInWords(counts)}</p>
      {posts.length > 0 && (
        <Wide label="posts">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Article</th>
                <th scope="col">How it stands</th>
                <th scope="col">Last seen so</th>
                <th scope="col">What can be done</th>
              </tr>
            </thead>
            <tbody>
              {posts.map((post) => (
                <tr id={`post-${post.article}-${post.language}`}>
                  <th scope="row">
                    <a
                      href={`/articles/${encodeURIComponent(post.article)}`}
                      lang={post.language}
                      dir={directionOf(post.language)}
                    >
                      {post.headline === '' ? post.article : post.headline}
                    </a>{' '}
                    <span class="aside">{languageName(post.language)}</span>
                  </th>
                  <td>
                    <strong class={STATES[post.state].mark}>{STATES[post.state].label}</strong>{' '}
                    {post.revision > 0 && post.revision < post.publishedRevision && (
                      <span class="aside">
                        revision {post.revision} of {post.publishedRevision}{' '}
                      </span>
                    )}
                    {post.state === 'waiting' && post.dueAt > now && (
                      <span class="aside">
                        until <FullMoment at={post.dueAt} />{' '}
                      </span>
                    )}
                    {post.problem}
                    {post.hint !== null && <span class="aside"> {post.hint}</span>}
                    {post.stoppedBy !== null && <span class="aside"> stopped by {post.stoppedBy}</span>}
                  </td>
                  <td>
                    {post.seenAt === null ? 'never' : <Ago at={post.seenAt} now={now} />}
                    {post.address !== null && (
                      <>
                        {' '}
                        <a href={post.address} rel="noreferrer">
                          the post
                        </a>
                      </>
                    )}
                  </td>
                  <td>
                    <PostActs post={post} viewer={viewer} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {posts.length < totalOf(counts) && <p class="aside">and {totalOf(counts) - posts.length} that are older</p>}
    </section>
  );
}

/** A dry run of an article that may not be there yet. */
function Preview({ partner: { agreement }, articles }: Pick<PartnerPageProps, 'partner' | 'articles'>) {
  if (articles.length === 0) return null;
  return (
    <section id="preview" aria-labelledby="preview-title">
      <h2 id="preview-title">Before anything appears there</h2>
      <form method="get" action={`${partnerPath(agreement.name)}/preview`} class="inline-form partner-choice">
        <span class="field-inline">
          <label for="preview-article">Article</label>{' '}
          <select id="preview-article" name="article">
            {articles.map(({ article, versions }) => (
              <option value={article}>{(versions[0]?.headline ?? article).slice(0, 80)}</option>
            ))}
          </select>
        </span>
        <span class="field-inline">
          <label for="preview-language">in</label>{' '}
          <select id="preview-language" name="language">
            {agreement.languages.map((language) => (
              <option value={language}>{languageName(language)}</option>
            ))}
          </select>
        </span>
        <button type="submit">See what would appear</button>
      </form>
    </section>
  );
}

function Everything({ partner: { agreement, stopped }, viewer }: Pick<PartnerPageProps, 'partner' | 'viewer'>) {
  const act = (name: string, label: string, look?: string) => (
    <form method="post" action={`${partnerPath(agreement.name)}/${name}`} class="act">
      <button type="submit" class={look}>
        {label}
      </button>
    </form>
  );
  return (
    <section id="everything" aria-labelledby="everything-title">
      <h2 id="everything-title">Everything there</h2>
      {stopped !== null && (
        <p>
          <strong class="mark blocked">stopped</strong> Nothing of ours is shown there since{' '}
          <FullMoment at={stopped.at} />, as {stopped.by} decided.
        </p>
      )}
      {viewer.may('manage-jobs') && act('again', 'Look at everything again')}
      {stopped !== null && viewer.may('publish') && act('show', 'Show everything again')}
      {stopped === null && viewer.may('withdraw') && (
        <details>
          <summary>Stop everything there…</summary>
          <p>
            Every post of ours becomes a draft on {agreement.title}, where only its editors see it. It can be shown
            again.
          </p>
          {act('stop', `Stop everything on ${agreement.title}`, 'danger')}
        </details>
      )}
    </section>
  );
}

/** One partner: what was agreed, what it carries and how current, and what can be done about it. */
export function PartnerPage({ partner, articles, viewer, now }: PartnerPageProps) {
  const { address } = partner.agreement;
  return (
    <>
      <p class="lead">
        <a href={address} rel="noreferrer">
          {address}
        </a>
      </p>
      <Posts partner={partner} viewer={viewer} now={now} />
      <Preview partner={partner} articles={articles} />
      <Agreement partner={partner} />
      <Test partner={partner} viewer={viewer} now={now} />
      <Everything partner={partner} viewer={viewer} />
    </>
  );
}
