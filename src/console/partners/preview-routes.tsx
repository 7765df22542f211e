import type { PartnerPreview, Partners } from '../../newsroom/index.ts';
import { FRAMING_POLICY } from '../editor/preview-pages.tsx';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage } from '../shell/draw.tsx';
import type { SectionPath } from '../shell/navigation.tsx';
import { PreviewPage, previewDocument } from './preview-page.tsx';

/** The post brings its style along, shows our pictures and runs nothing. */
const POST_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin";
const TYPES: Readonly<Record<string, string>> = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' };

/** A page with the dry run in it. */
export function drawPreviewPage(
  c: PageContext,
  parts: PageParts,
  { preview, frame, section }: { preview: PartnerPreview; frame: string; section: SectionPath | null },
  foot: unknown = null,
): Response | Promise<Response> {
  c.header('content-security-policy', FRAMING_POLICY);
  return drawPage(c, parts, {
    title: preview.headline,
    titleLanguage: preview.language,
    section,
    isLive: false,
    main: (
      <>
        <PreviewPage preview={preview} frame={frame} />
        {foot}
      </>
    ),
  });
}

/** The post alone, for the frame. */
export function answerPost(c: PageContext, preview: PartnerPreview): Response | Promise<Response> {
  c.header('content-security-policy', POST_POLICY);
  // What is sandboxed may not ask for a window of its own.
  c.header('cross-origin-opener-policy', 'unsafe-none');
  return c.html(previewDocument(preview), 200, { 'cache-control': 'no-store' });
}

/** A picture of the post. */
export async function answerPicture(c: PageContext, partners: Partners, preview: PartnerPreview): Promise<Response> {
  const sha256 = c.req.param('sha256') ?? '';
  const picture = preview.pictures.find((each) => each.sha256 === sha256);
  const bytes = picture === undefined ? null : await partners.previews.picture(preview, sha256);
  if (picture === undefined || bytes === null) return c.notFound();
  const type = TYPES[picture.extension] ?? 'application/octet-stream';
  return c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': 'private, max-age=3600' });
}

const BASE = '/partners/preview/:secret{[A-Za-z0-9_-]{43}}';

/**
 * Adds what a partner may see without an account: the dry run that a link leads to, for as long as the link lasts.
 * Whoever has the link sees it; its address is told to no other site (`Referrer-Policy`).
 *
 * | path | what |
 * | --- | --- |
 * | `/partners/preview/<secret>` | the dry run |
 * | `…/post/` and `…/post/m/<sha256>` | the post alone, and its pictures |
 */
export function addPreviewLinks(app: ConsoleApp, parts: PageParts): void {
  const { partners } = parts;
  if (partners === undefined) return;
  const gone = (c: PageContext) =>
    drawNotice(c, parts, {
      title: 'This link does not work any more',
      text: 'Its time is over, or the article is not to be seen now. Ask the newsroom for another.',
      status: 404,
    });
  const opened = (c: PageContext) => partners.previews.open(c.req.param('secret') ?? '');

  app.get(BASE, async (c) => {
    const preview = await opened(c);
    if (preview === null) return gone(c);
    return drawPreviewPage(c, parts, { preview, frame: `${new URL(c.req.url).pathname}/post/`, section: null });
  });
  app.get(`${BASE}/post/`, async (c) => {
    const preview = await opened(c);
    return preview === null ? gone(c) : answerPost(c, preview);
  });
  app.get(`${BASE}/post/m/:sha256`, async (c) => {
    const preview = await opened(c);
    return preview === null ? c.notFound() : answerPicture(c, partners, preview);
  });
}
