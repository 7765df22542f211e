import { counted } from '../../errors/index.ts';
import type { ConsoleApp, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import type { VersionPages } from './acts.ts';
import { articleAddress, editorAddress } from './address.ts';
import { drawPreview, type Preview } from './draw-preview.ts';

/** As every page of the console's, but that its own previews may stand in it. */
export const FRAMING_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A reader's page brings its style along and runs nothing. */
const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin";

/** What each part of a page weighs against what it may: a bar for the eye, and the same in words. */
export function Weight({ preview, address }: { preview: Preview; address: string }) {
  if (preview.outcome === 'failed')
    return (
      <p class="failure" role="alert">
        <strong class="mark blocked">Cannot be drawn</strong> {preview.reason}
      </p>
    );
  const { parts, budgetBytes, untranslated } = preview;
  return (
    <div class="weight">
      <ul>
        {parts.map(({ wireBytes }, at) => (
          <li>
            {parts.length > 1 && <a href={`${address}?part=${at + 1}`}>Part {at + 1}</a>}
            <meter
              min={0}
              max={Math.max(budgetBytes, wireBytes)}
              high={budgetBytes}
              value={wireBytes}
              aria-label={`Weight of part ${at + 1}`}
            />
            <span class={`mark ${wireBytes <= budgetBytes ? 'passes' : 'hindered'}`}>
              {kilobytes(wireBytes)} of {kilobytes(budgetBytes)} KB
            </span>
          </li>
        ))}
      </ul>
      <p class="aside">
        {parts.length === 1
          ? 'One response: it arrives where connections are cut after some kilobytes.'
          : `Cut into ${parts.length} pages, so that each arrives where connections are cut after some kilobytes.`}
        {untranslated > 0 &&
          ` ${counted(untranslated, 'segment')} shown in the original’s language: nothing fit to print there yet.`}
      </p>
    </div>
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1_024).toFixed(1);
}

/** Adds the preview: `/preview` with what each part weighs, `/preview/page?part=` the very page, `/preview/weight` the meter. */
export function addPreviewPages(app: ConsoleApp, parts: PageParts, { base, nameOf }: VersionPages): void {
  const { editing } = parts;

  app.get(`${base}/preview/page`, needs(parts, 'read'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    const preview = draft === null ? null : await drawPreview(draft, editing, parts.settings());
    const part = Number(c.req.query('part') ?? 1);
    const shown = preview?.outcome === 'drawn' ? (preview.parts[part - 1] ?? preview.parts[0]) : undefined;
    c.header('content-security-policy', PREVIEW_POLICY);
    // What is sandboxed may not ask for a window of its own: opened by itself, the page would be refused by the browser.
    c.header('cross-origin-opener-policy', 'unsafe-none');
    if (shown === undefined)
      return c.html(
        '<!doctype html><html lang="en"><title>No preview</title><p>There is nothing to show.</p></html>',
        404,
      );
    // Its links lead to pages that are not here: they would open windows, which the sandbox does not let them.
    const html = shown.html.replace('<head>', '<head>\n<base target="_blank">');
    return c.html(html, 200, { 'cache-control': 'no-store' });
  });

  app.get(`${base}/preview/weight`, needs(parts, 'read'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    if (draft === null) return c.notFound();
    const preview = await drawPreview(draft, editing, parts.settings());
    return c.html(String(<Weight preview={preview} address={`${editorAddress(draft)}/preview`} />));
  });

  app.get(`${base}/preview`, needs(parts, 'read'), async (c) => {
    const draft = await editing.draft(nameOf(c));
    if (draft === null)
      return drawNotice(c, parts, { title: 'Nothing here', text: 'There is no such translation.', status: 404 });
    const preview = await drawPreview(draft, editing, parts.settings());
    const address = `${editorAddress(draft)}/preview`;
    const part = /^[1-9]\d?$/.test(c.req.query('part') ?? '') ? `?part=${c.req.query('part')}` : '';
    c.header('content-security-policy', FRAMING_POLICY);
    return drawPage(c, parts, {
      title: 'Preview',
      section: '/articles',
      main: (
        <>
          <p class="lead">The page as readers will get it, on a phone of 360 pixels.</p>
          <p class="leads">
            <a href={editorAddress(draft)}>The editor</a>
            <a href={articleAddress(draft.article)}>The article</a>
          </p>
          <Weight preview={preview} address={address} />
          {preview.outcome === 'drawn' && (
            <iframe
              class="phone"
              title="The page as readers will get it"
              src={`${address}/page${part}`}
              width="360"
              height="640"
              sandbox="allow-same-origin"
            />
          )}
        </>
      ),
    });
  });
}
