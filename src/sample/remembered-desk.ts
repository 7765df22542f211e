import { sampleArticles } from './content.ts';
import { brokenMemory, openJournal } from './journal.ts';
import { type Newsdesk, openNewsdesk } from './newsdesk.ts';

/** A desk, and how to let go of the file it remembers by. */
export interface RememberedDesk {
  readonly desk: Newsdesk;
  close(): void;
}

/**
 * Opens the desk of the sample newsroom: as it was left when there is a memory, else anew.
 *
 * @param memory path of its journal; null for none
 * @param dayStart what a new one counts its articles' ages back from
 * @throws SampleError `content-broken`, `memory-broken`, `memory-unwritable`
 */
export async function openRememberedDesk(
  memory: string | null,
  dayStart: Date,
  now: () => Date,
): Promise<RememberedDesk> {
  const articles = sampleArticles();
  if (memory === null) return { desk: openNewsdesk(articles, dayStart, now), close: () => {} };
  const journal = await openJournal(memory, dayStart);
  const desk = openNewsdesk(articles, journal.dayStart, now, (entry) => journal.add(entry));
  for (const [at, entry] of journal.entries.entries()) {
    if (desk.replay(entry)) continue;
    journal.close();
    throw brokenMemory(memory, `line ${at + 2} (${entry.action} ${entry.slug}) does not fit the sample's articles`);
  }
  return { desk, close: () => journal.close() };
}
