import type { Permission } from '../../accounts/index.ts';
import type { Partners, PostName } from '../../newsroom/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { formFields } from '../sign-in/form-fields.ts';
import { PartnersPage } from './list-page.tsx';
import { PartnerPage } from './partner-page.tsx';
import { answerPicture, answerPost, drawPreviewPage } from './preview-routes.tsx';
import { partnerPath, previewPath } from './words.ts';

/** Articles to choose from for a dry run. */
const TO_CHOOSE = 50;
const PREVIEW = '/partners/:name/preview/:article/:language';

/**
 * Adds the pages of partners: `/partners`, `/partners/<name>`, its dry runs, and `POST …/test`, `/again`, `/overwrite`,
 * `/stop`, `/show`, of one post or (without `article`) of everything there.
 */
export function addPartnerPages(app: ConsoleApp, parts: PageParts): void {
  const { partners } = parts;
  if (partners === undefined) {
    app.get('/partners', needs(parts, 'read'), (c) => {
      const text = 'Partners are looked after in the database of the newsroom, which this process does not have open.';
      return drawNotice(c, parts, { title: 'Not here', text, status: 404 });
    });
    return;
  }
  addPages(app, parts, partners);
  addActs(app, parts, partners);
  addPreviews(app, parts, partners);
}

const nameOf = (c: PageContext): string => c.req.param('name') ?? '';

function addPages(app: ConsoleApp, parts: PageParts, partners: Partners): void {
  app.get('/partners', needs(parts, 'read'), async (c) =>
    drawPage(c, parts, {
      title: 'Partners',
      section: '/partners',
      main: <PartnersPage partners={await partners.list()} />,
    }),
  );
  app.get('/partners/:name', needs(parts, 'read'), async (c) => {
    const [partner, { articles }] = await Promise.all([partners.find(nameOf(c)), parts.overview()]);
    if (partner === null) return nobody(c, parts);
    const chosen = articles.slice(0, TO_CHOOSE);
    return drawPage(c, parts, {
      title: partner.agreement.title,
      section: '/partners',
      main: <PartnerPage partner={partner} articles={chosen} viewer={c.get('viewer')} now={parts.now()} />,
    });
  });
}

function nobody(c: PageContext, parts: PageParts) {
  return drawNotice(c, parts, { title: 'Nobody here', text: 'There is no such partner in the settings.', status: 404 });
}

/** What a form is about: one post, or null for everything. */
async function postOf(c: PageContext): Promise<PostName | null> {
  const { article = '', language = '' } = await formFields(c);
  return article === '' ? null : { partner: nameOf(c), article, language };
}

function addActs(app: ConsoleApp, parts: PageParts, partners: Partners): void {
  /** An act with what is said when it was done; null when there was nothing of that name. */
  function add(path: string, permission: Permission, act: (c: PageContext) => Promise<string | null>): void {
    app.post(`/partners/:name/${path}`, needs(parts, permission), async (c) => {
      const said = await act(c);
      parts.changes.tell();
      return said === null ? nobody(c, parts) : seeOther(c, partnerPath(nameOf(c)), said);
    });
  }

  add('test', 'manage-jobs', async (c) => {
    const findings = await partners.test(nameOf(c));
    if (findings === null) return null;
    const failed = findings.filter(({ outcome }) => outcome === 'failed').length;
    return failed === 0 ? 'The site takes articles.' : 'The site does not take articles yet: see below.';
  });
  add('again', 'manage-jobs', async (c) => {
    if ((await partners.find(nameOf(c))) === null) return null;
    const post = await postOf(c);
    const count = await partners.again(nameOf(c), post?.article);
    return count === 0 ? 'There is nothing there to look at.' : 'It is looked at again, and sent where it has to be.';
  });
  add('overwrite', 'publish', async (c) => {
    const post = await postOf(c);
    if (post === null || !(await partners.overwrite(post, c.get('viewer').name))) return null;
    return 'What was changed there is written over.';
  });
  const setStopped = (isStopped: boolean) => async (c: PageContext) => {
    const of = (await postOf(c)) ?? { partner: nameOf(c) };
    if (!(await partners.setStopped(of, isStopped, c.get('viewer').name))) return null;
    return isStopped ? 'It is taken out of sight there.' : 'It is shown there again.';
  };
  add('stop', 'withdraw', setStopped(true));
  add('show', 'publish', setStopped(false));
}

function addPreviews(app: ConsoleApp, parts: PageParts, partners: Partners): void {
  const drawn = (c: PageContext) =>
    partners.previews.draw({
      partner: nameOf(c),
      article: c.req.param('article') ?? '',
      language: c.req.param('language') ?? '',
    });
  const nothing = (c: PageContext) =>
    drawNotice(c, parts, {
      title: 'Nothing to see',
      text: 'There is no such version of the article for this partner, or an embargo holds it back.',
      status: 404,
    });

  app.get('/partners/:name/preview', needs(parts, 'read'), (c) => {
    const { article = '', language = '' } = c.req.query();
    return c.redirect(previewPath({ partner: nameOf(c), article, language }), 303);
  });
  app.get(PREVIEW, needs(parts, 'read'), async (c) => {
    const preview = await drawn(c);
    if (preview === null) return nothing(c);
    const { pathname } = new URL(c.req.url);
    const foot = c.get('viewer').may('publish') && (
      <section aria-labelledby="link-title">
        <h2 id="link-title">For the partner</h2>
        <p>A link to this page, which opens without an account for a week. Whoever has it sees the article.</p>
        <form method="post" action={`${pathname}/link`} class="act">
          <button type="submit">Make a link</button>
        </form>
      </section>
    );
    return drawPreviewPage(c, parts, { preview, frame: `${pathname}/post/`, section: '/partners' }, foot);
  });
  app.get(`${PREVIEW}/post/`, needs(parts, 'read'), async (c) => {
    const preview = await drawn(c);
    return preview === null ? nothing(c) : answerPost(c, preview);
  });
  app.get(`${PREVIEW}/post/m/:sha256`, needs(parts, 'read'), async (c) => {
    const preview = await drawn(c);
    return preview === null ? c.notFound() : answerPicture(c, partners, preview);
  });
  app.post(`${PREVIEW}/link`, needs(parts, 'publish'), async (c) => {
    const { article = '', language = '' } = c.req.param() as Record<string, string>;
    const made = await partners.previews.makeLink({ partner: nameOf(c), article, language });
    if (made === null) return nothing(c);
    const address = parts.access.kind === 'accounts' ? parts.access.address : null;
    const link = new URL(`/partners/preview/${made.secret}`, address ?? c.req.url).href;
    return drawPage(c, parts, {
      title: 'A link for the partner',
      section: '/partners',
      isLive: false,
      main: (
        <>
          <p class="lead">It is shown this once. Send it to the partner by a way you trust.</p>
          <p>
            <label for="link">Link, until {made.expiresAt.slice(0, 10)}</label>
            <input id="link" class="secret" value={link} readonly />
          </p>
          <p class="leads">
            <a href={previewPath({ partner: nameOf(c), article, language })}>The preview</a>
            <a href={partnerPath(nameOf(c))}>The partner</a>
          </p>
        </>
      ),
    });
  });
}
