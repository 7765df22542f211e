import { z } from 'zod';

/** How the jobs of a queue are kept and repeated. */
interface Queue<Data extends z.ZodType> {
  /** What a job says. It is kept for weeks: never a text that may have to be withdrawn, never a secret. */
  readonly data: Data;
  /** How often a job that failed is tried again before it is given up and waits for a person. */
  readonly retries: number;
  /** How long after its first failure; each further time twice as long, with some chance in it. */
  readonly againSeconds: number;
  /** Never longer than this between two tries. */
  readonly againAtMostSeconds: number;
  /** A try that takes longer has failed. */
  readonly atMostSeconds: number;
  /** Whether jobs that wait under one key are one. Else every job is one of its own. */
  readonly isMerged: boolean;
}

const queue = <Data extends z.ZodType>(each: Queue<Data>): Queue<Data> => each;

const version = z.strictObject({ article: z.string(), language: z.string() });

/** Every queue of a newsroom. The name of one that was released is not used again for something else. */
export const QUEUES = {
  /** Fill in a draft from memory and engine. */
  translate: queue({
    data: version,
    retries: 6,
    againSeconds: 10,
    againAtMostSeconds: 1_800,
    atMostSeconds: 3_600,
    isMerged: true,
  }),
  /** Something may be published now that could not before: the publishing process looks. */
  'publish-due': queue({
    data: version,
    retries: 10,
    againSeconds: 5,
    againAtMostSeconds: 600,
    atMostSeconds: 600,
    isMerged: true,
  }),
  /** Tell one webhook of the settings, by its address; `id` names the message, the same at every try. */
  webhook: queue({
    data: z.strictObject({ address: z.string(), id: z.string(), body: z.string() }),
    retries: 12,
    againSeconds: 10,
    againAtMostSeconds: 7_200,
    atMostSeconds: 120,
    isMerged: false,
  }),
  /**
   * Make one article be on a partner's site as it should, in every language it is there in. `later`: its time has not come
   * when the job is made; when it has, it is asked for anew, so that it merges with what else there is to do.
   */
  partner: queue({
    data: z.strictObject({ partner: z.string(), article: z.string(), later: z.boolean() }),
    retries: 12,
    againSeconds: 20,
    againAtMostSeconds: 7_200,
    atMostSeconds: 900,
    isMerged: true,
  }),
} as const;

/** The name of a queue. */
export type QueueName = keyof typeof QUEUES;
/** What a job of a queue says. */
export type JobData<Name extends QueueName> = z.infer<(typeof QUEUES)[Name]['data']>;

/** The queues, in the order of the table. */
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
