import type { ActOutcome, VersionName } from '../../editing/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { needs } from '../shell/draw.tsx';
import { seeOther } from '../shell/flash.ts';
import { editorAddress } from './address.ts';
import { minuteInWords } from './in-words.ts';

/** Where the pages of a version lie, and which version a request names. */
export interface VersionPages {
  readonly base: string;
  nameOf(c: PageContext): VersionName;
}

/** A moment as `datetime-local` writes it, which the page says is UTC; null for anything else. */
export function parseMoment(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text)) return null;
  const moment = new Date(`${text.length === 16 ? `${text}:00` : text}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Adds what is done with a version as a whole from its editor. */
export function addActs(app: ConsoleApp, parts: PageParts, { base, nameOf }: VersionPages): void {
  const { editing } = parts;

  function done(c: PageContext, outcome: ActOutcome, said: string): Response {
    if (outcome.outcome === 'done') parts.changes.tell();
    return seeOther(c, editorAddress(nameOf(c)), outcome.outcome === 'done' ? said : outcome.reason);
  }
  async function fieldOf(c: PageContext, name: string): Promise<string> {
    const form: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
    const value = form[name];
    return typeof value === 'string' ? value.trim() : '';
  }

  app.post(`${base}/publish`, needs(parts, 'publish'), async (c) => {
    const text = await fieldOf(c, 'at');
    const at = parseMoment(text);
    if (text !== '' && at === null)
      return seeOther(
        c,
        editorAddress(nameOf(c)),
        `“${text.slice(0, 40)}” is no time. Write it as 2026-11-22T18:30, in UTC.`,
      );
    const outcome = await editing.publish(nameOf(c), at === null ? {} : { at }, c.get('viewer'));
    return done(
      c,
      outcome,
      at === null ? 'It goes out with the next edition.' : `It goes out at ${minuteInWords(at)}.`,
    );
  });
  app.post(`${base}/unschedule`, needs(parts, 'publish'), async (c) =>
    done(c, await editing.unschedule(nameOf(c), c.get('viewer')), 'That time was taken back.'),
  );
  app.post(`${base}/reopen`, needs(parts, 'edit'), async (c) =>
    done(
      c,
      await editing.reopen(nameOf(c), c.get('viewer')),
      'It is open again. What is out stays out until you publish this.',
    ),
  );
  app.post(`${base}/assign`, needs(parts, 'edit'), async (c) => {
    const assignee = await fieldOf(c, 'assignee');
    const outcome = await editing.assign(nameOf(c), assignee === '' ? null : assignee, c.get('viewer'));
    return done(c, outcome, assignee === '' ? 'Nobody is at it now.' : `${assignee} is at it.`);
  });
}
