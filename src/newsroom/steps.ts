import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables/index.ts';

/** A step of a round of the publishing process. */
export type Step = 'keep' | 'publish' | 'heartbeat';

/** How a step came out: null when it was done, else why not. */
export type StepOutcomes = ReadonlyMap<Step, string | null>;

/** How a step goes. What fails is tried again at the next round, for as long as it takes. */
export interface StepOverview {
  readonly step: Step;
  /** Null when it never was. */
  readonly doneAt: Date | null;
  readonly triedAt: Date;
  /** Why it failed when it was tried last; null when it did not. */
  readonly failure: string | null;
  /** How often in a row. */
  readonly failures: number;
}

/** Remembers how the steps of a round came out, in one statement. */
export async function saveSteps(db: Kysely<Tables>, outcomes: StepOutcomes, now: Date): Promise<void> {
  const at = now.toISOString();
  const rows = [...outcomes].map(([step, failure]) => ({
    step,
    done_at: failure === null ? at : null,
    tried_at: at,
    failure,
    failures: failure === null ? 0 : 1,
  }));
  if (rows.length === 0) return;
  await db
    .insertInto('steps')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('step').doUpdateSet({
        done_at: sql`coalesce(excluded.done_at, steps.done_at)`,
        tried_at: sql`excluded.tried_at`,
        failure: sql`excluded.failure`,
        failures: sql`case when excluded.failure is null then 0 else steps.failures + 1 end`,
      }),
    )
    .execute();
}

/** How the steps of the publishing process go, in the order in which it takes them; those that were ever taken. */
export async function loadSteps(db: Kysely<Tables>): Promise<StepOverview[]> {
  const order: readonly Step[] = ['keep', 'publish', 'heartbeat'];
  const rows = await db.selectFrom('steps').selectAll().execute();
  return order.flatMap((step) => {
    const row = rows.find((each) => each.step === step);
    if (row === undefined) return [];
    const { done_at, tried_at, failure, failures } = row;
    return [
      { step, doneAt: done_at === null ? null : new Date(done_at), triedAt: new Date(tried_at), failure, failures },
    ];
  });
}
