import { isMarked, MAX_PAGE_BYTES, pagePath, parseNote, parseRecord, placeOf, splitPage } from '../proof/index.ts';
import { askHead, objectsOf } from './ask-carriers.ts';
import { isGenuine } from './knowledge.ts';
import { race } from './race.ts';
import type { FileView } from './session.ts';
import type { Visit } from './visit.ts';

/**
 * Verifies a file that the reader has: is it of this newsroom, and what of it is current? Carriers are asked for their
 * head and the calendar, never for the page: which one somebody has is nobody's business.
 */
export async function checkFile(visit: Visit, newsroom: string, bytes: Uint8Array, name: string): Promise<FileView> {
  const claimed = newsroomOf(bytes);
  // Another newsroom's, or one that claims nothing: a browser that saves a page anew may leave out what is signed.
  if (claimed === null ? bytes.length <= MAX_PAGE_BYTES && !isMarked(bytes) : claimed !== newsroom) {
    return { name, report: null, newsroom: claimed, path: null, content: null };
  }
  const { pool, knowledge, strategy } = visit;
  const controller = new AbortController();
  const { signal } = controller;
  const limit = setTimeout(() => controller.abort(), 2 * strategy.limitMs);
  try {
    // What is no page at all is none whatever is newest.
    if (claimed !== null) {
      await race(pool.spare(), (carrier, inner) => askHead(visit, carrier, inner), strategy, signal);
    }
    const judged = await knowledge.judge({ page: bytes, isFile: true, read: objectsOf(visit, signal) });
    const { report } = judged;
    const path = report.page === null ? null : pagePath(placeOf(report.page.record, report.page.part));
    return { name, report, newsroom: claimed, path, content: isGenuine(judged) ? judged.content : null };
  } finally {
    clearTimeout(limit);
    controller.abort();
  }
}

/** Whom a file says it is from; null when it is no page. */
function newsroomOf(bytes: Uint8Array): string | null {
  try {
    return parseRecord(parseNote(splitPage(bytes).note).text).newsroom;
  } catch {
    return null;
  }
}
