import { openConsole, type RunningConsole } from '../console/index.ts';
import { accountsOf, type CarrierChanges, loadEditions, type Newsroom, type Workplace } from '../newsroom/index.ts';
import { ServeError } from '../platform/http/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { consoleAddress, linkAddress } from './people.ts';
import type { Terminal } from './terminal.ts';

/** A console that runs, and what to print of it. */
export interface NewsroomConsole {
  /** Lines for the terminal: where it is and, before anybody may sign in, the link of the first person. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens the console of a newsroom, for its people, where the settings say. A place that is taken is told and no reason not
 * to publish: null then.
 * @param changes the newsroom of this process, where it may change its carriers
 * @param looked what is shown: the newsroom of this process, or what its workplace sees of another
 */
export async function openNewsroomConsole(
  workplace: Workplace,
  looked: Pick<Newsroom, 'overview' | 'onChange'>,
  { now, log }: { readonly now: () => Date; readonly log: Log },
  changes: CarrierChanges | null,
): Promise<NewsroomConsole | null> {
  const { places, desk, jobs } = workplace;
  const accounts = accountsOf(workplace, { now });
  const { host, port, address, signInHeader } = workplace.settings.console;
  let console: RunningConsole;
  try {
    console = await openConsole({
      newsroom: looked,
      desk: {
        editing: desk.editing,
        lexicon: desk.lexicon,
        pushes: desk.pushes,
        partners: workplace.partners,
        settings: () => workplace.settings,
        access: { kind: 'accounts', accounts, address: address ?? null, signInHeader: signInHeader ?? null },
        places,
        carriers: workplace.carrierDesk(changes),
        jobs,
        editions: (query) => loadEditions(workplace.store.db, query),
        steps: () => workplace.steps(),
        wake: () => workplace.wake(),
      },
      host,
      port,
      now,
      onFailure: (error) => log.error('a page of the console could not be drawn', { error }),
    });
  } catch (error) {
    if (!(error instanceof ServeError)) throw error;
    log.error('the console is not served; all else goes on', { error });
    return null;
  }
  const shown = address ?? (port === 0 ? console.address : consoleAddress(workplace.settings));
  const lines = [`  console      ${shown}`];
  const first = await accounts.links.first();
  if (first !== null)
    lines.push(
      `  sign in      ${linkAddress(shown, first.secret)}`,
      '               once, within a day: it makes the first operator',
    );
  return { lines, close: () => console.close() };
}

/** Prints where the console is. */
export function tellConsole(console: NewsroomConsole | null, terminal: Terminal): void {
  for (const line of console?.lines ?? []) terminal.print(line);
}
