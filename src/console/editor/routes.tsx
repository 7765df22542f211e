import type { DraftOutline, SegmentOutcome } from '../../editing/index.ts';
import { CHECKS } from '../../translate/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { drawNotice, drawPage, needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { addActs } from './acts.ts';
import { nextOpen, pageOfSegment, parsePlace, placeAddress, type Show, shownSegments } from './address.ts';
import { contextOf } from './context.ts';
import { Head } from './head.tsx';
import { Help } from './help.tsx';
import { EditorMain } from './page.tsx';
import { presence } from './presence.ts';
import { addPreviewPages, FRAMING_POLICY } from './preview-pages.tsx';
import { addRevisionPages } from './revisions.tsx';
import { Segment, type Unkept } from './segment.tsx';
import { addXliffPages } from './xliff.tsx';

/** As an editor may type it: `article/limits` holds what is published to less. */
const MAX_TARGET = 100_000;

/** The fields of a form, texts only. */
export async function fieldsOf(c: PageContext): Promise<(name: string) => string> {
  const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
  return (name) => {
    const value = form[name];
    // Browsers send every line end as two characters; a text has one. A NUL, which may come by pasting, no database keeps.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').replaceAll('\0', '') : '';
  };
}

/** Whether the page's own script asks, which takes the answer apart itself. */
function isScript(c: PageContext): boolean {
  return c.req.header('accept') === 'application/json';
}

/**
 * Adds the pages on which a version is translated.
 *
 * | path below `/articles/<article>/<language>` | what |
 * | --- | --- |
 * | `` | the segments, 200 a page: `?page=`, `?show=open`, `?at=<key>` with help beside one |
 * | `/now?from=&to=` | JSON for the page's script: the edit of each segment, the head, who is where |
 * | `POST /here` | where a page's person is |
 * | `/segments/<key>` | one segment as HTML |
 * | `/segments/<key>/help` | memory and terms for it, as HTML |
 * | `POST /segments/<key>` | `act` (`save`, `confirm`, `again`), `edit`, `target` |
 * | `POST /segments/<key>/ignore` | `check`, `reason`, `edit` |
 * | `/preview`, `/revisions`, `/xliff` | see there |
 * | `POST /publish`, `/unschedule`, `/reopen`, `/assign` | what they say |
 *
 * A form is answered with 303, or 409 with the page when the text was not kept; with JSON where that is asked for.
 */
export function addEditorPages(app: ConsoleApp, parts: PageParts): void {
  const { editing } = parts;
  const base = '/articles/:article/:language';
  const who = presence(parts.now);

  const nameOf = (c: PageContext) => ({
    article: c.req.param('article') ?? '',
    language: c.req.param('language') ?? '',
  });
  const gone = (c: PageContext) =>
    drawNotice(c, parts, {
      title: 'Nothing here',
      text: 'There is no such translation. It may have been withdrawn.',
      status: 404,
    });

  /** The block was taken out while somebody translated it: their text is theirs still. */
  const giveBack = (c: PageContext, text: string) =>
    drawPage(c, parts, {
      title: 'That text is no longer in the article',
      section: '/articles',
      main: (
        <p class="field">
          <label for="yours">What you wrote was not kept. Copy it if you need it elsewhere:</label>
          <textarea id="yours" rows={8} readonly dir="auto">
            {`\n${text}`}
          </textarea>
        </p>
      ),
      isLive: false,
      status: 404,
    });

  async function draw(
    c: PageContext,
    draft: DraftOutline,
    at: { readonly show: Show; readonly page: number; readonly key?: string | undefined },
    unkept: (Unkept & { readonly key: string }) | null = null,
  ): Promise<Response> {
    const placed = shownSegments(draft.segments, at, unkept?.key ?? at.key);
    const keys = new Set(placed.segments.map(({ key }) => key));
    const loaded = await editing.segments(nameOf(c), ['headline', ...keys]);
    const shown = { ...placed, segments: loaded.filter(({ key }) => keys.has(key)) };
    const asked = draft.segments.find(({ key }) => key === at.key);
    const help =
      asked === undefined ? null : { key: asked.key, help: await editing.help({ ...nameOf(c), key: asked.key }) };
    const headline = loaded.find(({ role }) => role === 'headline');
    c.header('content-security-policy', FRAMING_POLICY);
    return drawPage(c, parts, {
      title: headline?.source ?? draft.article,
      titleLanguage: draft.from,
      section: '/articles',
      main: <EditorMain view={{ draft, shown, show: at.show, help, unkept }} parts={parts} viewer={c.get('viewer')} />,
      scripts: ['editor'],
      isLive: false,
      status: unkept === null ? 200 : 409,
    });
  }

  app.get(base, needs(parts, 'read'), async (c) => {
    const draft = await editing.outline(nameOf(c));
    if (draft === null) return gone(c);
    return draw(c, draft, { ...parsePlace(c.req.query()), key: c.req.query('at') });
  });

  app.get(`${base}/now`, needs(parts, 'read'), async (c) => {
    const draft = await editing.outline(nameOf(c));
    if (draft === null) return c.json({ gone: true }, 410);
    const [from, to] = [Number(c.req.query('from')), Number(c.req.query('to'))];
    const edits = Object.fromEntries(draft.segments.slice(from || 0, to || 0).map(({ key, edit }) => [key, edit]));
    const head = String(<Head draft={draft} viewer={c.get('viewer')} />);
    return c.json({ edits, head, present: who.in(nameOf(c), c.req.query('tab') ?? '') }, 200, {
      'cache-control': 'no-store',
    });
  });

  app.post(`${base}/here`, needs(parts, 'read'), async (c) => {
    const field = await fieldsOf(c);
    if (who.put(nameOf(c), field('tab'), { name: c.get('viewer').name, key: field('key') })) parts.changes.tell();
    return c.body(null, 204);
  });

  const contextFor = (c: PageContext, draft: DraftOutline, at: { readonly show: Show; readonly page: number }) =>
    contextOf(draft, at, { viewer: c.get('viewer'), parts });

  app.get(`${base}/segments/:key`, needs(parts, 'read'), async (c) => {
    const draft = await editing.outline(nameOf(c));
    const [segment] = await editing.segments(nameOf(c), [c.req.param('key')]);
    if (draft === null || segment === undefined) return gone(c);
    return c.html(String(<Segment segment={segment} context={contextFor(c, draft, parsePlace(c.req.query()))} />));
  });

  app.get(`${base}/segments/:key/help`, needs(parts, 'read'), async (c) => {
    const draft = await editing.outline(nameOf(c));
    const [segment] = await editing.segments(nameOf(c), [c.req.param('key')]);
    if (draft === null || segment === undefined) return gone(c);
    const help = await editing.help({ ...nameOf(c), key: segment.key });
    return c.html(String(<Help help={help} segment={segment} context={contextFor(c, draft, parsePlace({}))} />));
  });

  /** What came of writing: the page, or for the script the segment with all that hangs on it. */
  async function answer(
    c: PageContext,
    written: Exclude<SegmentOutcome, { outcome: 'gone' }>,
    form: { readonly target: string; readonly show: Show; readonly page: number; readonly act: string },
  ): Promise<Response> {
    const { outcome, segment } = written;
    const { key } = segment;
    if (outcome === 'saved') parts.changes.tell();
    const draft = await editing.outline(nameOf(c));
    if (draft === null) return isScript(c) ? c.json({ outcome: 'gone' }, 410) : gone(c);
    const unkept = outcome === 'saved' ? null : { key, target: form.target, reason: outcome };
    const next = outcome === 'saved' && form.act === 'confirm' ? nextOpen(draft.segments, key) : null;
    const place = {
      ...nameOf(c),
      show: form.show,
      page: next === null ? form.page : pageOfSegment(draft.segments, next, form.show),
    };
    if (isScript(c)) {
      const html = String(
        <Segment segment={segment} context={contextFor(c, draft, form)} unkept={unkept ?? undefined} />,
      );
      const head = String(<Head draft={draft} viewer={c.get('viewer')} />);
      const to = next === null ? null : { key: next, address: placeAddress(place, next) };
      return c.json({ outcome, html, head, edit: segment.edit, next: to }, outcome === 'saved' ? 200 : 409);
    }
    if (unkept !== null)
      return draw(c, draft, { ...form, page: pageOfSegment(draft.segments, key, form.show), key }, unkept);
    return c.redirect(placeAddress(place, next ?? key), 303);
  }

  app.post(`${base}/segments/:key`, needs(parts, 'edit'), async (c) => {
    const field = await fieldsOf(c);
    const [act, target, place] = [
      field('act'),
      field('target').slice(0, MAX_TARGET),
      parsePlace({ show: field('show'), page: field('page') }),
    ];
    const name = { ...nameOf(c), key: c.req.param('key'), edit: Number(field('edit')) || 0 };
    const viewer = c.get('viewer');
    if (act === 'again') {
      const { outcome, ...rest } = await editing.draftAgain({ ...nameOf(c), key: name.key }, viewer);
      const said = 'reason' in rest ? rest.reason : 'The machine was asked; its text comes by itself.';
      if (outcome === 'done') parts.changes.tell();
      return seeOther(c, placeAddress({ ...nameOf(c), ...place }, name.key), said);
    }
    const write = act === 'confirm' ? editing.confirmSegment : editing.saveSegment;
    let written = await write.call(editing, name, target, viewer);
    // The answer to an earlier try was lost on its way, or somebody wrote the very same: there is nothing to choose.
    if (written.outcome === 'conflict' && written.segment.target === target)
      written =
        act === 'confirm' && written.segment.state !== 'confirmed'
          ? await editing.confirmSegment({ ...name, edit: written.segment.edit }, target, viewer)
          : { outcome: 'saved', segment: written.segment };
    if (written.outcome === 'gone') return isScript(c) ? c.json({ outcome: 'gone' }, 410) : giveBack(c, target);
    return answer(c, written, { ...place, target, act });
  });

  app.post(`${base}/segments/:key/ignore`, needs(parts, 'edit'), async (c) => {
    const field = await fieldsOf(c);
    const place = parsePlace({ show: field('show'), page: field('page') });
    const key = c.req.param('key');
    const check = CHECKS.find((each) => each === field('check'));
    const reason = field('reason').trim();
    if (check === undefined) return gone(c);
    const back = placeAddress({ ...nameOf(c), ...place }, key);
    if (reason === '')
      return seeOther(c, back, 'A check is switched off with a reason only. Say why it does not apply.');
    const { outcome } = await editing.ignoreCheck(
      { ...nameOf(c), key, edit: Number(field('edit')) },
      check,
      reason.slice(0, 500),
      c.get('viewer'),
    );
    if (outcome === 'gone') return gone(c);
    if (outcome === 'saved') parts.changes.tell();
    return seeOther(
      c,
      back,
      outcome === 'saved'
        ? 'That check is switched off for this segment.'
        : 'Somebody changed this segment meanwhile: look whether the check still finds the same.',
    );
  });

  addActs(app, parts, { base, nameOf });
  addPreviewPages(app, parts, { base, nameOf });
  addRevisionPages(app, parts, { base, nameOf });
  addXliffPages(app, parts, { base, nameOf });
}
